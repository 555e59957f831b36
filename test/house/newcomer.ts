import { spawnSync, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './root.ts';

/** Something that a newcomer adds to the house. */
export interface Task {
  readonly name: string;
  /** The changes that begin it, after which the compiler names the other places: a tag, a word, a name in a union. */
  readonly begins: readonly Change[];
  readonly rest: readonly Change[];
}

/** A new file, or a row added to a file that is there. */
export type Change =
  | { readonly kind: 'file'; readonly path: string; readonly text: (house: House) => string }
  | { readonly kind: 'row'; readonly path: string; readonly after: string; readonly row: string };

/** A copy of the house that may be changed. */
export interface House {
  readonly folder: string;
  read(path: string): string;
  apply(change: Change): void;
  /** Files in which the compiler finds a mistake, each once; empty where the house builds. */
  mistakes(): readonly string[];
  /** Runs `pindan` in the copy. */
  pindan(
    args: readonly string[],
    stdin?: string,
  ): { readonly status: number | null; readonly out: string; readonly err: string };
}

/** Copies what git tracks and what is new and not ignored. The packages are shared with this checkout. */
export function copyHouse(): House {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-newcomer-'));
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  for (const path of listed.split('\0')) {
    if (path === '') continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(ROOT, path), join(folder, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const node = (args: readonly string[], stdin = '') => {
    const done = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', input: stdin });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };
  const house: House = {
    folder,
    read,
    apply(change) {
      const path = join(folder, change.path);
      if (change.kind === 'file') {
        writeFileSync(path, change.text(house));
        return;
      }
      const text = read(change.path);
      const parts = text.split(change.after);
      if (parts.length !== 2) {
        throw new Error(
          `${change.path} holds ${JSON.stringify(change.after)} ${parts.length - 1} times, not once`,
        );
      }
      writeFileSync(path, parts.join(`${change.after}${change.row}`));
    },
    mistakes() {
      const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
      const { out } = node([compiler, '-b', '--pretty', 'false']);
      const files = [...out.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(([, file = '']) => file);
      return [...new Set(files)].toSorted();
    },
    pindan: (args, stdin) => node([join('cli', 'main.ts'), ...args], stdin),
  };
  return house;
}
