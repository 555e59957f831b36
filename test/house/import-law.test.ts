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
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';

/** What each folder may import. `cli` and `test` may import anything, and nothing imports them. */
const LAW: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  store: ['contracts'],
  promotions: ['contracts'],
  matcher: ['contracts', 'promotions'],
  habits: ['contracts'],
  hardware: ['contracts'],
  mqtt: ['contracts'],
  service: ['contracts'],
  daemon: ['contracts', 'promotions', 'hardware', 'mqtt', 'service', 'store'],
  central: ['contracts', 'promotions', 'matcher', 'habits', 'mqtt', 'service', 'store'],
  electron: ['contracts'],
  renderer: ['contracts'],
};
const FOLDERS = [...Object.keys(LAW), 'test', 'cli'];

/** The rooms of each large folder, the lowest first: a room may import the rooms before it and none behind it. */
const ROOMS: readonly (readonly string[])[] = [
  ['model', 'kinds', 'compile', 'receipt', 'assign', 'layers', ''].map((room) =>
    join('promotions', room),
  ),
  ['value', 'search', 'state', 'suggestions', 'visits', 'pairings', 'offline'].map((room) =>
    join('matcher', room),
  ),
  ['state', 'suggestions', 'visits', 'pairings', ''].map((room) => join('matcher', room)),
  ['barcode', 'till/dialect', 'till/framing', 'till/receipt', 'till', 'till/draft'].map((room) =>
    join('hardware', room),
  ),
  ['link', 'printer'].map((room) => join('hardware', room)),
  ['broker', 'venue'].map((room) => join('central', room)),
  ['catalogue', 'people', 'ingest', 'matching', 'venue'].map((room) => join('central', room)),
  ['operation', 'central', 'till', 'scan', 'kiosk', 'box'].map((room) => join('daemon', room)),
  ['operation', 'central', 'paper', 'kiosk', 'box'].map((room) => join('daemon', room)),
];

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
const UPWARDS: readonly Import[] = ROOMS.flatMap((rooms) =>
  rooms.flatMap((from, index) =>
    rooms
      .slice(index + 1)
      .map((to) => ({ from, to, file: `${from}/imports-${to.replaceAll('/', '-')}.ts` })),
  ),
);
const FORBIDDEN = [...imports((from, to) => !(LAW[from] ?? []).includes(to)), ...UPWARDS];
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
  for (const folder of projects()) {
    mkdirSync(join(copy, folder), { recursive: true });
    for (const name of readdirSync(join(ROOT, folder))) {
      if (name.startsWith('tsconfig')) cpSync(join(ROOT, folder, name), join(copy, folder, name));
    }
    writeFileSync(join(copy, folder, 'room.ts'), `export const room = '${folder}';\n`);
  }
  for (const folder of FOLDERS) {
    writeFileSync(
      join(copy, folder, 'seen.test.ts'),
      `import { room } from '${pathTo(folder, roomOf(folder))}';\nexport const seen = room;\n`,
    );
  }
  for (const { from, to, file } of extra) {
    writeFileSync(
      join(copy, file),
      `import { room } from '${pathTo(from, roomOf(to))}';\nexport const seen = room;\n`,
    );
  }
  return copy;
}

/** Every folder with a project of its own, relative to the root. */
function projects(): readonly string[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === 'tsconfig.json' && !/(^|\/)(node_modules|\.)/.test(path))
    .map((path) => dirname(path))
    .filter((folder) => folder !== '.');
}

/** A folder without code of its own stands for its lowest room. */
function roomOf(folder: string): string {
  return LOWEST[folder] ?? folder;
}

const LOWEST: Readonly<Record<string, string>> = {
  hardware: 'hardware/barcode',
  daemon: 'daemon/operation',
  central: 'central/broker',
};

function pathTo(from: string, to: string): string {
  const path = relative(from, join(to, 'room.ts'));
  return path.startsWith('.') ? path : `./${path}`;
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
