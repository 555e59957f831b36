import { NO_COLUMN, slotsOf, WIDTH } from './columns.ts';
import { setDual, type RestrictedMaster } from './restricted-master.ts';

/**
 * What each shopper is worth to the plan: dual prices of the linear programme "most gain over disjoint groups", kept from event to
 * event. A chosen group that gains less than its members are worth, or a shopper who is worth something and in no group, is
 * where the plan can still get better; the sum of these losses bounds how much.
 *
 * A shopper's worth is the soft maximum of what each of her groups leaves her when the others get theirs. Setting one worth
 * after the other this way is block coordinate descent on the smoothed dual (as in entropic transport); it converges, needs no
 * step size, and continues from where the last event left it.
 */
export function updateDuals(
  master: RestrictedMaster,
  slots: readonly number[],
  temperature: number,
): void {
  for (const index of slots)
    if (master.slots[index] !== undefined)
      setDual(master, index, dualOf(master, index, temperature));
}

/** The soft maximum in one pass: the sum is scaled anew whenever a larger value comes. */
function dualOf(master: RestrictedMaster, index: number, temperature: number): number {
  const { duals } = master;
  const { gains, slots, counts, lists } = master.columns;
  const list = lists[index];
  const own = duals[index] ?? 0;
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
      (duals[slots[first] ?? 0] ?? 0) -
      (duals[slots[first + 1] ?? 0] ?? 0) -
      (duals[slots[first + 2] ?? 0] ?? 0) -
      (duals[slots[first + 3] ?? 0] ?? 0);
    if (left > most) {
      sum = sum * Math.exp((most - left) / temperature) + 1;
      most = left;
    } else if (left > most - 12 * temperature) sum += Math.exp((left - most) / temperature);
  }
  return most + temperature * Math.log(sum);
}

/** What a column falls short of what its members are worth; below zero where it is more. */
export function negatedReducedCost(master: RestrictedMaster, column: number): number {
  const { duals } = master;
  const { gains, slots } = master.columns;
  const first = column * WIDTH;
  return (
    (duals[slots[first] ?? 0] ?? 0) +
    (duals[slots[first + 1] ?? 0] ?? 0) +
    (duals[slots[first + 2] ?? 0] ?? 0) +
    (duals[slots[first + 3] ?? 0] ?? 0) -
    (gains[column] ?? 0)
  );
}

/** By how much the plan falls short of the worths around a shopper: of her group, or of herself where she is in none. */
export function dualGapAt(master: RestrictedMaster, index: number): number {
  const column = master.chosen[index] ?? NO_COLUMN;
  return column === NO_COLUMN ? (master.duals[index] ?? 0) : negatedReducedCost(master, column);
}

/** By how much the plan falls short of the worths among some shoppers: nothing better is to be had beyond that. */
export function dualGapAmong(master: RestrictedMaster, slots: readonly number[]): number {
  let loss = 0;
  for (const index of slots) {
    const column = master.chosen[index] ?? NO_COLUMN;
    const size = column === NO_COLUMN ? 1 : slotsOf(master.columns, column).length;
    loss += dualGapAt(master, index) / size;
  }
  return loss;
}

/** How soft the maximum is: a share of what a shopper is worth on average, at least half a minor unit. */
export function temperatureFor(master: RestrictedMaster, share: number): number {
  return Math.max(0.5, meanDual(master) * share);
}

/** What a shopper is worth on average, of those who are worth anything; 100 minor units before anything is known. */
export function meanDual(master: RestrictedMaster): number {
  return master.positiveDuals === 0 ? 100 : master.dualSum / master.positiveDuals;
}
