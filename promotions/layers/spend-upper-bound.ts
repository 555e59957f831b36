import { amountKindOf, highestPoints, isTarget } from '../kinds/kinds.ts';
import { percentOfMinor } from '../model/arithmetic.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';
import type { Assignments } from '../assign/assignments.ts';

/** The connected components of a receipt's item layer, each with its canonical optimal assignment. Parallel arrays. */
export interface CanonicalAssignments {
  /** By component, its promotions. */
  readonly parts: readonly (readonly Applicable[])[];
  /** Undefined where the assignment was not computed; it then counts as no discount. */
  readonly canonical: readonly (Assignments | undefined)[];
}

/**
 * Upper bound in minor units on what the spend promotions give together, wherever the item discounts fall. A component lowers the
 * amount in a scope by at least its discount less the most that can fall on lines outside the scope.
 * @param spends spend promotions, with the lines in their scopes
 * @returns undefined where some spend promotion may give less for a larger amount
 */
export function spendUpperBound(
  given: CanonicalAssignments,
  spends: readonly Applicable[],
  receipt: Receipt,
): number | undefined {
  let totalMinor = 0;
  for (const spend of spends) {
    const { promotion } = spend.compiled;
    const kind = amountKindOf(promotion.kind);
    if (!kind.risesWithAmount(promotion)) return undefined;
    let amountMinor = 0;
    const scope = new Set<number>();
    for (const line of spend.lines) {
      scope.add(line);
      amountMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    }
    for (let index = 0; index < given.parts.length; index += 1) {
      const valueMinor = given.canonical[index]?.valueMinor ?? 0;
      let outsideMinor = 0;
      for (const applicable of given.parts[index] ?? []) {
        outsideMinor += mostOutside(applicable, scope, receipt);
      }
      amountMinor -= Math.max(0, valueMinor - outsideMinor);
    }
    totalMinor += kind.discount(promotion, amountMinor, spend.timesLimit).discountMinor;
  }
  return totalMinor;
}

/** The most of a promotion's discount that can fall on lines other than these, in minor units. */
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
  // The total is rounded once, and so is each line's share of it.
  const roundings = 1 + outside;
  const shareMinor = percentOfMinor(outsideMinor, highestPoints(applicable)) + roundings;
  const best =
    applicable.best === undefined || applicable.best === 'unanswered'
      ? Infinity
      : applicable.best.discountMinor;
  return Math.min(best, shareMinor);
}
