import { roundHalfUp, SCALE } from '../receipt/arithmetic.ts';
import { boundAt, leastOf, reach } from './upper-bounds.ts';
import { Front, type Trail } from './state-layer.ts';
import { repriced } from './local-duals.ts';
import type { Stage } from './state-graph.ts';
import type { Contender } from './contender.ts';
import type { Outlook, Hunt } from './search-problem.ts';

/** Which machine took a unit, by which edge of its stage; machine −1 where none did. */
export interface Step {
  readonly machine: number;
  readonly edge: number;
}

/** A complete assignment: one step for each unit of the row. */
export interface Found {
  readonly steps: readonly Step[];
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

export interface Haul {
  /** Best first; empty when nothing beats `atLeastMinor`. */
  readonly found: readonly Found[];
  /** Nothing was dropped except what could not win. */
  readonly isComplete: boolean;
}

/**
 * Goes through the row unit by unit and keeps the partial assignments that may still win: equal states are merged, what
 * cannot reach the best known value is dropped, and beyond `width` the least promising are given up.
 */
export function hunt(given: Hunt): Haul {
  const { row, contenders } = given;
  const trail: Trail[] = [];
  const histories = new Map<number, number>();
  let here = new Front(contenders);
  let next = new Front(contenders);
  let outlook = given.prices;
  here.begin();
  here.bounds[0] = boundAt(given, { front: here, node: 0, unit: 0, outlook });
  let isComplete = true;
  let pause = PAUSE;
  for (let unit = 0; unit < row.classOf.length; unit += 1) {
    next.clear();
    expandAll(given, { unit, here, next, histories, outlook });
    pause -= 1;
    if (row.endsLine[unit] === true && pause <= 0 && next.size >= given.repricedFrom) {
      const before = next.size;
      outlook = repriced(given, { unit: unit + 1, front: next, outlook });
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
  const found: Ended[] = [];
  for (let node = 0; node < here.size; node += 1) {
    const gains = here.gainsOf(node);
    found.push({ node, gains, valueMinor: valueOfGains(gains, contenders) });
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

interface Ended {
  readonly node: number;
  readonly gains: readonly number[];
  readonly valueMinor: number;
}

function stepsTo(last: number, trail: readonly Trail[]): readonly Step[] {
  const steps: Step[] = [];
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
  readonly here: Front;
  readonly next: Front;
  /** Numbers of the ways so far, where equal states are kept apart. */
  readonly histories: Map<number, number>;
  readonly outlook: Outlook;
}

/** Every way to go on from every partial assignment with one unit more. */
function expandAll(given: Hunt, expansion: Expansion): void {
  const { contenders, row, budget } = given;
  const { unit, here, next } = expansion;
  const stages = contenders.map((contender) => contender.track.stages[unit] ?? NO_STAGE);
  const { outlook } = expansion;
  const aheads = contenders.map((_, index) => outlook.prospects[index]?.[unit + 1] ?? NO_FLOATS);
  const nows = contenders.map((_, index) => outlook.prospects[index]?.[unit] ?? NO_FLOATS);
  const worth = (outlook.worthAfter[unit + 1] ?? 0) - (outlook.worthAfter[unit] ?? 0);
  // Where the unit means nothing to a machine, its state, gains and prospects stay as they are.
  const active = Int32Array.from(
    [...contenders.keys()].filter((index) => stages[index]?.isStill === false),
  );
  const isWanted = given.isWanted[row.classOf[unit] ?? 0] === true;
  const isLastOfClass = row.endsLine[unit] === true;
  const count = contenders.length;
  const marks = 2 * count + 1;
  const least = leastOf(given);
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
      sum -= reach(contenders[index], gain, nows[index]?.[place] ?? 0);
      const skip = stages[index]?.skips[place] ?? -1;
      const ahead = skip < 0 ? -Infinity : (aheads[index]?.[skip] ?? -Infinity);
      skips[index] = skip;
      if (ahead === -Infinity) {
        dead = index;
        deadCount += 1;
        reaches[index] = 0;
        continue;
      }
      const reached = reach(contenders[index], gain, ahead);
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
        const reached = reach(contenders[machine], gain, ahead[to] ?? -Infinity);
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
const NO_STAGE: Stage = {
  count: 0,
  skips: NO_INTS,
  edgesFrom: NO_INTS,
  isStill: true,
  to: NO_INTS,
  gains: NO_FLOATS,
  isTarget: new Uint8Array(0),
  weights: NO_FLOATS,
};

/** More in sum; if equal, more for the earlier promotion of the file (ruling 11). */
function compareGains(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function valueOfGains(gains: readonly number[], contenders: readonly Contender[]): number {
  let valueMinor = 0;
  for (const [index, contender] of contenders.entries()) {
    valueMinor += Math.min(roundHalfUp(gains[index] ?? 0), contender.cap / SCALE);
  }
  return valueMinor;
}
