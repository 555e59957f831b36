import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from './root.ts';

const FOLDER = join(ROOT, 'test', 'bench');
const names = readdirSync(FOLDER).filter(
  (name) => name.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(name),
);

test.each(names)('pindan bench finds bench(args, io) in %s', async (name) => {
  const loaded: unknown = await import(pathToFileURL(join(FOLDER, name)).href);
  expect(loaded).toHaveProperty('bench', expect.any(Function));
});
