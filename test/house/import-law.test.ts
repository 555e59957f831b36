import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';

/** What each folder may import: DESIGN 3, word by word. `cli` and `test` may import anything, and nobody imports them. */
const LAW: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  store: ['contracts'],
  promotions: ['contracts'],
  matcher: ['contracts', 'promotions'],
  hardware: ['contracts'],
  mqtt: ['contracts'],
  daemon: ['contracts', 'promotions', 'hardware', 'mqtt', 'store'],
  central: ['contracts', 'promotions', 'matcher', 'mqtt', 'store'],
  electron: ['contracts'],
  renderer: ['contracts'],
};
const FOLDERS = [...Object.keys(LAW), 'test', 'cli'];

interface Import {
  readonly from: string;
  readonly to: string;
  /** The file that holds the import, relative to the copy. */
  readonly file: string;
}

/** Each kind of file obeys the law: what ships and its tests. */
const imports = (isWanted: (from: string, to: string) => boolean): readonly Import[] =>
  Object.keys(LAW).flatMap((from) =>
    FOLDERS.filter((to) => to !== from && isWanted(from, to)).flatMap((to) =>
      ['ts', 'test.ts'].map((end) => ({ from, to, file: `${from}/imports-${to}.${end}` })),
    ),
  );
const FORBIDDEN = imports((from, to) => !(LAW[from] ?? []).includes(to));
const ALLOWED = imports((from, to) => (LAW[from] ?? []).includes(to));

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/** A copy of the house with its own build files and one room's worth of code in each folder, and these imports added. */
function houseWith(extra: readonly Import[]): string {
  const copy = mkdtempSync(join(tmpdir(), 'pindan-law-'));
  copies.push(copy);
  for (const name of readdirSync(ROOT)) {
    if (name.startsWith('tsconfig') || name === 'package.json')
      cpSync(join(ROOT, name), join(copy, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of FOLDERS) {
    mkdirSync(join(copy, folder));
    for (const name of readdirSync(join(ROOT, folder))) {
      if (name.startsWith('tsconfig')) cpSync(join(ROOT, folder, name), join(copy, folder, name));
    }
    writeFileSync(join(copy, folder, 'room.ts'), `export const room = '${folder}';\n`);
    writeFileSync(
      join(copy, folder, 'room.test.ts'),
      `import { room } from './room.ts';\nexport const seen = room;\n`,
    );
  }
  for (const { to, file } of extra) {
    writeFileSync(
      join(copy, file),
      `import { room } from '../${to}/room.ts';\nexport const seen = room;\n`,
    );
  }
  return copy;
}

function build(copy: string): { readonly status: number | null; readonly output: string } {
  const done = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', '--pretty', 'false'],
    { cwd: copy, encoding: 'utf8' },
  );
  return { status: done.status, output: done.stdout + done.stderr };
}

describe('the import law of the house', () => {
  let refusals: { readonly status: number | null; readonly output: string };
  beforeAll(() => {
    refusals = build(houseWith(FORBIDDEN));
  }, 120_000);

  test('a house whose imports are all allowed builds', { timeout: 120_000 }, () => {
    expect(build(houseWith(ALLOWED))).toEqual({ status: 0, output: '' });
  });

  test('a house with forbidden imports does not build', () => {
    expect(refusals.status).not.toBe(0);
  });

  test.each(FORBIDDEN)('$file may not import $to', ({ file }) => {
    const lines = refusals.output.split('\n').filter((line) => line.includes(file));
    expect(lines.join('\n')).toMatch(/error TS(6307|6059|2307)/);
  });
});
