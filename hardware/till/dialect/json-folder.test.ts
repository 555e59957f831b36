import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { SHIPPED_DIALECTS, shippedDialect } from '../dialect.ts';
import { jsonFolder } from './json-folder.ts';
import { PACKS } from './pack-folder.ts';
import { rulePack } from './rule-pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-dialects-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a JSON file that is put into the folder is there; other files are not', () => {
  writeFileSync(join(folder, 'b-till.json'), '{ "id": "b-till" }');
  writeFileSync(join(folder, 'a-till.json'), '{}');
  writeFileSync(join(folder, 'notes.txt'), 'no dialect');
  const files = jsonFolder(pathToFileURL(`${folder}/`));
  expect(files.names).toEqual(['a-till', 'b-till']);
  expect(files.read('b-till')).toEqual({ id: 'b-till' });
});

test('every shipped dialect passes its samples and has the id that its file is named by', () => {
  expect(SHIPPED_DIALECTS).toContain('escpos-receipt');
  for (const id of SHIPPED_DIALECTS) expect(shippedDialect(id).id).toBe(id);
});

test('every shipped pack has rules that are read', () => {
  expect(PACKS.names).toEqual(expect.arrayContaining(['en', 'zh']));
  for (const name of PACKS.names) expect(rulePack(name).length).toBeGreaterThan(0);
});
