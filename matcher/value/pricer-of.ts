import type { BasketLine } from '../../contracts/basket.ts';
import { instantText } from '../../contracts/instant.ts';
import { discountOf } from '../../promotions/discount.ts';
import { price, timesLimits } from '../../promotions/price.ts';
import { openScratch } from '../../promotions/receipt/scratch.ts';
import { isOpen, wallClock } from '../../promotions/compile/window.ts';
import {
  lineKey,
  NOTHING_USED,
  type PreparedLines,
  type Pricer,
  type PricerContext,
} from './pricer.ts';
import { aggregateDiscountOf } from './two-sum-discount.ts';
import type { AggregateDiscount } from '../../promotions/kinds/aggregate-discount.ts';
import type {
  CompiledPromotion,
  PromotionSet,
  TimesLimitOf,
} from '../../promotions/model/compiled.ts';

/**
 * The bound on the search for the best assignment of one receipt, in expanded states: some tenths of a second at most, because an
 * event prices many receipts. Gains and whole receipts are priced with the same bound, so that they agree.
 */
const PRICING_EXPANSIONS = 200_000;

/** Which promotions run at a moment, as a text of 0 and 1. Equal texts mean equal prices. */
export function activeKey(set: PromotionSet, atMs: number): string {
  if (!set.hasWindows) return '';
  const clock = wallClock(atMs, set.file.timeZone);
  return set.promotions
    .map((compiled) =>
      compiled.window === undefined || isOpen(compiled.window, clock) ? '1' : '0',
    )
    .join('');
}

/** The pricer of a promotions file at one moment. Without a moment every time window counts as open. */
export function pricerOf(set: PromotionSet, atMs: number | undefined): Pricer {
  const key = atMs === undefined ? '' : activeKey(set, atMs);
  const at = atMs === undefined ? {} : { at: instantText(atMs) };
  const isActive = (index: number): boolean => key === '' || key.charAt(index) === '1';
  const byComponent: CompiledPromotion[][] = Array.from({ length: set.componentCount }, () => []);
  for (const compiled of set.promotions) byComponent[compiled.component]?.push(compiled);
  const limitsOf = limitsAt(set, at);
  const aggregatesFor = (registered: boolean): readonly (AggregateDiscount | undefined)[] =>
    byComponent.map((promotions) => {
      const limitOf = limitsOf({ registered, usedToday: NOTHING_USED });
      return aggregateDiscountOf(
        promotions,
        promotions[0] === undefined ? 0 : limitOf(promotions[0]),
      );
    });
  const [guestAggregates, registeredAggregates] = [aggregatesFor(false), aggregatesFor(true)];
  const scratch = openScratch(set);
  return {
    activeKey: key,
    componentCount: set.componentCount,
    componentOf: (line) => set.membership(line.gtin, line.category).components[0] ?? -1,
    isPoolable: (line) =>
      set
        .membership(line.gtin, line.category)
        .promotions.every((compiled) => compiled.poolable || !isActive(compiled.index)),
    promotionsOf: (component) =>
      (byComponent[component] ?? []).map((compiled) => compiled.promotion.id),
    dependsOnRegistration: (component) =>
      (byComponent[component] ?? []).some(
        (compiled) => compiled.registeredOnly && isActive(compiled.index),
      ),
    prepare: (component, owner, lines) => prepare(set, byComponent[component], owner, lines),
    aggregateDiscount: (component, registered) =>
      (registered ? registeredAggregates : guestAggregates)[component],
    discountMinor: (component, lines, context) => {
      const limitOf = limitsOf(context);
      const entries =
        lines.length === 1 ? lines[0]?.entries : lines.flatMap((part) => part.entries);
      const ofComponent: TimesLimitOf = (compiled) =>
        compiled.component === component ? limitOf(compiled) : 0;
      return discountOf(entries ?? [], scratch, ofComponent, PRICING_EXPANSIONS);
    },
    price: (lines, context) =>
      price(
        {
          lines: [...lines],
          member: context.registered,
          ...at,
          usedToday: { ...context.usedToday },
        },
        set,
        { expansions: PRICING_EXPANSIONS, scratch },
      ),
  };
}

/** How often each promotion may be given. Computed once for shoppers who used none today. */
function limitsAt(
  set: PromotionSet,
  at: { readonly at?: string },
): (context: PricerContext) => TimesLimitOf {
  const baseOf = (member: boolean): readonly number[] =>
    set.promotions.map(timesLimits({ ...at, member }, set));
  const [forGuests, forMembers] = [baseOf(false), baseOf(true)];
  const guests: TimesLimitOf = (compiled) => forGuests[compiled.index] ?? 0;
  const members: TimesLimitOf = (compiled) => forMembers[compiled.index] ?? 0;
  return (context) => {
    const base = context.registered ? members : guests;
    if (context.usedToday === NOTHING_USED) return base;
    return (compiled) => {
      const limit = base(compiled);
      if (limit === 0 || compiled.perDayLimit === Infinity) return limit;
      const used = context.usedToday[compiled.promotion.id] ?? 0;
      return Math.min(limit, Math.max(0, compiled.perDayLimit - used));
    };
  };
}

/** Looks up the lines of one component, and sums up those in scope where the component has a single promotion. */
function prepare(
  set: PromotionSet,
  promotions: readonly CompiledPromotion[] | undefined,
  owner: string,
  lines: readonly BasketLine[],
): PreparedLines {
  const entries = lines.map((line) => ({
    id: lineKey(owner, line.id),
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    membership: set.membership(line.gtin, line.category),
  }));
  const only = promotions?.length === 1 ? promotions[0] : undefined;
  let spendMinor = 0;
  let units = 0;
  for (const entry of entries) {
    const place = only === undefined ? -1 : entry.membership.promotions.indexOf(only);
    if (place < 0 || entry.membership.masks[place] === 0) continue;
    spendMinor += entry.quantity * entry.unitPriceMinor;
    units += entry.quantity;
  }
  return { entries, spendMinor, units };
}
