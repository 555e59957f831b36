import { NOBODY } from './columns.ts';
import { hasTime } from '../value/feasibility.ts';
import { pushMember, popMember, type PartialGroup } from '../value/incremental-gain.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { RestrictedMaster, Slot } from './restricted-master.ts';
import { marginalGains } from '../value/marginal-gains.ts';

/** Of those whom a requirement keeps apart so many are looked at, to tell a shopper why she has no suggestion. */
const APART_LOOKED_AT = 20;

/**
 * Those who may meet the shopper, in the order of slots. Where they are few all of them: in a group of three, two may have nothing in
 * common but the third. Where they are many those who share a component with her, the best pairs first.
 * @param partial empty, and empty again afterwards
 */
export function partnerCandidates(
  master: RestrictedMaster,
  slot: Slot,
  partial: PartialGroup,
  limit: number,
): readonly Slot[] {
  if (master.slotOfId.size <= limit) return allPartners(master, slot);
  pushMember(partial, slot.member, slot.contributions);
  const added = new Float64Array(master.slots.length);
  // Those who can come to no point of hers too: they tell her why she has nobody.
  marginalGains(partial, master, slot.hasNarrowPartner ? slot.pointBits : -1, added);
  popMember(partial, slot.member, slot.contributions);
  const isNear = new Uint8Array(master.slots.length);
  for (const part of slot.member.parts) {
    const entries = master.contributions[part.component];
    for (const owner of entries?.owners.subarray(0, entries.count) ?? []) isNear[owner] = 1;
  }
  isNear[slot.index] = 0;
  isNear[NOBODY] = 0;
  return bestPartners(master, slot, { added, isNear, limit });
}

/** The best pairs by what they leave her when the partner gets what she is worth. */
function bestPartners(
  master: RestrictedMaster,
  slot: Slot,
  among: { readonly added: Float64Array; readonly isNear: Uint8Array; readonly limit: number },
): readonly Slot[] {
  const { added, isNear, limit } = among;
  // Best first, by insertion: most are not better than the last.
  const best: Slot[] = [];
  const lefts: number[] = [];
  for (let index = 1; index < isNear.length; index += 1) {
    if (isNear[index] === 0) continue;
    const left = (added[index] ?? 0) - (master.duals[index] ?? 0);
    const isFull = best.length === limit;
    if (isFull && left <= (lefts[limit - 1] ?? 0)) continue;
    const other = master.slots[index];
    if (other === undefined || !hasTime(other.member, master.terms)) continue;
    if (!canJoin(slot, other)) {
      slot.hasNarrowPartner ||= (added[index] ?? 0) > 0;
      continue;
    }
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lefts[middle] ?? 0) >= left) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, other);
    lefts.splice(low, 0, left);
    if (isFull) {
      best.pop();
      lefts.pop();
    }
  }
  return best.sort((a, b) => a.index - b.index);
}

function allPartners(master: RestrictedMaster, slot: Slot): readonly Slot[] {
  const partners: Slot[] = [];
  let apart = 0;
  for (const other of master.slots) {
    if (other === undefined || other === slot || other.member.parts.length === 0) continue;
    if (canJoin(slot, other) && hasTime(other.member, master.terms)) partners.push(other);
    else if (!slot.hasNarrowPartner && apart < APART_LOOKED_AT && hasInCommon(slot, other)) {
      const gain = gainMinor(master.gainCache, [slot.member, other.member]);
      slot.hasNarrowPartner = gain > 0;
      apart += 1;
    }
  }
  return partners;
}

/** Whether both bring something to the same component. */
function hasInCommon(a: Slot, b: Slot): boolean {
  return a.member.componentBits.some(
    (bits, word) => (bits & (b.member.componentBits[word] ?? 0)) !== 0,
  );
}

function canJoin(a: Slot, b: Slot): boolean {
  return (
    (a.pointBits & b.pointBits) !== 0 &&
    !(a.member.blocks.size > 0 && a.member.blocks.has(b.member.id)) &&
    !(b.member.blocks.size > 0 && b.member.blocks.has(a.member.id))
  );
}
