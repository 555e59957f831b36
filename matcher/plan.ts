import { enumerateGroups, type Breadth } from './enumerate.ts';
import { createGains, tidyGains } from './gains.ts';
import type { Member } from './member.ts';
import {
  addMember,
  drawBelow,
  dropColumn,
  removeMember,
  slotOf,
  type Column,
  type Pool,
} from './pool.ts';
import type { Pricer } from './pricer.ts';
import { resolveRegion } from './resolve.ts';

/** How much work an event may cause, in counts, by how full the venue is. */
export interface Effort extends Breadth {
  /** Shoppers solved together exactly; at most 30. */
  readonly region: number;
  /** Search nodes for each region. */
  readonly nodes: number;
  /** Regions solved after an event. */
  readonly rounds: number;
}

export function effortFor(shoppers: number): Effort {
  if (shoppers <= 120) {
    return {
      partners: 400,
      triples: 6000,
      quads: 12_000,
      columns: 1200,
      region: 18,
      nodes: 4000,
      rounds: 10,
    };
  }
  if (shoppers <= 400) {
    return {
      partners: 200,
      triples: 3000,
      quads: 4000,
      columns: 500,
      region: 16,
      nodes: 2000,
      rounds: 8,
    };
  }
  if (shoppers <= 2000) {
    return {
      partners: 60,
      triples: 600,
      quads: 600,
      columns: 150,
      region: 14,
      nodes: 600,
      rounds: 4,
    };
  }
  return { partners: 24, triples: 150, quads: 100, columns: 40, region: 12, nodes: 300, rounds: 2 };
}

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

/** Puts shoppers in without searching: for a start with many; `improveAround` or `improvePlan` come after. */
export function putMembers(
  pool: Pool,
  members: readonly Member[],
  progress: (done: number) => void = () => {},
): void {
  for (const member of members) addMember(pool, member);
  const effort = effortFor(pool.slotOfId.size);
  for (const [done, member] of members.entries()) {
    const slot = slotOf(pool, member.id);
    if (slot !== undefined && member.parts.length > 0) enumerateGroups(pool, slot, effort);
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

function improveAround(pool: Pool, seeds: readonly number[], effort: Effort): void {
  for (let round = 0; round < effort.rounds; round += 1) {
    const seed = seeds[round % seeds.length];
    if (seed === undefined || pool.slots[seed] === undefined) continue;
    resolveRegion(pool, regionAround(pool, seed, effort.region, round >= seeds.length), {
      nodes: effort.nodes,
      breakTies: pool.slotOfId.size <= SMALL,
    });
  }
}

/** Up to so many shoppers the whole venue is one region, and ties are told apart to the last rule. */
export const SMALL = 14;

/** Improves the plan by `rounds` regions around shoppers drawn by the pool's own generator. */
export function improvePlan(
  pool: Pool,
  rounds: number,
  effort = effortFor(pool.slotOfId.size),
): void {
  for (let round = 0; round < rounds; round += 1) {
    if (pool.slots.length === 0) return;
    const seed = drawBelow(pool, pool.slots.length);
    if (pool.slots[seed] === undefined) continue;
    resolveRegion(pool, regionAround(pool, seed, effort.region, true), {
      nodes: effort.nodes,
      breakTies: pool.slotOfId.size <= SMALL,
    });
  }
}

/**
 * The shoppers around a seed who are worth solving together: those of the groups that would add the most to what their
 * members now have, each with her whole chosen group. What a shopper has is her part of her chosen group's gain, a stand-in
 * for the dual price of the linear programme.
 */
function regionAround(
  pool: Pool,
  seed: number,
  limit: number,
  isVaried: boolean,
): readonly number[] {
  if (pool.slotOfId.size <= SMALL) {
    return pool.slots.flatMap((slot) => (slot === undefined ? [] : [slot.index]));
  }
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
  for (let at = 0; at < queue.length && region.size < limit - 1; at += 1) {
    const slot = pool.slots[queue[at] ?? -1];
    if (slot === undefined) continue;
    const ranked: { readonly column: Column; readonly value: number }[] = [];
    for (const column of slot.columns.values()) {
      if (column.isChosen) continue;
      const noise = isVaried ? 0.6 + drawBelow(pool, 1024) / 1280 : 1;
      ranked.push({ column, value: (column.gainMinor - heldBy(pool, column)) * noise });
    }
    ranked.sort((a, b) => b.value - a.value);
    let taken = 0;
    for (const { column } of ranked) {
      if (taken >= 4 || region.size >= limit - 1) break;
      if (column.slots.every((index) => region.has(index))) continue;
      if (column.slots.every(take)) taken += 1;
    }
  }
  return [...region];
}

function heldBy(pool: Pool, column: Column): number {
  let held = 0;
  for (const index of column.slots) {
    const chosen = pool.slots[index]?.chosen;
    if (chosen !== undefined) held += chosen.gainMinor / chosen.slots.length;
  }
  return held;
}
