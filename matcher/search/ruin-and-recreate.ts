import { NO_COLUMN, NOBODY, slotsOf, WIDTH } from './columns.ts';
import { choose, drawBelow, unchoose, type Pool } from './restricted-master.ts';
import { shortOf, softnessFor } from './duals.ts';

/** How many exchanges are tried, and how readily a worse plan is gone on from (a share of the mean worth). */
export interface Exchanging {
  readonly exchanges: number;
  readonly exchangeSoftness: number;
}

/** A plan on trial. */
interface Trial {
  readonly pool: Pool;
  readonly softness: number;
  /** By slot the column that the trial chooses for it. */
  readonly now: Int32Array;
  /** The columns that the exchange in hand takes out and puts in. */
  readonly gone: number[];
  readonly come: number[];
}

/**
 * Improves the plan by exchanges: a group that somebody could be in is put in, the groups in its way are taken out, and whom they leave
 * are put into the best groups that are still to be had. What makes the plan better is kept, and now and then what makes it a little
 * worse, for the sake of what may come of it; the best plan on the way is the one that stands in the end, so it never gets worse.
 * (Ruin and recreate, Schrimpf et al. 2000; group and refill are drawn by how near they come to their members' worths.)
 * @param slots whose groups are tried; whom an exchange moves may be others
 */
export function exchangeAround(pool: Pool, slots: readonly number[], exchanging: Exchanging): void {
  if (slots.length === 0) return;
  const softness = softnessFor(pool, exchanging.exchangeSoftness);
  const now = pool.chosen.slice(0, pool.slots.length);
  const trial: Trial = { pool, softness, now, gone: [], come: [] };
  const best = now.slice();
  // Slots that changed since the best plan so far; and by how much the plan now and the best are beyond the one before.
  const since: number[] = [];
  let [beyond, most] = [0, 0];
  for (let tries = 0; tries < exchanging.exchanges; tries += 1) {
    const column = drawGroup(trial, slots[drawBelow(pool, slots.length)] ?? NOBODY);
    if (column === NO_COLUMN) continue;
    const more = exchange(trial, column);
    if (more < 0 && drawBelow(pool, 1024) >= 1024 * Math.exp(more / softness)) {
      takeBack(trial);
      continue;
    }
    beyond += more;
    for (const moved of trial.gone) since.push(...slotsOf(pool.columns, moved));
    for (const moved of trial.come) since.push(...slotsOf(pool.columns, moved));
    if (beyond <= most) continue;
    most = beyond;
    for (const index of since) best[index] = now[index] ?? NO_COLUMN;
    since.length = 0;
  }
  if (most > 0) putInPlace(pool, best);
}

function putInPlace(pool: Pool, plan: Int32Array): void {
  const come = new Set<number>();
  const gone = new Set<number>();
  for (let index = 1; index < plan.length; index += 1) {
    const [before, after] = [pool.chosen[index] ?? NO_COLUMN, plan[index] ?? NO_COLUMN];
    if (before === after) continue;
    if (before !== NO_COLUMN) gone.add(before);
    if (after !== NO_COLUMN) come.add(after);
  }
  for (const column of gone) unchoose(pool, column);
  for (const column of come) choose(pool, column);
}

/** One of a shopper's other groups, each the likelier the nearer it comes to what its members are worth. */
function drawGroup(trial: Trial, index: number): number {
  const { pool, now } = trial;
  const own = now[index] ?? NO_COLUMN;
  const list = pool.columns.lists[index];
  const count = pool.columns.counts[index] ?? 0;
  let [drawn, most] = [NO_COLUMN, -Infinity];
  for (let at = 0; at < count; at += 1) {
    const column = list?.[at] ?? NO_COLUMN;
    if (column === own) continue;
    const value = restWithLuck(trial, column);
    if (value > most) [drawn, most] = [column, value];
  }
  return drawn;
}

/** Puts a group in, and whom it displaces into others. @returns by how much the plan is better */
function exchange(trial: Trial, column: number): number {
  const { pool, now, gone, come } = trial;
  const { slots, gains } = pool.columns;
  gone.length = 0;
  come.length = 0;
  come.push(column);
  let more = gains[column] ?? 0;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const before = now[slots[at] ?? NOBODY] ?? NO_COLUMN;
    if (before === NO_COLUMN || gone.includes(before)) continue;
    gone.push(before);
    more -= gains[before] ?? 0;
  }
  for (const before of gone) mark(trial, before, NO_COLUMN);
  mark(trial, column, column);
  for (let next = bestRefill(trial); next !== NO_COLUMN; next = bestRefill(trial)) {
    come.push(next);
    more += gains[next] ?? 0;
    mark(trial, next, next);
  }
  return more;
}

/** Of the groups that those without one since the exchange could be in, and that are free to be had, the best by a little luck. */
function bestRefill(trial: Trial): number {
  const { pool, now, gone } = trial;
  const { slots, lists, counts } = pool.columns;
  let [best, most] = [NO_COLUMN, -Infinity];
  for (const before of gone) {
    for (let member = before * WIDTH; member < before * WIDTH + WIDTH; member += 1) {
      const index = slots[member] ?? NOBODY;
      if (index === NOBODY) break;
      if (now[index] !== NO_COLUMN) continue;
      const list = lists[index];
      const count = counts[index] ?? 0;
      for (let at = 0; at < count; at += 1) {
        const column = list?.[at] ?? NO_COLUMN;
        const first = column * WIDTH;
        // Nobody is in no group.
        if (
          now[slots[first] ?? NOBODY] !== NO_COLUMN ||
          now[slots[first + 1] ?? NOBODY] !== NO_COLUMN ||
          now[slots[first + 2] ?? NOBODY] !== NO_COLUMN ||
          now[slots[first + 3] ?? NOBODY] !== NO_COLUMN
        )
          continue;
        const value = restWithLuck(trial, column);
        if (value > most) [best, most] = [column, value];
      }
    }
  }
  return best;
}

function takeBack(trial: Trial): void {
  for (const column of trial.come) mark(trial, column, NO_COLUMN);
  for (const column of trial.gone) mark(trial, column, column);
}

function mark({ pool, now }: Trial, column: number, chosen: number): void {
  const { slots } = pool.columns;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const index = slots[at] ?? NOBODY;
    if (index === NOBODY) break;
    now[index] = chosen;
  }
}

/** What a group gains beyond its members' worths, and a draw from Gumbel's distribution: the largest is a draw by the soft maximum. */
function restWithLuck({ pool, softness }: Trial, column: number): number {
  return softness * (LUCK[drawBelow(pool, LUCK.length)] ?? 0) - shortOf(pool, column);
}

/** Gumbel's distribution, in steps. */
const LUCK = Float64Array.from(
  { length: 1024 },
  (_, at) => -Math.log(-Math.log((at + 0.5) / 1024)),
);
