import { countWith, NO_COLUMN, NOBODY, WIDTH } from './columns.ts';
import { keepBetterPieces } from './partition-crossover.ts';
import { dive } from './diving.ts';
import type { Effort } from './search-budget.ts';
import { exchangeAround } from './ruin-and-recreate.ts';
import { drawBelow, partnersInPlan, type Pool } from './restricted-master.ts';
import { regionAround } from './neighbourhood.ts';
import { resolveRegion } from './branch-and-bound.ts';
import { lossAmong, lossAt, settleWorths, softnessFor } from './duals.ts';

/** Up to so many shoppers the whole venue is one region, and ties are told apart to the last rule. */
export const SMALL = 14;

/** Worths are settled softly first and then harder and harder: shares of the effort's softness. */
const ANNEALED = [1, 0.5, 0.25];

const SWEEPS_OF_ALL = 6;

/**
 * After an event: the worths around it, then regions around those it concerns and around the largest losses, then dives, then exchanges.
 */
export function improveAround(pool: Pool, seeds: readonly number[], effort: Effort): void {
  if (pool.slotOfId.size <= SMALL) {
    resolveAll(pool, effort.nodes);
    return;
  }
  const near = neighbours(pool, seeds, effort.settled);
  settleAround(pool, near, effort);
  improveRegions(pool, near, { effort, seeds, rounds: effort.rounds });
  for (let dives = 0; dives < effort.dives; dives += 1) {
    const among = neighbours(pool, seeds, effort.dived);
    if (lossAmong(pool, among) < 1) continue;
    diveAmong(pool, wholeGroups(pool, among), effort);
  }
  exchangeAround(pool, near, effort);
}

/** Some shoppers' worths, softly first and then harder. */
export function settleAround(pool: Pool, slots: readonly number[], effort: Effort): void {
  for (const share of ANNEALED) {
    const softness = softnessFor(pool, effort.softness * share);
    for (let sweep = 0; sweep < effort.sweeps; sweep += 1) settleWorths(pool, slots, softness);
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
    for (const index of partnersInPlan(pool, seed)) tried.add(index);
    tried.add(seed);
    resolveAround(pool, seed, effort, round > 0);
  }
}

/** Makes the plan among some shoppers anew, improves it region by region, and keeps each piece of it that is better than before. */
export function diveAmong(pool: Pool, slots: readonly number[], effort: Effort): void {
  const before = pool.chosen.slice();
  const touched = [...pool.touched];
  pool.touched.clear();
  dive(pool, slots, {
    softness: DIVE_FROM + ((DIVE_TO - DIVE_FROM) * drawBelow(pool, 1024)) / 1024,
    sweeps: effort.diveSweeps,
  });
  improveRegions(pool, slots, { effort, seeds: [], rounds: effort.diveRounds });
  const changed = [...pool.touched].filter((index) => pool.chosen[index] !== before[index]);
  keepBetterPieces(
    pool,
    columnsOf(changed, before).filter((column) => pool.columns.isChosen[column] === 0),
    columnsOf(changed, pool.chosen),
  );
  // Only what is another in the end is news.
  pool.touched.clear();
  for (const index of touched) pool.touched.add(index);
  for (const index of changed) if (pool.chosen[index] !== before[index]) pool.touched.add(index);
}

function columnsOf(slots: readonly number[], chosen: Int32Array): readonly number[] {
  const columns = new Set<number>();
  for (const index of slots) columns.add(chosen[index] ?? NO_COLUMN);
  columns.delete(NO_COLUMN);
  return [...columns];
}

/** Softness of a dive, drawn between these shares of the mean worth: another softness gives another plan. */
const DIVE_FROM = 0.04;
const DIVE_TO = 0.12;

/** The slots with everybody who is in a chosen group with one of them. */
export function wholeGroups(pool: Pool, slots: readonly number[]): readonly number[] {
  const whole = new Set<number>();
  for (const index of slots) {
    if (pool.slots[index] === undefined) continue;
    for (const member of partnersInPlan(pool, index)) whole.add(member);
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
    if (countWith(pool.columns, index) === 0 || tried.has(index)) continue;
    const loss = lossAt(pool, index);
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
  return worstOf(pool, drawn, NONE_TRIED);
}

const NONE_TRIED: ReadonlySet<number> = new Set();

/** Shoppers within two groups' reach of the seeds, nearest first. */
export function neighbours(pool: Pool, seeds: readonly number[], limit: number): readonly number[] {
  if (pool.slotOfId.size <= limit) return everybody(pool);
  const found = new Set<number>(seeds);
  for (const index of found) {
    if (found.size >= limit) break;
    const { lists, counts, slots } = pool.columns;
    const count = counts[index] ?? 0;
    for (let at = 0; at < count && found.size < limit; at += 1) {
      const first = (lists[index]?.[at] ?? NO_COLUMN) * WIDTH;
      for (let member = first; member < first + WIDTH; member += 1) {
        const other = slots[member] ?? NOBODY;
        if (other !== NOBODY) found.add(other);
      }
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
