import { hasTime } from './feasibility.ts';
import { gainMinor } from './gains.ts';
import type { Pool, Slot } from './pool.ts';

/** Of those whom a requirement keeps apart so many are looked at, to tell a shopper why she has no suggestion. */
const APART_LOOKED_AT = 20;

/**
 * Those who may meet the shopper, in the order of slots. Where they are few all of them: in a group of three, two may have nothing in
 * common but the third. Where they are many those who share a component with her, the best pairs first.
 */
export function partnersOf(pool: Pool, slot: Slot, limit: number): readonly Slot[] {
  const isSmall = pool.slotOfId.size <= limit;
  const near = new Set<number>();
  for (const part of slot.member.parts) {
    for (const other of pool.slotsOfComponent.get(part.component) ?? []) near.add(other);
  }
  near.delete(slot.index);
  const others = isSmall ? pool.slots.keys() : [...near].sort((a, b) => a - b);
  const partners: Slot[] = [];
  let apart = 0;
  for (const index of others) {
    const other = pool.slots[index];
    if (other === undefined || other === slot || other.member.parts.length === 0) continue;
    if (canJoin(slot, other) && hasTime(other.member, pool.terms)) partners.push(other);
    else if (!slot.hasNarrowPartner && near.has(index) && apart < APART_LOOKED_AT) {
      apart += 1;
      slot.hasNarrowPartner = gainMinor(pool.gains, [slot.member, other.member]) > 0;
    }
  }
  if (partners.length <= limit) return partners;
  return partners
    .map((partner) => ({
      partner,
      left:
        gainMinor(pool.gains, [slot.member, partner.member]) - (pool.worths[partner.index] ?? 0),
    }))
    .sort((a, b) => b.left - a.left || a.partner.index - b.partner.index)
    .slice(0, limit)
    .map(({ partner }) => partner)
    .sort((a, b) => a.index - b.index);
}

function canJoin(a: Slot, b: Slot): boolean {
  return (
    (a.pointBits & b.pointBits) !== 0 &&
    !(a.member.blocks.size > 0 && a.member.blocks.has(b.member.id)) &&
    !(b.member.blocks.size > 0 && b.member.blocks.has(a.member.id))
  );
}
