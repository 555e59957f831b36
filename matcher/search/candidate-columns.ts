import type { Around } from './pricing-problem.ts';
import { columnsWith, NOBODY, WIDTH } from './columns.ts';
import { dealOf } from '../value/feasibility.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { Member } from '../value/member.ts';
import { addColumn, groupKey, type Pool } from './restricted-master.ts';

/**
 * Notes a group whose members may all meet, if it leaves the shopper about what she is worth and is feasible. Everyone must bring
 * at least her minimum, so each has something in common with another.
 */
export function take(
  around: Around,
  group: { readonly places: readonly number[]; readonly gain: number; readonly isChecked: boolean },
): boolean {
  const { pool, slot, found, worths, partners } = around;
  const { places, gain } = group;
  const members = [slot.member];
  let [worth, minima, isTight] = [0, slot.member.minSavingMinor, slot.isTight];
  for (const place of places) {
    const partner = partners[place];
    if (partner === undefined) return false;
    worth += worths[place] ?? 0;
    minima += partner.member.minSavingMinor;
    isTight ||= partner.isTight;
    members.push(partner.member);
  }
  const left = gain - worth;
  if (gain < minima) return false;
  if (left < found.bestLeft - found.slackMinor) return true;
  if (!group.isChecked && !isNobodyFree(pool, members, gain)) return false;
  // A joint line costs at least this much alone; only where a minimum is above it can a cap stand in the way (ruling i).
  if (isTight && dealOf(pool.gains, members, pool.terms) === undefined) return false;
  if (pool.bans.size > 0 && isBanned(pool, members, gain)) return false;
  if (left > found.bestLeft) found.bestLeft = left;
  found.places.push(places[0] ?? -1, places[1] ?? -1, places[2] ?? -1);
  found.gains.push(gain);
  found.lefts.push(left);
  return true;
}

/** No member is a free rider: without any of them the rest gains less by at least her minimum. */
function isNobodyFree(pool: Pool, members: readonly Member[], gain: number): boolean {
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const least = members[index]?.minSavingMinor ?? 0;
    if (gain - gainMinor(pool.gains, members.toSpliced(index, 1)) < least) return false;
  }
  return true;
}

/** Whether somebody turned this group down and it has not become clearly better (by a quarter) since. */
function isBanned(pool: Pool, members: readonly Member[], gain: number): boolean {
  const banned = pool.bans.get(groupKey(members.map((member) => member.id)));
  return banned !== undefined && gain * 4 <= banned * 5;
}

/** Puts the best of what was found into the pool, but for what is in it already. */
export function keepFound(around: Around, limit: number): void {
  const { found, pool, slot, partners } = around;
  const least = found.bestLeft - found.slackMinor;
  let order = found.lefts.flatMap((left, at) => (left >= least ? at : []));
  if (order.length > limit) {
    order = order
      .sort((a, b) => (found.lefts[b] ?? 0) - (found.lefts[a] ?? 0) || a - b)
      .slice(0, limit);
  }
  const known = new Set<number>();
  for (const column of columnsWith(pool.columns, slot.index))
    known.add(nameOfOthers(pool, column, slot.index));
  for (const at of order) {
    const slots = [slot.index];
    for (let place = at * 3; place < at * 3 + 3; place += 1) {
      const partner = partners[found.places[place] ?? -1];
      if (partner !== undefined) slots.push(partner.index);
    }
    slots.sort((a, b) => a - b);
    if (known.size === 0 || !known.has(nameOf(slots, slot.index)))
      addColumn(pool, slots, found.gains[at] ?? 0);
  }
}

/** More places than a pool ever has: three of them make one safe integer. */
const PLACE_LIMIT = 2 ** 17;

/** A group of one shopper as a number: her partners' slots, ascending. */
function nameOf(slots: readonly number[], own: number): number {
  let name = 0;
  for (const slot of slots) if (slot !== own) name = name * PLACE_LIMIT + slot;
  return name;
}

function nameOfOthers(pool: Pool, column: number, own: number): number {
  const { slots } = pool.columns;
  let name = 0;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const slot = slots[at] ?? NOBODY;
    if (slot !== own && slot !== NOBODY) name = name * PLACE_LIMIT + slot;
  }
  return name;
}
