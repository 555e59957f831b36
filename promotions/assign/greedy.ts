import { bestAlone, takesLowestOnly } from '../kinds/kinds.ts';
import type { Receipt, Applicable, Use } from '../model/receipt.ts';
import type { Assignments } from './assignments.ts';

/**
 * Greedy assignment: again and again the promotion that gives most on the units that are left. It is the first incumbent of the
 * search, and the answer where a receipt is too large for the search. Its result says `exact: false`.
 */
export function greedy(applicables: readonly Applicable[], receipt: Receipt): Assignments {
  const quantity = [...receipt.quantity];
  const uses: Use[] = [];
  const open = new Set(applicables);
  let valueMinor = 0;
  while (open.size > 0) {
    let best: { readonly applicable: Applicable; readonly use: Use } | undefined;
    for (const applicable of open) {
      const use = bestAlone(applicable, { ...receipt, quantity });
      if (use === undefined || use === 'unanswered' || isNotLowest(applicable, use, receipt))
        continue;
      if (use.discountMinor > (best?.use.discountMinor ?? 0)) best = { applicable, use };
    }
    if (best === undefined) break;
    open.delete(best.applicable);
    uses.push(best.use);
    valueMinor += best.use.discountMinor;
    for (const take of best.use.takes) {
      quantity[take.line] = (quantity[take.line] ?? 0) - take.units;
    }
  }
  uses.sort((a, b) => a.compiled.index - b.compiled.index);
  return { valueMinor, ways: [uses], exact: false };
}

/**
 * Whether a promotion for the lowest-priced unit would discount another one. It gives nothing when another promotion took the
 * lowest-priced unit (docs/rules.md#pricing-7).
 */
function isNotLowest(applicable: Applicable, use: Use, receipt: Receipt): boolean {
  if (!takesLowestOnly(applicable)) return false;
  const whole = bestAlone(applicable, receipt);
  if (whole === undefined || whole === 'unanswered') return true;
  const priceOf = (of: Use): number | undefined => receipt.unitPriceMinor[of.takes[0]?.line ?? -1];
  return priceOf(whole) !== priceOf(use);
}
