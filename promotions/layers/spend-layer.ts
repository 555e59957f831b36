import { spread } from '../model/arithmetic.ts';
import { amountKindOf } from '../kinds/kinds.ts';
import type { Receipt, Take, Applicable, Use } from '../model/receipt.ts';

/**
 * Spend promotions in turn, each seeing the amounts that the ones before it left, each discount spread over the lines in
 * scope in proportion to what is left of them. Uses up `leftMinor`.
 * @param applicables by ascending priority, then file order
 */
export function applySpends(
  applicables: readonly Applicable[],
  receipt: Receipt,
  leftMinor: number[],
): readonly Use[] {
  const uses: Use[] = [];
  for (let place = 0; place < applicables.length; place += 1) {
    const applicable = applicables[place];
    if (applicable === undefined) continue;
    const { promotion } = applicable.compiled;
    let amountMinor = 0;
    for (const line of applicable.lines) amountMinor += leftMinor[line] ?? 0;
    const kind = amountKindOf(promotion.kind);
    const gift = kind.discount(promotion, amountMinor, applicable.timesLimit);
    if (gift.discountMinor === 0) continue;
    const takes: Take[] = [];
    const weights: number[] = [];
    const ranks: number[] = [];
    for (const line of applicable.lines) {
      const weight = leftMinor[line] ?? 0;
      if (weight <= 0) continue;
      const units = receipt.quantity[line] ?? 0;
      takes.push({ line, units, targets: units, weight });
      weights.push(weight);
      ranks.push(receipt.ranks[line] ?? 0);
    }
    uses.push({
      compiled: applicable.compiled,
      times: gift.times,
      discountMinor: gift.discountMinor,
      takes,
    });
    // Nobody reads what the last one leaves.
    if (place === applicables.length - 1) break;
    const parts = spread(gift.discountMinor, weights, ranks);
    for (let entry = 0; entry < takes.length; entry += 1) {
      const line = takes[entry]?.line ?? 0;
      leftMinor[line] = (leftMinor[line] ?? 0) - (parts[entry] ?? 0);
    }
  }
  return uses;
}
