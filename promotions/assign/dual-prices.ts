import { greatestCommonDivisor, SCALE } from '../model/arithmetic.ts';
import { RestrictedMaster, type Column } from './restricted-master.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';
import type { UnitRow } from './unit-classes.ts';
import {
  solvePricing,
  costToGo,
  type PricingSolution,
  type CostToGo,
  type StateGraph,
} from './state-graph.ts';

/**
 * Winner determination on one connected component of a receipt: promotions that compete for the units of a row. The arrays
 * `applicables` and `graphs` are parallel; an index into them is called a promotion in this folder.
 */
export interface AssignmentProblem {
  readonly applicables: readonly Applicable[];
  readonly receipt: Receipt;
  readonly row: UnitRow;
  readonly graphs: readonly StateGraph[];
  /** Expansions that may still be spent. Every step of the search takes from it. */
  readonly budget: { left: number };
}

/** A solution of the Lagrangian dual: a price for each class of units, and the upper bound that follows. */
export interface DualSolution {
  /** By class, the price of one unit: a whole number of ten-thousandths of a minor unit, at least 0. */
  readonly dualPerClass: readonly number[];
  /** By promotion, the dynamic programme at these prices. */
  readonly costsToGo: readonly CostToGo[];
  /** Upper bound on the total gain of any assignment, in ten-thousandths, before rounding. */
  readonly bound: number;
}

/** A partial assignment: everything before `unit` is decided. */
export interface SearchNode {
  /** The next unit to decide, the first of its class. */
  readonly unit: number;
  /** By promotion, its state: an index into the layer of its graph before `unit`. */
  readonly states: ArrayLike<number>;
  /** By promotion, its gain so far, in ten-thousandths. */
  readonly gains: ArrayLike<number>;
}

/** The empty assignment. */
export function rootNode(problem: AssignmentProblem): SearchNode {
  const zeros = problem.graphs.map(() => 0);
  return { unit: 0, states: zeros, gains: zeros };
}

/**
 * Evaluates the Lagrangian dual function at these prices, for the units from the node on (Held and Karp 1971). With the constraint
 * "each unit once" priced instead of enforced, the promotions separate: each one's best use is a dynamic programme over its state
 * graph. The price of all units plus the best uses is an upper bound, by weak duality.
 */
export function solutionAt(
  problem: AssignmentProblem,
  node: SearchNode,
  dualPerClass: readonly number[],
): DualSolution {
  const { row, graphs } = problem;
  const { unit } = node;
  const share = 1 - unit / row.classOf.length;
  for (const { size } of graphs) problem.budget.left -= (share * size) / STEPS_PER_EXPANSION;
  const costsToGo = graphs.map((graph) => costToGo(graph, row, { dualPerClass, from: unit }));
  let bound = 0;
  for (
    let index = row.classOf[unit] ?? row.classes.length;
    index < row.classes.length;
    index += 1
  ) {
    bound += (row.classes[index]?.units ?? 0) * (dualPerClass[index] ?? 0);
  }
  for (const [index, one] of costsToGo.entries()) {
    const ahead = one[unit]?.[node.states[index] ?? 0] ?? -Infinity;
    bound += Math.min((node.gains[index] ?? 0) + ahead, capOf(problem, index));
  }
  return { dualPerClass, costsToGo, bound };
}

/** A promotion's cap in ten-thousandths, or Infinity. */
export function capOf(problem: AssignmentProblem, promotion: number): number {
  return (problem.applicables[promotion]?.compiled.capMinor ?? Infinity) * SCALE;
}

/** A column of the master's fractional solution. */
export interface FractionalUse extends Column {
  /** The value of the column's variable, above 0 and at most 1. */
  readonly share: number;
}

/** The best assignment known so far, as the bound is compared with it. */
interface Incumbent {
  readonly valueMinor: number;
  /** The most that rounding can add to all promotions' gains together, in ten-thousandths. */
  readonly slack: number;
}

/** This many edges of a state graph, or array entries of the master, cost as much time as one expansion of the search. */
const STEPS_PER_EXPANSION = 400;
const SUBGRADIENT_STEPS = 30;
const ROUNDS_LIMIT = 400;
/** Weight of the best duals so far when duals are smoothed (Wentges 1997). Smoothing keeps the duals from oscillating. */
const SMOOTHING = 0.6;

/**
 * Minimises the Lagrangian dual by subgradient steps (Held and Karp 1971). The subgradient of a class is its units less the units
 * that the promotions take at the current prices. The step length follows Polyak's rule, with the incumbent as target; its scale
 * is halved after eight steps without a better bound, and the steps go on from the best prices. Prices stay whole numbers, so
 * that the bound is exact.
 */
export function subgradientDuals(problem: AssignmentProblem, incumbent: Incumbent): DualSolution {
  const { row } = problem;
  const node = rootNode(problem);
  const start = solutionAt(
    problem,
    node,
    row.classes.map(() => 0),
  );
  const target = incumbent.valueMinor * SCALE;
  let best = start;
  let duals = start;
  let stepScale = 1;
  let stepsWithoutGain = 0;
  for (let round = 0; round < SUBGRADIENT_STEPS && !gapIsClosed(best, incumbent); round += 1) {
    const excess = row.classes.map((unitClass) => -unitClass.units);
    for (const { classes, counts } of priceAll(problem, node, duals)) {
      for (const [index, unitClass] of classes.entries()) {
        excess[unitClass] = (excess[unitClass] ?? 0) + (counts[index] ?? 0);
      }
    }
    let norm = 0;
    for (const [unitClass, over] of excess.entries()) {
      // A price of zero cannot fall, so a class with units to spare moves nothing there.
      if (over > 0 || (duals.dualPerClass[unitClass] ?? 0) > 0) norm += over * over;
    }
    if (norm === 0) break;
    const step = (stepScale * Math.max(duals.bound - target, SCALE / 2)) / norm;
    duals = solutionAt(
      problem,
      node,
      duals.dualPerClass.map((price, unitClass) =>
        Math.max(0, Math.round(price + step * (excess[unitClass] ?? 0))),
      ),
    );
    if (duals.bound < best.bound) {
      best = duals;
      stepsWithoutGain = 0;
      continue;
    }
    stepsWithoutGain += 1;
    if (stepsWithoutGain % 8 !== 0) continue;
    stepScale /= 2;
    duals = best;
  }
  return best;
}

/**
 * Minimises the Lagrangian dual by column generation (Dantzig and Wolfe 1960). The restricted master proposes duals. They are
 * smoothed towards the best duals so far (Wentges 1997) and rounded to whole numbers. The pricing problem of each promotion adds
 * its best use at these duals as a new column, until no promotion has one. Ends early when the gap to the incumbent is closed,
 * when the bound is within a hundredth of a minor unit of the master's objective, or when the budget is spent.
 * @param given.near the duals to begin with, by class
 * @returns the duals with the smallest bound, and the fractional solution of the last master in `primal`, the largest share first
 */
export function columnGenerationDuals(
  problem: AssignmentProblem,
  given: {
    readonly node: SearchNode;
    readonly near: readonly number[];
    readonly incumbent: Incumbent;
  },
): DualSolution & { readonly primal: readonly FractionalUse[] } {
  const { row, graphs } = problem;
  const { node, incumbent } = given;
  const first = row.classOf[node.unit] ?? 0;
  const units = row.classes.slice(first).map((unitClass) => unitClass.units);
  const master = new RestrictedMaster(units, graphs.length);
  const columns: Column[] = [];
  let best = solutionAt(problem, node, given.near);
  let duals = best;
  let smoothing = SMOOTHING;
  for (let round = 0; round < ROUNDS_LIMIT && problem.budget.left > 0; round += 1) {
    let isNew = false;
    for (const [promotion, use] of priceAll(problem, node, duals).entries()) {
      const gained = node.gains[promotion] ?? 0;
      const value = Math.min(use.gain, capOf(problem, promotion) - gained);
      const classes = use.classes.map((unitClass) => unitClass - first);
      if (value <= 0) continue;
      const column = { promotion, classes, counts: use.counts, value };
      if (!master.add(column)) continue;
      columns.push(column);
      isNew = true;
    }
    if (gapIsClosed(best, incumbent)) break;
    // Smoothed duals may price out no column although the master's own duals would, so those are tried before the end.
    if (!isNew && smoothing === 0) break;
    smoothing = isNew ? SMOOTHING : 0;
    const before = master.work;
    const isSolved = master.solve();
    problem.budget.left -= (master.work - before) / STEPS_PER_EXPANSION;
    if (!isSolved || best.bound - gainedOf(node) - master.objective < SCALE / 100) break;
    const proposed = master.dualsOfClasses();
    duals = solutionAt(
      problem,
      node,
      best.dualPerClass.map((price, unitClass) =>
        Math.max(
          0,
          Math.round(smoothing * price + (1 - smoothing) * (proposed[unitClass - first] ?? 0)),
        ),
      ),
    );
    if (duals.bound < best.bound) best = duals;
  }
  const primal = master.primalSolution().flatMap(({ column, share }) => {
    const use = columns[column];
    if (use === undefined) return [];
    return [{ ...use, classes: use.classes.map((unitClass) => unitClass + first), share }];
  });
  return { ...best, primal };
}

function gainedOf(node: SearchNode): number {
  let sum = 0;
  for (let index = 0; index < node.gains.length; index += 1) sum += node.gains[index] ?? 0;
  return sum;
}

/** Whether the upper bound, with rounding, proves that no assignment gives more than the incumbent. */
export function gapIsClosed(duals: DualSolution, incumbent: Incumbent): boolean {
  return Math.floor((duals.bound + incumbent.slack) / SCALE) <= incumbent.valueMinor;
}

/** Solves the pricing problem of every promotion: its best use of the units from the node on, at these duals. */
function priceAll(
  problem: AssignmentProblem,
  node: SearchNode,
  duals: DualSolution,
): readonly PricingSolution[] {
  const { row, graphs } = problem;
  return graphs.map((graph, promotion) =>
    solvePricing(graph, row, {
      dualPerClass: duals.dualPerClass,
      costToGo: duals.costsToGo[promotion] ?? [],
      unit: node.unit,
      state: node.states[promotion] ?? 0,
    }),
  );
}

/**
 * The most that rounding half up can add to a promotion's total, in ten-thousandths. All gains are multiples of their greatest common
 * divisor g, so the most is added at the smallest multiple of g at or above one half.
 */
export function roundingSlack(graph: StateGraph): number {
  let divisor = SCALE;
  for (const layer of graph.layers) {
    for (const gain of layer.gains) {
      divisor = greatestCommonDivisor(divisor, Math.abs(gain) % SCALE);
    }
  }
  if (divisor === SCALE) return 0;
  return SCALE - Math.ceil(SCALE / 2 / divisor) * divisor;
}
