import { spread } from '../model/arithmetic.ts';
import { amountKindOf } from '../kinds/kinds.ts';
import type { Receipt, Take, Applicable, Use } from '../model/receipt.ts';

/**
 * Applies spend promotions one after the other. Each sees the amounts that the promotions before it left. Its discount is spread
 * over the lines in its scope in proportion to their remaining amounts.
 * @param applicables by ascending priority, then file order
 * @param leftMinor by line, the remaining amount; overwritten
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
    const discount = kind.discount(promotion, amountMinor, applicable.timesLimit);
    if (discount.discountMinor === 0) continue;
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
      times: discount.times,
      discountMinor: discount.discountMinor,
      takes,
    });
    // The amounts after the last promotion are not read.
    if (place === applicables.length - 1) break;
    const parts = spread(discount.discountMinor, weights, ranks);
    for (let entry = 0; entry < takes.length; entry += 1) {
      const line = takes[entry]?.line ?? 0;
      leftMinor[line] = (leftMinor[line] ?? 0) - (parts[entry] ?? 0);
    }
  }
  return uses;
}
