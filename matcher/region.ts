import { drawBelow, type Column, type Pool } from './pool.ts';
import { groupWorth, softnessFor } from './worths.ts';

/** How fast a group's weight falls with what it falls short of its members' worths: a share of the mean worth. */
const REACH = 0.1;
/** A group that still needs two others beside the region counts so much of one that needs only one. */
const HALF_WAY = 0.1;

/**
 * The shoppers around a seed who are worth solving together, each with her whole chosen group. It grows by the chosen group (or the
 * shopper without one) that completes the most other good groups inside: only what lies wholly in a region can be chosen there.
 * @param isVaried weighs with some noise from the pool's own generator, so that the same seed gives another region next time
 */
export function regionAround(
  pool: Pool,
  seed: number,
  limit: number,
  isVaried: boolean,
): readonly number[] {
  const region = new Set<number>();
  /** By the first slot of a chosen group, or the slot of a shopper without one. */
  const weights = new Map<number, number>();
  const reach = softnessFor(pool, REACH);
  let next: number | undefined = leaderOf(pool, seed);
  while (next !== undefined) {
    const added = pool.slots[next]?.chosen?.slots ?? [next];
    weights.delete(next);
    for (const index of added) region.add(index);
    for (const index of added) weighColumnsOf(pool, index, { region, weights, reach });
    next = undefined;
    let most = 0;
    for (const [leader, weight] of weights) {
      const size = pool.slots[leader]?.chosen?.slots.length ?? 1;
      if (region.size + size > limit) continue;
      const noise = isVaried ? 0.5 + drawBelow(pool, 1024) / 1024 : 1;
      const value = (weight * noise) / size;
      if (value > most) {
        most = value;
        next = leader;
      }
    }
  }
  return [...region];
}

function leaderOf(pool: Pool, index: number): number {
  return pool.slots[index]?.chosen?.slots[0] ?? index;
}

function weighColumnsOf(
  pool: Pool,
  index: number,
  growing: {
    readonly region: ReadonlySet<number>;
    readonly weights: Map<number, number>;
    readonly reach: number;
  },
): void {
  const { region, weights, reach } = growing;
  for (const column of pool.slots[index]?.columns ?? []) {
    if (column.isChosen) continue;
    const short = groupWorth(pool, column.slots) - column.gainMinor;
    if (short > 8 * reach) continue;
    const [first, second, more] = missing(pool, column, region);
    if (first === undefined || more !== undefined) continue;
    const weight = Math.exp(-Math.max(0, short) / reach) * (second === undefined ? 1 : HALF_WAY);
    weights.set(first, (weights.get(first) ?? 0) + weight);
    if (second !== undefined) weights.set(second, (weights.get(second) ?? 0) + weight);
  }
}

/** The chosen groups and free shoppers that a column needs beside the region. */
function missing(pool: Pool, column: Column, region: ReadonlySet<number>): readonly number[] {
  const leaders: number[] = [];
  for (const index of column.slots) {
    if (region.has(index)) continue;
    const leader = leaderOf(pool, index);
    if (!leaders.includes(leader)) leaders.push(leader);
  }
  return leaders;
}
