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

/** A place in the pool. Places are reused, so that everything can be kept in arrays. */
export interface Slot {
  readonly index: number;
  readonly member: Member;
  /** Meeting points as bits; all ones where any point suits. */
  readonly pointBits: number;
  /** What she can bring, as `incremental-gain.ts` reads it. */
  readonly contributions: Float64Array;
  /** Her minimum may be above what some of her joint lines cost: then shares must be looked at (docs/rules.md#ruling-i). */
  readonly isTight: boolean;
  /** Somebody was found with whom she would save, but a requirement stands between them. */
  hasNarrowPartner: boolean;
}

/**
 * Everyone who can be matched now, the groups that are known to be feasible, and the chosen ones: pairwise disjoint, as much
 * gain in all as the search has found. Mutable: the matcher owns it; members, groups, choices and worths change through the
 * functions below only, so that sums and lists stay true.
 */
export interface RestrictedMaster {
  gainCache: GainCache;
  terms: MeetingTerms;
  /** By index; the first is nobody's. */
  readonly slots: (Slot | undefined)[];
  readonly free: number[];
  readonly slotOfId: Map<string, number>;
  /** What everybody can bring, by component; owners are slots. */
  contributions: Contributions;
  /** By slot: meeting points as bits. */
  pointBits: Int32Array;
  readonly bitOfPoint: Map<string, number>;
  readonly columns: Columns;
  /** By slot the column that was chosen for it, or `NO_COLUMN`. */
  chosen: Int32Array;
  /** What each slot's shopper is worth to the plan: see `duals.ts`. Set by `setWorth`, which keeps the two sums. */
  duals: Float64Array;
  dualSum: number;
  positiveDuals: number;
  /** Groups that a member turned down, by `groupKey`, with the gain that they had: not offered again unless clearly better. */
  readonly bans: Map<string, number>;
  /** Slots whose chosen group changed since somebody looked and cleared it. */
  readonly changedSlots: Set<number>;
  totalMinor: number;
  /** Slots whose groups are to be looked for again when there is time: before all whose turn it is. */
  readonly staleSlots: Set<number>;
  /** The slot whose groups were last looked for again in turn. */
  roundRobinCursor: number;
  /** State of the search's own small generator: the same events draw the same numbers. */
  generatorState: number;
}

const FIRST_CAPACITY = 32;

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

/** Nobody in it any more; bans and the generator's state stay. */
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

/** Puts a shopper into the pool; she must not be in it. */
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

/** Takes a shopper out with every group that she is in. @returns those who stood in her chosen group and are now without */
export function removeMember(master: RestrictedMaster, id: string): readonly number[] {
  const index = master.slotOfId.get(id);
  const slot = index === undefined ? undefined : master.slots[index];
  if (index === undefined || slot === undefined) return [];
  const left = partnersInPlan(master, index).filter((other) => other !== index);
  const { columns } = master;
  for (let at = (columns.counts[index] ?? 0) - 1; at >= 0; at -= 1)
    dropColumn(master, columns.lists[index]?.[at] ?? NO_COLUMN);
  removeContributions(master.contributions, index, slot.member);
  master.slots[index] = undefined;
  setDual(master, index, 0);
  master.slotOfId.delete(id);
  master.staleSlots.delete(index);
  master.free.push(index);
  return left;
}

export function slotOf(master: RestrictedMaster, id: string): Slot | undefined {
  const index = master.slotOfId.get(id);
  return index === undefined ? undefined : master.slots[index];
}

export function membersOf(master: RestrictedMaster, slots: readonly number[]): readonly Member[] {
  const members: Member[] = [];
  for (const index of slots) {
    const slot = master.slots[index];
    if (slot !== undefined) members.push(slot.member);
  }
  return members;
}

/** A group's name, whatever the order of its members. */
export function groupKey(ids: readonly string[]): string {
  return ids.toSorted(compareText).join(' ');
}

export function addColumn(
  master: RestrictedMaster,
  slots: readonly number[],
  gainMinor: number,
): number {
  return insertColumn(master.columns, slots, gainMinor);
}

export function dropColumn(master: RestrictedMaster, column: number): void {
  if (master.columns.isChosen[column] === 1) unchoose(master, column);
  deleteColumn(master.columns, column);
}

export function choose(master: RestrictedMaster, column: number): void {
  mark(master, column, column);
  master.columns.isChosen[column] = 1;
  master.totalMinor += master.columns.gains[column] ?? 0;
}

export function unchoose(master: RestrictedMaster, column: number): void {
  mark(master, column, NO_COLUMN);
  master.columns.isChosen[column] = 0;
  master.totalMinor -= master.columns.gains[column] ?? 0;
}

function mark(master: RestrictedMaster, column: number, chosen: number): void {
  const { slots } = master.columns;
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const index = slots[at] ?? NOBODY;
    if (index === NOBODY) break;
    master.chosen[index] = chosen;
    master.changedSlots.add(index);
  }
}

/** Everyone in a slot's planned group; only herself where she is in none. */
export function partnersInPlan(master: RestrictedMaster, index: number): readonly number[] {
  const column = master.chosen[index] ?? NO_COLUMN;
  return column === NO_COLUMN ? [index] : slotsOf(master.columns, column);
}

export function setDual(master: RestrictedMaster, index: number, worth: number): void {
  const before = master.duals[index] ?? 0;
  master.duals[index] = worth;
  master.dualSum += worth - before;
  master.positiveDuals += (worth > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
}

/** A number in [0, below) from the pool's own generator (xorshift32). */
export function drawBelow(master: RestrictedMaster, below: number): number {
  let state = master.generatorState;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  master.generatorState = state >>> 0;
  return master.generatorState % below;
}

/** The columns that the plan consists of, each once, in the order of slots. */
export function chosenColumns(master: RestrictedMaster): readonly number[] {
  const chosen: number[] = [];
  for (let index = 1; index < master.slots.length; index += 1) {
    const column = master.chosen[index] ?? NO_COLUMN;
    if (column !== NO_COLUMN && master.columns.slots[column * WIDTH] === index) chosen.push(column);
  }
  return chosen;
}

/** The plan in words. */
export function plannedGroups(master: RestrictedMaster): readonly Group[] {
  return chosenColumns(master).map((column) => groupOf(master.columns, column));
}
