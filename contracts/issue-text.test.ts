import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueText } from './issue-text.ts';

const Shape = z.strictObject({
  name: z.string().max(3),
  count: z.int().min(1),
  kind: z.enum(['a', 'b']),
  list: z.array(z.object({ at: z.iso.datetime({ offset: true }) })).min(1),
  either: z.union([z.literal('any'), z.array(z.string())]).optional(),
  own: z.string().refine((text) => text !== 'x', 'another name than x'),
});
const good = { name: 'n', count: 1, kind: 'a', list: [{ at: '2026-11-30T08:00:00Z' }], own: 'y' };

test.each([
  [{ ...good, name: 'long' }, 'name: "long": expected at most 3 characters'],
  [{ ...good, name: undefined }, 'name: nothing there: expected string'],
  [{ ...good, count: 1.5 }, 'count: 1.5: expected a whole number'],
  [{ ...good, count: 0 }, 'count: 0: expected at least 1'],
  [{ ...good, kind: 'c' }, 'kind: "c": expected one of "a", "b"'],
  [{ ...good, list: [] }, 'list: []: expected at least 1 entries'],
  [
    { ...good, list: [{ at: 'noon' }] },
    'list[0].at: "noon": expected a moment with its offset, such as "2026-11-30T08:00:00+08:00"',
  ],
  [{ ...good, either: 1 }, 'either: 1: expected "any" or array'],
  [{ ...good, own: 'x' }, 'own: "x": expected another name than x'],
  [
    { ...good, nmae: 1 },
    '(the whole): unknown key "nmae": expected only the keys that this object has (spelling?)',
  ],
  ['text', '(the whole): "text": expected object'],
])('%j: %s', (value, text) => {
  const issues = Shape.safeParse(value).error?.issues ?? [];
  expect(issues.map((issue) => issueText(issue, value))).toEqual([text]);
});

test('a long value is cut', () => {
  const value = { ...good, name: 'n'.repeat(500) };
  const [issue] = Shape.safeParse(value).error?.issues ?? [];
  expect(issue && issueText(issue, value).length).toBeLessThan(200);
});
