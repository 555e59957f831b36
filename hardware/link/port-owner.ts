import { readdir, readlink, realpath, readFile } from 'node:fs/promises';

/** A process that has a device open. */
export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/**
 * Who has this device file open, as far as `/proc` lets us see (our own user's processes, all of them as root).
 * Empty where there is no `/proc`.
 */
export async function portHolders(path: string): Promise<readonly PortHolder[]> {
  const target = await realpath(path).catch(() => path);
  const processes = await readdir('/proc').catch((): string[] => []);
  const holders: PortHolder[] = [];
  for (const entry of processes) {
    if (!/^\d+$/.test(entry)) continue;
    if (!(await holds(entry, target))) continue;
    const command = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '?');
    holders.push({ pid: Number(entry), command: command.trim() });
  }
  return holders;
}

async function holds(pid: string, target: string): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch((): string[] => []);
  for (const descriptor of descriptors) {
    const open = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (open === target) return true;
  }
  return false;
}

/** The holders in words, for a fault's text. */
export function holdersText(holders: readonly PortHolder[]): string {
  if (holders.length === 0) return 'another process';
  return holders.map((holder) => `process ${holder.pid} (${holder.command})`).join(', ');
}
