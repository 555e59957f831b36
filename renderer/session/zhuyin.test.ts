import { expect, test } from 'vitest';
import { searchText, ZHUYIN_KEYS } from './zhuyin.ts';

test.each([
  ['ㄎㄌ', 'kl'],
  ['ㄕㄨ', 'sw'],
  ['KL', 'KL'],
  ['85123', '85123'],
  ['', ''],
])('%s is searched for as %s', (typed, text) => {
  expect(searchText(typed)).toBe(text);
});

test('every key gives one letter, and no key stands twice', () => {
  expect(new Set(ZHUYIN_KEYS.map(([sign]) => sign)).size).toBe(ZHUYIN_KEYS.length);
  for (const [, letter] of ZHUYIN_KEYS) expect(letter).toMatch(/^[a-z]$/);
});
