import { SCALE } from '../receipt/arithmetic.ts';
import { branchOnConflicts } from './conflict-branching.ts';
import { bestAlone, automatonOf } from '../kinds/kinds.ts';
import { dive } from './diving.ts';
import { greedy } from './greedy.ts';
import {
  rootNode,
  columnGenerationDuals,
  gapIsClosed,
  subgradientDuals,
  roundingSlack,
  type DualSolution,
  type AssignmentProblem,
  type SearchNode,
} from './dual-prices.ts';
import type { Receipt, Applicable, Use } from '../receipt/receipt.ts';
import { classifyUnits } from './unit-classes.ts';
import { beamSearch, type CompleteAssignment } from './beam-search.ts';
import { buildStateGraph, type StateGraph } from './state-graph.ts';
import { leavesNothingOut, usesOf } from './solution-uses.ts';
import type { Competitor } from './contender.ts';
import type { DualBounds } from './search-problem.ts';
import type { Assignments, Ways } from './assignments.ts';

/** Counted in expansions of the search; a second or two of work. */
export const EXPANSIONS = 2_000_000;
const STATES_LIMIT = 4_000_000;
const UNITS_LIMIT = 20_000;
/** How a search goes about it; whatever it is, what is exact is the same. */
export interface SearchManner {
  /** Few competitors are tried by dividing units between them first. */
  readonly divides: boolean;
  /** A narrow search at quick prices, then wider ones at the best prices; a small receipt is proven in the first. */
  readonly widths: readonly number[];
  /** From so many partial assignments on it pays to look for prices that suit what is left of the row. */
  readonly repricedFrom: number;
}

const USUAL: SearchManner = {
  divides: true,
  widths: [16, 64, 256, 2048, 16_384],
  repricedFrom: 500,
};
/** What every search may spend, even when the receipt's budget is used up. */
const LEAST_EXPANSIONS = 3_000;
/** What looking for all equally good ways may spend. */
const WAYS_EXPANSIONS = 400_000;
const WAYS_LIMIT = 10_000;

/**
 * The assignment of units with the largest total of rounded, capped discounts (docs/rules.md#pricing-8). Method: Lagrangian
 * prices on units give every promotion its own best use of the row (an exact dynamic programme for each); their sum is an upper
 * bound, and a dynamic programme over the joint states, pruned by that bound, finds and proves the optimum. See
 * docs/adr/0010-promotion-engine.md.
 */
export function assign(
  applicables: readonly Applicable[],
  receipt: Receipt,
  given: {
    readonly ways: Ways;
    readonly budget: { left: number };
    readonly manner?: SearchManner;
  },
): Assignments {
  const manner = given.manner ?? USUAL;
  const [only] = applicables;
  if (only !== undefined && applicables.length === 1 && given.ways === 'one') {
    const use = only.best ?? bestAlone(only, receipt);
    if (use !== 'unanswered') return single(use);
  }
  if (given.ways === 'one' && manner.divides) {
    const divided = branchOnConflicts(applicables, receipt);
    if (divided !== undefined) {
      return { valueMinor: divided.valueMinor, ways: [divided.uses], exact: true };
    }
  }
  const machines = applicables.map((applicable) => automatonOf(applicable, receipt));
  const units = applicables.reduce(
    (sum, applicable) =>
      Math.max(
        sum,
        applicable.lines.reduce((n, line) => n + (receipt.quantity[line] ?? 0), 0),
      ),
    0,
  );
  if (units > UNITS_LIMIT) return greedy(applicables, receipt);
  const row = classifyUnits(
    applicables,
    receipt,
    (applicable) =>
      given.ways !== 'one' || machines[applicables.indexOf(applicable)]?.perLine === true,
  );
  const tracks: StateGraph[] = [];
  for (const automaton of machines) {
    const track = buildStateGraph(automaton, row, STATES_LIMIT);
    if (track === undefined) return greedy(applicables, receipt);
    tracks.push(track);
  }
  const budget = { left: Math.max(given.budget.left, LEAST_EXPANSIONS) };
  const before = budget.left;
  const solved = solve({ applicables, receipt, row, tracks, budget }, given.ways, manner);
  given.budget.left -= before - budget.left;
  return solved;
}

function single(use: Use | undefined): Assignments {
  if (use === undefined || use.discountMinor === 0)
    return { valueMinor: 0, ways: [[]], exact: true };
  return { valueMinor: use.discountMinor, ways: [[use]], exact: true };
}

function solve(problem: AssignmentProblem, all: Ways, manner: SearchManner): Assignments {
  const { tracks } = problem;
  const slacks = tracks.map((graph) => roundingSlack(graph));
  const slack = slacks.reduce((sum, one) => sum + one, 0);
  const start = greedy(problem.applicables, problem.receipt);
  let { valueMinor } = start;
  let best: CompleteAssignment | undefined;
  let view = subgradientDuals(problem, { knownMinor: valueMinor, slack });
  let exact = gapIsClosed(view, { knownMinor: valueMinor, slack });
  for (const [phase, width] of manner.widths.entries()) {
    if (exact || problem.budget.left <= 0) break;
    const haul = hunted(problem, view, {
      slacks,
      width,
      all: false,
      atLeastMinor: valueMinor,
      manner,
    });
    const [found] = haul.found;
    if (found !== undefined && found.valueMinor > valueMinor) {
      best = found;
      ({ valueMinor } = found);
    }
    exact = haul.isComplete || gapIsClosed(view, { knownMinor: valueMinor, slack });
    if (exact || phase > 0) continue;
    view = columnGenerationDuals(problem, {
      standing: rootNode(problem),
      near: view.pricePerClass,
      aim: { knownMinor: valueMinor, slack },
    });
    exact = gapIsClosed(view, { knownMinor: valueMinor, slack });
    if (exact) break;
    const dived = dive(problem, view.pricePerClass, problem.budget.left / 4);
    if (dived.valueMinor <= valueMinor) continue;
    best = dived;
    ({ valueMinor } = dived);
    exact = gapIsClosed(view, { knownMinor: valueMinor, slack });
  }
  let ways = best === undefined ? start.ways : [usesOf(problem, best)];
  if (all !== 'one' && exact) {
    const budget = {
      left: Math.max(LEAST_EXPANSIONS, Math.min(WAYS_EXPANSIONS, problem.budget.left)),
    };
    problem.budget.left -= budget.left;
    const haul = hunted({ ...problem, budget }, view, {
      slacks,
      width: WAYS_LIMIT,
      manner,
      all: true,
      atLeastMinor: valueMinor,
    });
    const every = haul.found
      .filter((found) => found.valueMinor === valueMinor)
      .filter((found) => all === 'every' || leavesNothingOut(problem, found))
      .map((found) => usesOf(problem, found));
    if (every.length > 0) ways = every;
    exact = haul.isComplete;
  }
  return { valueMinor, ways, exact };
}

interface HuntGiven {
  readonly manner: SearchManner;
  readonly slacks: readonly number[];
  readonly width: number;
  readonly all: boolean;
  readonly atLeastMinor: number;
}

function hunted(
  problem: AssignmentProblem,
  view: DualSolution,
  given: HuntGiven,
): ReturnType<typeof beamSearch> {
  const { row, tracks, applicables } = problem;
  const competitors: Competitor[] = tracks.map((graph, index) => ({
    graph,
    cap: (applicables[index]?.compiled.capMinor ?? Infinity) * SCALE,
    slack: given.slacks[index] ?? 0,
  }));
  const slack = given.slacks.reduce((sum, one) => sum + one, 0);
  let near = view.pricePerClass;
  const reprice = (standing: SearchNode): DualBounds => {
    const aim = { knownMinor: given.atLeastMinor - Number(given.all), slack };
    const fresh = columnGenerationDuals(problem, { standing, near, aim });
    near = fresh.pricePerClass;
    return boundsOf(problem, fresh);
  };
  const isWanted = row.classes.map((unitClass) =>
    tracks.some(
      ({ automaton }) =>
        automaton.takesAll && automaton.moves(automaton.start, unitClass.lines[0] ?? -1).length > 0,
    ),
  );
  return beamSearch({
    row,
    competitors,
    bounds: boundsOf(problem, view),
    reprice,
    repricedFrom: given.manner.repricedFrom,
    isWanted,
    width: given.width,
    all: given.all,
    atLeastMinor: given.atLeastMinor,
    budget: problem.budget,
  });
}

function boundsOf(problem: AssignmentProblem, view: DualSolution): DualBounds {
  const { row } = problem;
  const dualsAfter: number[] = Array.from(row.classOf, () => 0);
  dualsAfter.push(0);
  for (let unit = row.classOf.length - 1; unit >= 0; unit -= 1) {
    dualsAfter[unit] =
      (dualsAfter[unit + 1] ?? 0) + (view.pricePerClass[row.classOf[unit] ?? 0] ?? 0);
  }
  return { costsToGo: view.prospects, dualsAfter };
}
