import { access } from 'node:fs';
import { dirname } from 'node:path';
import { watchDirectory } from './watch-directory.ts';

const POLL_MS = 2000;

/**
 * Calls back once when the path exists, within a moment where the directory can be watched and within two seconds where it
 * cannot (`/dev/serial/by-id` itself vanishes when it is empty). Returns what stops the waiting.
 */
export function onceThere(path: string, callback: () => void): () => void {
  let stopped = false;
  const look = (): void => {
    access(path, (problem) => {
      if (problem !== null || stopped) return;
      stop();
      callback();
    });
  };
  const poll = setInterval(look, POLL_MS);
  poll.unref();
  const watcher = watchDirectory(dirname(path), look);
  const stop = (): void => {
    stopped = true;
    clearInterval(poll);
    watcher?.close();
  };
  look();
  return stop;
}
