import { NOBODY } from './columns.ts';
import { hasTime } from '../value/feasibility.ts';
import { pushMember, popMember, type PartialGroup } from '../value/incremental-gain.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { RestrictedMaster, Slot } from './restricted-master.ts';
import { marginalGains } from '../value/marginal-gains.ts';

/** How many shoppers whom a requirement keeps apart are priced, to tell a shopper why she has no suggestion. */
const APART_PRICED = 20;

/**
 * The shoppers who are considered as partners of one shopper, in the order of slots. In a small venue these are all whom she can meet:
 * two members of a triple need no component in common. In a larger one they are those who share a component with her, up to the
 * limit by the profit of the pair.
 * @param partial a group without members; it is used as scratch and is empty again afterwards
 */
export function partnerCandidates(
  master: RestrictedMaster,
  slot: Slot,
  partial: PartialGroup,
  limit: number,
): readonly Slot[] {
  if (master.slotOfId.size <= limit) return allPartners(master, slot);
  pushMember(partial, slot.member, slot.contributions);
  const pairGains = new Float64Array(master.slots.length);
  // Shoppers without a common meeting point count too: they tell why she has no suggestion.
  marginalGains(partial, master, slot.hasNarrowPartner ? slot.pointBits : -1, pairGains);
  popMember(partial, slot.member, slot.contributions);
  const sharesComponent = new Uint8Array(master.slots.length);
  for (const part of slot.member.parts) {
    const entries = master.contributions[part.component];
    for (const owner of entries?.owners.subarray(0, entries.count) ?? [])
      sharesComponent[owner] = 1;
  }
  sharesComponent[slot.index] = 0;
  sharesComponent[NOBODY] = 0;
  return bestPartners(master, slot, { pairGains, sharesComponent, limit });
}

/** The partners of the best pairs, by the pair's gain less the partner's dual. */
function bestPartners(
  master: RestrictedMaster,
  slot: Slot,
  among: {
    readonly pairGains: Float64Array;
    readonly sharesComponent: Uint8Array;
    readonly limit: number;
  },
): readonly Slot[] {
  const { pairGains, sharesComponent, limit } = among;
  // Insertion into a sorted list, best first: most candidates are not better than its last.
  const best: Slot[] = [];
  const profits: number[] = [];
  for (let index = 1; index < sharesComponent.length; index += 1) {
    if (sharesComponent[index] === 0) continue;
    const profit = pairGains[index]! - master.duals[index]!;
    const isFull = best.length === limit;
    if (isFull && profit <= (profits[limit - 1] ?? 0)) continue;
    const other = master.slots[index];
    if (other === undefined || !hasTime(other.member, master.terms)) continue;
    if (!canJoin(slot, other)) {
      slot.hasNarrowPartner ||= pairGains[index]! > 0;
      continue;
    }
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((profits[middle] ?? 0) >= profit) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, other);
    profits.splice(low, 0, profit);
    if (isFull) {
      best.pop();
      profits.pop();
    }
  }
  return best.sort((a, b) => a.index - b.index);
}

/** All shoppers whom she can meet and who have time. */
function allPartners(master: RestrictedMaster, slot: Slot): readonly Slot[] {
  const partners: Slot[] = [];
  let apart = 0;
  for (const other of master.slots) {
    if (other === undefined || other === slot || other.member.parts.length === 0) continue;
    if (canJoin(slot, other) && hasTime(other.member, master.terms)) partners.push(other);
    else if (!slot.hasNarrowPartner && apart < APART_PRICED && hasInCommon(slot, other)) {
      const gain = gainMinor(master.gainCache, [slot.member, other.member]);
      slot.hasNarrowPartner = gain > 0;
      apart += 1;
    }
  }
  return partners;
}

/** Whether both have a part of the same component. */
function hasInCommon(a: Slot, b: Slot): boolean {
  return a.member.componentBits.some((bits, word) => (bits & b.member.componentBits[word]!) !== 0);
}

/** Whether two shoppers have a meeting point in common and neither blocks the other. */
function canJoin(a: Slot, b: Slot): boolean {
  return (
    (a.pointBits & b.pointBits) !== 0 &&
    !(a.member.blocks.size > 0 && a.member.blocks.has(b.member.id)) &&
    !(b.member.blocks.size > 0 && b.member.blocks.has(a.member.id))
  );
}
