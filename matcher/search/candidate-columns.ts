import type { PricingProblem } from './pricing-problem.ts';
import { columnsWith, NOBODY, WIDTH } from './columns.ts';
import { groupTermsOf } from '../value/feasibility.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { Member } from '../value/member.ts';
import { addColumn, groupKey, type RestrictedMaster } from './restricted-master.ts';

/**
 * Adds a group to the candidate columns if its profit is close enough to the best one and it is feasible.
 * @param group its partners' places (all must be able to meet), its gain in minor units, and whether no member can be a free rider
 * @returns false where the group is infeasible
 */
export function offerColumn(
  pricing: PricingProblem,
  group: { readonly places: readonly number[]; readonly gain: number; readonly isChecked: boolean },
): boolean {
  const { master, slot, candidates, duals, partners } = pricing;
  const { places, gain } = group;
  const members = [slot.member];
  let [dualSum, minima, isTight] = [0, slot.member.minSavingMinor, slot.isTight];
  for (const place of places) {
    const partner = partners[place];
    if (partner === undefined) return false;
    dualSum += duals[place]!;
    minima += partner.member.minSavingMinor;
    isTight ||= partner.isTight;
    members.push(partner.member);
  }
  const profit = gain - dualSum;
  if (gain < minima) return false;
  if (profit < candidates.bestProfit - candidates.slackMinor) return true;
  if (!group.isChecked && !hasNoFreeRider(master, members, gain)) return false;
  // Only where a member's cap can be below her minimum do the shares decide whether the group is feasible (docs/rules.md#ruling-i).
  if (isTight && groupTermsOf(master.gainCache, members, master.terms) === undefined) return false;
  if (master.bans.size > 0 && isBanned(master, members, gain)) return false;
  if (profit > candidates.bestProfit) candidates.bestProfit = profit;
  candidates.places.push(places[0] ?? -1, places[1] ?? -1, places[2] ?? -1);
  candidates.gains.push(gain);
  candidates.profits.push(profit);
  return true;
}

/** Whether no member is a free rider: the gain without her is smaller by at least her minimum. */
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

/** Whether a member declined this group and its gain is not more than a quarter larger than it was then. */
function isBanned(master: RestrictedMaster, members: readonly Member[], gain: number): boolean {
  const banned = master.bans.get(groupKey(members.map((member) => member.id)));
  return banned !== undefined && gain * 4 <= banned * 5;
}

/** Adds the best candidates to the master, except for columns that it has already. @param limit the most columns considered */
export function addBestColumns(pricing: PricingProblem, limit: number): void {
  const { candidates, master, slot, partners } = pricing;
  const least = candidates.bestProfit - candidates.slackMinor;
  let order = candidates.profits.flatMap((profit, candidate) => (profit >= least ? candidate : []));
  if (order.length > limit) {
    order = order
      .sort((a, b) => (candidates.profits[b] ?? 0) - (candidates.profits[a] ?? 0) || a - b)
      .slice(0, limit);
  }
  const known = new Set<number>();
  for (const column of columnsWith(master.columns, slot.index))
    known.add(keyOfColumn(master, column, slot.index));
  for (const candidate of order) {
    const slots = [slot.index];
    for (let index = candidate * 3; index < candidate * 3 + 3; index += 1) {
      const partner = partners[candidates.places[index] ?? -1];
      if (partner !== undefined) slots.push(partner.index);
    }
    slots.sort((a, b) => a - b);
    if (known.size === 0 || !known.has(keyOfSlots(slots, slot.index)))
      addColumn(master, slots, candidates.gains[candidate] ?? 0);
  }
}

/** More slots than a master ever has. Three of them fit into one safe integer. */
const SLOT_LIMIT = 2 ** 17;

/** A key of a group of one shopper: her partners' slots, ascending, as one number. */
function keyOfSlots(slots: readonly number[], own: number): number {
  let key = 0;
  for (const slot of slots) if (slot !== own) key = key * SLOT_LIMIT + slot;
  return key;
}

function keyOfColumn(master: RestrictedMaster, column: number, own: number): number {
  const { slots } = master.columns;
  let key = 0;
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const slot = slots[offset]!;
    if (slot !== own && slot !== NOBODY) key = key * SLOT_LIMIT + slot;
  }
  return key;
}
