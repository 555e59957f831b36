import { enumerateGroups } from './enumerate.ts';
import { effortFor, type Effort } from './effort.ts';
import { createGains, tidyGains } from './gains.ts';
import type { Member } from './member.ts';
import {
  addMember,
  drawBelow,
  dropColumn,
  removeMember,
  type Column,
  type Pool,
  type Slot,
} from './pool.ts';
import type { Pricer } from './pricer.ts';
import { resolveRegion } from './resolve.ts';
import { groupWorth, lossAt, settleWorths, softnessFor } from './worths.ts';

/** Up to so many shoppers the whole venue is one region, and ties are told apart to the last rule. */
export const SMALL = 14;

/** Worths are settled softly first and then harder and harder: shares of the effort's softness. */
const ANNEALED = [1, 0.5, 0.25];

/** Puts a shopper into the pool, or in place of what she was, and makes the plan good around her. */
export function putMember(pool: Pool, member: Member): void {
  tidyGains(pool.gains);
  const left = removeMember(pool, member.id);
  const slot = addMember(pool, member);
  const effort = effortFor(pool.slotOfId.size);
  if (member.parts.length > 0) enumerateGroups(pool, slot, effort);
  improveAround(pool, [slot.index, ...left], effort);
}

/** Takes a shopper out and makes the plan good around those whom she leaves. */
export function takeMember(pool: Pool, id: string): void {
  const left = removeMember(pool, id);
  if (left.length > 0) improveAround(pool, left, effortFor(pool.slotOfId.size));
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
    if (member.parts.length > 0) enumerateGroups(pool, slot, effort);
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
  if (wasChosen) improveAround(pool, column.slots, effortFor(pool.slotOfId.size));
}

/** After an event: the worths around it, then regions around those it concerns and around the largest losses. */
function improveAround(pool: Pool, seeds: readonly number[], effort: Effort): void {
  if (pool.slotOfId.size <= SMALL) {
    resolveAll(pool, effort.nodes);
    return;
  }
  const near = neighbours(pool, seeds, effort.settled);
  for (const share of ANNEALED) {
    const softness = softnessFor(pool, effort.softness * share);
    for (let sweep = 0; sweep < effort.sweeps; sweep += 1) settleWorths(pool, near, softness);
  }
  let nodes = effort.nodes;
  const tried = new Set<number>();
  for (let round = 0; round < effort.rounds && nodes > 0; round += 1) {
    const seed =
      seeds.find((index) => !tried.has(index) && pool.slots[index] !== undefined) ??
      worstOf(pool, near, tried);
    if (seed === undefined) return;
    for (const index of pool.slots[seed]?.chosen?.slots ?? [seed]) tried.add(index);
    tried.add(seed);
    nodes -= resolveAround(pool, seed, effort, round > 0);
  }
}

/** Improves the plan all over, in so many regions, after settling the worths. */
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
  for (const share of ANNEALED) settleWorths(pool, all, softnessFor(pool, effort.softness * share));
  for (let round = 0; round < rounds; round += 1) {
    const seed = drawWorst(pool, all);
    if (seed === undefined) continue;
    resolveAround(pool, seed, effort, true);
  }
}

function everybody(pool: Pool): readonly number[] {
  return pool.slots.flatMap((slot) => slot?.index ?? []);
}

/** The whole of a small venue, exactly. */
export function resolveAll(pool: Pool, nodes: number): void {
  const all = everybody(pool);
  for (let sweep = 0; sweep < 4; sweep += 1) settleWorths(pool, all, softnessFor(pool, 0.02));
  resolveRegion(pool, all, { nodes, breakTies: true });
}

function resolveAround(pool: Pool, seed: number, effort: Effort, isVaried: boolean): number {
  return resolveRegion(pool, regionAround(pool, seed, effort.region, isVaried), {
    nodes: effort.nodesEach,
    breakTies: false,
  });
}

/** The shopper around whom the plan falls the furthest short of the worths, of those not tried yet. */
function worstOf(
  pool: Pool,
  slots: readonly number[],
  tried: ReadonlySet<number>,
): number | undefined {
  let worst: number | undefined;
  let most = 0.5;
  for (const index of slots) {
    const slot = pool.slots[index];
    if (slot === undefined || slot.columns.size === 0 || tried.has(index)) continue;
    const loss = lossAt(pool, slot);
    if (loss > most) {
      worst = index;
      most = loss;
    }
  }
  return worst;
}

/** Of a few shoppers drawn by the pool's own generator the one with the largest loss, so that all get their turn. */
function drawWorst(pool: Pool, slots: readonly number[]): number | undefined {
  const drawn: number[] = [];
  for (let draw = 0; draw < 4; draw += 1) {
    const index = slots[drawBelow(pool, Math.max(1, slots.length))];
    if (index !== undefined) drawn.push(index);
  }
  return worstOf(pool, drawn, NOBODY);
}

const NOBODY: ReadonlySet<number> = new Set();

/** Shoppers within two groups' reach of the seeds, nearest first. */
function neighbours(pool: Pool, seeds: readonly number[], limit: number): readonly number[] {
  if (pool.slotOfId.size <= limit) return everybody(pool);
  const found = new Set<number>(seeds);
  for (const index of found) {
    if (found.size >= limit) break;
    for (const column of pool.slots[index]?.columns ?? []) {
      for (const other of column.slots) found.add(other);
      if (found.size >= limit) break;
    }
  }
  return [...found];
}

/**
 * The shoppers around a seed who are worth solving together: those of the groups that gain the most beyond, or the least below,
 * what their members are worth; each with her whole chosen group.
 */
function regionAround(
  pool: Pool,
  seed: number,
  limit: number,
  isVaried: boolean,
): readonly number[] {
  const region = new Set<number>();
  const queue: number[] = [];
  const take = (index: number): boolean => {
    if (region.has(index)) return true;
    const group = pool.slots[index]?.chosen?.slots ?? [index];
    if (region.size + group.length > limit) return false;
    for (const member of group) {
      region.add(member);
      queue.push(member);
    }
    return true;
  };
  take(seed);
  const noise = isVaried ? softnessFor(pool, 0.3) / 1024 : 0;
  for (let at = 0; at < queue.length && region.size < limit - 1; at += 1) {
    const slot = pool.slots[queue[at] ?? -1];
    if (slot === undefined) continue;
    for (const column of bestColumns(pool, slot, noise)) {
      if (region.size >= limit - 1) break;
      column.slots.every(take);
    }
  }
  return [...region];
}

const FOLLOWED = 4;

/** The few groups of a shopper that come nearest to what their members are worth. */
function bestColumns(pool: Pool, slot: Slot, noise: number): readonly Column[] {
  const best: { readonly column: Column; readonly value: number }[] = [];
  for (const column of slot.columns) {
    if (column.isChosen) continue;
    const jitter = noise === 0 ? 0 : drawBelow(pool, 1024) * noise;
    const value = column.gainMinor - groupWorth(pool, column.slots) + jitter;
    if (best.length === FOLLOWED && value <= (best[FOLLOWED - 1]?.value ?? 0)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.value ?? 0) < value) at -= 1;
    best.splice(at, 0, { column, value });
    if (best.length > FOLLOWED) best.pop();
  }
  return best.map(({ column }) => column);
}
