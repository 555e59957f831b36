import { NO_COLUMN, slotsOf, WIDTH } from './columns.ts';
import { setDual, type RestrictedMaster } from './restricted-master.ts';

/**
 * Updates the dual values of some shoppers, one after the other. The linear programme is set packing: the largest total gain over
 * disjoint groups. A shopper's dual value, in minor units, is what her place in the plan is worth: the plan can still improve where
 * a chosen group gains less than the sum of its members' duals, or where a shopper with a positive dual is in no group.
 *
 * The method is block coordinate descent on the smoothed dual, the dual of the linear programme with an entropy term. Minimising over
 * one dual has a closed form: the soft maximum, over her groups, of the gain less the other members' duals. It needs no step size
 * and continues from the duals of the last event. For transport problems it is Sinkhorn's iteration (Cuturi 2013); for convergence
 * see Luo and Tseng 1992.
 * @param slots the shoppers in the order of the updates; slots that are empty are skipped
 * @param temperature how soft the maximum is, in minor units; above zero
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

/** The soft maximum (log-sum-exp) in one pass: the sum is rescaled whenever a larger value comes. */
function dualOf(master: RestrictedMaster, index: number, temperature: number): number {
  const { duals } = master;
  const { gains, slots, counts, lists } = master.columns;
  const list = lists[index];
  const own = duals[index]!;
  // To be in no group is one of the choices, and yields zero.
  let maximum = 0;
  let scaledSum = 1;
  if (list === undefined) return 0;
  const count = counts[index] ?? 0;
  for (let offset = 0; offset < count; offset += 1) {
    const column = list[offset]!;
    const first = column * WIDTH;
    const residual =
      gains[column]! +
      own -
      duals[slots[first]!]! -
      duals[slots[first + 1]!]! -
      duals[slots[first + 2]!]! -
      duals[slots[first + 3]!]!;
    if (residual > maximum) {
      scaledSum = scaledSum * Math.exp((maximum - residual) / temperature) + 1;
      maximum = residual;
    } else if (residual > maximum - 12 * temperature)
      scaledSum += Math.exp((residual - maximum) / temperature);
  }
  return maximum + temperature * Math.log(scaledSum);
}

/**
 * The sum of the members' duals less the column's gain, in minor units: the reduced cost with its sign turned, as the programme
 * maximises. Negative for a column that would improve the plan.
 */
export function negatedReducedCost(master: RestrictedMaster, column: number): number {
  const { duals } = master;
  const { gains, slots } = master.columns;
  const first = column * WIDTH;
  return (
    duals[slots[first]!]! +
    duals[slots[first + 1]!]! +
    duals[slots[first + 2]!]! +
    duals[slots[first + 3]!]! -
    gains[column]!
  );
}

/** The duality gap at one shopper, in minor units: the negated reduced cost of her chosen group, or her dual if she is in none. */
export function dualGapAt(master: RestrictedMaster, index: number): number {
  const column = master.chosen[index]!;
  return column === NO_COLUMN ? master.duals[index]! : negatedReducedCost(master, column);
}

/** The duality gap among some shoppers, in minor units: a bound on what a better plan for them could gain. */
export function dualGapAmong(master: RestrictedMaster, slots: readonly number[]): number {
  let gap = 0;
  for (const index of slots) {
    const column = master.chosen[index]!;
    const size = column === NO_COLUMN ? 1 : slotsOf(master.columns, column).length;
    // A group's gap is shared evenly among its members.
    gap += dualGapAt(master, index) / size;
  }
  return gap;
}

/** A temperature in minor units: a share of the mean dual, at least half a minor unit. */
export function temperatureFor(master: RestrictedMaster, share: number): number {
  return Math.max(0.5, meanDual(master) * share);
}

/** The mean of the positive duals, in minor units; 100 before any dual is positive. */
export function meanDual(master: RestrictedMaster): number {
  return master.positiveDuals === 0 ? 100 : master.dualSum / master.positiveDuals;
}
