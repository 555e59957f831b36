import { amountKindOf, highestPoints, isTarget } from '../kinds/kinds.ts';
import { percentOfMinor } from '../model/arithmetic.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';
import type { Assignments, Ways } from '../assign/assignments.ts';

/** The parts of a receipt, what the canonical best assignment of each gives, and whether it matters which one holds. */
export interface DearestUnits {
  readonly parts: readonly (readonly Applicable[])[];
  readonly firsts: readonly (Assignments | undefined)[];
  readonly matters: readonly Ways[];
}

/**
 * What the spend promotions give at the very most, wherever the item discounts fall. What a part that a scope cuts takes off
 * the amount is at least the part's discount less what can fall outside the scope. Undefined where a larger amount may earn
 * less.
 */
export function spendUpperBound(
  given: DearestUnits,
  spends: readonly Applicable[],
  receipt: Receipt,
): number | undefined {
  let giftsMinor = 0;
  for (const spend of spends) {
    const { promotion } = spend.compiled;
    const kind = amountKindOf(promotion.kind);
    if (!kind.risesWithAmount(promotion)) return undefined;
    let mostMinor = 0;
    const scope = new Set<number>();
    for (const line of spend.lines) {
      scope.add(line);
      mostMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    }
    for (let index = 0; index < given.parts.length; index += 1) {
      const valueMinor = given.firsts[index]?.valueMinor ?? 0;
      let outsideMinor = 0;
      for (const applicable of given.parts[index] ?? []) {
        outsideMinor += mostOutside(applicable, scope, receipt);
      }
      mostMinor -= Math.max(0, valueMinor - outsideMinor);
    }
    giftsMinor += kind.discount(promotion, mostMinor, spend.timesLimit).discountMinor;
  }
  return giftsMinor;
}

/** The most of a promotion's discount that can fall on lines that are not among these. */
function mostOutside(applicable: Applicable, lines: ReadonlySet<number>, receipt: Receipt): number {
  let outside = 0;
  let outsideMinor = 0;
  for (let place = 0; place < applicable.lines.length; place += 1) {
    const line = applicable.lines[place] ?? 0;
    if (lines.has(line) || !isTarget(applicable, place)) continue;
    outside += 1;
    outsideMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
  }
  if (outside === 0) return 0;
  // The total is rounded once, and each line's share of it.
  const roundings = 1 + outside;
  const shareMinor = percentOfMinor(outsideMinor, highestPoints(applicable)) + roundings;
  const best =
    applicable.best === undefined || applicable.best === 'unanswered'
      ? Infinity
      : applicable.best.discountMinor;
  return Math.min(best, shareMinor);
}
