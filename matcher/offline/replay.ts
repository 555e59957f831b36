import type { BasketLine } from '../../contracts/basket.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { Requirements } from '../../contracts/visit.ts';
import { NOBODY } from '../search/columns.ts';
import { compilePromotions, type KnownProduct } from '../../promotions/compile/compile.ts';
import { groupTermsOf, type GroupTerms } from '../value/feasibility.ts';
import { memberOf, type Member, type PartCounter } from '../value/member.ts';
import { replan, putMember, withdrawMember } from '../search/plan.ts';
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
import type { PromotionSet } from '../../promotions/model/compiled.ts';

/** A past sale. */
export interface PastSale {
  readonly id: string;
  readonly atMs: number;
  readonly lines: readonly BasketLine[];
  /** Whether the shopper was known by a card: then promotions for registered shoppers apply. */
  readonly isRegistered: boolean;
  /** Whether it was a joint receipt already: it is counted, but not matched again. */
  readonly wasPooled: boolean;
}

/** A group that could have pooled. */
export interface PastPool {
  readonly atMs: number;
  readonly sales: readonly string[];
  readonly savingMinor: number;
  /** The discount of each promotion on the joint receipt. */
  readonly promotions: readonly { readonly id: string; readonly discountMinor: number }[];
}

/** What pooling would have saved. Amounts are in minor units. */
export interface ReplayReport {
  readonly sales: number;
  /** What all baskets cost before discounts. */
  readonly turnoverMinor: number;
  /** The discounts of each basket by itself. */
  readonly aloneMinor: number;
  /** What the groups would have saved beyond that. */
  readonly pooledMinor: number;
  readonly pools: readonly PastPool[];
}

/** What `replaySales` needs. */
export interface ReplayOptions {
  readonly file: PromotionsFile;
  readonly sales: readonly PastSale[];
  /** How long a shopper was in the shop before she paid. */
  readonly browsingMs: number;
  /** The catalogue's categories, which win over those of the lines. */
  readonly known?: readonly KnownProduct[];
  readonly progress?: (done: number, of: number) => void;
}

/** The shop at one moment of the past. */
interface PastShop {
  readonly set: PromotionSet;
  readonly master: RestrictedMaster;
  readonly counter: PartCounter;
  /** By sale id the shoppers inside, priced at this moment. */
  readonly inside: Map<string, { readonly sale: PastSale; member: Member }>;
}

/**
 * Replays a shop's past sales to estimate what pooling would have saved. It assumes that every shopper was in the shop with her full
 * basket for some minutes before she paid, and would have pooled with anybody at any meeting point. When a shopper comes to the till,
 * her planned group pays with her. Promotions run at their hours. Baskets are as they were, so nobody buys more in order to pool. Each
 * sale counts as another shopper, so limits for each shopper and day are never reached.
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
    const terms = plannedWith(shop, sale.id);
    if (terms !== undefined) pools.push(poolOf(shop, terms, sale.atMs));
    // The shopper and her group pay, and leave the shop.
    for (const id of new Set([sale.id, ...(terms?.members.map((member) => member.id) ?? [])])) {
      const gone = shop.inside.get(id);
      if (gone === undefined) continue;
      const cost = costOf(gone.sale);
      turnoverMinor += cost;
      aloneMinor += cost - gone.member.alonePaysMinor;
      shop.inside.delete(id);
      withdrawMember(shop.master, id);
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

/** If other promotions run now than before, everybody inside is priced and matched again. */
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

/** The terms of the planned group that a sale is in. */
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
