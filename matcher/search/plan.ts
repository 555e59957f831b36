import { countWith, NO_COLUMN, slotsOf } from './columns.ts';
import { effortFor, type Effort } from './search-budget.ts';
import { enumerateGroups } from './column-generation.ts';
import { exchangeAround } from './ruin-and-recreate.ts';
import { tidyGains } from '../value/gain-cache.ts';
import {
  diveAmong,
  everybody,
  improveAround,
  drawWorst,
  resolveAll,
  settleAround,
  settleEverybody,
  SMALL,
  wholeGroups,
  neighbours,
} from './large-neighbourhood-search.ts';
import type { Member } from '../value/member.ts';
import {
  addMember,
  drawBelow,
  dropColumn,
  removeMember,
  setWorth,
  slotOf,
  type Pool,
  type Slot,
} from './restricted-master.ts';
import { meanWorth, settleWorths, shortOf, softnessFor } from './duals.ts';

/** Puts a shopper into the pool, or in place of what she was, and makes the plan good around her. */
export function putMember(pool: Pool, member: Member): void {
  tidyGains(pool.gains);
  const before = slotOf(pool, member.id);
  const worth = before === undefined ? 0 : (pool.worths[before.index] ?? 0);
  const left = removeMember(pool, member.id);
  const slot = addMember(pool, member);
  // What she was worth with another basket is a better guess than nothing.
  setWorth(pool, slot.index, worth);
  const effort = effortFor(pool.slotOfId.size);
  lookFor(pool, slot, effort);
  refreshGroups(pool, left, effort);
  improveAround(pool, [slot.index, ...left], effort);
}

/** Looks for groups again around those who lost one, and around a few others in turn: worths have moved since their last look. */
function refreshGroups(pool: Pool, left: readonly number[], effort: Effort): void {
  const now = effort.looksForLeft ? left : [];
  if (!effort.looksForLeft) for (const index of left) pool.waiting.add(index);
  for (const index of new Set([...now, ...nextInTurn(pool, effort.refreshed)]))
    refreshGroupsOf(pool, index, effort);
}

export function refreshGroupsOf(pool: Pool, index: number, effort: Effort): void {
  const slot = pool.slots[index];
  if (slot === undefined) return;
  const most = effort.slack * meanWorth(pool) * FORGOTTEN;
  const { columns } = pool;
  for (let at = countWith(columns, index) - 1; at >= 0; at -= 1) {
    const column = columns.lists[index]?.[at] ?? NO_COLUMN;
    if (columns.isChosen[column] === 0 && shortOf(pool, column) > most) dropColumn(pool, column);
  }
  lookFor(pool, slot, effort);
}

/** Finds a shopper's groups and what she is worth by them. */
export function lookFor(pool: Pool, slot: Slot, effort: Effort): void {
  enumerateGroups(pool, slot, effort);
  settleWorths(pool, [slot.index], softnessFor(pool, effort.softness));
}

/** A group is forgotten when it falls so many times further short of its members' worths than one that is taken up. */
const FORGOTTEN = 1.5;

/** Takes a shopper out and makes the plan good around those whom she leaves. */
export function takeMember(pool: Pool, id: string): void {
  const left = removeMember(pool, id);
  if (left.length === 0) return;
  const effort = effortFor(pool.slotOfId.size);
  refreshGroups(pool, left, effort);
  improveAround(pool, left, effort);
}

/** Puts shoppers in without choosing among their groups: for a start with many. */
export function putMembers(
  pool: Pool,
  members: readonly Member[],
  progress: (done: number) => void = () => {},
): void {
  const effort = effortFor(pool.slotOfId.size + members.length);
  // One after the other: each group is then found once, when its last member comes.
  for (const [done, member] of members.entries()) {
    const slot = addMember(pool, member);
    lookFor(pool, slot, effort);
    progress(done + 1);
  }
}

/** Slices of improvement for a plan that is made anew: everybody waits for them. */
const SLICES_ANEW = 12;

/** Puts shoppers into an empty pool and makes a plan for them all: prices are other ones now. */
export function planAnew(pool: Pool, members: readonly Member[]): void {
  putMembers(pool, members);
  settleEverybody(pool, effortFor(pool.slotOfId.size));
  improvePlan(pool, SLICES_ANEW);
}

/** A group is no longer to be had, or was found to be infeasible: takes it away and fills what it leaves. */
export function forgetColumn(pool: Pool, column: number): void {
  const wasChosen = pool.columns.isChosen[column] === 1;
  const left = slotsOf(pool.columns, column);
  dropColumn(pool, column);
  if (!wasChosen) return;
  const effort = effortFor(pool.slotOfId.size);
  refreshGroups(pool, left, effort);
  improveAround(pool, left, effort);
}

/**
 * Improves the plan while nothing else is to be done, slice by slice: worths have moved since most groups were looked for, so some
 * shoppers' are looked for again, in turn and more widely than an event may; then new plans and exchanges are tried around them and a
 * shopper who loses much.
 */
export function improvePlan(
  pool: Pool,
  slices: number,
  effort = effortFor(pool.slotOfId.size),
): void {
  if (pool.slotOfId.size <= SMALL) {
    if (pool.slotOfId.size > 0) resolveAll(pool, effort.nodes * 4);
    return;
  }
  const { idle } = effort;
  const work = { ...effort, ...idle };
  for (let slice = 0; slice < slices; slice += 1) {
    const looked = nextInTurn(pool, idle.looks);
    for (const index of looked) refreshGroupsOf(pool, index, work);
    const all = everybody(pool);
    const seed = drawWorst(pool, all) ?? all[drawBelow(pool, all.length)] ?? 0;
    const near = neighbours(pool, [seed, ...looked], idle.dived);
    settleAround(pool, near, work);
    for (let dives = 0; dives < idle.dives; dives += 1)
      diveAmong(pool, wholeGroups(pool, near), work);
    exchangeAround(pool, near, work);
  }
}

/** The shoppers whose turn it is to have their groups looked for again: first those for whom an event had no time. */
function nextInTurn(pool: Pool, limit: number): readonly number[] {
  const slots: number[] = [];
  for (const index of pool.waiting) {
    if (slots.length >= limit) break;
    pool.waiting.delete(index);
    if (pool.slots[index] !== undefined) slots.push(index);
  }
  const count = pool.slots.length;
  for (let step = 0; step < count && slots.length < limit; step += 1) {
    pool.turn = (pool.turn + 1) % count;
    if (pool.slots[pool.turn] !== undefined) slots.push(pool.turn);
  }
  return slots;
}
