import { roundHalfUp, SCALE } from '../receipt/arithmetic.ts';
import { upperBoundAt, leastOfInterest, competitorBound } from './upper-bounds.ts';
import { StateLayer, type BackPointers } from './state-layer.ts';
import { withLocalDuals } from './local-duals.ts';
import type { GraphLayer } from './state-graph.ts';
import type { Competitor } from './contender.ts';
import type { DualBounds, SearchProblem } from './search-problem.ts';

/** Which machine took a unit, by which edge of its stage; machine −1 where none did. */
export interface AssignmentStep {
  readonly machine: number;
  readonly edge: number;
}

/** A complete assignment: one step for each unit of the row. */
export interface CompleteAssignment {
  readonly steps: readonly AssignmentStep[];
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

export interface SearchResult {
  /** Best first; empty when nothing beats `atLeastMinor`. */
  readonly found: readonly CompleteAssignment[];
  /** Nothing was dropped except what could not win. */
  readonly isComplete: boolean;
}

/**
 * Goes through the row unit by unit and keeps the partial assignments that may still win: equal states are merged, what
 * cannot reach the best known value is dropped, and beyond `width` the least promising are given up.
 */
export function beamSearch(given: SearchProblem): SearchResult {
  const { row, competitors } = given;
  const trail: BackPointers[] = [];
  const histories = new Map<number, number>();
  let here = new StateLayer(competitors);
  let next = new StateLayer(competitors);
  let bounds = given.bounds;
  here.begin();
  here.bounds[0] = upperBoundAt(given, { layer: here, node: 0, unit: 0, bounds });
  let isComplete = true;
  let pause = PAUSE;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    next.clear();
    expandAll(given, { unit, here, next, histories, bounds });
    pause -= 1;
    if (row.endsLine[unit] === true && pause <= 0 && next.size >= given.repricedFrom) {
      const before = next.size;
      bounds = withLocalDuals(given, { unit: unit + 1, layer: next, bounds });
      pause = next.size > 0.8 * before ? 3 * PAUSE : PAUSE;
    }
    if (next.size > given.width) {
      isComplete = false;
      next.keepBest(given.width);
    }
    trail.push(next.trail());
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
      steps: stepsTo(node, trail),
      gains,
      valueMinor,
    })),
    isComplete,
  };
}

/** New prices are looked for so many units apart. */
const PAUSE = 8;

interface FinalState {
  readonly node: number;
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

function stepsTo(last: number, trail: readonly BackPointers[]): readonly AssignmentStep[] {
  const steps: AssignmentStep[] = [];
  let node = last;
  for (let unit = trail.length - 1; unit >= 0; unit -= 1) {
    const here = trail[unit];
    if (here === undefined) break;
    steps.push({ machine: here.machines[node] ?? -1, edge: here.edges[node] ?? -1 });
    node = here.parents[node] ?? 0;
  }
  return steps.toReversed();
}

interface Expansion {
  readonly unit: number;
  readonly here: StateLayer;
  readonly next: StateLayer;
  /** Numbers of the ways so far, where equal states are kept apart. */
  readonly histories: Map<number, number>;
  readonly bounds: DualBounds;
}

/** Every way to go on from every partial assignment with one unit more. */
function expandAll(given: SearchProblem, expansion: Expansion): void {
  const { competitors, row, budget } = given;
  const { unit, here, next } = expansion;
  const stages = competitors.map((competitor) => competitor.graph.stages[unit] ?? NO_STAGE);
  const { bounds } = expansion;
  const aheads = competitors.map((_, index) => bounds.costsToGo[index]?.[unit + 1] ?? NO_FLOATS);
  const nows = competitors.map((_, index) => bounds.costsToGo[index]?.[unit] ?? NO_FLOATS);
  const worth = (bounds.dualsAfter[unit + 1] ?? 0) - (bounds.dualsAfter[unit] ?? 0);
  // Where the unit means nothing to a machine, its state, gains and prospects stay as they are.
  const active = Int32Array.from(
    [...competitors.keys()].filter((index) => stages[index]?.isStill === false),
  );
  const isWanted = given.isWanted[row.classOf[unit] ?? 0] === true;
  const isLastOfClass = row.endsLine[unit] === true;
  const count = competitors.length;
  const marks = 2 * count + 1;
  const least = leastOfInterest(given);
  const historyOf = (before: number, mark: number): number => {
    if (!given.all) return 0;
    const key = before * marks + mark;
    const known = expansion.histories.get(key);
    if (known !== undefined) return known;
    expansion.histories.set(key, expansion.histories.size + 1);
    return expansion.histories.size;
  };
  const skips = new Int32Array(count);
  const reaches = new Float64Array(count);
  for (let node = 0; node < here.size; node += 1) {
    const base = node * count;
    const { places, gains } = here;
    let [dead, deadCount, sum] = [-1, 0, (here.bounds[node] ?? 0) + worth];
    for (const index of active) {
      const place = places[base + index] ?? 0;
      const gain = gains[base + index] ?? 0;
      sum -= competitorBound(competitors[index], gain, nows[index]?.[place] ?? 0);
      const skip = stages[index]?.skips[place] ?? -1;
      const ahead = skip < 0 ? -Infinity : (aheads[index]?.[skip] ?? -Infinity);
      skips[index] = skip;
      if (ahead === -Infinity) {
        dead = index;
        deadCount += 1;
        reaches[index] = 0;
        continue;
      }
      const reached = competitorBound(competitors[index], gain, ahead);
      reaches[index] = reached;
      sum += reached;
    }
    if (deadCount > 1) continue;
    next.prepare(here, node);
    for (const index of active) next.skip(index, skips[index] ?? 0);
    const before = here.histories[node] ?? 0;
    const first = here.lasts[node] ?? 0;
    for (const machine of active) {
      if (machine < first || (deadCount === 1 && dead !== machine)) continue;
      const stage = stages[machine];
      const ahead = aheads[machine];
      if (stage === undefined || ahead === undefined) continue;
      const place = places[base + machine] ?? 0;
      const end = stage.edgesFrom[place + 1] ?? 0;
      for (let edge = stage.edgesFrom[place] ?? 0; edge < end; edge += 1) {
        budget.left -= 1;
        const to = stage.to[edge] ?? 0;
        const gain = (gains[base + machine] ?? 0) + (stage.gains[edge] ?? 0);
        const reached = competitorBound(competitors[machine], gain, ahead[to] ?? -Infinity);
        const bound = sum - (reaches[machine] ?? 0) + reached;
        if (bound < least * SCALE) continue;
        const history = historyOf(before, machine * 2 + (stage.isTarget[edge] ?? 0));
        const last = isLastOfClass ? 0 : machine;
        next.add({ machine, place: to, gain, last, bound, history, parent: node, edge });
      }
    }
    if (deadCount > 0 || isWanted) continue;
    budget.left -= 1;
    if (sum < least * SCALE) continue;
    const last = isLastOfClass ? 0 : count;
    const history = historyOf(before, 2 * count);
    const idle = { machine: -1, place: 0, gain: 0, edge: -1 };
    next.add({ ...idle, last, bound: sum, history, parent: node });
  }
}

const NO_FLOATS = new Float64Array(0);
const NO_INTS = new Int32Array(0);
const NO_STAGE: GraphLayer = {
  count: 0,
  skips: NO_INTS,
  edgesFrom: NO_INTS,
  isStill: true,
  to: NO_INTS,
  gains: NO_FLOATS,
  isTarget: new Uint8Array(0),
  weights: NO_FLOATS,
};

/** More in sum; if equal, more for the earlier promotion of the file (docs/rules.md#pricing-11). */
function compareGains(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function valueOfGains(gains: readonly number[], competitors: readonly Competitor[]): number {
  let valueMinor = 0;
  for (const [index, competitor] of competitors.entries()) {
    valueMinor += Math.min(roundHalfUp(gains[index] ?? 0), competitor.cap / SCALE);
  }
  return valueMinor;
}
