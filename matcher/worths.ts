import type { Column, Pool, Slot } from './pool.ts';

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
  for (const index of slots) {
    const slot = pool.slots[index];
    if (slot !== undefined) slot.worth = worthOf(pool, slot, softness);
  }
}

function worthOf(pool: Pool, slot: Slot, softness: number): number {
  let most = 0;
  for (const column of slot.columns) {
    const left = column.gainMinor - othersWorth(pool, column, slot.index);
    if (left > most) most = left;
  }
  // To be in no group is worth nothing, and is one of the choices.
  let sum = Math.exp(-most / softness);
  const floor = most - 12 * softness;
  for (const column of slot.columns) {
    const left = column.gainMinor - othersWorth(pool, column, slot.index);
    if (left > floor) sum += Math.exp((left - most) / softness);
  }
  return Math.max(0, most + softness * Math.log(sum));
}

function othersWorth(pool: Pool, column: Column, self: number): number {
  let sum = 0;
  for (const index of column.slots) if (index !== self) sum += pool.slots[index]?.worth ?? 0;
  return sum;
}

export function groupWorth(pool: Pool, slots: readonly number[]): number {
  let sum = 0;
  for (const index of slots) sum += pool.slots[index]?.worth ?? 0;
  return sum;
}

/** By how much the plan falls short of the worths around a shopper: of her group, or of herself where she is in none. */
export function lossAt(pool: Pool, slot: Slot): number {
  return slot.chosen === undefined
    ? slot.worth
    : groupWorth(pool, slot.chosen.slots) - slot.chosen.gainMinor;
}

/** How soft the maximum is: a share of what a shopper is worth on average, at least half a minor unit. */
export function softnessFor(pool: Pool, share: number): number {
  let [sum, count] = [0, 0];
  for (const slot of pool.slots) {
    if (slot === undefined || slot.worth <= 0) continue;
    sum += slot.worth;
    count += 1;
  }
  return Math.max(0.5, count === 0 ? 100 * share : (sum / count) * share);
}

/**
 * An upper bound on the gain of any disjoint choice of the groups that are kept: the worths, each lifted until every group
 * gains at most what its members are worth.
 */
export function boundMinor(pool: Pool): number {
  let bound = 0;
  for (const slot of pool.slots) {
    if (slot === undefined) continue;
    let lift = 0;
    for (const column of slot.columns) {
      const short = (column.gainMinor - groupWorth(pool, column.slots)) / column.slots.length;
      if (short > lift) lift = short;
    }
    bound += slot.worth + lift;
  }
  return bound;
}
