import { roundHalfUp, SCALE } from '../receipt/arithmetic.ts';
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

/** From this share on a use is as good as whole. */
const WHOLE = 0.999;
const NEVER_PROVEN = { knownMinor: -1, slack: 0 };

/**
 * A good assignment, by diving (Wolsey, Integer Programming): the best prices come with a mix of uses, their shares at most one
 * for each promotion. The use with the largest share is held to, what is left is priced anew, and so on until nobody wants
 * what is left. It proves nothing; but a search that knows a good value leaves out far more.
 * @param near prices to begin with
 * @param expansions when it has spent so many, it ends with what it holds
 */
export function dive(
  problem: AssignmentProblem,
  near: readonly number[],
  expansions: number,
): CompleteAssignment {
  const { row, tracks, budget } = problem;
  const units = row.classes.map((unitClass) => unitClass.units);
  const held: (FractionalUse | undefined)[] = tracks.map(() => undefined);
  const stopAt = budget.left - expansions;
  let pricePerClass = near;
  let open = [...tracks.keys()];
  while (open.length > 0 && units.some((left) => left > 0) && budget.left > stopAt) {
    const rest = restOf(problem, open, units);
    if (rest === undefined) break;
    const { mix, ...view } = columnGenerationDuals(rest, {
      standing: rootNode(rest),
      near: pricePerClass,
      aim: NEVER_PROVEN,
    });
    ({ pricePerClass } = view);
    const taken = new Set<number>();
    for (const [place, one] of mix.entries()) {
      const machine = open[one.machine] ?? -1;
      if ((place > 0 && one.share < WHOLE) || taken.has(machine) || !fits(one, units)) continue;
      taken.add(machine);
      held[machine] = one;
      for (const [at, unitClass] of one.classes.entries())
        units[unitClass] = (units[unitClass] ?? 0) - (one.counts[at] ?? 0);
    }
    if (taken.size === 0) break;
    open = open.filter((index) => !taken.has(index));
  }
  return foundOf(problem, held);
}

function fits({ classes, counts }: FractionalUse, units: readonly number[]): boolean {
  return classes.every((unitClass, at) => (units[unitClass] ?? 0) >= (counts[at] ?? 0));
}

/** What is left to those who hold nothing yet. */
function restOf(
  problem: AssignmentProblem,
  open: readonly number[],
  units: readonly number[],
): AssignmentProblem | undefined {
  const row = rowOf(problem.row, units);
  const tracks: StateGraph[] = [];
  for (const index of open) {
    const graph = problem.tracks[index];
    const shorter = graph && buildStateGraph(graph.automaton, row, graph.size);
    if (shorter === undefined) return undefined;
    tracks.push(shorter);
  }
  return {
    ...problem,
    row,
    tracks,
    applicables: open.flatMap((index) => problem.applicables[index] ?? []),
  };
}

/** The row with fewer units; its classes keep their places. */
function rowOf(row: UnitRow, units: readonly number[]): UnitRow {
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

/** The uses as steps along the row: of each class the units of the first promotion first. */
function foundOf(
  problem: AssignmentProblem,
  held: readonly (FractionalUse | undefined)[],
): CompleteAssignment {
  const { row, tracks } = problem;
  const steps: AssignmentStep[] = row.classOf.map(() => ({ machine: -1, edge: -1 }));
  const starts = row.classes.map((_, index) => row.classOf.indexOf(index));
  const gains = tracks.map(() => 0);
  for (const [machine, graph] of tracks.entries()) {
    const own = new Set<number>();
    const use = held[machine];
    for (const [at, unitClass] of (use?.classes ?? []).entries()) {
      for (let count = use?.counts[at] ?? 0; count > 0; count -= 1) {
        own.add(starts[unitClass] ?? 0);
        starts[unitClass] = (starts[unitClass] ?? 0) + 1;
      }
    }
    if (own.size === 0) continue;
    const path = bestPath(graph, own);
    gains[machine] = path.gain;
    for (const [unit, edge] of path.edges) steps[unit] = { machine, edge };
  }
  let valueMinor = 0;
  for (const [machine, gain] of gains.entries())
    valueMinor += Math.min(roundHalfUp(gain), capOf(problem, machine) / SCALE);
  return { steps, gains, valueMinor };
}

interface Path {
  readonly gain: number;
  /** By unit. */
  readonly edges: ReadonlyMap<number, number>;
}

/** How the machine gains most with exactly these units. */
function bestPath(graph: StateGraph, own: ReadonlySet<number>): Path {
  const { stages } = graph;
  const last = stages.length - 1;
  const ahead: Float64Array[] = [];
  ahead[last] = Float64Array.from(graph.accepts, (accepts) => (accepts ? 0 : -Infinity));
  for (let unit = last - 1; unit >= 0; unit -= 1) {
    const [stage, after] = [stages[unit], ahead[unit + 1]];
    if (stage === undefined || after === undefined) break;
    const here = new Float64Array(stage.count).fill(-Infinity);
    for (let state = 0; state < stage.count; state += 1) {
      if (!own.has(unit)) {
        const skip = stage.skips[state] ?? -1;
        if (skip >= 0) here[state] = after[skip] ?? -Infinity;
        continue;
      }
      const end = stage.edgesFrom[state + 1] ?? 0;
      for (let edge = stage.edgesFrom[state] ?? 0; edge < end; edge += 1) {
        const gain = (stage.gains[edge] ?? 0) + (after[stage.to[edge] ?? 0] ?? -Infinity);
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
    const stage = stages[unit];
    if (stage === undefined) break;
    if (!own.has(unit)) {
      state = stage.skips[state] ?? 0;
      continue;
    }
    const end = stage.edgesFrom[state + 1] ?? 0;
    for (let edge = stage.edgesFrom[state] ?? 0; edge < end; edge += 1) {
      const to = stage.to[edge] ?? 0;
      if ((stage.gains[edge] ?? 0) + (ahead[unit + 1]?.[to] ?? 0) !== ahead[unit]?.[state])
        continue;
      edges.set(unit, edge);
      state = to;
      break;
    }
  }
  return { gain, edges };
}
