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
} from './dual-prices.ts';
import type { Receipt, Applicable, Use } from '../model/receipt.ts';
import { classifyUnits } from './unit-classes.ts';
import { beamSearch, type CompleteAssignment } from './beam-search.ts';
import { openSearch } from './search-problem.ts';
import { buildStateGraph, type StateGraph } from './state-graph.ts';
import { leavesNothingOut, usesOf } from './solution-uses.ts';
import type { Assignments, Ways } from './assignments.ts';

/** The search budget of a receipt, in expansions of the beam search; a second or two of work. */
export const EXPANSIONS = 2_000_000;
/** A promotion whose state graph has more states and edges is assigned greedily, together with its competitors. */
const STATES_LIMIT = 4_000_000;
/** A row with more units is assigned greedily. */
const UNITS_LIMIT = 20_000;

/** Parameters of the search. They decide how fast it is and what it can prove, never the value of what is proven. */
export interface SearchParameters {
  /** Try branching on conflicts before the beam search. */
  readonly branchesFirst: boolean;
  /** Beam widths in turn. The first runs at subgradient duals and proves most small receipts, the others at better duals. */
  readonly beamWidths: readonly number[];
  /** Duals are recomputed within a search only for layers of at least this many partial assignments. */
  readonly localDualsFrom: number;
}

const DEFAULTS: SearchParameters = {
  branchesFirst: true,
  beamWidths: [16, 64, 256, 2048, 16_384],
  localDualsFrom: 500,
};
/** Expansions that every search may spend, even when the receipt's budget is used up. */
const LEAST_EXPANSIONS = 3_000;
/** Expansions for the search of all optimal assignments, and its beam width. */
const WAYS_EXPANSIONS = 400_000;
const WAYS_LIMIT = 10_000;

/**
 * The assignment of units to promotions with the largest total of rounded, capped discounts (docs/rules.md#pricing-8). This is
 * winner determination with structured bids.
 *
 * A single promotion has a direct formula, and a few competing ones are solved by branch and bound on conflicts. Otherwise the
 * method is Lagrangian relaxation with a bounded search. Each promotion is an automaton, unrolled along the row of units into a
 * state graph. A dual price on each class of units lets the promotions separate, and the sum of their best uses and of the prices
 * is an upper bound. Subgradient steps, then column generation find the duals with the smallest bound. Greedy assignment and diving
 * give an incumbent. A beam search over joint states, pruned by the bound against the incumbent, finds better assignments; it runs
 * with growing width until the gap is closed or nothing was cut. See docs/adr/0010-promotion-engine.md.
 *
 * @param applicables promotions of one connected component, in file order
 * @param given.budget expansions left for the receipt; what the search spends is taken from it
 */
export function assign(
  applicables: readonly Applicable[],
  receipt: Receipt,
  given: {
    readonly ways: Ways;
    readonly budget: { left: number };
    readonly parameters?: SearchParameters;
  },
): Assignments {
  const parameters = given.parameters ?? DEFAULTS;
  const [only] = applicables;
  if (only !== undefined && applicables.length === 1 && given.ways === 'one') {
    const use = only.best ?? bestAlone(only, receipt);
    if (use !== 'unanswered') return single(use);
  }
  if (given.ways === 'one' && parameters.branchesFirst) {
    const branched = branchOnConflicts(applicables, receipt);
    if (branched !== undefined) {
      return { valueMinor: branched.valueMinor, ways: [branched.uses], exact: true };
    }
  }
  const budget = { left: Math.max(given.budget.left, LEAST_EXPANSIONS) };
  const problem = formulate(applicables, receipt, { ways: given.ways, budget });
  if (problem === undefined) return greedy(applicables, receipt);
  const before = budget.left;
  const slacks = problem.graphs.map((graph) => roundingSlack(graph));
  const optimum = maximise(problem, slacks, parameters);
  const found =
    given.ways !== 'one' && optimum.exact
      ? findAllOptima(problem, optimum, { slacks, ways: given.ways, parameters })
      : optimum;
  given.budget.left -= before - budget.left;
  return { valueMinor: found.valueMinor, ways: found.ways, exact: found.exact };
}

/** The optimal assignment of a promotion without competitors. */
function single(use: Use | undefined): Assignments {
  if (use === undefined || use.discountMinor === 0)
    return { valueMinor: 0, ways: [[]], exact: true };
  return { valueMinor: use.discountMinor, ways: [[use]], exact: true };
}

/** Classifies the units and unrolls each promotion's automaton along them; undefined where that is too large to search. */
function formulate(
  applicables: readonly Applicable[],
  receipt: Receipt,
  given: { readonly ways: Ways; readonly budget: { left: number } },
): AssignmentProblem | undefined {
  const automata = applicables.map((applicable) => automatonOf(applicable, receipt));
  const units = applicables.reduce(
    (sum, applicable) =>
      Math.max(
        sum,
        applicable.lines.reduce((n, line) => n + (receipt.quantity[line] ?? 0), 0),
      ),
    0,
  );
  if (units > UNITS_LIMIT) return undefined;
  const row = classifyUnits(
    applicables,
    receipt,
    (applicable) =>
      given.ways !== 'one' || automata[applicables.indexOf(applicable)]?.perLine === true,
  );
  const graphs: StateGraph[] = [];
  for (const automaton of automata) {
    const graph = buildStateGraph(automaton, row, STATES_LIMIT);
    if (graph === undefined) return undefined;
    graphs.push(graph);
  }
  return { applicables, receipt, row, graphs, budget: given.budget };
}

/** The best assignment found, and the duals with the smallest bound. */
interface Optimum extends Assignments {
  readonly duals: DualSolution;
}

/** Raises the incumbent and lowers the bound until they meet, or the budget or the beam widths are used up. */
function maximise(
  problem: AssignmentProblem,
  slacks: readonly number[],
  parameters: SearchParameters,
): Optimum {
  const slack = slacks.reduce((sum, one) => sum + one, 0);
  const start = greedy(problem.applicables, problem.receipt);
  let { valueMinor } = start;
  let incumbent: CompleteAssignment | undefined;
  let duals = subgradientDuals(problem, { valueMinor, slack });
  let exact = gapIsClosed(duals, { valueMinor, slack });
  for (const [phase, width] of parameters.beamWidths.entries()) {
    if (exact || problem.budget.left <= 0) break;
    const { localDualsFrom } = parameters;
    const result = beamSearch(
      openSearch(problem, duals, {
        slacks,
        width,
        all: false,
        atLeastMinor: valueMinor,
        localDualsFrom,
      }),
    );
    const [found] = result.found;
    if (found !== undefined && found.valueMinor > valueMinor) {
      incumbent = found;
      ({ valueMinor } = found);
    }
    exact = result.isComplete || gapIsClosed(duals, { valueMinor, slack });
    if (exact || phase > 0) continue;
    duals = columnGenerationDuals(problem, {
      node: rootNode(problem),
      near: duals.dualPerClass,
      incumbent: { valueMinor, slack },
    });
    exact = gapIsClosed(duals, { valueMinor, slack });
    if (exact) break;
    const dived = dive(problem, duals.dualPerClass, problem.budget.left / 4);
    if (dived.valueMinor <= valueMinor) continue;
    incumbent = dived;
    ({ valueMinor } = dived);
    exact = gapIsClosed(duals, { valueMinor, slack });
  }
  const ways = incumbent === undefined ? start.ways : [usesOf(problem, incumbent)];
  return { valueMinor, ways, exact, duals };
}

/** Searches again for all assignments with the proven optimal value. */
function findAllOptima(
  problem: AssignmentProblem,
  { valueMinor, ways, duals }: Optimum,
  given: {
    readonly slacks: readonly number[];
    readonly ways: Ways;
    readonly parameters: SearchParameters;
  },
): Assignments {
  const budget = {
    left: Math.max(LEAST_EXPANSIONS, Math.min(WAYS_EXPANSIONS, problem.budget.left)),
  };
  problem.budget.left -= budget.left;
  const result = beamSearch(
    openSearch({ ...problem, budget }, duals, {
      slacks: given.slacks,
      width: WAYS_LIMIT,
      all: true,
      atLeastMinor: valueMinor,
      localDualsFrom: given.parameters.localDualsFrom,
    }),
  );
  const optima = result.found
    .filter((found) => found.valueMinor === valueMinor)
    .filter((found) => given.ways === 'every' || leavesNothingOut(problem, found))
    .map((found) => usesOf(problem, found));
  return { valueMinor, ways: optima.length > 0 ? optima : ways, exact: result.isComplete };
}
