import { countWith, NO_COLUMN, NOBODY, WIDTH } from './columns.ts';
import { recombine } from './partition-crossover.ts';
import { dive } from './diving.ts';
import type { SearchBudget } from './search-budget.ts';
import { ruinAndRecreate } from './ruin-and-recreate.ts';
import { drawBelow, partnersInPlan, type RestrictedMaster } from './restricted-master.ts';
import { growNeighbourhood } from './neighbourhood.ts';
import { solveNeighbourhoodExactly } from './branch-and-bound.ts';
import { dualGapAmong, dualGapAt, updateDuals, temperatureFor } from './duals.ts';

/** Up to so many shoppers the whole venue is one region, and ties are told apart to the last rule. */
export const EXACT_UP_TO = 14;

/** Worths are settled softly first and then harder and harder: shares of the effort's temperature. */
const ANNEALED = [1, 0.5, 0.25];

const SWEEPS_OF_ALL = 6;

/**
 * After an event: the worths around it, then regions around those it concerns and around the largest losses, then dives, then exchanges.
 */
export function improveLocally(
  master: RestrictedMaster,
  seeds: readonly number[],
  budget: SearchBudget,
): void {
  if (master.slotOfId.size <= EXACT_UP_TO) {
    solveVenueExactly(master, budget.nodes);
    return;
  }
  const near = nearestSlots(master, seeds, budget.dualSize);
  annealDuals(master, near, budget);
  improveNeighbourhoods(master, near, { budget, seeds, rounds: budget.rounds });
  for (let dives = 0; dives < budget.dives; dives += 1) {
    const among = nearestSlots(master, seeds, budget.divingSize);
    if (dualGapAmong(master, among) < 1) continue;
    diveWithin(master, closeUnderGroups(master, among), budget);
  }
  ruinAndRecreate(master, near, budget);
}

/** Some shoppers' worths, softly first and then harder. */
export function annealDuals(
  master: RestrictedMaster,
  slots: readonly number[],
  budget: SearchBudget,
): void {
  for (const share of ANNEALED) {
    const temperature = temperatureFor(master, budget.temperature * share);
    for (let sweep = 0; sweep < budget.sweeps; sweep += 1) updateDuals(master, slots, temperature);
  }
}

/** One region after the other: around the seeds, then around the largest losses among the slots. */
function improveNeighbourhoods(
  master: RestrictedMaster,
  slots: readonly number[],
  work: {
    readonly budget: SearchBudget;
    readonly seeds: readonly number[];
    readonly rounds: number;
  },
): void {
  const { budget, seeds } = work;
  const tried = new Set<number>();
  for (let round = 0; round < work.rounds; round += 1) {
    const seed =
      seeds.find((index) => !tried.has(index) && master.slots[index] !== undefined) ??
      largestGap(master, slots, tried);
    if (seed === undefined) return;
    for (const index of partnersInPlan(master, seed)) tried.add(index);
    tried.add(seed);
    solveAround(master, seed, budget, round > 0);
  }
}

/** Makes the plan among some shoppers anew, improves it region by region, and keeps each piece of it that is better than before. */
export function diveWithin(
  master: RestrictedMaster,
  slots: readonly number[],
  budget: SearchBudget,
): void {
  const before = master.chosen.slice();
  const touched = [...master.changedSlots];
  master.changedSlots.clear();
  dive(master, slots, {
    temperature: DIVE_FROM + ((DIVE_TO - DIVE_FROM) * drawBelow(master, 1024)) / 1024,
    sweeps: budget.diveSweeps,
  });
  improveNeighbourhoods(master, slots, { budget, seeds: [], rounds: budget.diveRounds });
  const changed = [...master.changedSlots].filter(
    (index) => master.chosen[index] !== before[index],
  );
  recombine(
    master,
    columnsOf(changed, before).filter((column) => master.columns.isChosen[column] === 0),
    columnsOf(changed, master.chosen),
  );
  // Only what is another in the end is news.
  master.changedSlots.clear();
  for (const index of touched) master.changedSlots.add(index);
  for (const index of changed)
    if (master.chosen[index] !== before[index]) master.changedSlots.add(index);
}

function columnsOf(slots: readonly number[], chosen: Int32Array): readonly number[] {
  const columns = new Set<number>();
  for (const index of slots) columns.add(chosen[index] ?? NO_COLUMN);
  columns.delete(NO_COLUMN);
  return [...columns];
}

/** Softness of a dive, drawn between these shares of the mean worth: another temperature gives another plan. */
const DIVE_FROM = 0.04;
const DIVE_TO = 0.12;

/** The slots with everybody who is in a chosen group with one of them. */
export function closeUnderGroups(
  master: RestrictedMaster,
  slots: readonly number[],
): readonly number[] {
  const whole = new Set<number>();
  for (const index of slots) {
    if (master.slots[index] === undefined) continue;
    for (const member of partnersInPlan(master, index)) whole.add(member);
  }
  return [...whole].sort((a, b) => a - b);
}

export function allSlots(master: RestrictedMaster): readonly number[] {
  return master.slots.flatMap((slot) => slot?.index ?? []);
}

/** The whole of a small venue, exactly. */
export function solveVenueExactly(master: RestrictedMaster, nodes: number): void {
  const all = allSlots(master);
  for (let sweep = 0; sweep < 4; sweep += 1) updateDuals(master, all, temperatureFor(master, 0.02));
  solveNeighbourhoodExactly(master, all, { nodes, breakTies: true });
}

function solveAround(
  master: RestrictedMaster,
  seed: number,
  budget: SearchBudget,
  isVaried: boolean,
): number {
  return solveNeighbourhoodExactly(
    master,
    growNeighbourhood(master, seed, budget.neighbourhoodSize, isVaried),
    {
      nodes: budget.nodesEach,
      breakTies: false,
    },
  );
}

/** The shopper around whom the plan falls the furthest short of the worths, of those not tried yet. */
function largestGap(
  master: RestrictedMaster,
  slots: readonly number[],
  tried: ReadonlySet<number>,
): number | undefined {
  let worst: number | undefined;
  let most = 0.5;
  for (const index of slots) {
    if (countWith(master.columns, index) === 0 || tried.has(index)) continue;
    const loss = dualGapAt(master, index);
    if (loss > most) {
      worst = index;
      most = loss;
    }
  }
  return worst;
}

/** Of a few shoppers drawn by the pool's own generator the one with the largest loss, so that all get their turn. */
export function drawLargestGap(
  master: RestrictedMaster,
  slots: readonly number[],
): number | undefined {
  const drawn: number[] = [];
  for (let draw = 0; draw < 4; draw += 1) {
    const index = slots[drawBelow(master, Math.max(1, slots.length))];
    if (index !== undefined) drawn.push(index);
  }
  return largestGap(master, drawn, NONE_TRIED);
}

const NONE_TRIED: ReadonlySet<number> = new Set();

/** Shoppers within two groups' reach of the seeds, nearest first. */
export function nearestSlots(
  master: RestrictedMaster,
  seeds: readonly number[],
  limit: number,
): readonly number[] {
  if (master.slotOfId.size <= limit) return allSlots(master);
  const found = new Set<number>(seeds);
  for (const index of found) {
    if (found.size >= limit) break;
    const { lists, counts, slots } = master.columns;
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
export function annealAllDuals(master: RestrictedMaster, budget: SearchBudget): void {
  const all = allSlots(master);
  for (const share of ANNEALED) {
    const temperature = temperatureFor(master, budget.temperature * share);
    for (let sweep = 0; sweep < SWEEPS_OF_ALL; sweep += 1) updateDuals(master, all, temperature);
  }
}
