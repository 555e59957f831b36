import { dealOf, hasTime } from './feasibility.ts';
import { gainMinor } from './gains.ts';
import type { Member } from './member.ts';
import { groupWorth, settleWorths, softnessFor } from './worths.ts';
import { addColumn, columnKey, dropColumn, groupKey, type Pool, type Slot } from './pool.ts';

/** How widely groups are looked for around one shopper; counts, never time, so that a replay does the same. */
export interface Breadth {
  /** Partners looked at. */
  readonly partners: number;
  /** Groups of three and of four priced; where there are more, only the most promising are extended. */
  readonly triples: number;
  readonly quads: number;
  /** Groups kept for each shopper. */
  readonly columns: number;
}

interface Partial {
  readonly slots: readonly Slot[];
  readonly pointBits: number;
  readonly gainMinor: number;
}

/**
 * Finds the feasible groups that a shopper can be in and keeps the best of them. Complete while the numbers of groups stay
 * within the breadth; beyond it the partners with the largest gains are extended.
 */
export function enumerateGroups(pool: Pool, slot: Slot, breadth: Breadth): void {
  if (!hasTime(slot.member, pool.terms)) return;
  const partners = partnersOf(pool, slot, breadth.partners);
  const pairs = partners.map((partner): Partial => {
    const slots = [slot, partner];
    const members = [slot.member, partner.member];
    const gain = gainMinor(pool.gains, members);
    if (!keepIfFeasible(pool, slots, 0) && gain > 0) slot.hasNarrowPartner = true;
    return { slots, pointBits: slot.pointBits & partner.pointBits, gainMinor: gain };
  });
  if (slot.member.maxGroupSize > 2) extendPairs(pool, slot, { pairs, partners, breadth });
  if (slot.columns.size <= breadth.columns) return;
  // What she is worth must be known before the groups that fall short of it can be told.
  settleWorths(pool, [slot.index], softnessFor(pool, 0.03));
  trimColumns(pool, slot, breadth.columns);
}

function extendPairs(
  pool: Pool,
  slot: Slot,
  found: {
    readonly pairs: readonly Partial[];
    readonly partners: readonly Slot[];
    readonly breadth: Breadth;
  },
): void {
  const { pairs, partners, breadth } = found;
  const triples = extend(pool, pairs, partners, { size: 3, budget: breadth.triples });
  if (slot.member.maxGroupSize > 3) {
    extend(pool, triples, partners, { size: 4, budget: breadth.quads });
  }
}

/** Of those whom a requirement keeps apart so many are looked at, to tell a shopper why she has no suggestion. */
const APART_LOOKED_AT = 20;

/**
 * Those who may meet the shopper, in the order of slots. Where they are few all of them: in a group of three, two may have nothing in
 * common but the third. Where they are many those who share a component with her, the best pairs first.
 */
function partnersOf(pool: Pool, slot: Slot, limit: number): readonly Slot[] {
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
    .map((partner) => ({ partner, gain: gainMinor(pool.gains, [slot.member, partner.member]) }))
    .sort((a, b) => b.gain - a.gain || a.partner.index - b.partner.index)
    .slice(0, limit)
    .map(({ partner }) => partner)
    .sort((a, b) => a.index - b.index);
}

/** Whether each has a component in common with another one: who has none adds nothing. */
function isLinked(slots: readonly Slot[]): boolean {
  return slots.every((slot) =>
    slots.some((other) => other !== slot && haveCommonComponent(slot, other)),
  );
}

function haveCommonComponent(a: Slot, b: Slot): boolean {
  const [left, right] = [a.member.componentBits, b.member.componentBits];
  for (let word = 0; word < left.length; word += 1) {
    if (((left[word] ?? 0) & (right[word] ?? 0)) !== 0) return true;
  }
  return false;
}

function canJoin(a: Slot, b: Slot): boolean {
  return (
    (a.pointBits & b.pointBits) !== 0 &&
    !(a.member.blocks.size > 0 && a.member.blocks.has(b.member.id)) &&
    !(b.member.blocks.size > 0 && b.member.blocks.has(a.member.id))
  );
}

function extend(
  pool: Pool,
  partials: readonly Partial[],
  partners: readonly Slot[],
  bound: { readonly size: number; readonly budget: number },
): readonly Partial[] {
  const isComplete = partials.length * partners.length <= bound.budget * bound.size;
  const seeds = isComplete
    ? partials
    : partials
        .toSorted((a, b) => b.gainMinor - a.gainMinor)
        .slice(0, Math.max(1, Math.floor(bound.budget / Math.max(1, partners.length))));
  const seen = new Set<string>();
  const extended: Partial[] = [];
  for (const partial of seeds) {
    const last = partial.slots.at(-1)?.index ?? -1;
    for (const partner of partners) {
      // Completely: each set once, by ascending slots. Otherwise from any seed to any partner, each set once.
      if (isComplete ? partner.index <= last : partial.slots.includes(partner)) continue;
      if ((partial.pointBits & partner.pointBits) === 0) continue;
      if (partner.member.maxGroupSize < bound.size) continue;
      if (partial.slots.some((slot) => slot.member.maxGroupSize < bound.size)) continue;
      if (!partial.slots.every((slot) => canJoin(slot, partner))) continue;
      const slots = [...partial.slots, partner];
      if (!isComplete) {
        const key = columnKey(slots.map((slot) => slot.index).sort((a, b) => a - b));
        if (seen.has(key)) continue;
        seen.add(key);
      }
      keepIfFeasible(pool, slots, partial.gainMinor);
      extended.push({
        slots,
        pointBits: partial.pointBits & partner.pointBits,
        gainMinor:
          bound.size === 4
            ? 0
            : gainMinor(
                pool.gains,
                slots.map((slot) => slot.member),
              ),
      });
    }
  }
  return extended;
}

/**
 * Keeps a group whose members may all meet if it is feasible. The cheap conditions come first: most sets fail the first of
 * them, because their last member adds nothing.
 * @param beforeMinor what they gain without the last one
 */
function keepIfFeasible(pool: Pool, slots: readonly Slot[], beforeMinor: number): boolean {
  if (!isLinked(slots)) return false;
  const members = slots.map((slot) => slot.member);
  const gain = gainMinor(pool.gains, members);
  let minima = 0;
  for (const member of members) minima += member.minSavingMinor;
  const last = members.at(-1);
  if (last === undefined || gain < minima || gain - beforeMinor < last.minSavingMinor) return false;
  for (let index = 0; index < members.length - 1; index += 1) {
    const least = members[index]?.minSavingMinor ?? 0;
    const without = members.length === 2 ? 0 : gainMinor(pool.gains, members.toSpliced(index, 1));
    if (gain - without < least) return false;
  }
  // A joint line costs at least this much alone; only where a minimum is above it can a cap stand in the way (ruling i).
  const needsDeal = slots.some((slot) => slot.isTight);
  if (needsDeal && dealOf(pool.gains, members, pool.terms) === undefined) return false;
  if (pool.bans.size > 0 && isBanned(pool, members, gain)) return false;
  addColumn(
    pool,
    slots.map((slot) => slot.index).sort((a, b) => a - b),
    gain,
  );
  return true;
}

/** Whether somebody turned this group down and it has not become clearly better (by a quarter) since. */
function isBanned(pool: Pool, members: readonly Member[], gain: number): boolean {
  const banned = pool.bans.get(groupKey(members.map((member) => member.id)));
  return banned !== undefined && gain * 4 <= banned * 5;
}

/** Forgets the groups of a shopper that fall the furthest short of what their members are worth; never a chosen one. */
function trimColumns(pool: Pool, slot: Slot, limit: number): void {
  if (slot.columns.size <= limit) return;
  const worstFirst = [...slot.columns]
    .map((column) => ({ column, value: column.gainMinor - groupWorth(pool, column.slots) }))
    .sort((a, b) => a.value - b.value);
  for (const { column } of worstFirst.slice(0, slot.columns.size - limit)) {
    if (!column.isChosen) dropColumn(pool, column);
  }
}
