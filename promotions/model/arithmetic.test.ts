import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spreadByLargestRemainder } from '../../contracts/money.ts';
import { percentOfMinor, roundHalfUp, spread } from './arithmetic.ts';

/**
 * Table T, docs/facts/promotions.md#table-t. Sources: vendure-ecommerce/vendure prorate.spec.ts, Sylius/Sylius Distributor specs.
 * Ours is the largest remainder; where the source follows another rule, `ours` is what it gives here and the note says why.
 */
const TABLE_T = [
  { id: 'T1', weights: [4000, 2000, 2000], amount: 300, ours: [150, 75, 75] },
  { id: 'T2', weights: [4000, 2000, 2000], amount: -300, ours: [-150, -75, -75] },
  { id: 'T3', weights: [4300, 1400, 2300], amount: 299, ours: [161, 52, 86] },
  {
    id: 'T4 (HD gives 162, 52, 86)',
    weights: [4300, 1400, 2300],
    amount: 300,
    ours: [161, 53, 86],
  },
  { id: 'T5', weights: [1000, 1000, 1000], amount: 299, ours: [100, 100, 99] },
  {
    id: 'T6',
    weights: [10, 20, 10, 30, 50, 20, 10, 40],
    amount: 95,
    ours: [5, 10, 5, 15, 25, 10, 5, 20],
  },
  {
    id: 'T7',
    weights: [10, 20, 10, 30, 50, 20, 10, 40],
    amount: 93,
    ours: [5, 10, 5, 15, 24, 10, 5, 19],
  },
  { id: 'T8', weights: [10, 0], amount: 40, ours: [40, 0] },
  { id: 'T9', weights: [0, 0], amount: 10, ours: [5, 5] },
  { id: 'T10', weights: [1, 1, 1], amount: 1000, ours: [334, 333, 333] },
  {
    id: 'T11 (FL with price floors gives 700, 100, 0, 400; there are no price floors here, lines stop at zero)',
    weights: [1000, 2000, 5000, 3000],
    amount: 1200,
    ours: [109, 218, 546, 327],
  },
];

describe('spreading an amount over lines', () => {
  test.each(TABLE_T)('$id', ({ weights, amount, ours }) => {
    expect(spreadByLargestRemainder(amount, weights)).toEqual(ours);
    expect(ours.reduce((sum, part) => sum + part, 0)).toBe(amount);
    if (amount >= 0) {
      expect(
        spread(
          amount,
          weights,
          weights.map((_, index) => index),
        ),
      ).toEqual(ours);
    }
  });

  test('the parts sum to the amount, never exceed their weight, and follow their line when lines are reordered', () => {
    const weighted = fc
      .array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 12 })
      .chain((weights) =>
        fc.tuple(
          fc.constant(weights),
          fc.integer({ min: 0, max: weights.reduce((sum, weight) => sum + weight, 0) }),
          fc.shuffledSubarray(
            weights.map((_, index) => index),
            { minLength: weights.length },
          ),
        ),
      );
    fc.assert(
      fc.property(weighted, ([weights, amount, order]) => {
        const ranks = weights.map((_, index) => index);
        const parts = spread(amount, weights, ranks);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        for (const [index, part] of parts.entries()) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(weights[index] ?? 0);
        }
        const moved = spread(
          amount,
          order.map((index) => weights[index] ?? 0),
          order,
        );
        expect(moved).toEqual(order.map((index) => parts[index]));
        expect(spreadByLargestRemainder(amount, weights)).toEqual(parts);
      }),
    );
  });
});

describe('percentages', () => {
  test('are rounded half up, once', () => {
    expect(percentOfMinor(1750, 300)).toBe(53); // O21: 0.525 is 0.53 here, 0.52 where it is rounded down
    expect(percentOfMinor(1750, 500)).toBe(88); // O22: 0.875
    expect(percentOfMinor(1, 5000)).toBe(1);
    expect(percentOfMinor(1, 4999)).toBe(0);
    expect(roundHalfUp(14_999)).toBe(1);
    expect(roundHalfUp(15_000)).toBe(2);
  });

  test('are exact at any size: they agree with whole-number arithmetic without bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500_000_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (amountMinor, points) => {
          const exact = (BigInt(amountMinor) * BigInt(points) + 5_000n) / 10_000n;
          expect(BigInt(percentOfMinor(amountMinor, points))).toBe(exact);
        },
      ),
    );
  });
});
