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

/** Adds a shopper to the master, or replaces her after a change, and improves the plan around her. */
export function putMember(master: RestrictedMaster, member: Member): void {
  emptyIfFull(master.gainCache);
  const before = slotOf(master, member.id);
  const dual = before === undefined ? 0 : master.duals[before.index]!;
  const displaced = removeMember(master, member.id);
  const slot = addMember(master, member);
  // Her dual with the former basket is a better start than zero.
  setDual(master, slot.index, dual);
  const budget = budgetFor(master.slotOfId.size);
  generateColumnsFor(master, slot, budget);
  regenerateColumns(master, displaced, budget);
  improveLocally(master, [slot.index, ...displaced], budget);
}

/**
 * Generates columns again for shoppers who lost their group, and for a few others in turn, because the duals have changed since
 * their columns were generated.
 */
function regenerateColumns(
  master: RestrictedMaster,
  displaced: readonly number[],
  budget: SearchBudget,
): void {
  const now = budget.repricesDisplaced ? displaced : [];
  if (!budget.repricesDisplaced) for (const index of displaced) master.staleSlots.add(index);
  for (const index of new Set([...now, ...nextInTurn(master, budget.repriced)]))
    regenerateColumnsOf(master, index, budget);
}

/** Drops a shopper's columns that are far from the optimum by now, and generates columns again. */
export function regenerateColumnsOf(
  master: RestrictedMaster,
  index: number,
  budget: SearchBudget,
): void {
  const slot = master.slots[index];
  if (slot === undefined) return;
  const limitMinor = budget.slack * meanDual(master) * DISCARD_FACTOR;
  const { columns } = master;
  for (let offset = countWith(columns, index) - 1; offset >= 0; offset -= 1) {
    const column = columns.lists[index]?.[offset] ?? NO_COLUMN;
    if (columns.isChosen[column] === 0 && negatedReducedCost(master, column) > limitMinor)
      dropColumn(master, column);
  }
  generateColumnsFor(master, slot, budget);
}

/** Generates a shopper's columns and updates her dual. */
export function generateColumnsFor(
  master: RestrictedMaster,
  slot: Slot,
  budget: SearchBudget,
): void {
  generateColumns(master, slot, budget);
  updateDuals(master, [slot.index], temperatureFor(master, budget.temperature));
}

/** A column is dropped when its negated reduced cost exceeds the limit for new columns by this factor. */
const DISCARD_FACTOR = 1.5;

/** Removes a shopper and improves the plan around the other members of her group. */
export function withdrawMember(master: RestrictedMaster, id: string): void {
  const displaced = removeMember(master, id);
  if (displaced.length === 0) return;
  const budget = budgetFor(master.slotOfId.size);
  regenerateColumns(master, displaced, budget);
  improveLocally(master, displaced, budget);
}

/** Adds shoppers and generates their columns, but chooses none of them: for a start with many. */
export function putMembers(
  master: RestrictedMaster,
  members: readonly Member[],
  progress: (done: number) => void = () => {},
): void {
  const budget = budgetFor(master.slotOfId.size + members.length);
  // Added one after the other, each column is generated once, with its last member.
  for (const [done, member] of members.entries()) {
    const slot = addMember(master, member);
    generateColumnsFor(master, slot, budget);
    progress(done + 1);
  }
}

/** Slices of improvement after a plan is made anew. They are few, because everybody waits for them. */
const SLICES_ANEW = 12;

/** Makes a plan for all shoppers from an empty master, after prices have changed. */
export function replan(master: RestrictedMaster, members: readonly Member[]): void {
  putMembers(master, members);
  annealAllDuals(master, budgetFor(master.slotOfId.size));
  improvePlan(master, SLICES_ANEW);
}

/** Drops a column that is declined or infeasible. If it was chosen, the plan is improved around its members. */
export function discardColumn(master: RestrictedMaster, column: number): void {
  const wasChosen = master.columns.isChosen[column] === 1;
  const displaced = slotsOf(master.columns, column);
  dropColumn(master, column);
  if (!wasChosen) return;
  const budget = budgetFor(master.slotOfId.size);
  regenerateColumns(master, displaced, budget);
  improveLocally(master, displaced, budget);
}

/**
 * Improves the plan in idle time, slice by slice. Each slice generates columns again for a few shoppers in turn, with wider limits
 * than an event may have, because the duals have changed since. Then it dives, and ruins and recreates, around them and around a
 * shopper with a large duality gap.
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
  const idleBudget: SearchBudget = { ...budget, ...idle };
  for (let slice = 0; slice < slices; slice += 1) {
    const repriced = nextInTurn(master, idle.repriced);
    for (const index of repriced) regenerateColumnsOf(master, index, idleBudget);
    const all = allSlots(master);
    const seed = drawLargestGap(master, all) ?? all[drawBelow(master, all.length)] ?? 0;
    const near = nearestSlots(master, [seed, ...repriced], idle.divingSize);
    annealDuals(master, near, idleBudget);
    for (let dives = 0; dives < idle.dives; dives += 1)
      diveWithin(master, closeUnderGroups(master, near), idleBudget);
    ruinAndRecreate(master, near, idleBudget);
  }
}

/** The next shoppers whose columns are generated again: first the stale slots, for which an event had no time, then round robin. */
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
