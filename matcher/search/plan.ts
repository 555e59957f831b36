import { countWith, NO_COLUMN, slotsOf } from './columns.ts';
import { budgetFor, type SearchBudget } from './search-budget.ts';
import { generateColumns } from './column-generation.ts';
import { ruinAndRecreate } from './ruin-and-recreate.ts';
import { emptyIfFull } from '../value/gain-cache.ts';
import {
  diveWithin,
  allSlots,
  improveLocally,
  drawLargestGap,
  solveVenueExactly,
  annealDuals,
  annealAllDuals,
  EXACT_UP_TO,
  closeUnderGroups,
  nearestSlots,
} from './large-neighbourhood-search.ts';
import type { Member } from '../value/member.ts';
import {
  addMember,
  drawBelow,
  dropColumn,
  removeMember,
  setDual,
  slotOf,
  type RestrictedMaster,
  type Slot,
} from './restricted-master.ts';
import { meanDual, updateDuals, negatedReducedCost, temperatureFor } from './duals.ts';

/** Puts a shopper into the pool, or in place of what she was, and makes the plan good around her. */
export function putMember(master: RestrictedMaster, member: Member): void {
  emptyIfFull(master.gainCache);
  const before = slotOf(master, member.id);
  const worth = before === undefined ? 0 : (master.duals[before.index] ?? 0);
  const left = removeMember(master, member.id);
  const slot = addMember(master, member);
  // What she was worth with another basket is a better guess than nothing.
  setDual(master, slot.index, worth);
  const budget = budgetFor(master.slotOfId.size);
  generateColumnsFor(master, slot, budget);
  regenerateColumns(master, left, budget);
  improveLocally(master, [slot.index, ...left], budget);
}

/** Looks for groups again around those who lost one, and around a few others in turn: worths have moved since their last look. */
function regenerateColumns(
  master: RestrictedMaster,
  left: readonly number[],
  budget: SearchBudget,
): void {
  const now = budget.repricesDisplaced ? left : [];
  if (!budget.repricesDisplaced) for (const index of left) master.staleSlots.add(index);
  for (const index of new Set([...now, ...nextInTurn(master, budget.repriced)]))
    regenerateColumnsOf(master, index, budget);
}

export function regenerateColumnsOf(
  master: RestrictedMaster,
  index: number,
  budget: SearchBudget,
): void {
  const slot = master.slots[index];
  if (slot === undefined) return;
  const most = budget.slack * meanDual(master) * DISCARD_FACTOR;
  const { columns } = master;
  for (let at = countWith(columns, index) - 1; at >= 0; at -= 1) {
    const column = columns.lists[index]?.[at] ?? NO_COLUMN;
    if (columns.isChosen[column] === 0 && negatedReducedCost(master, column) > most)
      dropColumn(master, column);
  }
  generateColumnsFor(master, slot, budget);
}

/** Finds a shopper's groups and what she is worth by them. */
export function generateColumnsFor(
  master: RestrictedMaster,
  slot: Slot,
  budget: SearchBudget,
): void {
  generateColumns(master, slot, budget);
  updateDuals(master, [slot.index], temperatureFor(master, budget.temperature));
}

/** A group is forgotten when it falls so many times further short of its members' worths than one that is taken up. */
const DISCARD_FACTOR = 1.5;

/** Takes a shopper out and makes the plan good around those whom she leaves. */
export function takeMember(master: RestrictedMaster, id: string): void {
  const left = removeMember(master, id);
  if (left.length === 0) return;
  const budget = budgetFor(master.slotOfId.size);
  regenerateColumns(master, left, budget);
  improveLocally(master, left, budget);
}

/** Puts shoppers in without choosing among their groups: for a start with many. */
export function putMembers(
  master: RestrictedMaster,
  members: readonly Member[],
  progress: (done: number) => void = () => {},
): void {
  const budget = budgetFor(master.slotOfId.size + members.length);
  // One after the other: each group is then found once, when its last member comes.
  for (const [done, member] of members.entries()) {
    const slot = addMember(master, member);
    generateColumnsFor(master, slot, budget);
    progress(done + 1);
  }
}

/** Slices of improvement for a plan that is made anew: everybody waits for them. */
const SLICES_ANEW = 12;

/** Puts shoppers into an empty pool and makes a plan for them all: prices are other ones now. */
export function replan(master: RestrictedMaster, members: readonly Member[]): void {
  putMembers(master, members);
  annealAllDuals(master, budgetFor(master.slotOfId.size));
  improvePlan(master, SLICES_ANEW);
}

/** A group is no longer to be had, or was found to be infeasible: takes it away and fills what it leaves. */
export function discardColumn(master: RestrictedMaster, column: number): void {
  const wasChosen = master.columns.isChosen[column] === 1;
  const left = slotsOf(master.columns, column);
  dropColumn(master, column);
  if (!wasChosen) return;
  const budget = budgetFor(master.slotOfId.size);
  regenerateColumns(master, left, budget);
  improveLocally(master, left, budget);
}

/**
 * Improves the plan while nothing else is to be done, slice by slice: worths have moved since most groups were looked for, so some
 * shoppers' are looked for again, in turn and more widely than an event may; then new plans and exchanges are tried around them and a
 * shopper who loses much.
 */
export function improvePlan(
  master: RestrictedMaster,
  slices: number,
  budget = budgetFor(master.slotOfId.size),
): void {
  if (master.slotOfId.size <= EXACT_UP_TO) {
    if (master.slotOfId.size > 0) solveVenueExactly(master, budget.nodes * 4);
    return;
  }
  const { idle } = budget;
  const work = { ...budget, ...idle };
  for (let slice = 0; slice < slices; slice += 1) {
    const looked = nextInTurn(master, idle.repriced);
    for (const index of looked) regenerateColumnsOf(master, index, work);
    const all = allSlots(master);
    const seed = drawLargestGap(master, all) ?? all[drawBelow(master, all.length)] ?? 0;
    const near = nearestSlots(master, [seed, ...looked], idle.divingSize);
    annealDuals(master, near, work);
    for (let dives = 0; dives < idle.dives; dives += 1)
      diveWithin(master, closeUnderGroups(master, near), work);
    ruinAndRecreate(master, near, work);
  }
}

/** The shoppers whose turn it is to have their groups looked for again: first those for whom an event had no time. */
function nextInTurn(master: RestrictedMaster, limit: number): readonly number[] {
  const slots: number[] = [];
  for (const index of master.staleSlots) {
    if (slots.length >= limit) break;
    master.staleSlots.delete(index);
    if (master.slots[index] !== undefined) slots.push(index);
  }
  const count = master.slots.length;
  for (let step = 0; step < count && slots.length < limit; step += 1) {
    master.roundRobinCursor = (master.roundRobinCursor + 1) % count;
    if (master.slots[master.roundRobinCursor] !== undefined) slots.push(master.roundRobinCursor);
  }
  return slots;
}
