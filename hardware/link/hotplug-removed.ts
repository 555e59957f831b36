import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { watchDirectory } from './watch-directory.ts';

const POLL_MS = 2000;
const SOON_MS = 100;

/**
 * Calls back once when the device file at the path is gone, or is another one than it was. A port that is unplugged while bytes are
 * coming in sometimes reports nothing by itself; its file always goes. Returns what stops the watching.
 */
export function onceGone(path: string, callback: () => void): () => void {
  let stopped = false;
  const atFirst = identity(path);
  const look = async (): Promise<void> => {
    const [first, now] = await Promise.all([atFirst, identity(path)]);
    if (stopped || first === undefined || first === now) return;
    stop();
    callback();
  };
  const poll = setInterval(() => void look(), POLL_MS);
  poll.unref();
  // In `/dev` something changes with every byte that anybody writes: one look serves many changes.
  let soon: NodeJS.Timeout | undefined;
  const watcher = watchDirectory(dirname(path), () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void look();
    }, SOON_MS).unref();
  });
  const stop = (): void => {
    stopped = true;
    clearInterval(poll);
    clearTimeout(soon);
    watcher?.close();
  };
  return stop;
}

/** What tells a device file, and the name that udev gave it, from another one; undefined where there is none. */
async function identity(path: string): Promise<string | undefined> {
  try {
    const [name, device] = await Promise.all([lstat(path), stat(path)]);
    return `${name.ino} ${device.ino} ${device.rdev}`;
  } catch {
    return undefined;
  }
}
