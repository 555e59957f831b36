import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program of the system is there; what needs one that is not shows as skipped. */
export function hasProgram(name: string): boolean {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some(
    (folder) => folder !== '' && existsSync(join(folder, name)),
  );
}
