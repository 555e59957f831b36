import { EXPANSIONS } from './assign/assign.ts';
import { connected } from './receipt/connected-components.ts';
import { evaluate } from './layers/receipt-value.ts';
import { bestAlone } from './kinds/kinds.ts';
import { layReceipt, membershipsOf, type PlacedLine } from './receipt/receipt-layout.ts';
import type { OpenTouch, Receipt } from './receipt/receipt.ts';
import { spendGift } from './receipt/spend.ts';
import type { PromotionSet, TimesLimitOf } from './compile/compiled.ts';

/**
 * What a receipt of these lines earns, the amount alone: `price(…).discountMinor` without working out who gave what, for those
 * who ask thousands of times.
 * @param expansions what the search may spend on the whole receipt
 */
export function discountOf(
  lines: readonly PlacedLine[],
  set: PromotionSet,
  timesLimitOf: TimesLimitOf,
  expansions = EXPANSIONS,
): number {
  const { receipt, touches } = layReceipt(lines, membershipsOf(lines, set), set, {
    timesLimitOf,
    unreached: false,
  });
  if (touches.length === 0) return 0;
  for (const touch of touches) {
    // Choices between promotions reach over the whole receipt.
    if (touch.compiled.alone || touch.compiled.group >= 0) {
      return evaluate(touches, receipt, { left: expansions }).discountMinor;
    }
  }
  let discountMinor = 0;
  const budget = { left: expansions };
  for (const part of connected(touches)) {
    const only = part.length === 1 ? part[0] : undefined;
    const alone = only === undefined ? undefined : giftAlone(only, receipt);
    discountMinor += alone ?? evaluate(part, receipt, budget).discountMinor;
  }
  return discountMinor;
}

/** What a promotion gives that shares no line with another; undefined where there is no formula for it. */
function giftAlone(touch: OpenTouch, receipt: Receipt): number | undefined {
  const { promotion, layer } = touch.compiled;
  if (promotion.kind === 'spend') {
    let amountMinor = 0;
    for (const line of touch.lines) {
      amountMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    }
    return spendGift(amountMinor, promotion, touch.timesLimit).discountMinor;
  }
  if (layer !== 'item') return undefined;
  const best = bestAlone(touch, receipt);
  return best === 'unanswered' ? undefined : (best?.discountMinor ?? 0);
}
