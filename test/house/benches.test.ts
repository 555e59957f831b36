import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from './root.ts';

const FOLDER = join(ROOT, 'test', 'bench');
const names = readdirSync(FOLDER).filter(
  (name) => name.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(name),
);

test.each(names)('pindan bench finds a declared benchmark in %s', async (name) => {
  const loaded: unknown = await import(pathToFileURL(join(FOLDER, name)).href);
  expect(loaded).toHaveProperty('bench.run', expect.any(Function));
});

test('a benchmark whose package is not installed says which one, and no stack trace', () => {
  const copy = mkdtempSync(join(tmpdir(), 'pindan-bench-'));
  try {
    const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name),
    );
    for (const { name } of folders) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
    mkdirSync(join(copy, 'node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (name !== 'highs')
        symlinkSync(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name));
    }
    const args = ['cli/main.ts', 'bench', 'match', '--shoppers=10', '--seeds=1', '--events=2'];
    const done = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(
      /^pindan bench: benchmark "match" needs the package highs, which is for development only: run "npm ci"/m,
    );
    expect(done.stderr).not.toMatch(/^ +at /m);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
