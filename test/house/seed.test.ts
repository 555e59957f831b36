import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from './root.ts';

const copy = mkdtempSync(join(tmpdir(), 'pindan-seed-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** A test that fails, whose message says what it drew. */
const FAILS = `
import { expect, test } from 'vitest';
import { draw } from './testing/draw.ts';
test('before it', () => { draw(); });
test('it fails', () => { expect.fail('drew ' + draw() + ' and ' + draw()); });
`;

mkdirSync(join(copy, 'contracts', 'testing'), { recursive: true });
mkdirSync(join(copy, 'test'));
for (const name of [
  'package.json',
  'vitest.config.ts',
  'test/seed.ts',
  'contracts/seeded-random.ts',
  'contracts/testing/draw.ts',
]) {
  cpSync(join(ROOT, name), join(copy, name));
}
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
writeFileSync(join(copy, 'contracts', 'fails.test.ts'), FAILS);

function run(seed: string | undefined, ...more: readonly string[]) {
  const { PINDAN_SEED: _, ...env } = process.env;
  const done = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...more],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1', ...(seed === undefined ? {} : { PINDAN_SEED: seed }) },
    },
  );
  const said = done.stdout + done.stderr;
  return {
    drew: /drew [\d.e-]+ and [\d.e-]+/.exec(said)?.[0] ?? said,
    named: /PINDAN_SEED=(\d+)/.exec(said)?.[1],
  };
}

test(
  'a test that fails names the seed of the run, which draws the same again',
  { timeout: 120_000 },
  () => {
    const failed = run('random');
    expect(failed.drew).toMatch(/^drew/);
    // Alone, as somebody would repeat it: what the test before it drew makes no difference.
    expect(run(failed.named, '-t', 'it fails')).toEqual(failed);
    expect(run(String(Number(failed.named) + 1)).drew).not.toBe(failed.drew);
  },
);

test('without a number, each run draws the same', { timeout: 120_000 }, () => {
  const first = run(undefined);
  expect(first.drew).toMatch(/^drew/);
  expect(run(undefined)).toEqual(first);
});
