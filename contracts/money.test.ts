import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spreadByLargestRemainder } from './money.ts';

// Source: docs/facts/promotions.md#table-t; only the rows that the largest remainder yields (T4 as 161, 53, 86).
const TABLE_T: readonly (readonly [string, readonly number[], number, readonly number[]])[] = [
  ['T1', [4000, 2000, 2000], 300, [150, 75, 75]],
  ['T2', [4000, 2000, 2000], -300, [-150, -75, -75]],
  ['T3', [4300, 1400, 2300], 299, [161, 52, 86]],
  ['T4', [4300, 1400, 2300], 300, [161, 53, 86]],
  ['T5', [1000, 1000, 1000], 299, [100, 100, 99]],
  ['T6', [10, 20, 10, 30, 50, 20, 10, 40], 95, [5, 10, 5, 15, 25, 10, 5, 20]],
  ['T7', [10, 20, 10, 30, 50, 20, 10, 40], 93, [5, 10, 5, 15, 24, 10, 5, 19]],
  ['T8', [10, 0], 40, [40, 0]],
  ['T9', [0, 0], 10, [5, 5]],
  ['T10', [1, 1, 1], 1000, [334, 333, 333]],
];

describe('an amount spread over weights', () => {
  test.each(TABLE_T)('%s: %j of %i', (_, weights, amountMinor, expected) => {
    expect(spreadByLargestRemainder(amountMinor, weights)).toEqual(expected);
  });

  test('always sums to the amount, and no part is more than one unit from its exact share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 30 }),
        (amountMinor, weights) => {
          const parts = spreadByLargestRemainder(amountMinor, weights);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(amountMinor);
          const total = weights.reduce((a, b) => a + b, 0);
          if (total === 0) return;
          for (const [index, weight] of weights.entries())
            expect(Math.abs((parts[index] ?? 0) - (amountMinor * weight) / total)).toBeLessThan(
              1.0001,
            );
        },
      ),
    );
  });

  test('a discount within the lines never takes a line below zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lines, fraction) => {
          const total = lines.reduce((a, b) => a + b, 0);
          const parts = spreadByLargestRemainder(Math.floor(total * fraction), lines);
          for (const [index, line] of lines.entries())
            expect(parts[index]).toBeLessThanOrEqual(line);
        },
      ),
    );
  });
});
