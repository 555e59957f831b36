import { expect, test } from 'vitest';
import { Gtin, gs1CheckDigit } from './gtin.ts';

test.each([
  ['629104150021', 3], // the worked example of GS1's check digit page
  ['0952123454321', 3],
  ['04210000526', 4], // UPC-A 042100005264
])('the check digit of %s is %i', (body, digit) => {
  expect(gs1CheckDigit(body)).toBe(digit);
});

test('shorter numbers become 14 digits', () => {
  expect(Gtin.parse('042100005264')).toBe('00042100005264');
  expect(Gtin.parse('6291041500213')).toBe('06291041500213');
});

test.each(['6291041500214', '62910415002', 'abcdefghijklm', ''])('%j is refused', (text) => {
  expect(Gtin.safeParse(text).success).toBe(false);
});
