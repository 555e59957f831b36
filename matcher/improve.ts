import { dive } from './dive.ts';
import type { Effort } from './effort.ts';
import { choose, chosenColumns, drawBelow, unchoose, type Pool } from './pool.ts';
import { regionAround } from './region.ts';
import { resolveRegion } from './resolve.ts';
import { lossAt, settleWorths, softnessFor } from './worths.ts';

/** Up to so many shoppers the whole venue is one region, and ties are told apart to the last rule. */
export const SMALL = 14;

/** Worths are settled softly first and then harder and harder: shares of the effort's softness. */
const ANNEALED = [1, 0.5, 0.25];

const SWEEPS_OF_ALL = 6;

/** After an event: the worths around it, then regions around those it concerns and around the largest losses, then dives. */
export function improveAround(pool: Pool, seeds: readonly number[], effort: Effort): void {
  if (pool.slotOfId.size <= SMALL) {
    resolveAll(pool, effort.nodes);
    return;
  }
  const near = neighbours(pool, seeds, effort.settled);
  for (const share of ANNEALED) {
    const softness = softnessFor(pool, effort.softness * share);
    for (let sweep = 0; sweep < effort.sweeps; sweep += 1) settleWorths(pool, near, softness);
  }
  improveRegions(pool, near, { effort, seeds, rounds: effort.rounds });
  for (let dives = 0; dives < effort.dives; dives += 1) {
    const among = dives === 0 ? near : neighbours(pool, seeds, effort.dived);
    if (lossAmong(pool, among) < 1) continue;
    diveAmong(pool, wholeGroups(pool, among), effort);
  }
}

/** One region after the other: around the seeds, then around the largest losses among the slots. */
function improveRegions(
  pool: Pool,
  slots: readonly number[],
  work: { readonly effort: Effort; readonly seeds: readonly number[]; readonly rounds: number },
): void {
  const { effort, seeds } = work;
  const tried = new Set<number>();
  for (let round = 0; round < work.rounds; round += 1) {
    const seed =
      seeds.find((index) => !tried.has(index) && pool.slots[index] !== undefined) ??
      worstOf(pool, slots, tried);
    if (seed === undefined) return;
    for (const index of pool.slots[seed]?.chosen?.slots ?? [seed]) tried.add(index);
    tried.add(seed);
    resolveAround(pool, seed, effort, round > 0);
  }
}

/** Makes the plan among some shoppers anew, improves it region by region, and keeps it if it gains more than the one before. */
export function diveAmong(pool: Pool, slots: readonly number[], effort: Effort): void {
  const held = chosenColumns(pool);
  const before = pool.totalMinor;
  const touched = [...pool.touched];
  dive(pool, slots, {
    softness: DIVE_FROM + ((DIVE_TO - DIVE_FROM) * drawBelow(pool, 1024)) / 1024,
    sweeps: effort.diveSweeps,
  });
  improveRegions(pool, slots, { effort, seeds: [], rounds: effort.diveRounds });
  const after = chosenColumns(pool);
  pool.touched.clear();
  for (const index of touched) pool.touched.add(index);
  if (pool.totalMinor <= before) {
    for (const column of after) unchoose(pool, column);
    for (const column of held) choose(pool, column);
    pool.touched.clear();
    for (const index of touched) pool.touched.add(index);
    return;
  }
  const kept = new Set(held);
  for (const column of after) {
    if (!kept.delete(column)) for (const index of column.slots) pool.touched.add(index);
  }
  for (const column of kept) for (const index of column.slots) pool.touched.add(index);
}

/** Softness of a dive, drawn between these shares of the mean worth: another softness gives another plan. */
const DIVE_FROM = 0.04;
const DIVE_TO = 0.12;

/** By how much the plan falls short of the worths among some shoppers: nothing better is to be had beyond that. */
function lossAmong(pool: Pool, slots: readonly number[]): number {
  let loss = 0;
  for (const index of slots) {
    const slot = pool.slots[index];
    if (slot === undefined) continue;
    loss += lossAt(pool, slot) / (slot.chosen?.slots.length ?? 1);
  }
  return loss;
}

/** The slots with everybody who is in a chosen group with one of them. */
export function wholeGroups(pool: Pool, slots: readonly number[]): readonly number[] {
  const whole = new Set<number>();
  for (const index of slots) {
    if (pool.slots[index] === undefined) continue;
    for (const member of pool.slots[index].chosen?.slots ?? [index]) whole.add(member);
  }
  return [...whole].sort((a, b) => a - b);
}

export function everybody(pool: Pool): readonly number[] {
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
export function drawWorst(pool: Pool, slots: readonly number[]): number | undefined {
  const drawn: number[] = [];
  for (let draw = 0; draw < 4; draw += 1) {
    const index = slots[drawBelow(pool, Math.max(1, slots.length))];
    if (index !== undefined) drawn.push(index);
  }
  return worstOf(pool, drawn, NOBODY);
}

const NOBODY: ReadonlySet<number> = new Set();

/** Shoppers within two groups' reach of the seeds, nearest first. */
export function neighbours(pool: Pool, seeds: readonly number[], limit: number): readonly number[] {
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
 * Everybody's worths, softly first and then harder, often enough to come to rest: worths that still swing are too high in sum, and
 * groups that are good look too poor to be kept.
 */
export function settleEverybody(pool: Pool, effort: Effort): void {
  const all = everybody(pool);
  for (const share of ANNEALED) {
    const softness = softnessFor(pool, effort.softness * share);
    for (let sweep = 0; sweep < SWEEPS_OF_ALL; sweep += 1) settleWorths(pool, all, softness);
  }
}
