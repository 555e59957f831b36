import type { PricingProblem } from './pricing-problem.ts';
import { columnsWith, NOBODY, WIDTH } from './columns.ts';
import { groupTermsOf } from '../value/feasibility.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { Member } from '../value/member.ts';
import { addColumn, groupKey, type RestrictedMaster } from './restricted-master.ts';

/**
 * Notes a group whose members may all meet, if it leaves the shopper about what she is worth and is feasible. Everyone must bring
 * at least her minimum, so each has something in common with another.
 */
export function offerColumn(
  pricing: PricingProblem,
  group: { readonly places: readonly number[]; readonly gain: number; readonly isChecked: boolean },
): boolean {
  const { master, slot, candidates, duals, partners } = pricing;
  const { places, gain } = group;
  const members = [slot.member];
  let [worth, minima, isTight] = [0, slot.member.minSavingMinor, slot.isTight];
  for (const place of places) {
    const partner = partners[place];
    if (partner === undefined) return false;
    worth += duals[place] ?? 0;
    minima += partner.member.minSavingMinor;
    isTight ||= partner.isTight;
    members.push(partner.member);
  }
  const left = gain - worth;
  if (gain < minima) return false;
  if (left < candidates.bestProfit - candidates.slackMinor) return true;
  if (!group.isChecked && !hasNoFreeRider(master, members, gain)) return false;
  // A joint line costs at least this much alone; only where a minimum is above it can a cap stand in the way
  // (docs/rules.md#ruling-i).
  if (isTight && groupTermsOf(master.gainCache, members, master.terms) === undefined) return false;
  if (master.bans.size > 0 && isBanned(master, members, gain)) return false;
  if (left > candidates.bestProfit) candidates.bestProfit = left;
  candidates.places.push(places[0] ?? -1, places[1] ?? -1, places[2] ?? -1);
  candidates.gains.push(gain);
  candidates.profits.push(left);
  return true;
}

/** No member is a free rider: without any of them the rest gains less by at least her minimum. */
function hasNoFreeRider(
  master: RestrictedMaster,
  members: readonly Member[],
  gain: number,
): boolean {
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const least = members[index]?.minSavingMinor ?? 0;
    if (gain - gainMinor(master.gainCache, members.toSpliced(index, 1)) < least) return false;
  }
  return true;
}

/** Whether somebody turned this group down and it has not become clearly better (by a quarter) since. */
function isBanned(master: RestrictedMaster, members: readonly Member[], gain: number): boolean {
  const banned = master.bans.get(groupKey(members.map((member) => member.id)));
  return banned !== undefined && gain * 4 <= banned * 5;
}

/** Puts the best of what was found into the pool, but for what is in it already. */
export function addBestColumns(pricing: PricingProblem, limit: number): void {
  const { candidates, master, slot, partners } = pricing;
  const least = candidates.bestProfit - candidates.slackMinor;
  let order = candidates.profits.flatMap((left, at) => (left >= least ? at : []));
  if (order.length > limit) {
    order = order
      .sort((a, b) => (candidates.profits[b] ?? 0) - (candidates.profits[a] ?? 0) || a - b)
      .slice(0, limit);
  }
  const known = new Set<number>();
  for (const column of columnsWith(master.columns, slot.index))
    known.add(nameOfOthers(master, column, slot.index));
  for (const at of order) {
    const slots = [slot.index];
    for (let place = at * 3; place < at * 3 + 3; place += 1) {
      const partner = partners[candidates.places[place] ?? -1];
      if (partner !== undefined) slots.push(partner.index);
    }
    slots.sort((a, b) => a - b);
    if (known.size === 0 || !known.has(nameOf(slots, slot.index)))
      addColumn(master, slots, candidates.gains[at] ?? 0);
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

function nameOfOthers(master: RestrictedMaster, column: number, own: number): number {
  const { slots } = master.columns;
  let name = 0;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const slot = slots[at] ?? NOBODY;
    if (slot !== own && slot !== NOBODY) name = name * PLACE_LIMIT + slot;
  }
  return name;
}
