import { NOBODY } from './columns.ts';
import { hasTime } from '../value/feasibility.ts';
import { enter, leave, type Frame } from '../value/incremental-gain.ts';
import { gainMinor } from '../value/gain-cache.ts';
import type { Pool, Slot } from './restricted-master.ts';
import { whatEachAdds } from '../value/marginal-gains.ts';

/** Of those whom a requirement keeps apart so many are looked at, to tell a shopper why she has no suggestion. */
const APART_LOOKED_AT = 20;

/**
 * Those who may meet the shopper, in the order of slots. Where they are few all of them: in a group of three, two may have nothing in
 * common but the third. Where they are many those who share a component with her, the best pairs first.
 * @param frame empty, and empty again afterwards
 */
export function partnersOf(pool: Pool, slot: Slot, frame: Frame, limit: number): readonly Slot[] {
  if (pool.slotOfId.size <= limit) return everyPartner(pool, slot);
  enter(frame, slot.member, slot.stakes);
  const added = new Float64Array(pool.slots.length);
  // Those who can come to no point of hers too: they tell her why she has nobody.
  whatEachAdds(frame, pool, slot.hasNarrowPartner ? slot.pointBits : -1, added);
  leave(frame, slot.member, slot.stakes);
  const isNear = new Uint8Array(pool.slots.length);
  for (const part of slot.member.parts) {
    const shelf = pool.shelves[part.component];
    for (const owner of shelf?.owners.subarray(0, shelf.count) ?? []) isNear[owner] = 1;
  }
  isNear[slot.index] = 0;
  isNear[NOBODY] = 0;
  return bestOf(pool, slot, { added, isNear, limit });
}

/** The best pairs by what they leave her when the partner gets what she is worth. */
function bestOf(
  pool: Pool,
  slot: Slot,
  among: { readonly added: Float64Array; readonly isNear: Uint8Array; readonly limit: number },
): readonly Slot[] {
  const { added, isNear, limit } = among;
  // Best first, by insertion: most are not better than the last.
  const best: Slot[] = [];
  const lefts: number[] = [];
  for (let index = 1; index < isNear.length; index += 1) {
    if (isNear[index] === 0) continue;
    const left = (added[index] ?? 0) - (pool.worths[index] ?? 0);
    const isFull = best.length === limit;
    if (isFull && left <= (lefts[limit - 1] ?? 0)) continue;
    const other = pool.slots[index];
    if (other === undefined || !hasTime(other.member, pool.terms)) continue;
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

function everyPartner(pool: Pool, slot: Slot): readonly Slot[] {
  const partners: Slot[] = [];
  let apart = 0;
  for (const other of pool.slots) {
    if (other === undefined || other === slot || other.member.parts.length === 0) continue;
    if (canJoin(slot, other) && hasTime(other.member, pool.terms)) partners.push(other);
    else if (!slot.hasNarrowPartner && apart < APART_LOOKED_AT && hasInCommon(slot, other)) {
      const gain = gainMinor(pool.gains, [slot.member, other.member]);
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
