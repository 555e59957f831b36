import { NO_COLUMN, slotsOf, WIDTH } from './columns.ts';
import { setWorth, type Pool } from './restricted-master.ts';

/**
 * What each shopper is worth to the plan: dual prices of the linear programme "most gain over disjoint groups", kept from event to
 * event. A chosen group that gains less than its members are worth, or a shopper who is worth something and in no group, is
 * where the plan can still get better; the sum of these losses bounds how much.
 *
 * A shopper's worth is the soft maximum of what each of her groups leaves her when the others get theirs. Setting one worth
 * after the other this way is block coordinate descent on the smoothed dual (as in entropic transport); it converges, needs no
 * step size, and continues from where the last event left it.
 */
export function settleWorths(pool: Pool, slots: readonly number[], softness: number): void {
  for (const index of slots)
    if (pool.slots[index] !== undefined) setWorth(pool, index, worthOf(pool, index, softness));
}

/** The soft maximum in one pass: the sum is scaled anew whenever a larger value comes. */
function worthOf(pool: Pool, index: number, softness: number): number {
  const { worths } = pool;
  const { gains, slots, counts, lists } = pool.columns;
  const list = lists[index];
  const own = worths[index] ?? 0;
  // To be in no group is worth nothing, and is one of the choices.
  let most = 0;
  let sum = 1;
  if (list === undefined) return 0;
  const count = counts[index] ?? 0;
  for (let at = 0; at < count; at += 1) {
    const column = list[at] ?? NO_COLUMN;
    const first = column * WIDTH;
    const left =
      (gains[column] ?? 0) +
      own -
      (worths[slots[first] ?? 0] ?? 0) -
      (worths[slots[first + 1] ?? 0] ?? 0) -
      (worths[slots[first + 2] ?? 0] ?? 0) -
      (worths[slots[first + 3] ?? 0] ?? 0);
    if (left > most) {
      sum = sum * Math.exp((most - left) / softness) + 1;
      most = left;
    } else if (left > most - 12 * softness) sum += Math.exp((left - most) / softness);
  }
  return most + softness * Math.log(sum);
}

/** What a column falls short of what its members are worth; below zero where it is more. */
export function shortOf(pool: Pool, column: number): number {
  const { worths } = pool;
  const { gains, slots } = pool.columns;
  const first = column * WIDTH;
  return (
    (worths[slots[first] ?? 0] ?? 0) +
    (worths[slots[first + 1] ?? 0] ?? 0) +
    (worths[slots[first + 2] ?? 0] ?? 0) +
    (worths[slots[first + 3] ?? 0] ?? 0) -
    (gains[column] ?? 0)
  );
}

/** By how much the plan falls short of the worths around a shopper: of her group, or of herself where she is in none. */
export function lossAt(pool: Pool, index: number): number {
  const column = pool.chosen[index] ?? NO_COLUMN;
  return column === NO_COLUMN ? (pool.worths[index] ?? 0) : shortOf(pool, column);
}

/** By how much the plan falls short of the worths among some shoppers: nothing better is to be had beyond that. */
export function lossAmong(pool: Pool, slots: readonly number[]): number {
  let loss = 0;
  for (const index of slots) {
    const column = pool.chosen[index] ?? NO_COLUMN;
    const size = column === NO_COLUMN ? 1 : slotsOf(pool.columns, column).length;
    loss += lossAt(pool, index) / size;
  }
  return loss;
}

/** How soft the maximum is: a share of what a shopper is worth on average, at least half a minor unit. */
export function softnessFor(pool: Pool, share: number): number {
  return Math.max(0.5, meanWorth(pool) * share);
}

/** What a shopper is worth on average, of those who are worth anything; 100 minor units before anything is known. */
export function meanWorth(pool: Pool): number {
  return pool.worthCount === 0 ? 100 : pool.worthSum / pool.worthCount;
}
