import { roundHalfUp, SCALE } from '../model/arithmetic.ts';
import { upperBoundAt, leastOfInterest, competitorBound } from './upper-bounds.ts';
import { StateLayer, type BackPointers } from './state-layer.ts';
import { withLocalDuals } from './local-duals.ts';
import type { GraphLayer } from './state-graph.ts';
import type { Competitor } from './competitor.ts';
import type { DualBounds, SearchProblem } from './search-problem.ts';

/** The decision on one unit: which promotion takes it, by which edge of its graph layer. Both −1 where none does. */
export interface AssignmentStep {
  readonly promotion: number;
  readonly edge: number;
}

/** A complete assignment of the row's units. */
export interface CompleteAssignment {
  /** One for each unit. */
  readonly steps: readonly AssignmentStep[];
  /** By promotion, in ten-thousandths of a minor unit, neither rounded nor capped. */
  readonly gains: readonly number[];
  /** The sum of the promotions' rounded, capped gains. */
  readonly valueMinor: number;
}

/** What a beam search found. */
export interface SearchResult {
  /** The best first; only the best, or every best one where the problem says `all`. May be empty when none beats `atLeastMinor`. */
  readonly found: readonly CompleteAssignment[];
  /** Whether the search was exhaustive: only assignments that cannot win were pruned, and none was cut for the width or the budget. */
  readonly isComplete: boolean;
}

/**
 * Beam search with bounding, over a dynamic programme on joint states. The search decides the row unit by unit. In each layer it
 * expands every partial assignment, merges equal joint states (dominance), prunes what the dual bound puts below the best known
 * value, and keeps at most `width` assignments with the largest bounds. Without a cut for width the result is the proven optimum.
 */
export function beamSearch(given: SearchProblem): SearchResult {
  const { row, competitors } = given;
  const backPointers: BackPointers[] = [];
  const histories = new Map<number, number>();
  let here = new StateLayer(competitors);
  let next = new StateLayer(competitors);
  let bounds = given.bounds;
  here.begin();
  here.bounds[0] = upperBoundAt(given, { layer: here, node: 0, unit: 0, bounds });
  let isComplete = true;
  let unitsToWait = UNITS_BETWEEN_DUALS;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    next.clear();
    expandAll(given, { unit, here, next, histories, bounds });
    unitsToWait -= 1;
    if (row.endsLine[unit] === true && unitsToWait <= 0 && next.size >= given.localDualsFrom) {
      const before = next.size;
      bounds = withLocalDuals(given, { unit: unit + 1, layer: next, bounds });
      // Where the new duals pruned little, the next ones will hardly do better.
      unitsToWait = next.size > 0.8 * before ? 3 * UNITS_BETWEEN_DUALS : UNITS_BETWEEN_DUALS;
    }
    if (next.size > given.width) {
      isComplete = false;
      next.keepBest(given.width);
    }
    backPointers.push(next.backPointers());
    [here, next] = [next, here];
    if (given.budget.left <= 0) return { found: [], isComplete: false };
  }
  const found: FinalState[] = [];
  for (let node = 0; node < here.size; node += 1) {
    const gains = here.gainsOf(node);
    found.push({ node, gains, valueMinor: valueOfGains(gains, competitors) });
  }
  found.sort((a, b) => b.valueMinor - a.valueMinor || compareGains(b.gains, a.gains));
  const bestMinor = found[0]?.valueMinor ?? 0;
  const kept = given.all ? found.filter((one) => one.valueMinor === bestMinor) : found.slice(0, 1);
  return {
    found: kept.map(({ node, gains, valueMinor }) => ({
      steps: stepsTo(node, backPointers),
      gains,
      valueMinor,
    })),
    isComplete,
  };
}

/** Duals are recomputed after this many units at the earliest. */
const UNITS_BETWEEN_DUALS = 8;

/** A complete assignment as a node of the last layer. */
interface FinalState {
  readonly node: number;
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

/** Follows the back pointers from a node of the last layer. */
function stepsTo(last: number, backPointers: readonly BackPointers[]): readonly AssignmentStep[] {
  const steps: AssignmentStep[] = [];
  let node = last;
  for (let unit = backPointers.length - 1; unit >= 0; unit -= 1) {
    const here = backPointers[unit];
    if (here === undefined) break;
    steps.push({ promotion: here.promotions[node] ?? -1, edge: here.edges[node] ?? -1 });
    node = here.parents[node] ?? 0;
  }
  return steps.toReversed();
}

/** The step of the search from one layer to the next. */
interface Expansion {
  readonly unit: number;
  readonly here: StateLayer;
  readonly next: StateLayer;
  /** Numbers histories by their last history and decision, where equal states with different histories are kept apart. */
  readonly histories: Map<number, number>;
  readonly bounds: DualBounds;
}

/** Adds every successor of every partial assignment of `here` that is not pruned to `next`. */
function expandAll(given: SearchProblem, expansion: Expansion): void {
  const { competitors, row, budget } = given;
  const { unit, here, next } = expansion;
  const graphLayers = competitors.map(
    (competitor) => competitor.graph.layers[unit] ?? NO_GRAPH_LAYER,
  );
  const { bounds } = expansion;
  const costsAfter = competitors.map(
    (_, index) => bounds.costsToGo[index]?.[unit + 1] ?? NO_FLOATS,
  );
  const costsBefore = competitors.map((_, index) => bounds.costsToGo[index]?.[unit] ?? NO_FLOATS);
  const priceChange = (bounds.dualsAfter[unit + 1] ?? 0) - (bounds.dualsAfter[unit] ?? 0);
  // For the other promotions state, gain and bound stay as they are.
  const active = Int32Array.from(
    [...competitors.keys()].filter((index) => graphLayers[index]?.isStill === false),
  );
  const isWanted = given.isWanted[row.classOf[unit] ?? 0] === true;
  const isLastOfClass = row.endsLine[unit] === true;
  const count = competitors.length;
  const decisions = 2 * count + 1;
  const least = leastOfInterest(given);
  const historyOf = (before: number, decision: number): number => {
    if (!given.all) return 0;
    const key = before * decisions + decision;
    const known = expansion.histories.get(key);
    if (known !== undefined) return known;
    expansion.histories.set(key, expansion.histories.size + 1);
    return expansion.histories.size;
  };
  const skips = new Int32Array(count);
  const boundsAfterSkip = new Float64Array(count);
  for (let node = 0; node < here.size; node += 1) {
    const base = node * count;
    const { states, gains } = here;
    // A promotion that may not leave the unit must take it; where two must, the assignment is infeasible.
    let [mustTake, mustTakeCount, sum] = [-1, 0, (here.bounds[node] ?? 0) + priceChange];
    for (const index of active) {
      const state = states[base + index] ?? 0;
      const gain = gains[base + index] ?? 0;
      sum -= competitorBound(competitors[index], gain, costsBefore[index]?.[state] ?? 0);
      const skip = graphLayers[index]?.skips[state] ?? -1;
      const ahead = skip < 0 ? -Infinity : (costsAfter[index]?.[skip] ?? -Infinity);
      skips[index] = skip;
      if (ahead === -Infinity) {
        mustTake = index;
        mustTakeCount += 1;
        boundsAfterSkip[index] = 0;
        continue;
      }
      const reached = competitorBound(competitors[index], gain, ahead);
      boundsAfterSkip[index] = reached;
      sum += reached;
    }
    if (mustTakeCount > 1) continue;
    next.prepare(here, node);
    for (const index of active) next.skip(index, skips[index] ?? 0);
    const before = here.histories[node] ?? 0;
    const first = here.firstAllowed[node] ?? 0;
    for (const promotion of active) {
      if (promotion < first || (mustTakeCount === 1 && mustTake !== promotion)) continue;
      const graphLayer = graphLayers[promotion];
      const ahead = costsAfter[promotion];
      if (graphLayer === undefined || ahead === undefined) continue;
      const state = states[base + promotion] ?? 0;
      const end = graphLayer.edgesFrom[state + 1] ?? 0;
      for (let edge = graphLayer.edgesFrom[state] ?? 0; edge < end; edge += 1) {
        budget.left -= 1;
        const to = graphLayer.to[edge] ?? 0;
        const gain = (gains[base + promotion] ?? 0) + (graphLayer.gains[edge] ?? 0);
        const reached = competitorBound(competitors[promotion], gain, ahead[to] ?? -Infinity);
        const bound = sum - (boundsAfterSkip[promotion] ?? 0) + reached;
        if (bound < least * SCALE) continue;
        const history = historyOf(before, promotion * 2 + (graphLayer.isTarget[edge] ?? 0));
        const firstAllowed = isLastOfClass ? 0 : promotion;
        next.add({ promotion, state: to, gain, firstAllowed, bound, history, parent: node, edge });
      }
    }
    if (mustTakeCount > 0 || isWanted) continue;
    budget.left -= 1;
    if (sum < least * SCALE) continue;
    const firstAllowed = isLastOfClass ? 0 : count;
    const history = historyOf(before, 2 * count);
    const unassigned = { promotion: -1, state: 0, gain: 0, edge: -1 };
    next.add({ ...unassigned, firstAllowed, bound: sum, history, parent: node });
  }
}

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
const NO_GRAPH_LAYER: GraphLayer = {
  count: 0,
  skips: NO_INTS,
  edgesFrom: NO_INTS,
  isStill: true,
  to: NO_INTS,
  gains: NO_FLOATS,
  isTarget: new Uint8Array(0),
  weights: NO_FLOATS,
};

/** Orders assignments of equal value: the larger gain for the earlier promotion of the file (docs/rules.md#pricing-11). */
function compareGains(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The value in minor units: each promotion's gain rounded and capped. */
function valueOfGains(gains: readonly number[], competitors: readonly Competitor[]): number {
  let valueMinor = 0;
  for (const [index, competitor] of competitors.entries()) {
    valueMinor += Math.min(roundHalfUp(gains[index] ?? 0), competitor.cap / SCALE);
  }
  return valueMinor;
}
