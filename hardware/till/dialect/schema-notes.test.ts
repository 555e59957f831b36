import { expect, test } from 'vitest';
import { DialectFile } from './dialect-file.ts';

const good = { id: 'mine', version: 1, framing: { kind: 'lines' } };
const messages = (file: object) =>
  DialectFile.safeParse(file).error?.issues.map((one) => one.message);

test('a key that does not exist is told with those that do, at its place', () => {
  expect(messages({ ...good, tender: 'cash' })).toEqual([
    expect.stringMatching(
      /^there is no "tender" here; the keys are id, version, .*rules.*samples$/,
    ),
  ]);
  const rules = [{ id: 'r', type: 'tender', re: 'x', tender: 'cash', kind: 'x' }];
  expect(messages({ ...good, rules })).toEqual([
    'there is no "tender", "kind" here; the keys are id, type, re, where, firstLines, sets, appliesTo, sure, check, belongsTo',
  ]);
  const inside = { id: 'r', type: 'tender', re: 'x', sets: { kind: 'cash' } };
  expect(messages({ ...good, rules: [inside] })).toEqual([
    'there is no "kind" here; the keys are tender',
  ]);
});

test('a kind that does not exist is told with those that do', () => {
  expect(messages({ ...good, framing: { kind: 'line' } })?.[0]).toContain('"lines"');
});
