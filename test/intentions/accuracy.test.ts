import { describe, expect, test } from 'vitest';
import { byKind, inventedPurchases } from './histories.ts';
import { evaluate, heldOutFrom } from './score.ts';

/** Shoppers whose needs are known because we made them; the last fifth of the days is held out. */
function held(regularity: number, kinds = false) {
  const purchases = inventedPurchases({ seed: 7, shoppers: 60, days: 120, regularity });
  const items = kinds ? byKind(purchases) : purchases;
  return evaluate(items, heldOutFrom(items, 0.2), 'days');
}

describe('intentions on held-out days of invented shoppers', () => {
  test.each([
    ['products needed at random', 1, false],
    ['products needed like a clock', 3, false],
    ['kinds needed like a clock', 3, true],
  ])('probabilities of %s are what happens, to five of a hundred', (_, regularity, kinds) => {
    const { calibration, brier, brierOfMean } = held(regularity, kinds);
    const wide = calibration.filter((bin) => bin.count >= 60);
    expect(wide.length).toBeGreaterThanOrEqual(3);
    for (const { predicted, happened, count } of wide) {
      const noise = 3 * Math.sqrt((predicted * (1 - predicted)) / count);
      expect(Math.abs(predicted - happened)).toBeLessThan(0.05 + noise);
    }
    expect(brier).toBeLessThan(0.75 * brierOfMean);
  });

  test('what is needed like a clock is foretold better than by how often or how lately it was bought', () => {
    const { scores } = held(3);
    const first = (order: string): number => scores.get(order)?.precision[0] ?? 1;
    expect(first('rhythm')).toBeGreaterThan(first('most frequent'));
    expect(first('rhythm')).toBeGreaterThan(first('most recent'));
  });
});
