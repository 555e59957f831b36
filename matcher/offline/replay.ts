import type { BasketLine } from '../../contracts/basket.ts';
import type { PromotionsFile } from '../../contracts/promotion.ts';
import { Requirements } from '../../contracts/visit.ts';
import { NOBODY } from '../search/columns.ts';
import { compilePromotions, type KnownProduct } from '../../promotions/compile/compile.ts';
import { groupTermsOf, type GroupTerms } from '../value/feasibility.ts';
import { memberOf, type Member, type PartCounter } from '../value/member.ts';
import { replan, putMember, takeMember } from '../search/plan.ts';
import {
  clearMaster,
  createMaster,
  membersOf,
  partnersInPlan,
  type RestrictedMaster,
  slotOf,
} from '../search/restricted-master.ts';
import { activeKey, pricerOf } from '../value/pricer-of.ts';
import { priceJoint } from '../suggestions/explain.ts';
import type { PromotionSet } from '../../promotions/compile/compiled.ts';

/** A sale of a day that was: who it was does not matter, when and what does. */
export interface PastSale {
  readonly id: string;
  readonly atMs: number;
  readonly lines: readonly BasketLine[];
  /** A shopper known by a card: promotions for registered shoppers are for her. */
  readonly isRegistered: boolean;
  /** It was a joint receipt already: it is counted, and pools no further. */
  readonly wasPooled: boolean;
}

/** A pool that could have been. */
export interface PastPool {
  readonly atMs: number;
  readonly sales: readonly string[];
  readonly savingMinor: number;
  /** What each promotion gave on the joint receipt. */
  readonly promotions: readonly { readonly id: string; readonly discountMinor: number }[];
}

export interface ReplayReport {
  readonly sales: number;
  readonly turnoverMinor: number;
  /** What the promotions gave to each basket by itself. */
  readonly aloneMinor: number;
  readonly pooledMinor: number;
  readonly pools: readonly PastPool[];
}

export interface ReplayOptions {
  readonly file: PromotionsFile;
  readonly sales: readonly PastSale[];
  /** How long before she paid a shopper's basket stood in the shop. */
  readonly browsingMs: number;
  /** Where products belong, beside what the lines say. */
  readonly known?: readonly KnownProduct[];
  readonly progress?: (done: number, of: number) => void;
}

/** Who is in the shop at a moment of the past, priced at that moment. */
interface PastShop {
  readonly set: PromotionSet;
  readonly master: RestrictedMaster;
  readonly counter: PartCounter;
  readonly inside: Map<string, { readonly sale: PastSale; member: Member }>;
}

/**
 * Plays a shop's sales as if every basket had stood in the shop for some minutes before it was paid, its shopper willing to pool
 * with anybody at any meeting point. Whoever comes to the till takes her planned group with her: all of it pays then. Promotions
 * run at the hours at which they ran. A basket that was changed by the wish to pool cannot be in it, so nothing is saved by
 * spending more. Each sale counts as a shopper of its own, so limits for each shopper and day are not reached.
 */
export function replaySales(options: ReplayOptions): ReplayReport {
  const { sales, browsingMs, progress = () => {} } = options;
  const inOrder = sales.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const shop = openPast(options, (inOrder[0]?.atMs ?? 0) - browsingMs);
  const pools: PastPool[] = [];
  let [turnoverMinor, aloneMinor, arrived] = [0, 0, 0];
  for (const [done, sale] of inOrder.entries()) {
    for (; arrived < inOrder.length; arrived += 1) {
      const next = inOrder[arrived];
      if (next === undefined || next.atMs - browsingMs > sale.atMs) break;
      followHours(shop, next.atMs - browsingMs);
      comeIn(shop, next, next.atMs - browsingMs);
    }
    followHours(shop, sale.atMs);
    const deal = plannedWith(shop, sale.id);
    if (deal !== undefined) pools.push(poolOf(shop, deal, sale.atMs));
    for (const id of new Set([sale.id, ...(deal?.members.map((member) => member.id) ?? [])])) {
      const gone = shop.inside.get(id);
      if (gone === undefined) continue;
      const cost = costOf(gone.sale);
      turnoverMinor += cost;
      aloneMinor += cost - gone.member.alonePaysMinor;
      shop.inside.delete(id);
      takeMember(shop.master, id);
    }
    progress(done + 1, inOrder.length);
  }
  return {
    sales: sales.length,
    turnoverMinor,
    aloneMinor,
    pooledMinor: pools.reduce((sum, past) => sum + past.savingMinor, 0),
    pools,
  };
}

function openPast({ file, sales, known = [] }: ReplayOptions, atMs: number): PastShop {
  const fromLines = sales.flatMap((sale) =>
    sale.lines.flatMap(({ gtin, category }) => (gtin === undefined ? [] : [{ gtin, category }])),
  );
  const set = compilePromotions(file, [...fromLines, ...known]);
  const terms = { atMs: -Infinity, meetingMs: 0, meetingPoints: [] };
  return {
    set,
    master: createMaster(pricerOf(set, atMs), terms),
    counter: { next: 1 },
    inside: new Map(),
  };
}

/** Where another promotion runs than before, everybody inside is priced and matched again. */
function followHours(shop: PastShop, atMs: number): void {
  const { set, master, inside } = shop;
  if (activeKey(set, atMs) === master.gainCache.pricer.activeKey) return;
  clearMaster(master, pricerOf(set, atMs));
  for (const one of inside.values()) {
    one.member = priced(shop, one.sale, one.member.waitingSinceMs);
  }
  const matched = [...inside.values()].filter(({ sale, member }) => mayPool(sale, member));
  replan(
    master,
    matched.map(({ member }) => member),
  );
}

function comeIn(shop: PastShop, sale: PastSale, atMs: number): void {
  const member = priced(shop, sale, atMs);
  shop.inside.set(sale.id, { sale, member });
  if (mayPool(sale, member)) putMember(shop.master, member);
}

function mayPool(sale: PastSale, member: Member): boolean {
  return !sale.wasPooled && member.parts.length > 0;
}

function priced(shop: PastShop, sale: PastSale, waitingSinceMs: number): Member {
  return memberOf(
    {
      id: sale.id,
      waitingSinceMs,
      lines: sale.lines,
      requirements: Requirements.parse({}),
      registered: sale.isRegistered,
      usedToday: {},
    },
    shop.master.gainCache.pricer,
    shop.counter,
  );
}

function plannedWith({ master }: PastShop, id: string): GroupTerms | undefined {
  const index = slotOf(master, id)?.index ?? NOBODY;
  const group = partnersInPlan(master, index);
  return group.length < 2
    ? undefined
    : groupTermsOf(master.gainCache, membersOf(master, group), master.terms);
}

function poolOf(
  { master }: PastShop,
  { joint, members, gainMinor }: GroupTerms,
  atMs: number,
): PastPool {
  const { applied } = priceJoint(joint, master.gainCache.pricer);
  return {
    atMs,
    sales: members.map((member) => member.id),
    savingMinor: gainMinor,
    promotions: applied.map((use) => ({ id: use.promotion, discountMinor: use.discountMinor })),
  };
}

function costOf(sale: PastSale): number {
  return sale.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
}
