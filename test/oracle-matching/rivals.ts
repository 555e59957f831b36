import blossom from 'edmonds-blossom';
import Database from 'better-sqlite3';
import type { MatchInput } from '../../contracts/match.ts';
import { allGroups, pairGains, type Groups } from './groups.ts';
import { drawFrom } from './instances.ts';
import { loadHighs } from '../highs.ts';
import { programme } from './proven.ts';

/** What another way of matching saves on the same shop, and what it took. */
export interface Rival {
  readonly totalMinor: number;
  readonly tookMs: number;
}

type Edge = readonly [a: number, b: number, gainMinor: number];

/** Above so many shoppers all pairs are too many: then each shopper's best few of some drawn ones are taken. */
const MANY = 2000;
const DRAWN_FOR_EACH = 400;
const BEST_OF_EACH = 10;

/**
 * The best disjoint pairs of all feasible ones: maximum weight matching. No method of pairs can save more; but where the shop is so full that only
 * some pairs of each shopper are looked at, a little more could be had. (Her very best ones would be the same few rich baskets for everybody.)
 */
export function bestPairs(input: MatchInput): Rival {
  const edges =
    input.shoppers.length > MANY ? bestEdgesOfEach(input) : eachPair(allGroups(input, 2));
  const from = performance.now();
  const mates = edges.length === 0 ? [] : blossom([...edges]);
  const totalMinor = edges.reduce((sum, [a, b, gain]) => (mates[a] === b ? sum + gain : sum), 0);
  return { totalMinor, tookMs: performance.now() - from };
}

function bestEdgesOfEach(input: MatchInput): readonly Edge[] {
  const gainOf = pairGains(input);
  const draw = drawFrom(input.shoppers.length);
  const edges = new Map<number, Edge>();
  for (let a = 0; a < input.shoppers.length; a += 1) {
    const best: Edge[] = [];
    for (let drawn = 0; drawn < DRAWN_FOR_EACH; drawn += 1) {
      const b = Math.floor(draw() * input.shoppers.length);
      const gain = a === b ? 0 : gainOf(a, b);
      if (gain > 0) best.push([Math.min(a, b), Math.max(a, b), gain]);
    }
    best.sort((one, other) => other[2] - one[2]);
    for (const edge of best.slice(0, BEST_OF_EACH))
      edges.set(edge[0] * input.shoppers.length + edge[1], edge);
  }
  return [...edges.values()];
}

/**
 * What a programmer with an hour and a database writes: for each shopper in turn the partner with the largest estimated saving, by
 * one indexed query over what people spend in each promotion; the first feasible one of five is taken and never given up.
 */
export function bestPartnerQuery(input: MatchInput): Rival {
  const gainOf = pairGains(input);
  const database = new Database(':memory:');
  database.exec(`CREATE TABLE promotion (id INTEGER PRIMARY KEY, threshold INTEGER, off INTEGER);
    CREATE TABLE part (shopper INTEGER, promotion INTEGER, spend INTEGER);
    CREATE TABLE free (shopper INTEGER PRIMARY KEY);
    CREATE INDEX part_by_shopper ON part (shopper); CREATE INDEX part_by_promotion ON part (promotion, spend);`);
  const addPromotion = database.prepare('INSERT INTO promotion VALUES (?, ?, ?)');
  const addPart = database.prepare('INSERT INTO part VALUES (?, ?, ?)');
  const addFree = database.prepare('INSERT INTO free VALUES (?)');
  for (const [index, promotion] of input.promotions.entries()) {
    if (promotion.kind !== 'spend') continue;
    const [tier] = promotion.tiers;
    if (tier === undefined || !('offMinor' in tier.reward)) continue;
    addPromotion.run(index, tier.spendMinor, tier.reward.offMinor);
    const categories = promotion.scope.include?.categories ?? [];
    for (const [shopper, { lines }] of input.shoppers.entries()) {
      const spend = lines.reduce(
        (sum, line) =>
          categories.includes(line.category) ? sum + line.quantity * line.unitPriceMinor : sum,
        0,
      );
      if (spend > 0) addPart.run(shopper, index, spend);
    }
  }
  for (const shopper of input.shoppers.keys()) addFree.run(shopper);
  const query = database
    .prepare<[number], number>(
      `SELECT b.shopper FROM part a JOIN promotion p ON p.id = a.promotion
       JOIN part b ON b.promotion = a.promotion AND b.spend < p.threshold AND b.spend >= p.threshold - a.spend
       JOIN free ON free.shopper = b.shopper
       WHERE a.shopper = ? AND a.spend < p.threshold AND b.shopper <> a.shopper
       GROUP BY b.shopper ORDER BY SUM(p.off) DESC, b.shopper LIMIT 5`,
    )
    .pluck();
  const take = database.prepare('DELETE FROM free WHERE shopper IN (?, ?)');
  const isTaken = new Set<number>();
  let totalMinor = 0;
  const from = performance.now();
  for (const shopper of input.shoppers.keys()) {
    if (isTaken.has(shopper)) continue;
    for (const partner of query.all(shopper)) {
      const gain = gainOf(shopper, partner);
      if (gain === 0) continue;
      totalMinor += gain;
      take.run(shopper, partner);
      isTaken.add(shopper).add(partner);
      break;
    }
  }
  const tookMs = performance.now() - from;
  database.close();
  return { totalMinor, tookMs };
}

/** An integer programme over some groups that is stopped after a second, as "solve it again every second" would. */
export async function solveAgain(groups: Groups, shoppers: number): Promise<Rival> {
  const highs = await loadHighs();
  const columns = Array.from({ length: groups.count }, (_, index) => index);
  const from = performance.now();
  const solved = highs.solve(programme(groups, columns, shoppers, true), {
    output_flag: false,
    time_limit: 1,
  });
  const value = Number.isFinite(solved.ObjectiveValue) ? Math.round(solved.ObjectiveValue) : 0;
  return { totalMinor: Math.max(0, value), tookMs: performance.now() - from };
}

function eachPair(groups: Groups): readonly Edge[] {
  return Array.from({ length: groups.count }, (_, index): Edge => [
    groups.members[index * 4] ?? 0,
    groups.members[index * 4 + 1] ?? 0,
    groups.gainMinor[index] ?? 0,
  ]);
}
