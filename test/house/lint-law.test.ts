import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';

const copy = mkdtempSync(join(tmpdir(), 'pindan-lint-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** One line that the linter must refuse in the pure core, for each way to a clock, a timer, randomness or the outside. */
const IMPURE: Readonly<Record<string, string>> = {
  'the time of day': 'export const at = Date.now();',
  'a date of now': 'export const at = new Date();',
  'a random number': 'export const drawn = Math.random();',
  'random bytes': 'export const drawn = crypto.randomUUID();',
  'random bytes by the global object': 'export const drawn = globalThis.crypto.randomUUID();',
  'a timer': 'setTimeout(() => undefined, 1);',
  'a repeated timer': 'setInterval(() => undefined, 1);',
  'an immediate': 'setImmediate(() => undefined);',
  'a stopwatch': 'export const at = performance.now();',
  'the process': 'export const at = process.hrtime();',
  'a module of Node': "export { readFileSync } from 'node:fs';",
};

/** Packages that one folder owns, tried from a folder that does not. */
const OWNED: Readonly<Record<string, string>> = {
  'better-sqlite3': 'daemon',
  lowdb: 'daemon',
  mqtt: 'daemon',
  aedes: 'daemon',
  serialport: 'daemon',
  receiptline: 'daemon',
  'prom-client': 'daemon',
};

/** What a test may not draw from, because no seed repeats it. */
const UNSEEDED: Readonly<Record<string, string>> = {
  'a random number': 'export const drawn = Math.random();',
  'random bytes': 'export const drawn = crypto.randomUUID();',
};
const UNSEEDED_IMPORT: Readonly<Record<string, string>> = {
  'random bytes of Node': "export { randomBytes } from 'node:crypto';",
};

/** Each kind of place where tests stand. */
const TEST_PLACES = ['daemon/a', 'promotions/a', 'central/testing/a', 'test/faults/a'];

const unseeded = TEST_PLACES.flatMap((place) => {
  // A test of the box may not import packages that others own; that rule leaves no room for the one about node:crypto.
  const lines = place.startsWith('daemon') ? UNSEEDED : { ...UNSEEDED, ...UNSEEDED_IMPORT };
  const end = /test/.test(place) ? 'ts' : 'test.ts';
  return Object.entries(lines).map(([what, line], index) => ({
    name: `tests in ${place} may not draw from ${what}`,
    file: `${place}-${index}.${end}`,
    text: `${line}\n`,
  }));
});

const rows = [
  ...unseeded,
  ...['promotions', 'matcher', 'habits'].flatMap((folder) =>
    Object.entries(IMPURE).map(([what, line], index) => ({
      name: `${folder}/ may not use ${what}`,
      file: `${folder}/impure-${index}.ts`,
      text: `${line}\n`,
    })),
  ),
  ...Object.entries(OWNED).map(([name, folder]) => ({
    name: `${folder}/ may not import ${name}, which another folder owns`,
    file: `${folder}/owned-${name}.ts`,
    text: `import * as owned from '${name}';\nexport const seen = owned;\n`,
  })),
];

cpSync(join(ROOT, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
for (const { file, text } of rows) {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}
/** Two files that import only types of each other. */
const CIRCLE = ['contracts/hen.ts', 'contracts/egg.ts'];
mkdirSync(join(copy, 'contracts'), { recursive: true });
for (const [index, file] of CIRCLE.entries()) {
  const other = index === 0 ? 'egg' : 'hen';
  writeFileSync(
    join(copy, file),
    `import type { ${other} } from './${other}.ts';\nexport interface ${index === 0 ? 'hen' : 'egg'} {\n  readonly from: ${other};\n}\n`,
  );
}
const PURE = 'promotions/pure.ts';
writeFileSync(join(copy, PURE), 'export const double = (units: number): number => units * 2;\n');
const SEEDED = 'test/faults/seeded.ts';
writeFileSync(
  join(copy, SEEDED),
  "import { draw } from '../../contracts/testing/draw.ts';\nexport const drawn = draw();\n",
);
const lint = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint'), '--format=unix'],
  { cwd: copy, encoding: 'utf8' },
);
const refused = (file: string): boolean =>
  lint.stdout
    .split('\n')
    .some((line) => line.startsWith(`${file}:`) && line.includes('restricted'));

describe('what the linter keeps out', () => {
  test('a pure line passes', () => {
    expect(lint.status).toBe(1);
    expect(refused(PURE)).toBe(false);
  });

  test.each(CIRCLE)('%s stands in a circle of types, which counts as a circle', (file) => {
    const lines = lint.stdout.split('\n').filter((line) => line.startsWith(`${file}:`));
    expect(lines.join('\n')).toContain('no-cycle');
  });

  test('a test that draws from the seed of the run passes', () => {
    expect(refused(SEEDED)).toBe(false);
  });

  test.each(rows)('$name', ({ file }) => {
    expect(lint.stdout.split('\n').filter((line) => line.startsWith(`${file}:`))).not.toEqual([]);
    expect(refused(file)).toBe(true);
  });
});
