import { expect, test } from 'vitest';
import { eanModules } from './ean.ts';

// The worked example of the GS1 General Specifications' figure for EAN-13, written out by hand from tables A, B and C.
test('4006381333931 has the bars of its figure', () => {
  expect(eanModules('4006381333931')).toBe(
    '101' +
      '0001101' +
      '0100111' +
      '0101111' +
      '0111101' +
      '0001001' +
      '0110011' +
      '01010' +
      '1000010' +
      '1000010' +
      '1000010' +
      '1110100' +
      '1000010' +
      '1100110' +
      '101',
  );
});

test('every code is 95 modules wide and begins and ends with a guard', () => {
  for (let first = 0; first < 10; first += 1) {
    const modules = eanModules(`${String(first)}912345678906`);
    expect(modules).toMatch(/^101[01]{89}101$/);
  }
});
