import type { Pool, Slot } from './pool.ts';

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
    if (slot !== undefined) pool.worths[index] = worthOf(pool, slot, softness);
  }
}

/** The soft maximum in one pass: the sum is scaled anew whenever a larger value comes. */
function worthOf(pool: Pool, slot: Slot, softness: number): number {
  const own = pool.worths[slot.index] ?? 0;
  // To be in no group is worth nothing, and is one of the choices.
  let most = 0;
  let sum = 1;
  for (const column of slot.columns) {
    const left = column.gainMinor - groupWorth(pool, column.slots) + own;
    if (left > most) {
      sum = sum * Math.exp((most - left) / softness) + 1;
      most = left;
    } else if (left > most - 12 * softness) sum += Math.exp((left - most) / softness);
  }
  return most + softness * Math.log(sum);
}

export function groupWorth(pool: Pool, slots: readonly number[]): number {
  let sum = 0;
  for (const index of slots) sum += pool.worths[index] ?? 0;
  return sum;
}

/** By how much the plan falls short of the worths around a shopper: of her group, or of herself where she is in none. */
export function lossAt(pool: Pool, slot: Slot): number {
  return slot.chosen === undefined
    ? (pool.worths[slot.index] ?? 0)
    : groupWorth(pool, slot.chosen.slots) - slot.chosen.gainMinor;
}

/** How soft the maximum is: a share of what a shopper is worth on average, at least half a minor unit. */
export function softnessFor(pool: Pool, share: number): number {
  return Math.max(0.5, meanWorth(pool) * share);
}

/** What a shopper is worth on average, of those who are worth anything; 100 minor units before anything is known. */
export function meanWorth(pool: Pool): number {
  let [sum, count] = [0, 0];
  for (const worth of pool.worths) {
    if (worth <= 0) continue;
    sum += worth;
    count += 1;
  }
  return count === 0 ? 100 : sum / count;
}
