import { greatestCommonDivisor, SCALE } from '../receipt/arithmetic.ts';
import { createRestrictedMaster, type Column } from './restricted-master.ts';
import type { Receipt, Applicable } from '../receipt/receipt.ts';
import type { UnitRow } from './unit-classes.ts';
import {
  solvePricing,
  costToGo,
  type PricingSolution,
  type CostToGo,
  type StateGraph,
} from './state-graph.ts';

/** Promotions that compete for the units of a row. */
export interface AssignmentProblem {
  readonly applicables: readonly Applicable[];
  readonly receipt: Receipt;
  readonly row: UnitRow;
  readonly tracks: readonly StateGraph[];
  readonly budget: { left: number };
}

/** Prices of units, and what they say. */
export interface DualSolution {
  readonly pricePerClass: readonly number[];
  readonly prospects: readonly CostToGo[];
  /** Upper bound on the gains of any assignment, in ten-thousandths, without rounding. */
  readonly bound: number;
}

/** Where a search stands: the unit that comes next, the first of its class; by promotion the place of its state and its gains. */
export interface SearchNode {
  readonly unit: number;
  readonly places: ArrayLike<number>;
  readonly gains: ArrayLike<number>;
}

/** Where every search of the problem begins. */
export function rootNode(problem: AssignmentProblem): SearchNode {
  const zeros = problem.tracks.map(() => 0);
  return { unit: 0, places: zeros, gains: zeros };
}

/** What each promotion can still gain from there at these prices, and the bound that follows (weak duality). */
export function solutionAt(
  problem: AssignmentProblem,
  standing: SearchNode,
  pricePerClass: readonly number[],
): DualSolution {
  const { row, tracks } = problem;
  const { unit } = standing;
  const share = 1 - unit / row.classOf.length;
  for (const { size } of tracks) problem.budget.left -= (share * size) / STEPS_PER_EXPANSION;
  const seen = tracks.map((graph) => costToGo(graph, row, { pricePerClass, from: unit }));
  let bound = 0;
  for (
    let index = row.classOf[unit] ?? row.classes.length;
    index < row.classes.length;
    index += 1
  ) {
    bound += (row.classes[index]?.units ?? 0) * (pricePerClass[index] ?? 0);
  }
  for (const [index, one] of seen.entries()) {
    const ahead = one[unit]?.[standing.places[index] ?? 0] ?? -Infinity;
    bound += Math.min((standing.gains[index] ?? 0) + ahead, capOf(problem, index));
  }
  return { pricePerClass, prospects: seen, bound };
}

/** A promotion's cap, in ten-thousandths. */
export function capOf(problem: AssignmentProblem, machine: number): number {
  return (problem.applicables[machine]?.compiled.capMinor ?? Infinity) * SCALE;
}

/** A use in the best mix, and how much of it. */
export interface FractionalUse extends Column {
  readonly share: number;
}

interface Aim {
  readonly knownMinor: number;
  /** The most that rounding can add to all promotions' gains. */
  readonly slack: number;
}

/** So many steps along tracks, or numbers of the programme, are as much work as one expansion of the search. */
const STEPS_PER_EXPANSION = 400;
const QUICK_ROUNDS = 30;
const ROUNDS_LIMIT = 400;
/** How far the prices that are asked for lean to the best so far, against swinging (Wentges 1997). */
const LEANING = 0.6;

/** Subgradient steps towards the prices with the smallest bound. Prices stay whole, so that bounds stay exact. */
export function subgradientDuals(problem: AssignmentProblem, aim: Aim): DualSolution {
  const { row } = problem;
  const standing = rootNode(problem);
  const start = solutionAt(
    problem,
    standing,
    row.classes.map(() => 0),
  );
  const target = aim.knownMinor * SCALE;
  let best = start;
  let view = start;
  let pace = 1;
  let stale = 0;
  for (let round = 0; round < QUICK_ROUNDS && !gapIsClosed(best, aim); round += 1) {
    const excess = row.classes.map((unitClass) => -unitClass.units);
    for (const { classes, counts } of usesAt(problem, standing, view)) {
      for (const [index, place] of classes.entries()) {
        excess[place] = (excess[place] ?? 0) + (counts[index] ?? 0);
      }
    }
    let norm = 0;
    for (const [place, over] of excess.entries()) {
      if (over > 0 || (view.pricePerClass[place] ?? 0) > 0) norm += over * over;
    }
    if (norm === 0) break;
    const step = (pace * Math.max(view.bound - target, SCALE / 2)) / norm;
    view = solutionAt(
      problem,
      standing,
      view.pricePerClass.map((price, place) =>
        Math.max(0, Math.round(price + step * (excess[place] ?? 0))),
      ),
    );
    if (view.bound < best.bound) {
      best = view;
      stale = 0;
      continue;
    }
    stale += 1;
    if (stale % 8 !== 0) continue;
    pace /= 2;
    view = best;
  }
  return best;
}

/**
 * The prices with the smallest bound, by column generation: the linear programme over the uses met so far proposes prices,
 * each promotion answers with its best use at them, until no answer is new. `mix` is that programme's solution, the largest
 * shares first.
 */
export function columnGenerationDuals(
  problem: AssignmentProblem,
  given: { readonly standing: SearchNode; readonly near: readonly number[]; readonly aim: Aim },
): DualSolution & { readonly mix: readonly FractionalUse[] } {
  const { row, tracks } = problem;
  const { standing, aim } = given;
  const first = row.classOf[standing.unit] ?? 0;
  const units = row.classes.slice(first).map((unitClass) => unitClass.units);
  const master = createRestrictedMaster(units, tracks.length);
  const columns: Column[] = [];
  let best = solutionAt(problem, standing, given.near);
  let view = best;
  let leaning = LEANING;
  for (let round = 0; round < ROUNDS_LIMIT && problem.budget.left > 0; round += 1) {
    let isNew = false;
    for (const [machine, use] of usesAt(problem, standing, view).entries()) {
      const gained = standing.gains[machine] ?? 0;
      const value = Math.min(use.gain, capOf(problem, machine) - gained);
      const classes = use.classes.map((place) => place - first);
      if (value <= 0) continue;
      const column = { machine, classes, counts: use.counts, value };
      if (!master.add(column)) continue;
      columns.push(column);
      isNew = true;
    }
    if (gapIsClosed(best, aim)) break;
    if (!isNew && leaning === 0) break;
    leaning = isNew ? LEANING : 0;
    const before = master.work();
    const isSolved = master.solve();
    problem.budget.left -= (master.work() - before) / STEPS_PER_EXPANSION;
    if (!isSolved || best.bound - gainedOf(standing) - master.value() < SCALE / 100) break;
    const proposed = master.prices();
    view = solutionAt(
      problem,
      standing,
      best.pricePerClass.map((price, place) =>
        Math.max(0, Math.round(leaning * price + (1 - leaning) * (proposed[place - first] ?? 0))),
      ),
    );
    if (view.bound < best.bound) best = view;
  }
  const mix = master.shares().flatMap(({ column, share }) => {
    const use = columns[column];
    if (use === undefined) return [];
    return [{ ...use, classes: use.classes.map((place) => place + first), share }];
  });
  return { ...best, mix };
}

function gainedOf(standing: SearchNode): number {
  let sum = 0;
  for (let index = 0; index < standing.gains.length; index += 1) sum += standing.gains[index] ?? 0;
  return sum;
}

/** Whether no assignment can be worth more than the one known. */
export function gapIsClosed(view: DualSolution, aim: Aim): boolean {
  return Math.floor((view.bound + aim.slack) / SCALE) <= aim.knownMinor;
}

/** By promotion: what it would take at these prices. */
function usesAt(
  problem: AssignmentProblem,
  standing: SearchNode,
  view: DualSolution,
): readonly PricingSolution[] {
  const { row, tracks } = problem;
  return tracks.map((graph, machine) =>
    solvePricing(graph, row, {
      pricePerClass: view.pricePerClass,
      prospects: view.prospects[machine] ?? [],
      unit: standing.unit,
      state: standing.places[machine] ?? 0,
    }),
  );
}

/**
 * The most that rounding half up can add to a machine's total, in ten-thousandths. Its gains are multiples of their greatest
 * common divisor g, so the best case is the smallest multiple of g at or above one half.
 */
export function roundingSlack(graph: StateGraph): number {
  let divisor = SCALE;
  for (const stage of graph.stages) {
    for (const gain of stage.gains) {
      divisor = greatestCommonDivisor(divisor, Math.abs(gain) % SCALE);
    }
  }
  if (divisor === SCALE) return 0;
  return SCALE - Math.ceil(SCALE / 2 / divisor) * divisor;
}
