import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '../../contracts/fault.ts';
import { claimFile } from './exclusive-open.ts';
import type { Claim } from './exclusive-open.ts';
import type { OpenWire, Wire, WireHandlers } from './wire.ts';

/**
 * Opens a device file such as `/dev/usb/lp0`, for reading and writing where it allows both, and for this process alone. Pipes and plain files work too:
 * the end of a plain file is the end of its wire.
 */
export function fileWire(path: string): OpenWire {
  return async (handlers, signal) => {
    signal.throwIfAborted();
    const claim = await claimFile(path);
    try {
      return wireOf(await openFile(path), claim, handlers);
    } catch (cause) {
      await claim.release();
      throw cause;
    }
  };
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EBUSY') {
      throw new Fault('port-busy', `${path}: in use by another process; stop it first`, { cause });
    }
    const advice =
      code === 'EACCES' ? 'add the user of pindan to the group lp' : 'plug it in, switch it on';
    throw new Fault('port-unavailable', `${path}: cannot open (${String(code)}); ${advice}`, {
      cause,
    });
  }
}

/** A device that has nothing to say, or takes nothing now, is asked again after so long. */
const ASK_AGAIN_MS = 20;

/** A read that waits inside the kernel would keep one of the few threads that all files of this process share, for as long as the
 *  device is silent: four silent printers would stop the box. So nothing waits there; undefined: not now. */
async function unlessBusy<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN') return undefined;
    throw cause;
  }
}

function asked(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ASK_AGAIN_MS);
  });
}

/** A device may take less than it was given. */
async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  isOpen: () => boolean,
): Promise<void> {
  let from = 0;
  while (from < bytes.length) {
    if (!isOpen()) throw new Error('closed while writing');
    const written = await unlessBusy(() => handle.write(bytes, from, bytes.length - from));
    if (written === undefined) await asked();
    else from += written.bytesWritten;
  }
}

function wireOf(handle: FileHandle, claim: Claim, handlers: WireHandlers): Wire {
  let ended = false;
  const isOpen = (): boolean => !ended;
  let writing: Promise<unknown> = Promise.resolve();
  const lose = (cause: Error): void => {
    if (ended) return;
    ended = true;
    handle.close().catch(() => undefined);
    void claim.release();
    handlers.onLost(cause);
  };
  const read = async (): Promise<void> => {
    const buffer = Buffer.alloc(4096);
    while (isOpen()) {
      const got = await unlessBusy(() => handle.read(buffer, 0, buffer.length, null));
      if (!isOpen()) return;
      if (got === undefined) {
        await asked();
        continue;
      }
      const { bytesRead } = got;
      if (bytesRead === 0) throw new Error('end of file');
      handlers.onBytes(Uint8Array.prototype.slice.call(buffer, 0, bytesRead));
    }
  };
  read().catch((cause: unknown) => lose(cause instanceof Error ? cause : new Error(String(cause))));
  return {
    write: async (bytes) => {
      const before = writing;
      const mine = before.catch(() => undefined).then(() => writeAll(handle, bytes, isOpen));
      writing = mine;
      await mine;
    },
    close: async () => {
      if (ended) return;
      ended = true;
      // What is under way must not be waited for.
      handle.close().catch(() => undefined);
      await claim.release();
    },
  };
}
