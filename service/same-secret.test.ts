import { expect, test } from 'vitest';
import { isSameSecret } from './same-secret.ts';

test.each([
  ['secret', 'secret', true],
  ['secret', 'Secret', false],
  ['secre', 'secret', false],
  ['', 'secret', false],
  ['', '', true],
  ['密', '密', true],
])('%j against %j: %s', (given, ours, isSame) => {
  expect(isSameSecret(given, ours)).toBe(isSame);
});
