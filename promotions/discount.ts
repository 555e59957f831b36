import { EXPANSIONS } from './assign/assign.ts';
import { connected } from './receipt/connected-components.ts';
import { evaluate } from './layers/receipt-value.ts';
import { amountKindOf, bestAlone } from './kinds/kinds.ts';
import { layOutReceipt, membershipsOf, type PlacedLine } from './receipt/receipt-layout.ts';
import type { OpenApplicable, Receipt } from './model/receipt.ts';
import type { Scratch, Work } from './receipt/scratch.ts';
import type { TimesLimitOf } from './model/compiled.ts';

/**
 * What a receipt of these lines earns, the amount alone: `price(…).discountMinor` without working out who gave what, for those
 * who ask thousands of times.
 * @param expansions what the search may spend on the whole receipt
 */
export function discountOf(
  lines: readonly PlacedLine[],
  scratch: Scratch,
  timesLimitOf: TimesLimitOf,
  expansions = EXPANSIONS,
): number {
  const { receipt, applicables } = layOutReceipt(lines, membershipsOf(lines, scratch), scratch, {
    timesLimitOf,
    unreached: false,
  });
  if (applicables.length === 0) return 0;
  const work: Work = { scratch, left: expansions };
  for (const applicable of applicables) {
    // Choices between promotions reach over the whole receipt.
    if (applicable.compiled.alone || applicable.compiled.group >= 0) {
      return evaluate(applicables, receipt, work).discountMinor;
    }
  }
  let discountMinor = 0;
  for (const part of connected(applicables, scratch)) {
    const only = part.length === 1 ? part[0] : undefined;
    const alone = only === undefined ? undefined : giftAlone(only, receipt);
    discountMinor += alone ?? evaluate(part, receipt, work).discountMinor;
  }
  return discountMinor;
}

/** What a promotion gives that shares no line with another; undefined where there is no formula for it. */
function giftAlone(applicable: OpenApplicable, receipt: Receipt): number | undefined {
  const { promotion, layer } = applicable.compiled;
  if (layer === 'spend') {
    let amountMinor = 0;
    for (const line of applicable.lines) {
      amountMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    }
    const kind = amountKindOf(promotion.kind);
    return kind.discount(promotion, amountMinor, applicable.timesLimit).discountMinor;
  }
  if (layer !== 'item') return undefined;
  const best = bestAlone(applicable, receipt);
  return best === 'unanswered' ? undefined : (best?.discountMinor ?? 0);
}
