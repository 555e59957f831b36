import { effortFor, type Effort } from './effort.ts';
import { enumerateGroups } from './enumerate.ts';
import { createGains, tidyGains } from './gains.ts';
import {
  diveAmong,
  everybody,
  improveAround,
  drawWorst,
  resolveAll,
  settleEverybody,
  SMALL,
  wholeGroups,
  neighbours,
} from './improve.ts';
import type { Member } from './member.ts';
import {
  addMember,
  drawBelow,
  dropColumn,
  removeMember,
  slotOf,
  type Column,
  type Pool,
  type Slot,
} from './pool.ts';
import type { Pricer } from './pricer.ts';
import { groupWorth, meanWorth, settleWorths, softnessFor } from './worths.ts';

/** Puts a shopper into the pool, or in place of what she was, and makes the plan good around her. */
export function putMember(pool: Pool, member: Member): void {
  tidyGains(pool.gains);
  const before = slotOf(pool, member.id);
  const worth = before === undefined ? 0 : (pool.worths[before.index] ?? 0);
  const left = removeMember(pool, member.id);
  const slot = addMember(pool, member);
  // What she was worth with another basket is a better guess than nothing.
  pool.worths[slot.index] = worth;
  const effort = effortFor(pool.slotOfId.size);
  lookFor(pool, slot, effort);
  refreshGroups(pool, left, effort);
  improveAround(pool, [slot.index, ...left], effort);
}

/** Looks for groups again around those who lost one, and around a few others in turn: worths have moved since their last look. */
function refreshGroups(pool: Pool, left: readonly number[], effort: Effort): void {
  const slots = new Set(left);
  const count = pool.slots.length;
  for (let step = 0; step < count && slots.size < left.length + effort.refreshed; step += 1) {
    pool.turn = (pool.turn + 1) % count;
    if (pool.slots[pool.turn] !== undefined) slots.add(pool.turn);
  }
  for (const index of slots) refreshGroupsOf(pool, index, effort);
}

export function refreshGroupsOf(pool: Pool, index: number, effort: Effort): void {
  const slot = pool.slots[index];
  if (slot === undefined) return;
  const most = effort.slack * meanWorth(pool) * FORGOTTEN;
  for (const column of slot.columns) {
    if (!column.isChosen && groupWorth(pool, column.slots) - column.gainMinor > most)
      dropColumn(pool, column);
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

/** Puts shoppers in without choosing among their groups: for a start with many; `improvePlan` comes after. */
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

/** Other prices: everyone is priced again by the caller and put back with `putMembers`. */
export function emptyPool(pool: Pool, pricer: Pricer): void {
  pool.gains = createGains(pricer, pool.gains.limit);
  pool.slots.length = 0;
  pool.free.length = 0;
  pool.slotOfId.clear();
  pool.slotsOfComponent.clear();
  pool.totalMinor = 0;
}

/** A group is no longer to be had, or was found to be infeasible: takes it away and fills what it leaves. */
export function forgetColumn(pool: Pool, column: Column): void {
  const wasChosen = column.isChosen;
  dropColumn(pool, column);
  if (!wasChosen) return;
  const effort = effortFor(pool.slotOfId.size);
  refreshGroups(pool, column.slots, effort);
  improveAround(pool, column.slots, effort);
}

/** Improves the plan all over, by so many regions' worth of work, after settling the worths. */
export function improvePlan(
  pool: Pool,
  rounds: number,
  effort = effortFor(pool.slotOfId.size),
): void {
  if (pool.slotOfId.size === 0) return;
  if (pool.slotOfId.size <= SMALL) {
    resolveAll(pool, effort.nodes * 4);
    return;
  }
  const all = everybody(pool);
  settleEverybody(pool, effort);
  for (let round = 0; round < rounds; round += effort.diveRounds + 1) {
    const seed = drawWorst(pool, all) ?? all[drawBelow(pool, all.length)];
    if (seed !== undefined)
      diveAmong(pool, wholeGroups(pool, neighbours(pool, [seed], effort.settled)), effort);
  }
}
