import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, PAGE_FOLDER } from './stand.ts';

beforeAll(buildPage, 60_000);

const files = () =>
  readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );

test('the whole page is at most 60 kB, compressed', () => {
  const bytes = files().reduce(
    (sum, file) =>
      sum + gzipSync(readFileSync(join(file.parentPath, file.name)), { level: 9 }).length,
    0,
  );
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(60 * 1024);
});

test('the page names no other host', () => {
  for (const file of files()) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    const hosts = [...text.matchAll(/https?:\/\/[a-z0-9.-]+/g)].map(([url]) => url);
    expect(hosts.filter((url) => url !== 'http://www.w3.org')).toEqual([]);
  }
});
