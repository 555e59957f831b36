import { createHash } from 'node:crypto';
import { link, readFile, realpath, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../contracts/fault.ts';

/** A device file that is ours until it is given back. */
export interface Claim {
  release(): Promise<void>;
}

/**
 * Claims a device file for this process: serial ports have a lock of their own, device files have none, and two daemons that print on
 * one printer mix their slips. A lock file with our PID, named after the file's real path; one whose process is gone is taken over.
 * @throws Fault `port-busy` that names the holder
 */
export async function claimFile(path: string, folder = tmpdir()): Promise<Claim> {
  const target = await realpath(path).catch(() => path);
  const name = createHash('sha256').update(target).digest('hex').slice(0, 16);
  const lock = join(folder, `pindan-device-${name}.lock`);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (await created(lock)) return { release: () => unlink(lock).catch(() => undefined) };
    const [pid = '', startedAt = ''] = (await readFile(lock, 'utf8').catch(() => '')).split(' ');
    const holder = Number(pid);
    if (isAlive(holder) && (await startOf(holder)) === startedAt) {
      const who = holder === process.pid ? 'this process itself' : `process ${holder}`;
      throw new Fault(
        'port-busy',
        `${path}: in use by ${who}; stop it or give this device another file`,
      );
    }
    await unlink(lock).catch(() => undefined);
  }
  throw new Fault('port-busy', `${path}: somebody else took it just now; ${lock} says who`);
}

/** Never half written: the file appears under its name with its content, or not at all. */
async function created(lock: string): Promise<boolean> {
  const draft = `${lock}.${process.pid}`;
  try {
    await writeFile(draft, `${process.pid} ${await startOf(process.pid)}`);
    await link(draft, lock);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw new Fault('port-unavailable', `cannot write the lock file ${lock}`, { cause });
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

/** When a process began, in ticks since the machine did: its number alone may be another's by now. Empty where `/proc` is not. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** A process that is not ours to signal is alive too. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
