import { stakesOf } from './frame.ts';
import { createGains, type Gains } from './gains.ts';
import { compareText, type Member } from './member.ts';
import type { Pricer } from './pricer.ts';
import type { Terms } from './feasibility.ts';

/** A feasible group that the search may choose. */
export interface Column {
  /** Slots, ascending. */
  readonly slots: readonly number[];
  readonly gainMinor: number;
  isChosen: boolean;
}

/** A place in the pool. Places are reused, so that everything can be kept in arrays. */
export interface Slot {
  readonly index: number;
  readonly member: Member;
  /** Meeting points as bits; all ones where any point suits. */
  readonly pointBits: number;
  /** What she can bring, as `frame.ts` reads it. */
  readonly stakes: Float64Array;
  /** All feasible groups that are kept and that this shopper is in. */
  readonly columns: Set<Column>;
  chosen: Column | undefined;
  /** Her minimum may be above what some of her joint lines cost: then shares must be looked at (ruling i). */
  readonly isTight: boolean;
  /** Somebody was found with whom she would save, but a requirement stands between them. */
  hasNarrowPartner: boolean;
}

/**
 * Everyone who can be matched now, the groups that are known to be feasible, and the chosen ones: pairwise disjoint, as much
 * gain in all as the search has found. Mutable: the matcher owns it, and only `pool.ts`, `enumerate.ts`, `resolve.ts` and
 * `plan.ts` write to it.
 */
export interface Pool {
  gains: Gains;
  terms: Terms;
  readonly slots: (Slot | undefined)[];
  readonly free: number[];
  readonly slotOfId: Map<string, number>;
  readonly slotsOfComponent: Map<number, Set<number>>;
  readonly bitOfPoint: Map<string, number>;
  /** What each slot's shopper is worth to the plan: see `worths.ts`. */
  readonly worths: number[];
  /** Groups that a member turned down, by `groupKey`, with the gain that they had: not offered again unless clearly better. */
  readonly bans: Map<string, number>;
  /** Slots whose chosen group changed since somebody looked and cleared it. */
  readonly touched: Set<number>;
  totalMinor: number;
  /** The slot whose groups were last looked for again in turn. */
  turn: number;
  /** State of the search's own small generator: the same events draw the same numbers. */
  draw: number;
}

export function createPool(pricer: Pricer, terms: Terms, cacheLimit = 1_000_000): Pool {
  return {
    gains: createGains(pricer, cacheLimit),
    terms,
    slots: [],
    free: [],
    slotOfId: new Map(),
    slotsOfComponent: new Map(),
    bitOfPoint: new Map(),
    worths: [],
    bans: new Map(),
    touched: new Set(),
    totalMinor: 0,
    turn: 0,
    draw: 0x9e3779b9,
  };
}

/** Puts a shopper into the pool; she must not be in it. */
export function addMember(pool: Pool, member: Member): Slot {
  const index = pool.free.pop() ?? pool.slots.length;
  const slot: Slot = {
    index,
    member,
    pointBits: pointBitsOf(pool, member),
    stakes: stakesOf(member),
    columns: new Set(),
    chosen: undefined,
    isTight: member.parts.some((part) => part.costMinor - part.aloneMinor < member.minSavingMinor),
    hasNarrowPartner: false,
  };
  pool.slots[index] = slot;
  pool.worths[index] = 0;
  pool.slotOfId.set(member.id, index);
  pool.touched.add(index);
  for (const part of member.parts) {
    const slots = pool.slotsOfComponent.get(part.component);
    if (slots === undefined) pool.slotsOfComponent.set(part.component, new Set([index]));
    else slots.add(index);
  }
  return slot;
}

/** Takes a shopper out with every group that she is in. @returns those who stood in her chosen group and are now without */
export function removeMember(pool: Pool, id: string): readonly number[] {
  const index = pool.slotOfId.get(id);
  const slot = index === undefined ? undefined : pool.slots[index];
  if (index === undefined || slot === undefined) return [];
  const left = (slot.chosen?.slots ?? []).filter((other) => other !== index);
  if (slot.chosen !== undefined) unchoose(pool, slot.chosen);
  for (const column of slot.columns) dropColumn(pool, column);
  for (const part of slot.member.parts) pool.slotsOfComponent.get(part.component)?.delete(index);
  pool.slots[index] = undefined;
  pool.worths[index] = 0;
  pool.slotOfId.delete(id);
  pool.free.push(index);
  return left;
}

export function slotOf(pool: Pool, id: string): Slot | undefined {
  const index = pool.slotOfId.get(id);
  return index === undefined ? undefined : pool.slots[index];
}

export function membersOf(pool: Pool, slots: readonly number[]): readonly Member[] {
  const members: Member[] = [];
  for (const index of slots) {
    const slot = pool.slots[index];
    if (slot !== undefined) members.push(slot.member);
  }
  return members;
}

/** A group's name, whatever the order of its members. */
export function groupKey(ids: readonly string[]): string {
  return ids.toSorted(compareText).join(' ');
}

export function addColumn(pool: Pool, slots: readonly number[], gainMinor: number): Column {
  const column: Column = { slots, gainMinor, isChosen: false };
  for (const index of slots) pool.slots[index]?.columns.add(column);
  return column;
}

export function dropColumn(pool: Pool, column: Column): void {
  if (column.isChosen) unchoose(pool, column);
  for (const index of column.slots) pool.slots[index]?.columns.delete(column);
}

export function choose(pool: Pool, column: Column): void {
  column.isChosen = true;
  pool.totalMinor += column.gainMinor;
  for (const index of column.slots) {
    const slot = pool.slots[index];
    if (slot !== undefined) slot.chosen = column;
    pool.touched.add(index);
  }
}

export function unchoose(pool: Pool, column: Column): void {
  column.isChosen = false;
  pool.totalMinor -= column.gainMinor;
  for (const index of column.slots) {
    const slot = pool.slots[index];
    if (slot !== undefined) slot.chosen = undefined;
    pool.touched.add(index);
  }
}

/** A number in [0, below) from the pool's own generator (xorshift32). */
export function drawBelow(pool: Pool, below: number): number {
  let state = pool.draw;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  pool.draw = state >>> 0;
  return pool.draw % below;
}

/** The chosen groups, each once, in the order of slots. */
export function chosenColumns(pool: Pool): readonly Column[] {
  const columns: Column[] = [];
  for (const slot of pool.slots) {
    if (slot?.chosen !== undefined && slot.chosen.slots[0] === slot.index)
      columns.push(slot.chosen);
  }
  return columns;
}

/** Bits for at most 30 different points; a shopper who names one beyond them is compared point by point later. */
function pointBitsOf(pool: Pool, member: Member): number {
  if (member.meetingPoints === 'any') return -1;
  let bits = 0;
  const { meetingPoints } = pool.terms;
  for (const point of member.meetingPoints) {
    if (meetingPoints.length > 0 && !meetingPoints.includes(point)) continue;
    let bit = pool.bitOfPoint.get(point);
    if (bit === undefined) {
      bit = pool.bitOfPoint.size;
      pool.bitOfPoint.set(point, bit);
    }
    if (bit >= 30) return -1;
    bits |= 1 << bit;
  }
  return bits;
}
