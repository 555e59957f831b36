import type { AppliedPromotion, Basket, Priced } from '../contracts/basket.ts';
import { instantMs } from '../contracts/instant.ts';
import type { CompiledPromotion, PromotionSet } from './compile.ts';
import { evaluate, touchesOf, type TimesLimitOf } from './evaluate.ts';
import { layLines } from './lay.ts';
import { nearOf } from './near.ts';
import { useDiscounts, type Receipt, type Use } from './receipt.ts';
import { isOpen, wallClock } from './window.ts';

/**
 * What a basket earns under a compiled promotions file: the discount, what each promotion gave on which lines, and how far
 * the basket is from the next step. Pure and deterministic; the order of the lines does not matter, ties fall to the line
 * whose id comes first in code point order. `exact` is false only where the bound on operations stopped the search.
 * @param basket a parsed basket; line ids are unique. Without `at` time windows are not looked at.
 * @param options `near: false` leaves out how far the next steps are
 */
export function price(
  basket: Basket,
  set: PromotionSet,
  options: { readonly near?: boolean } = {},
): Priced {
  const { receipt, ids } = layReceipt(basket, set);
  const touches = touchesOf(receipt, timesLimits(basket, set));
  const value = evaluate(touches, receipt);
  let subtotalMinor = 0;
  for (const [line, units] of receipt.quantity.entries()) {
    subtotalMinor += units * (receipt.unitPriceMinor[line] ?? 0);
  }
  return {
    subtotalMinor,
    discountMinor: value.discountMinor,
    totalMinor: subtotalMinor - value.discountMinor,
    applied: value.uses.map((use) => appliedOf(use, receipt, ids)),
    near: options.near === false ? [] : [...nearOf(touches, receipt, value)],
    exact: value.exact,
  };
}

/** A basket's lines as a receipt, and their ids in the receipt's order. */
function layReceipt(
  basket: Basket,
  set: PromotionSet,
): { readonly receipt: Receipt; readonly ids: readonly string[] } {
  const { receipt, order } = layLines(
    basket.lines.map((line) => ({
      name: line.id,
      unitPriceMinor: line.unitPriceMinor,
      quantity: line.quantity,
      membership: set.membership(line.gtin, line.category),
    })),
  );
  return { receipt, ids: order.map((index) => basket.lines[index]?.id ?? '') };
}

type Conditions = Pick<Basket, 'at' | 'member' | 'usedToday'>;

/** How often each promotion may be given on a receipt: windows, membership, and what is left of the day. */
export function timesLimits(conditions: Conditions, set: PromotionSet): TimesLimitOf {
  const clock =
    conditions.at === undefined || !set.hasWindows
      ? undefined
      : wallClock(instantMs(conditions.at), set.file.timeZone);
  return (compiled: CompiledPromotion): number => {
    if (compiled.registeredOnly && !conditions.member) return 0;
    if (clock !== undefined && compiled.window !== undefined && !isOpen(compiled.window, clock)) {
      return 0;
    }
    if (compiled.perDayLimit === Infinity) return compiled.timesLimit;
    const used = conditions.usedToday?.[compiled.promotion.id] ?? 0;
    return Math.min(compiled.timesLimit, Math.max(0, compiled.perDayLimit - used));
  };
}

function appliedOf(use: Use, receipt: Receipt, ids: readonly string[]): AppliedPromotion {
  const parts = useDiscounts(use, receipt);
  return {
    promotion: use.compiled.promotion.id,
    times: use.times,
    discountMinor: use.discountMinor,
    lines: use.takes
      .map((take, place) => ({
        rank: receipt.ranks[take.line] ?? 0,
        line: ids[take.line] ?? '',
        discountMinor: parts[place] ?? 0,
        role: roleOf(use, take),
      }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ line, discountMinor, role }) => ({ line, discountMinor, role })),
  };
}

/** Whether a line made the promotion fire, received, or both: a return of a trigger takes the reward with it. */
function roleOf(use: Use, take: Use['takes'][number]): 'trigger' | 'target' | 'both' {
  const { kind } = use.compiled.promotion;
  switch (kind) {
    case 'plain':
    case 'cheapest':
      return 'target';
    case 'spend':
    case 'quantity':
    case 'bundle':
      return 'both';
    case 'multi-buy':
    case 'buy-get':
      if (take.targets === 0) return 'trigger';
      return take.targets === take.units ? 'target' : 'both';
  }
}
