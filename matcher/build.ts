import type { Member } from './member.ts';
import { improvePlan, putMembers, resolveAll, SMALL } from './plan.ts';
import { choose, type Column, type Pool } from './pool.ts';
import { settleWorths, softnessFor } from './worths.ts';

/** How far a long match has come: for a person who waits. */
export interface MatchProgress {
  readonly doing: 'looking for groups' | 'choosing among them';
  readonly done: number;
  readonly of: number;
  readonly savingMinor: number;
}

/** Regions solved for each shopper when a plan is built at once. */
const ROUNDS_EACH = 40;
/** The whole of a small venue is solved exactly; this bound is for instances made to be hard. */
const NODES_WHEN_SMALL = 2_000_000;

/**
 * Puts everybody into an empty pool at once and makes the best plan it can: all promising groups, a greedy start, then one
 * region after the other solved exactly. A venue of up to 14 is one region: its plan is the optimum, with ties told apart.
 */
export function buildPlan(
  pool: Pool,
  members: readonly Member[],
  progress: (at: MatchProgress) => void = () => {},
): void {
  const of = members.length;
  putMembers(pool, members, (done) => {
    progress({ doing: 'looking for groups', done, of, savingMinor: 0 });
  });
  chooseGreedily(pool);
  if (of <= SMALL) {
    resolveAll(pool, NODES_WHEN_SMALL);
    return;
  }
  const all = pool.slots.flatMap((slot) => slot?.index ?? []);
  for (const share of [0.3, 0.1, 0.1, 0.03, 0.03, 0.03, 0.03, 0.03, 0.03]) {
    for (let sweep = 0; sweep < 4; sweep += 1) settleWorths(pool, all, softnessFor(pool, share));
  }
  for (let done = 1; done <= ROUNDS_EACH; done += 1) {
    improvePlan(pool, of);
    progress({
      doing: 'choosing among them',
      done,
      of: ROUNDS_EACH,
      savingMinor: pool.totalMinor,
    });
  }
}

/** Takes the groups that save the most for each member, one after the other, while they do not overlap. */
export function chooseGreedily(pool: Pool): void {
  const columns = new Set<Column>();
  for (const slot of pool.slots) for (const column of slot?.columns ?? []) columns.add(column);
  const order = [...columns].sort(
    (a, b) => b.gainMinor / b.slots.length - a.gainMinor / a.slots.length,
  );
  for (const column of order) {
    if (column.slots.every((index) => pool.slots[index]?.chosen === undefined))
      choose(pool, column);
  }
}
