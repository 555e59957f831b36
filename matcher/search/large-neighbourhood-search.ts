import { countWith, NO_COLUMN, NOBODY, WIDTH } from './columns.ts';
import { recombine } from './partition-crossover.ts';
import { dive } from './diving.ts';
import type { SearchBudget } from './search-budget.ts';
import { ruinAndRecreate } from './ruin-and-recreate.ts';
import { drawBelow, partnersInPlan, type RestrictedMaster } from './restricted-master.ts';
import { growNeighbourhood } from './neighbourhood.ts';
import { solveNeighbourhoodExactly } from './branch-and-bound.ts';
import { dualGapAmong, dualGapAt, updateDuals, temperatureFor } from './duals.ts';

/** Up to this many shoppers the whole venue is solved exactly, with ties broken by waiting time and ids (docs/rules.md#plan). */
export const EXACT_UP_TO = 14;

/** The cooling schedule of the duals, as multiples of the budget's temperature. */
const COOLING = [1, 0.5, 0.25];

/** Sweeps at each temperature when the duals of all shoppers are annealed. */
const SWEEPS_OF_ALL = 6;

/**
 * Improves the plan around some shoppers after an event (large neighbourhood search, Shaw 1998): anneals the duals nearby, solves
 * neighbourhoods exactly around the seeds and the largest duality gaps, dives, and ends with ruin and recreate. A small venue is
 * solved exactly as a whole instead.
 * @param seeds the slots that the event concerns
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

/** Updates some shoppers' duals at falling temperatures. */
export function annealDuals(
  master: RestrictedMaster,
  slots: readonly number[],
  budget: SearchBudget,
): void {
  for (const share of COOLING) {
    const temperature = temperatureFor(master, budget.temperature * share);
    for (let sweep = 0; sweep < budget.sweeps; sweep += 1) updateDuals(master, slots, temperature);
  }
}

/** Solves one neighbourhood after the other: around the seeds, then around the largest duality gaps among the slots. */
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

/**
 * Perturb, search, accept: replaces the plan among some shoppers by a dive, improves it neighbourhood by neighbourhood, and keeps
 * each component of it that is better than before (partition crossover).
 * @param slots a chosen group must lie wholly among them or wholly outside (`closeUnderGroups`)
 */
export function diveWithin(
  master: RestrictedMaster,
  slots: readonly number[],
  budget: SearchBudget,
): void {
  const before = master.chosen.slice();
  const changedBefore = [...master.changedSlots];
  master.changedSlots.clear();
  // Perturb.
  dive(master, slots, {
    temperature: DIVE_FROM + ((DIVE_TO - DIVE_FROM) * drawBelow(master, 1024)) / 1024,
    sweeps: budget.diveSweeps,
  });
  // Search.
  improveNeighbourhoods(master, slots, { budget, seeds: [], rounds: budget.diveRounds });
  // Accept what is better.
  const changed = [...master.changedSlots].filter(
    (index) => master.chosen[index] !== before[index],
  );
  recombine(
    master,
    columnsOf(changed, before).filter((column) => master.columns.isChosen[column] === 0),
    columnsOf(changed, master.chosen),
  );
  // Slots whose column is the same in the end do not count as changed.
  master.changedSlots.clear();
  for (const index of changedBefore) master.changedSlots.add(index);
  for (const index of changed)
    if (master.chosen[index] !== before[index]) master.changedSlots.add(index);
}

function columnsOf(slots: readonly number[], chosen: Int32Array): readonly number[] {
  const columns = new Set<number>();
  for (const index of slots) columns.add(chosen[index]!);
  columns.delete(NO_COLUMN);
  return [...columns];
}

/** The range from which a dive's temperature is drawn, as shares of the mean dual. Another temperature gives another plan. */
const DIVE_FROM = 0.04;
const DIVE_TO = 0.12;

/** The slots and all members of their chosen groups, ascending. */
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

/** The slots of all shoppers, ascending. */
export function allSlots(master: RestrictedMaster): readonly number[] {
  return master.slots.flatMap((slot) => slot?.index ?? []);
}

/** Solves a whole small venue exactly. @param nodes the bound on search nodes */
export function solveVenueExactly(master: RestrictedMaster, nodes: number): void {
  const all = allSlots(master);
  for (let sweep = 0; sweep < 4; sweep += 1) updateDuals(master, all, temperatureFor(master, 0.02));
  solveNeighbourhoodExactly(master, all, { nodes, breakTies: true });
}

/** Grows a neighbourhood around a shopper and solves it. @returns how many search nodes it visited */
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

/** The shopper with the largest duality gap among those not tried yet; undefined if no gap exceeds half a minor unit. */
function largestGap(
  master: RestrictedMaster,
  slots: readonly number[],
  tried: ReadonlySet<number>,
): number | undefined {
  let slot: number | undefined;
  let largest = 0.5;
  for (const index of slots) {
    if (countWith(master.columns, index) === 0 || tried.has(index)) continue;
    const gap = dualGapAt(master, index);
    if (gap > largest) {
      slot = index;
      largest = gap;
    }
  }
  return slot;
}

/** Of four shoppers drawn at random the one with the largest duality gap, so that all get their turn; undefined as above. */
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

/** The seeds and the shoppers nearest to them: breadth-first over shared columns, up to a limit. */
export function nearestSlots(
  master: RestrictedMaster,
  seeds: readonly number[],
  limit: number,
): readonly number[] {
  if (master.slotOfId.size <= limit) return allSlots(master);
  const near = new Set<number>(seeds);
  for (const index of near) {
    if (near.size >= limit) break;
    const { lists, counts, slots } = master.columns;
    const count = counts[index] ?? 0;
    for (let offset = 0; offset < count && near.size < limit; offset += 1) {
      const first = (lists[index]?.[offset] ?? NO_COLUMN) * WIDTH;
      for (let member = first; member < first + WIDTH; member += 1) {
        const other = slots[member]!;
        if (other !== NOBODY) near.add(other);
      }
    }
  }
  return [...near];
}

/**
 * Anneals the duals of all shoppers with enough sweeps to converge. Duals that still oscillate are too high in total, so that good
 * columns look too poor to be kept.
 */
export function annealAllDuals(master: RestrictedMaster, budget: SearchBudget): void {
  const all = allSlots(master);
  for (const share of COOLING) {
    const temperature = temperatureFor(master, budget.temperature * share);
    for (let sweep = 0; sweep < SWEEPS_OF_ALL; sweep += 1) updateDuals(master, all, temperature);
  }
}
