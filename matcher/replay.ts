import type { BasketLine } from '../contracts/basket.ts';
import type { PromotionsFile } from '../contracts/promotion.ts';
import { Requirements } from '../contracts/visit.ts';
import { compilePromotions } from '../promotions/compile.ts';
import { dealOf } from './feasibility.ts';
import { contextOf } from './joint.ts';
import { memberOf } from './member.ts';
import { putMember, takeMember } from './plan.ts';
import { createPool, membersOf, slotOf } from './pool.ts';
import { pricerOf } from './pricer-of.ts';
import { jointLines } from './reasons.ts';

/** A sale of a day that was: who it was does not matter, when and what does. */
export interface PastSale {
  readonly id: string;
  readonly atMs: number;
  readonly lines: readonly BasketLine[];
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

/**
 * Plays a day's sales as if every basket had stood in the shop for some minutes before it was paid, its shopper willing to pool
 * with anybody at any meeting point. Whoever comes to the till takes her planned group with her: all of it pays then.
 * A basket that was changed by the wish to pool cannot be in it, so nothing is saved by spending more.
 */
export function replayDay(
  file: PromotionsFile,
  sales: readonly PastSale[],
  browsingMs: number,
): ReplayReport {
  const known = sales.flatMap((sale) =>
    sale.lines.flatMap(({ gtin, category }) => (gtin === undefined ? [] : [{ gtin, category }])),
  );
  const set = compilePromotions(file, known);
  const inOrder = sales.toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  const middle = inOrder[inOrder.length >> 1]?.atMs;
  // One price list for the day, the one of its middle: a day that is played for planning has one set of promotions.
  const pricer = pricerOf(set, middle);
  const pool = createPool(pricer, { atMs: -Infinity, meetingMs: 0, meetingPoints: [] });
  const counter = { next: 1 };
  const pools: PastPool[] = [];
  let [turnoverMinor, aloneMinor, arrived] = [0, 0, 0];
  for (const sale of inOrder) {
    for (; arrived < inOrder.length; arrived += 1) {
      const next = inOrder[arrived];
      if (next === undefined || next.atMs - browsingMs > sale.atMs) break;
      const candidate = {
        id: next.id,
        waitingSinceMs: next.atMs - browsingMs,
        lines: next.lines,
        requirements: Requirements.parse({}),
        registered: false,
        usedToday: {},
      };
      const member = memberOf(candidate, pricer, counter);
      const cost = next.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
      turnoverMinor += cost;
      aloneMinor += cost - member.alonePaysMinor;
      if (member.parts.length > 0) putMember(pool, member);
    }
    const chosen = slotOf(pool, sale.id)?.chosen;
    const members = chosen === undefined ? [] : membersOf(pool, chosen.slots);
    const deal = members.length === 0 ? undefined : dealOf(pool.gains, members, pool.terms);
    if (deal !== undefined) {
      const { joint } = deal;
      const priced = pricer.price(jointLines(joint), contextOf(joint.parts, joint.registered));
      pools.push({
        atMs: sale.atMs,
        sales: deal.members.map((member) => member.id),
        savingMinor: deal.gainMinor,
        promotions: priced.applied.map((use) => ({
          id: use.promotion,
          discountMinor: use.discountMinor,
        })),
      });
    }
    for (const member of members) takeMember(pool, member.id);
    takeMember(pool, sale.id);
  }
  return {
    sales: sales.length,
    turnoverMinor,
    aloneMinor,
    pooledMinor: pools.reduce((sum, past) => sum + past.savingMinor, 0),
    pools,
  };
}
