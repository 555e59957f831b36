import blossom from 'edmonds-blossom';
import Database from 'better-sqlite3';
import type { MatchInput } from '../../contracts/match.ts';
import { allGroups, type Groups } from './groups.ts';
import { loadHighs, programme } from './proven.ts';

/** What another way of matching saves on the same shop, and what it took. */
export interface Rival {
  readonly totalMinor: number;
  readonly tookMs: number;
}

/** The best disjoint pairs of all feasible ones: maximum weight matching. No method of pairs can save more. */
export function bestPairs(input: MatchInput): Rival {
  const pairs = allGroups(input, 2);
  const from = performance.now();
  const edges = eachPair(pairs);
  const mates = edges.length === 0 ? [] : blossom(edges);
  const totalMinor = edges.reduce((sum, [a, b, gain]) => (mates[a] === b ? sum + gain : sum), 0);
  return { totalMinor, tookMs: performance.now() - from };
}

/**
 * What a programmer with an hour and a database writes: for each shopper in turn the partner with the largest estimated saving, by
 * one indexed query over what people spend in each promotion; the first feasible one of five is taken and never given up.
 */
export function bestPartnerQuery(input: MatchInput): Rival {
  const gainOf = new Map(eachPair(allGroups(input, 2)).map(([a, b, gain]) => [`${a} ${b}`, gain]));
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
      const gain = gainOf.get(`${Math.min(shopper, partner)} ${Math.max(shopper, partner)}`);
      if (gain === undefined) continue;
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

function eachPair(groups: Groups): readonly (readonly [number, number, number])[] {
  return Array.from({ length: groups.count }, (_, index): readonly [number, number, number] => [
    groups.members[index * 4] ?? 0,
    groups.members[index * 4 + 1] ?? 0,
    groups.gainMinor[index] ?? 0,
  ]);
}
