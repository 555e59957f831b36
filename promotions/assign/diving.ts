import { roundHalfUp, SCALE } from '../model/arithmetic.ts';
import {
  rootNode,
  columnGenerationDuals,
  capOf,
  type AssignmentProblem,
  type FractionalUse,
} from './dual-prices.ts';
import type { UnitRow } from './unit-classes.ts';
import type { CompleteAssignment, AssignmentStep } from './beam-search.ts';
import { buildStateGraph, type StateGraph } from './state-graph.ts';

/** A column with at least this share counts as whole. */
const WHOLE = 0.999;
/** An incumbent that no bound proves, so that the duals are minimised to the end. */
const NO_INCUMBENT = { valueMinor: -1, slack: 0 };

/**
 * Diving, a primal heuristic (Wolsey, Integer Programming). It solves the linear relaxation by column generation, fixes the column
 * with the largest share and every whole one, and goes on with the residual problem until nothing can be fixed. The result proves
 * nothing, but it is a good incumbent, and the beam search prunes more against it.
 * @param near the duals to begin with, by class
 * @param expansions the dive ends with what is fixed when it has spent so many
 */
export function dive(
  problem: AssignmentProblem,
  near: readonly number[],
  expansions: number,
): CompleteAssignment {
  const { row, graphs, budget } = problem;
  const units = row.classes.map((unitClass) => unitClass.units);
  const fixed: (FractionalUse | undefined)[] = graphs.map(() => undefined);
  const stopAt = budget.left - expansions;
  let dualPerClass = near;
  let unfixed = [...graphs.keys()];
  while (unfixed.length > 0 && units.some((left) => left > 0) && budget.left > stopAt) {
    const residual = residualProblem(problem, unfixed, units);
    if (residual === undefined) break;
    const { primal, ...duals } = columnGenerationDuals(residual, {
      node: rootNode(residual),
      near: dualPerClass,
      incumbent: NO_INCUMBENT,
    });
    ({ dualPerClass } = duals);
    const newlyFixed = new Set<number>();
    for (const [place, one] of primal.entries()) {
      const promotion = unfixed[one.promotion] ?? -1;
      if ((place > 0 && one.share < WHOLE) || newlyFixed.has(promotion) || !fits(one, units))
        continue;
      newlyFixed.add(promotion);
      fixed[promotion] = one;
      for (const [at, unitClass] of one.classes.entries())
        units[unitClass] = (units[unitClass] ?? 0) - (one.counts[at] ?? 0);
    }
    if (newlyFixed.size === 0) break;
    unfixed = unfixed.filter((index) => !newlyFixed.has(index));
  }
  return assignmentOf(problem, fixed);
}

/** Whether enough units are left for a column. */
function fits({ classes, counts }: FractionalUse, units: readonly number[]): boolean {
  return classes.every((unitClass, at) => (units[unitClass] ?? 0) >= (counts[at] ?? 0));
}

/** The problem of the promotions that are not fixed, on the units that are left. @returns undefined where a graph would grow */
function residualProblem(
  problem: AssignmentProblem,
  unfixed: readonly number[],
  units: readonly number[],
): AssignmentProblem | undefined {
  const row = residualRow(problem.row, units);
  const graphs: StateGraph[] = [];
  for (const index of unfixed) {
    const graph = problem.graphs[index];
    const residual = graph && buildStateGraph(graph.automaton, row, graph.size);
    if (residual === undefined) return undefined;
    graphs.push(residual);
  }
  return {
    ...problem,
    row,
    graphs,
    applicables: unfixed.flatMap((index) => problem.applicables[index] ?? []),
  };
}

/** The row with fewer units. Classes keep their numbers, also those without units. */
function residualRow(row: UnitRow, units: readonly number[]): UnitRow {
  const [classOf, endsLine, endsPrice]: [number[], boolean[], boolean[]] = [[], [], []];
  for (const [index, { unitPriceMinor }] of row.classes.entries()) {
    const before = row.classes[classOf.at(-1) ?? index];
    if (before !== undefined && before.unitPriceMinor !== unitPriceMinor && (units[index] ?? 0) > 0)
      endsPrice[endsPrice.length - 1] = true;
    for (let left = units[index] ?? 0; left > 0; left -= 1) {
      classOf.push(index);
      endsLine.push(left === 1);
      endsPrice.push(false);
    }
  }
  if (endsPrice.length > 0) endsPrice[endsPrice.length - 1] = true;
  const classes = row.classes.map((unitClass, index) => ({
    ...unitClass,
    units: units[index] ?? 0,
  }));
  return { classes, classOf, endsLine, endsPrice };
}

/** The fixed uses as decisions on units. The units of a class go to the promotions in their order. */
function assignmentOf(
  problem: AssignmentProblem,
  fixed: readonly (FractionalUse | undefined)[],
): CompleteAssignment {
  const { row, graphs } = problem;
  const steps: AssignmentStep[] = row.classOf.map(() => ({ promotion: -1, edge: -1 }));
  const starts = row.classes.map((_, index) => row.classOf.indexOf(index));
  const gains = graphs.map(() => 0);
  for (const [promotion, graph] of graphs.entries()) {
    const own = new Set<number>();
    const use = fixed[promotion];
    for (const [at, unitClass] of (use?.classes ?? []).entries()) {
      for (let count = use?.counts[at] ?? 0; count > 0; count -= 1) {
        own.add(starts[unitClass] ?? 0);
        starts[unitClass] = (starts[unitClass] ?? 0) + 1;
      }
    }
    if (own.size === 0) continue;
    const path = bestPath(graph, own);
    gains[promotion] = path.gain;
    for (const [unit, edge] of path.edges) steps[unit] = { promotion, edge };
  }
  let valueMinor = 0;
  for (const [promotion, gain] of gains.entries())
    valueMinor += Math.min(roundHalfUp(gain), capOf(problem, promotion) / SCALE);
  return { steps, gains, valueMinor };
}

/** A path through a state graph. */
interface Path {
  /** In ten-thousandths. */
  readonly gain: number;
  /** By unit that the promotion takes, the edge. */
  readonly edges: ReadonlyMap<number, number>;
}

/** The path of largest gain on which the promotion takes exactly these units, by backward dynamic programming. */
function bestPath(graph: StateGraph, own: ReadonlySet<number>): Path {
  const { layers } = graph;
  const last = layers.length - 1;
  const ahead: Float64Array[] = [];
  ahead[last] = Float64Array.from(graph.accepts, (accepts) => (accepts ? 0 : -Infinity));
  for (let unit = last - 1; unit >= 0; unit -= 1) {
    const [layer, after] = [layers[unit], ahead[unit + 1]];
    if (layer === undefined || after === undefined) break;
    const here = new Float64Array(layer.count).fill(-Infinity);
    for (let state = 0; state < layer.count; state += 1) {
      if (!own.has(unit)) {
        const skip = layer.skips[state] ?? -1;
        if (skip >= 0) here[state] = after[skip] ?? -Infinity;
        continue;
      }
      const end = layer.edgesFrom[state + 1] ?? 0;
      for (let edge = layer.edgesFrom[state] ?? 0; edge < end; edge += 1) {
        const gain = (layer.gains[edge] ?? 0) + (after[layer.to[edge] ?? 0] ?? -Infinity);
        if (gain > (here[state] ?? 0)) here[state] = gain;
      }
    }
    ahead[unit] = here;
  }
  const gain = ahead[0]?.[0] ?? -Infinity;
  const edges = new Map<number, number>();
  if (gain <= 0) return { gain: 0, edges };
  let state = 0;
  for (let unit = 0; unit < last; unit += 1) {
    const layer = layers[unit];
    if (layer === undefined) break;
    if (!own.has(unit)) {
      state = layer.skips[state] ?? 0;
      continue;
    }
    const end = layer.edgesFrom[state + 1] ?? 0;
    for (let edge = layer.edgesFrom[state] ?? 0; edge < end; edge += 1) {
      const to = layer.to[edge] ?? 0;
      if ((layer.gains[edge] ?? 0) + (ahead[unit + 1]?.[to] ?? 0) !== ahead[unit]?.[state])
        continue;
      edges.set(unit, edge);
      state = to;
      break;
    }
  }
  return { gain, edges };
}
