import { expect, test } from 'vitest';
import { openShop, SETTINGS, SPEND_200 } from '../testing/shop.ts';
import { isClearlyMore } from './hysteresis.ts';

test.each([
  // Half a unit of the currency, where a tenth is less.
  { minorDigits: 2, thanMinor: 100, enoughMinor: 150 },
  { minorDigits: 2, thanMinor: 500, enoughMinor: 550 },
  // A tenth, rounded up.
  { minorDigits: 2, thanMinor: 1000, enoughMinor: 1100 },
  { minorDigits: 2, thanMinor: 1001, enoughMinor: 1102 },
  { minorDigits: 2, thanMinor: 10_000, enoughMinor: 11_000 },
  // A currency without minor units: one unit at least.
  { minorDigits: 0, thanMinor: 5, enoughMinor: 6 },
  { minorDigits: 0, thanMinor: 40, enoughMinor: 44 },
])(
  'with $minorDigits digits, $enoughMinor is clearly more than $thanMinor, and one less is not',
  ({ minorDigits, thanMinor, enoughMinor }) => {
    const { state } = openShop([SPEND_200], { ...SETTINGS, minorDigits });
    expect(isClearlyMore(state, enoughMinor, thanMinor)).toBe(true);
    expect(isClearlyMore(state, enoughMinor - 1, thanMinor)).toBe(false);
  },
);
