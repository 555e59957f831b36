import type { AppliedPromotion, Basket, Priced } from '../contracts/basket.ts';
import { instantMs } from '../contracts/instant.ts';
import { EXPANSIONS } from './assign/assign.ts';
import { evaluate } from './layers/receipt-value.ts';
import { kindOf } from './kinds/kinds.ts';
import { layOutReceipt } from './receipt/receipt-layout.ts';
import { openScratch, type Scratch } from './receipt/scratch.ts';
import { nearOf } from './layers/near.ts';
import { useDiscounts, type Receipt, type Use } from './model/receipt.ts';
import { isOpen, wallClock } from './compile/window.ts';
import type { CompiledPromotion, PromotionSet, TimesLimitOf } from './model/compiled.ts';

export interface PriceOptions {
  /** False leaves out how far the next steps are. */
  readonly near?: boolean;
  /** What the search may spend. */
  readonly expansions?: number;
  /** The caller's, where it prices many baskets; else this call opens one. */
  readonly scratch?: Scratch;
}

/**
 * What a basket earns under a compiled promotions file: the discount, what each promotion gave on which lines, and how far
 * the basket is from the next step. Pure and deterministic; the order of the lines does not matter, ties fall to the line
 * whose id comes first in code point order. `exact` is false only where the bound on operations stopped the search.
 * @param basket a parsed basket; line ids are unique. Without `at` time windows are not looked at.
 */
export function price(basket: Basket, set: PromotionSet, options: PriceOptions = {}): Priced {
  const { scratch = openScratch(set), expansions = EXPANSIONS } = options;
  if (scratch.set !== set) throw new Error('bug: a scratch of another compiled set');
  const { memberships } = scratch;
  memberships.length = basket.lines.length;
  let subtotalMinor = 0;
  for (let index = 0; index < basket.lines.length; index += 1) {
    const line = basket.lines[index];
    if (line === undefined) continue;
    memberships[index] = set.membership(line.gtin, line.category);
    subtotalMinor += line.quantity * line.unitPriceMinor;
  }
  const { receipt, applicables, unreached, order } = layOutReceipt(
    basket.lines,
    memberships,
    scratch,
    {
      timesLimitOf: timesLimits(basket, set),
      unreached: options.near !== false,
    },
  );
  const value = evaluate(applicables, receipt, { scratch, left: expansions });
  const idOf = (line: number): string => basket.lines[order[line] ?? 0]?.id ?? '';
  const applied: AppliedPromotion[] = [];
  const given = { idOf, ranksSoFar: scratch.appliedRanks };
  for (const use of value.uses) applied.push(appliedOf(use, receipt, given));
  return {
    subtotalMinor,
    discountMinor: value.discountMinor,
    totalMinor: subtotalMinor - value.discountMinor,
    applied,
    near: options.near === false ? [] : [...nearOf([...applicables, ...unreached], receipt, value)],
    exact: value.exact,
  };
}

type Conditions = Pick<Basket, 'at' | 'member' | 'usedToday'>;

/** How often each promotion may be given on a receipt: windows, membership, and what is left of the day. */
export function timesLimits(conditions: Conditions, set: PromotionSet): TimesLimitOf {
  if (set.isUnconditional) return always;
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

function always(compiled: CompiledPromotion): number {
  return compiled.timesLimit;
}

function appliedOf(
  use: Use,
  receipt: Receipt,
  given: { readonly idOf: (line: number) => string; readonly ranksSoFar: number[] },
): AppliedPromotion {
  const { idOf, ranksSoFar } = given;
  const { takes } = use;
  const { ranks } = receipt;
  const parts = useDiscounts(use, receipt);
  const { roleOf } = kindOf(use.compiled.promotion.kind);
  const lines: AppliedPromotion['lines'] = [];
  for (let place = 0; place < takes.length; place += 1) {
    const take = takes[place];
    if (take === undefined) continue;
    const rank = ranks[take.line] ?? 0;
    const entry = {
      line: idOf(take.line),
      discountMinor: parts[place] ?? 0,
      role: roleOf(take),
    };
    lines.push(entry);
    ranksSoFar[place] = rank;
    // In the canonical order of the lines.
    let at = place;
    for (; at > 0 && (ranksSoFar[at - 1] ?? 0) > rank; at -= 1) {
      ranksSoFar[at] = ranksSoFar[at - 1] ?? 0;
      lines[at] = lines[at - 1] ?? entry;
    }
    if (at === place) continue;
    ranksSoFar[at] = rank;
    lines[at] = entry;
  }
  return {
    promotion: use.compiled.promotion.id,
    times: use.times,
    discountMinor: use.discountMinor,
    lines,
  };
}
