import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../contracts/fault.ts';
import type { Io } from './io.ts';

/** A page of docs/ that a command makes. */
export interface GeneratedPage {
  readonly path: string;
  readonly text: string;
}

/** What a command that makes pages takes. */
export const PAGE_OPTIONS = {
  write: { type: 'flag', about: 'puts what it makes in place instead of printing it' },
  check: { type: 'flag', about: 'prints nothing, and fails where what is in place is old' },
} as const;

/** Prints the pages; `--write` puts them in place, `--check` fails where one in place is old. @param command what writes them anew */
export async function keepPages(
  pages: readonly GeneratedPage[],
  {
    write,
    check,
    io,
    command,
  }: {
    readonly write: boolean;
    readonly check: boolean;
    readonly io: Io;
    readonly command: string;
  },
): Promise<number> {
  for (const { path, text } of pages) {
    const file = join(io.cwd, path);
    if (write) await writeFile(file, text);
    else if (!check) io.out(text);
    else if ((await readFile(file, 'utf8')) !== text) {
      throw new Fault('bad-input', `${path} is old: run "npx pindan ${command} --write"`);
    }
  }
  return 0;
}
