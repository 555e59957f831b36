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
import type { MeetingTerms } from '../value/feasibility.ts';
import { contributionsOf } from '../value/incremental-gain.ts';
import { createGainCache, type GainCache } from '../value/gain-cache.ts';
import { compareText, type Member } from '../value/member.ts';
import { pointBitsOf } from '../value/meeting-points.ts';
import type { Pricer } from '../value/pricer.ts';
import {
  createContributions,
  addContributions,
  removeContributions,
  type Contributions,
} from '../value/marginal-gains.ts';

/** A shopper's number in the master. Slots are reused, so that everything about them can be kept in arrays. */
export interface Slot {
  readonly index: number;
  readonly member: Member;
  /** Her meeting points as bits (`pointBitsOf`). */
  readonly pointBits: number;
  /** Her parts as `incremental-gain.ts` reads them (`contributionsOf`). */
  readonly contributions: Float64Array;
  /** Whether the cap on her share (docs/rules.md#ruling-i) can be below her minimum: then feasibility depends on the shares. */
  readonly isTight: boolean;
  /** Whether she would save with somebody, but a requirement keeps the two apart. */
  hasNarrowPartner: boolean;
}

/**
 * The restricted master problem of column generation (Dantzig and Wolfe 1960; Desaulniers, Desrosiers and Solomon 2005): the shoppers
 * who can be matched now, the feasible groups that are known (the columns), their dual values, and the plan, which is a set of
 * disjoint columns. The problem is set packing: maximise the total gain.
 * Mutable, and owned by the matcher. Members, columns, choices and duals are changed through the functions below only, so that
 * sums and lists stay consistent.
 */
export interface RestrictedMaster {
  gainCache: GainCache;
  terms: MeetingTerms;
  /** By slot; the first is nobody's, and free slots are undefined. */
  readonly slots: (Slot | undefined)[];
  /** Slots that can be used again. */
  readonly free: number[];
  /** By shopper id. */
  readonly slotOfId: Map<string, number>;
  /** What all shoppers can bring, by component; owners are slots. */
  contributions: Contributions;
  /** By slot her meeting points as bits. */
  pointBits: Int32Array;
  /** The bit of each meeting point. */
  readonly bitOfPoint: Map<string, number>;
  readonly columns: Columns;
  /** By slot the chosen column that she is in, or `NO_COLUMN`. */
  chosen: Int32Array;
  /** By slot her dual value in minor units (see `duals.ts`). Set by `setDual`, which keeps the sum and the count. */
  duals: Float64Array;
  dualSum: number;
  /** How many duals are positive. */
  positiveDuals: number;
  /** Groups that a member declined, by `groupKey`, with the gain that they had: no columns again unless clearly better. */
  readonly bans: Map<string, number>;
  /** Slots whose chosen column changed since the set was last read and cleared. */
  readonly changedSlots: Set<number>;
  /** The total gain of the plan, in minor units. */
  totalMinor: number;
  /** Slots whose columns are to be generated again when there is time, before the round robin. */
  readonly staleSlots: Set<number>;
  /** The last slot of the round robin that generates columns again. */
  roundRobinCursor: number;
  /** The state of the search's own random generator, so that the same events draw the same numbers. */
  generatorState: number;
}

const FIRST_CAPACITY = 32;

/** A master without shoppers. @param cacheLimit how many sets of parts the gain cache holds */
export function createMaster(
  pricer: Pricer,
  terms: MeetingTerms,
  cacheLimit = 1_000_000,
): RestrictedMaster {
  return {
    gainCache: createGainCache(pricer, cacheLimit),
    terms,
    slots: [undefined],
    free: [],
    slotOfId: new Map(),
    contributions: createContributions(pricer.componentCount),
    pointBits: new Int32Array(FIRST_CAPACITY),
    bitOfPoint: new Map(),
    columns: createColumns(),
    chosen: new Int32Array(FIRST_CAPACITY),
    duals: new Float64Array(FIRST_CAPACITY),
    dualSum: 0,
    positiveDuals: 0,
    bans: new Map(),
    changedSlots: new Set(),
    totalMinor: 0,
    staleSlots: new Set(),
    roundRobinCursor: 0,
    generatorState: 0x9e3779b9,
  };
}

/** Removes all shoppers and columns and sets another pricer. Bans and the generator's state stay. */
export function clearMaster(master: RestrictedMaster, pricer: Pricer): void {
  master.gainCache = createGainCache(pricer, master.gainCache.limit);
  master.slots.length = 1;
  master.free.length = 0;
  master.slotOfId.clear();
  master.contributions = createContributions(pricer.componentCount);
  clearColumns(master.columns);
  master.chosen.fill(NO_COLUMN);
  master.duals.fill(0);
  master.dualSum = 0;
  master.positiveDuals = 0;
  master.totalMinor = 0;
  master.staleSlots.clear();
}

/** Adds a shopper, without columns and with dual 0. She must not be in the master. */
export function addMember(master: RestrictedMaster, member: Member): Slot {
  const index = master.free.pop() ?? master.slots.length;
  const slot: Slot = {
    index,
    member,
    pointBits: pointBitsOf(master.bitOfPoint, master.terms, member),
    contributions: contributionsOf(member),
    isTight: member.parts.some((part) => part.costMinor - part.aloneMinor < member.minSavingMinor),
    hasNarrowPartner: false,
  };
  master.slots[index] = slot;
  if (index >= master.duals.length) makeRoom(master);
  master.chosen[index] = NO_COLUMN;
  setDual(master, index, 0);
  master.slotOfId.set(member.id, index);
  master.changedSlots.add(index);
  master.pointBits[index] = slot.pointBits;
  addContributions(master.contributions, index, member);
  return slot;
}

function makeRoom(master: RestrictedMaster): void {
  const capacity = master.duals.length * 2;
  master.duals = grown(master.duals, new Float64Array(capacity));
  master.chosen = grown(master.chosen, new Int32Array(capacity));
  master.pointBits = grown(master.pointBits, new Int32Array(capacity));
}

/** Removes a shopper and all of her columns. @returns the slots of the other members of her chosen group, now without one */
export function removeMember(master: RestrictedMaster, id: string): readonly number[] {
  const index = master.slotOfId.get(id);
  const slot = index === undefined ? undefined : master.slots[index];
  if (index === undefined || slot === undefined) return [];
  const displaced = partnersInPlan(master, index).filter((other) => other !== index);
  const { columns } = master;
  for (let offset = (columns.counts[index] ?? 0) - 1; offset >= 0; offset -= 1)
    dropColumn(master, columns.lists[index]?.[offset] ?? NO_COLUMN);
  removeContributions(master.contributions, index, slot.member);
  master.slots[index] = undefined;
  setDual(master, index, 0);
  master.slotOfId.delete(id);
  master.staleSlots.delete(index);
  master.free.push(index);
  return displaced;
}

/** The slot of a shopper; undefined if she is not in the master. */
export function slotOf(master: RestrictedMaster, id: string): Slot | undefined {
  const index = master.slotOfId.get(id);
  return index === undefined ? undefined : master.slots[index];
}

/** The shoppers of some slots, in the same order; empty slots are left out. */
export function membersOf(master: RestrictedMaster, slots: readonly number[]): readonly Member[] {
  const members: Member[] = [];
  for (const index of slots) {
    const slot = master.slots[index];
    if (slot !== undefined) members.push(slot.member);
  }
  return members;
}

/** A key of a group that does not depend on the order of its members. */
export function groupKey(ids: readonly string[]): string {
  return ids.toSorted(compareText).join(' ');
}

/** Adds a column, not chosen. @param slots ascending, two to four; @returns its number */
export function addColumn(
  master: RestrictedMaster,
  slots: readonly number[],
  gainMinor: number,
): number {
  return insertColumn(master.columns, slots, gainMinor);
}

/** Removes a column from the master, and from the plan if it was chosen. */
export function dropColumn(master: RestrictedMaster, column: number): void {
  if (master.columns.isChosen[column] === 1) unchoose(master, column);
  deleteColumn(master.columns, column);
}

/** Puts a column into the plan. None of its members may be in another chosen column. */
export function choose(master: RestrictedMaster, column: number): void {
  mark(master, column, column);
  master.columns.isChosen[column] = 1;
  master.totalMinor += master.columns.gains[column]!;
}

/** Takes a column out of the plan. */
export function unchoose(master: RestrictedMaster, column: number): void {
  mark(master, column, NO_COLUMN);
  master.columns.isChosen[column] = 0;
  master.totalMinor -= master.columns.gains[column]!;
}

function mark(master: RestrictedMaster, column: number, chosen: number): void {
  const { slots } = master.columns;
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const index = slots[offset]!;
    if (index === NOBODY) break;
    master.chosen[index] = chosen;
    master.changedSlots.add(index);
  }
}

/** The slots of a shopper's chosen group, ascending; only her own where she is in none. */
export function partnersInPlan(master: RestrictedMaster, index: number): readonly number[] {
  const column = master.chosen[index]!;
  return column === NO_COLUMN ? [index] : slotsOf(master.columns, column);
}

/** Sets a dual value, in minor units, and keeps the sum and the count of positive duals. */
export function setDual(master: RestrictedMaster, index: number, dual: number): void {
  const before = master.duals[index]!;
  master.duals[index] = dual;
  master.dualSum += dual - before;
  master.positiveDuals += (dual > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
}

/** A whole number in [0, below) from the master's own generator: xorshift32 (Marsaglia 2003). */
export function drawBelow(master: RestrictedMaster, below: number): number {
  let state = master.generatorState;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  master.generatorState = state >>> 0;
  return master.generatorState % below;
}

/** The columns of the plan, each once, in the order of their first slots. */
export function chosenColumns(master: RestrictedMaster): readonly number[] {
  const chosen: number[] = [];
  for (let index = 1; index < master.slots.length; index += 1) {
    const column = master.chosen[index]!;
    if (column !== NO_COLUMN && master.columns.slots[column * WIDTH] === index) chosen.push(column);
  }
  return chosen;
}

/** The groups of the plan, in the order of their first slots. */
export function plannedGroups(master: RestrictedMaster): readonly Group[] {
  return chosenColumns(master).map((column) => groupOf(master.columns, column));
}
