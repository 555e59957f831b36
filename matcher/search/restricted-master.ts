import { grown } from '../../promotions/assign/grown.ts';
import {
  clearColumns,
  createColumns,
  deleteColumn,
  groupOf,
  insertColumn,
  NO_COLUMN,
  NOBODY,
  slotsOf,
  WIDTH,
  type Columns,
  type Group,
} from './columns.ts';
import type { Terms } from '../value/feasibility.ts';
import { stakesOf } from '../value/incremental-gain.ts';
import { createGains, type Gains } from '../value/gain-cache.ts';
import { compareText, type Member } from '../value/member.ts';
import { pointBitsOf } from '../value/meeting-points.ts';
import type { Pricer } from '../value/pricer.ts';
import {
  createShelves,
  putOnShelves,
  takeOffShelves,
  type Shelves,
} from '../value/marginal-gains.ts';

/** A place in the pool. Places are reused, so that everything can be kept in arrays. */
export interface Slot {
  readonly index: number;
  readonly member: Member;
  /** Meeting points as bits; all ones where any point suits. */
  readonly pointBits: number;
  /** What she can bring, as `incremental-gain.ts` reads it. */
  readonly stakes: Float64Array;
  /** Her minimum may be above what some of her joint lines cost: then shares must be looked at (ruling i). */
  readonly isTight: boolean;
  /** Somebody was found with whom she would save, but a requirement stands between them. */
  hasNarrowPartner: boolean;
}

/**
 * Everyone who can be matched now, the groups that are known to be feasible, and the chosen ones: pairwise disjoint, as much
 * gain in all as the search has found. Mutable: the matcher owns it; members, groups, choices and worths change through the
 * functions below only, so that sums and lists stay true.
 */
export interface Pool {
  gains: Gains;
  terms: Terms;
  /** By index; the first is nobody's. */
  readonly slots: (Slot | undefined)[];
  readonly free: number[];
  readonly slotOfId: Map<string, number>;
  /** What everybody can bring, by component; owners are slots. */
  shelves: Shelves;
  /** By slot: meeting points as bits. */
  pointBits: Int32Array;
  readonly bitOfPoint: Map<string, number>;
  readonly columns: Columns;
  /** By slot the column that was chosen for it, or `NO_COLUMN`. */
  chosen: Int32Array;
  /** What each slot's shopper is worth to the plan: see `duals.ts`. Set by `setWorth`, which keeps the two sums. */
  worths: Float64Array;
  worthSum: number;
  worthCount: number;
  /** Groups that a member turned down, by `groupKey`, with the gain that they had: not offered again unless clearly better. */
  readonly bans: Map<string, number>;
  /** Slots whose chosen group changed since somebody looked and cleared it. */
  readonly touched: Set<number>;
  totalMinor: number;
  /** Slots whose groups are to be looked for again when there is time: before all whose turn it is. */
  readonly waiting: Set<number>;
  /** The slot whose groups were last looked for again in turn. */
  turn: number;
  /** State of the search's own small generator: the same events draw the same numbers. */
  draw: number;
}

const FIRST_CAPACITY = 32;

export function createPool(pricer: Pricer, terms: Terms, cacheLimit = 1_000_000): Pool {
  return {
    gains: createGains(pricer, cacheLimit),
    terms,
    slots: [undefined],
    free: [],
    slotOfId: new Map(),
    shelves: createShelves(pricer.componentCount),
    pointBits: new Int32Array(FIRST_CAPACITY),
    bitOfPoint: new Map(),
    columns: createColumns(),
    chosen: new Int32Array(FIRST_CAPACITY),
    worths: new Float64Array(FIRST_CAPACITY),
    worthSum: 0,
    worthCount: 0,
    bans: new Map(),
    touched: new Set(),
    totalMinor: 0,
    waiting: new Set(),
    turn: 0,
    draw: 0x9e3779b9,
  };
}

/** Nobody in it any more; bans and the generator's state stay. */
export function clearPool(pool: Pool, pricer: Pricer): void {
  pool.gains = createGains(pricer, pool.gains.limit);
  pool.slots.length = 1;
  pool.free.length = 0;
  pool.slotOfId.clear();
  pool.shelves = createShelves(pricer.componentCount);
  clearColumns(pool.columns);
  pool.chosen.fill(NO_COLUMN);
  pool.worths.fill(0);
  pool.worthSum = 0;
  pool.worthCount = 0;
  pool.totalMinor = 0;
  pool.waiting.clear();
}

/** Puts a shopper into the pool; she must not be in it. */
export function addMember(pool: Pool, member: Member): Slot {
  const index = pool.free.pop() ?? pool.slots.length;
  const slot: Slot = {
    index,
    member,
    pointBits: pointBitsOf(pool.bitOfPoint, pool.terms, member),
    stakes: stakesOf(member),
    isTight: member.parts.some((part) => part.costMinor - part.aloneMinor < member.minSavingMinor),
    hasNarrowPartner: false,
  };
  pool.slots[index] = slot;
  if (index >= pool.worths.length) makeRoom(pool);
  pool.chosen[index] = NO_COLUMN;
  setWorth(pool, index, 0);
  pool.slotOfId.set(member.id, index);
  pool.touched.add(index);
  pool.pointBits[index] = slot.pointBits;
  putOnShelves(pool.shelves, index, member);
  return slot;
}

function makeRoom(pool: Pool): void {
  const capacity = pool.worths.length * 2;
  pool.worths = grown(pool.worths, new Float64Array(capacity));
  pool.chosen = grown(pool.chosen, new Int32Array(capacity));
  pool.pointBits = grown(pool.pointBits, new Int32Array(capacity));
}

/** Takes a shopper out with every group that she is in. @returns those who stood in her chosen group and are now without */
export function removeMember(pool: Pool, id: string): readonly number[] {
  const index = pool.slotOfId.get(id);
  const slot = index === undefined ? undefined : pool.slots[index];
  if (index === undefined || slot === undefined) return [];
  const left = partnersInPlan(pool, index).filter((other) => other !== index);
  const { columns } = pool;
  for (let at = (columns.counts[index] ?? 0) - 1; at >= 0; at -= 1)
    dropColumn(pool, columns.lists[index]?.[at] ?? NO_COLUMN);
  takeOffShelves(pool.shelves, index, slot.member);
  pool.slots[index] = undefined;
  setWorth(pool, index, 0);
  pool.slotOfId.delete(id);
  pool.waiting.delete(index);
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

export function addColumn(pool: Pool, slots: readonly number[], gainMinor: number): number {
  return insertColumn(pool.columns, slots, gainMinor);
}

export function dropColumn(pool: Pool, column: number): void {
  if (pool.columns.isChosen[column] === 1) unchoose(pool, column);
  deleteColumn(pool.columns, column);
}

export function choose(pool: Pool, column: number): void {
  mark(pool, column, column);
  pool.columns.isChosen[column] = 1;
  pool.totalMinor += pool.columns.gains[column] ?? 0;
}

export function unchoose(pool: Pool, column: number): void {
  mark(pool, column, NO_COLUMN);
  pool.columns.isChosen[column] = 0;
  pool.totalMinor -= pool.columns.gains[column] ?? 0;
}

function mark(pool: Pool, column: number, chosen: number): void {
  const { slots } = pool.columns;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const index = slots[at] ?? NOBODY;
    if (index === NOBODY) break;
    pool.chosen[index] = chosen;
    pool.touched.add(index);
  }
}

/** Everyone in a slot's planned group; only herself where she is in none. */
export function partnersInPlan(pool: Pool, index: number): readonly number[] {
  const column = pool.chosen[index] ?? NO_COLUMN;
  return column === NO_COLUMN ? [index] : slotsOf(pool.columns, column);
}

export function setWorth(pool: Pool, index: number, worth: number): void {
  const before = pool.worths[index] ?? 0;
  pool.worths[index] = worth;
  pool.worthSum += worth - before;
  pool.worthCount += (worth > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
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

/** The columns that the plan consists of, each once, in the order of slots. */
export function chosenColumns(pool: Pool): readonly number[] {
  const chosen: number[] = [];
  for (let index = 1; index < pool.slots.length; index += 1) {
    const column = pool.chosen[index] ?? NO_COLUMN;
    if (column !== NO_COLUMN && pool.columns.slots[column * WIDTH] === index) chosen.push(column);
  }
  return chosen;
}

/** The plan in words. */
export function plannedGroups(pool: Pool): readonly Group[] {
  return chosenColumns(pool).map((column) => groupOf(pool.columns, column));
}
