import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';

const isClone = existsSync(join(ROOT, '.git'));
const tracked = isClone
  ? execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0')
  : [];

describe('the tree that everybody gets', () => {
  test('the lock file names no download addresses, so that any registry serves it', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  test('every dependency is pinned to one version', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    const loose = ['dependencies', 'devDependencies', 'optionalDependencies']
      .flatMap((list) => Object.entries(manifest[list] ?? {}))
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });

  test.skipIf(!isClone)('no file names the paths of one machine (needs a git clone)', () => {
    const paths = [ROOT, `${dirname(ROOT)}/`, `${homedir()}/`].filter((path) => path.length > 5);
    const guilty = tracked
      .filter((name) => name !== '' && existsSync(join(ROOT, name)))
      .filter((name) => {
        const text = readFileSync(join(ROOT, name), 'latin1');
        return paths.some((path) => text.includes(path));
      });
    expect(guilty).toEqual([]);
  });

  test.skipIf(!isClone)(
    'each example of the real input stays out of it (needs a git clone)',
    () => {
      expect(
        tracked.filter(
          (name) => /\.(raw|bin|csv)$/.test(name) && /receipts|online-retail/.test(name),
        ),
      ).toEqual([]);
    },
  );
});
