import { NO_COLUMN, sizeOf, slotsOf, WIDTH } from './columns.ts';
import {
  restrictTo,
  reducedProfit,
  sweepDuals,
  dualsOf,
  type RestrictedProblem,
} from './restricted-problem.ts';
import { compareText } from '../value/member.ts';
import { choose, unchoose, type RestrictedMaster } from './restricted-master.ts';
import { meanDual } from './duals.ts';

/** One more member never outweighs one minor unit: weights put gain first and fewer members second. */
const GAIN_WEIGHT = 8192;

/**
 * The search runs several times, each time allowed to stray further from the best-looking choices: so its best plans come early,
 * and only where the last run ends within the bound is the region solved exactly. (Limited discrepancy search, Harvey and
 * Ginsberg 1995.)
 */
const DISCREPANCIES = [1, 2, 4, Infinity];

interface Bound {
  /** Search nodes before the best so far is taken. */
  readonly nodes: number;
  /**
   * Whether equal plans are told apart to the last rule (docs/rules.md#plan); only worth it when the whole venue is in the
   * region.
   */
  readonly breakTies: boolean;
}

/** The groups that lie wholly in a region, in the form that the search runs on. A plan's cost is what it falls short of the dualBounds. */
interface Subproblem {
  readonly columns: Int32Array;
  /** What choosing a column costs: its members' dualBounds less its weight. Never below zero. */
  readonly costs: Float64Array;
  /** A column's members as bits of places, in two words. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** For each place its columns, the least cost for each member first, and that cost. */
  readonly lists: readonly Int32Array[];
  readonly shares: Float64Array;
  /** At most this much comes from each place, whatever is chosen: a dual solution of the region. */
  readonly dualBounds: Float64Array;
}

/** Places of a region are bits of two words. */
const MOST_PLACES = 62;
const WORD = 31;

/**
 * Chooses the best disjoint groups within a region exactly (branch and bound over the known groups), or the best found within
 * the bound; the plan never gets worse. Chosen groups must lie wholly inside the region or wholly outside.
 *
 * The bound: whatever is chosen costs each shopper at least the smallest share of a group that she can still be in, or all that
 * she is worth. The next to be decided is the one for whom that is the most.
 * @returns how many search nodes it took
 */
export function solveNeighbourhoodExactly(
  master: RestrictedMaster,
  slots: readonly number[],
  bound: Bound,
): number {
  const ordered = slots.slice(0, MOST_PLACES);
  const region = openSubproblem(master, ordered);
  const { columns, costs, low, high, lists, shares, dualBounds } = region;
  const before: number[] = [];
  let chosenCost = 0;
  let freeCost = 0;
  for (const [place, index] of ordered.entries())
    if (master.chosen[index] === NO_COLUMN) freeCost += dualBounds[place] ?? 0;
  for (const [position, column] of columns.entries()) {
    if (master.columns.isChosen[column] === 0) continue;
    before.push(position);
    chosenCost += costs[position] ?? 0;
  }
  let best: readonly number[] = before;
  let bestCost = chosenCost + freeCost;
  const path: number[] = [];
  let nodes = 0;
  let stop = 0;
  // Half a unit of slack: dualBounds are sums of fractions.
  const slack = bound.breakTies ? 0.5 : -0.5;
  const count = ordered.length;

  const visit = (usedLow: number, usedHigh: number, cost: number, detours: number): void => {
    nodes += 1;
    if (nodes > stop) return;
    let least = cost;
    let pick = -1;
    let most = -1;
    for (let place = 0; place < count; place += 1) {
      if (place < WORD ? (usedLow & (1 << place)) !== 0 : (usedHigh & (1 << (place - WORD))) !== 0)
        continue;
      let share = dualBounds[place] ?? 0;
      const list = lists[place];
      if (list === undefined) continue;
      for (let at = 0; at < list.length; at += 1) {
        const column = list[at] ?? 0;
        if (((low[column] ?? 0) & usedLow) !== 0 || ((high[column] ?? 0) & usedHigh) !== 0)
          continue;
        if ((shares[column] ?? 0) < share) share = shares[column] ?? 0;
        break;
      }
      least += share;
      if (least > bestCost + slack) return;
      if (share > most) {
        most = share;
        pick = place;
      }
    }
    if (pick < 0) {
      const isBetter =
        cost < bestCost - 0.25 ||
        (bound.breakTies &&
          cost < bestCost + 0.25 &&
          comparePlans(master, planOf(path, columns), planOf(best, columns)) < 0);
      if (isBetter) {
        best = [...path];
        bestCost = cost;
      }
      return;
    }
    let left = detours;
    for (const column of lists[pick] ?? []) {
      if (((low[column] ?? 0) & usedLow) !== 0 || ((high[column] ?? 0) & usedHigh) !== 0) continue;
      const next = cost + (costs[column] ?? 0);
      if (next > bestCost + slack) continue;
      path.push(column);
      visit(usedLow | (low[column] ?? 0), usedHigh | (high[column] ?? 0), next, left);
      path.pop();
      if (nodes > stop) return;
      left -= 1;
      if (left < 0) return;
    }
    visit(
      pick < WORD ? usedLow | (1 << pick) : usedLow,
      pick < WORD ? usedHigh : usedHigh | (1 << (pick - WORD)),
      cost + (dualBounds[pick] ?? 0),
      left,
    );
  };
  for (const detours of DISCREPANCIES) {
    stop = detours === Infinity ? bound.nodes : Math.min(bound.nodes, nodes + bound.nodes / 4);
    visit(0, 0, 0, detours);
    if (nodes > bound.nodes) break;
  }
  if (best !== before) {
    for (const position of before) unchoose(master, columns[position] ?? NO_COLUMN);
    for (const position of best) choose(master, columns[position] ?? NO_COLUMN);
  }
  return nodes;
}

function openSubproblem(master: RestrictedMaster, slots: readonly number[]): Subproblem {
  const problem = restrictTo(master, slots);
  const { columns, places, lists, starts } = problem;
  const dualBounds = dualBoundsOf(master, slots, problem);
  const costs = new Float64Array(columns.length);
  const shares = new Float64Array(columns.length);
  const low = new Int32Array(columns.length);
  const high = new Int32Array(columns.length);
  let held = 0;
  for (const [place, index] of slots.entries())
    if (master.chosen[index] === NO_COLUMN) held += dualBounds[place] ?? 0;
  for (const [position, column] of columns.entries()) {
    let dualBound = 0;
    const size = sizeOf(master.columns, column);
    for (let at = position * WIDTH; at < position * WIDTH + size; at += 1) {
      const place = places[at] ?? 0;
      dualBound += dualBounds[place] ?? 0;
      if (place < WORD) low[position] = (low[position] ?? 0) | (1 << place);
      else high[position] = (high[position] ?? 0) | (1 << (place - WORD));
    }
    const gainMinor = problem.gains[position] ?? 0;
    const cost = Math.max(0, dualBound - gainMinor * GAIN_WEIGHT + size);
    costs[position] = cost;
    shares[position] = cost / size;
    if (master.columns.isChosen[column] === 1) held += cost;
  }
  return {
    columns,
    costs,
    low,
    high,
    shares,
    dualBounds,
    lists: slots.map((_, place) =>
      lists
        .slice(starts[place], starts[place + 1])
        // A group that costs more than the region's plan does is in no better plan.
        .filter((position) => (costs[position] ?? 0) <= held + 0.5)
        .sort((a, b) => (shares[a] ?? 0) - (shares[b] ?? 0) || a - b),
    ),
  };
}

/** Worths are settled again among the region's own groups: softly first, then harder and harder (shares of the mean worth). */
const TEMPERATURES = [0.05, 0.03, 0.02, 0.01];

/**
 * Worths of the region's shoppers when only the groups inside can be chosen, lifted until none of these gains more than its
 * members' dualBounds: a dual solution of the region, and the tighter it is, the sooner the search is over.
 */
function dualBoundsOf(
  master: RestrictedMaster,
  slots: readonly number[],
  problem: RestrictedProblem,
): Float64Array {
  const worths = dualsOf(master, slots);
  const unit = meanDual(master);
  for (const share of TEMPERATURES) sweepDuals(problem, worths, Math.max(0.5, unit * share));
  // Softness leaves worths a little too high: each goes down to what her groups really leave her.
  sweepDuals(problem, worths, 0);
  const lifts = new Float64Array(slots.length);
  for (const [position, column] of problem.columns.entries()) {
    const size = sizeOf(master.columns, column);
    const short = reducedProfit(problem, worths, position) / size;
    if (short <= 0) continue;
    for (let at = position * WIDTH; at < position * WIDTH + size; at += 1) {
      const place = problem.places[at] ?? 0;
      if (short > (lifts[place] ?? 0)) lifts[place] = short;
    }
  }
  return Float64Array.from(lifts, (lift, place) => ((worths[place] ?? 0) + lift) * GAIN_WEIGHT);
}

function planOf(positions: readonly number[], columns: Int32Array): readonly number[] {
  return positions.map((position) => columns[position] ?? NO_COLUMN);
}

/**
 * Below zero where plan `a` is to be preferred among plans of equal gain and size: the longest-waiting are in it, then the
 * smallest ids (docs/rules.md#plan).
 */
function comparePlans(
  master: RestrictedMaster,
  a: readonly number[],
  b: readonly number[],
): number {
  const waiting = (plan: readonly number[]): readonly number[] =>
    plan
      .flatMap((column) =>
        slotsOf(master.columns, column).map(
          (index) => master.slots[index]?.member.waitingSinceMs ?? 0,
        ),
      )
      .sort((left, right) => left - right);
  const [left, right] = [waiting(a), waiting(b)];
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const names = (plan: readonly number[]): string =>
    plan
      .map((column) =>
        slotsOf(master.columns, column)
          .map((index) => master.slots[index]?.member.id ?? '')
          .sort(compareText)
          .join('\u0000'),
      )
      .sort(compareText)
      .join('\u0001');
  return compareText(names(a), names(b));
}
