import {
  capOf,
  columnGenerationDuals,
  type AssignmentProblem,
  type DualSolution,
  type SearchNode,
} from './dual-prices.ts';
import type { UnitRow } from './unit-classes.ts';
import type { CostToGo } from './state-graph.ts';
import type { Competitor } from './competitor.ts';

/** The duals as the search needs them to bound partial assignments. */
export interface DualBounds {
  /** By promotion. */
  readonly costsToGo: readonly CostToGo[];
  /** By unit, the sum of the prices from it on, in ten-thousandths; one entry more than units. */
  readonly dualsAfter: readonly number[];
}

/** What a beam search works on. */
export interface SearchProblem {
  readonly row: UnitRow;
  /** In file order of the promotions. */
  readonly competitors: readonly Competitor[];
  /** The duals for the whole row. */
  readonly bounds: DualBounds;
  /** Computes duals for the units from a node on, as far as the budget allows. */
  readonly dualsAt: (node: SearchNode) => DualBounds;
  /** Duals are recomputed only for layers of at least this many partial assignments. */
  readonly localDualsFrom: number;
  /** By class: some promotion must take every unit that no other takes, so no unit of the class stays unassigned. */
  readonly isWanted: readonly boolean[];
  /** The beam width: the most partial assignments kept after each unit. */
  readonly width: number;
  /** Return every best assignment. Equal states with different histories are then not merged. */
  readonly all: boolean;
  /** Assignments at or below this value are pruned; where `all`, those below it. */
  readonly atLeastMinor: number;
  /** Expansions left; the search takes from it. */
  readonly budget: { left: number };
}

interface SearchOptions {
  /** By promotion, the most that rounding can add to its gain, in ten-thousandths. */
  readonly slacks: readonly number[];
  readonly width: number;
  readonly all: boolean;
  readonly atLeastMinor: number;
  readonly localDualsFrom: number;
}

/** Prepares a beam search, bounded by the given duals. The search takes from the problem's budget. */
export function openSearch(
  problem: AssignmentProblem,
  duals: DualSolution,
  given: SearchOptions,
): SearchProblem {
  const { row, graphs } = problem;
  const competitors: Competitor[] = graphs.map((graph, index) => ({
    graph,
    cap: capOf(problem, index),
    slack: given.slacks[index] ?? 0,
  }));
  const slack = given.slacks.reduce((sum, one) => sum + one, 0);
  // Each recomputation starts from the duals of the one before.
  let near = duals.dualPerClass;
  const dualsAt = (node: SearchNode): DualBounds => {
    const incumbent = { valueMinor: given.atLeastMinor - Number(given.all), slack };
    const fresh = columnGenerationDuals(problem, { node, near, incumbent });
    near = fresh.dualPerClass;
    return boundsOf(problem, fresh);
  };
  const isWanted = row.classes.map((unitClass) =>
    graphs.some(
      ({ automaton }) =>
        automaton.takesAll && automaton.moves(automaton.start, unitClass.lines[0] ?? -1).length > 0,
    ),
  );
  return {
    row,
    competitors,
    bounds: boundsOf(problem, duals),
    dualsAt,
    localDualsFrom: given.localDualsFrom,
    isWanted,
    width: given.width,
    all: given.all,
    atLeastMinor: given.atLeastMinor,
    budget: problem.budget,
  };
}

function boundsOf(problem: AssignmentProblem, duals: DualSolution): DualBounds {
  const { row } = problem;
  const dualsAfter: number[] = Array.from(row.classOf, () => 0);
  dualsAfter.push(0);
  for (let unit = row.classOf.length - 1; unit >= 0; unit -= 1) {
    dualsAfter[unit] =
      (dualsAfter[unit + 1] ?? 0) + (duals.dualPerClass[row.classOf[unit] ?? 0] ?? 0);
  }
  return { costsToGo: duals.costsToGo, dualsAfter };
}
