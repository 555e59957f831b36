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

/** The weight of one minor unit against one member: a plan's value is its gain first and fewer members second. */
const GAIN_WEIGHT = 8192;

/**
 * The discrepancies of each run, a discrepancy being a branch that is not the best-looking one (limited discrepancy search, Harvey
 * and Ginsberg 1995). Good plans are found in the early runs. The neighbourhood is solved exactly if the last run ends within the
 * limit.
 */
const DISCREPANCIES = [1, 2, 4, Infinity];

/** How far the search may go. */
interface SearchLimit {
  /** Search nodes before the search stops with the best plan so far. */
  readonly nodes: number;
  /** Whether ties between plans are broken by waiting time and ids (docs/rules.md#plan); used where the neighbourhood is the whole venue. */
  readonly breakTies: boolean;
}

/**
 * The set packing problem of a neighbourhood in the form that the search reads. A plan's cost is what its value falls short of the
 * sum of `dualBounds`, so minimising the cost maximises the value.
 */
interface Subproblem {
  /** By position the column's number in the master. */
  readonly columns: Int32Array;
  /** By position the cost of choosing the column: its members' dual bounds less its value. Never negative. */
  readonly costs: Float64Array;
  /** By position the column's members as a bit set of places, in two words. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** For each place the positions of its columns, by ascending cost per member; and by position the cost per member. */
  readonly lists: readonly Int32Array[];
  readonly shares: Float64Array;
  /** By place its value in a dual feasible solution: the sum bounds the value of every plan from above. */
  readonly dualBounds: Float64Array;
}

/** Places are bits of two words. */
const MOST_PLACES = 62;
const WORD = 31;

/**
 * Replaces the plan within a neighbourhood by the best one over its known columns (branch and bound, Land and Doig 1960), or by the
 * best one found within the limit. The plan never gets worse.
 *
 * Lower bound on the cost: each undecided shopper costs at least the smallest cost per member of a column that she can still be in,
 * or her whole dual bound if she stays without a group. The search branches on the shopper for whom this is largest.
 * @param slots at most `MOST_PLACES` are considered; a chosen group must lie wholly among them or wholly outside
 * @returns how many search nodes it visited
 */
export function solveNeighbourhoodExactly(
  master: RestrictedMaster,
  slots: readonly number[],
  limit: SearchLimit,
): number {
  const ordered = slots.slice(0, MOST_PLACES);
  const subproblem = openSubproblem(master, ordered);
  const { columns, costs, low, high, lists, shares, dualBounds } = subproblem;
  const before: number[] = [];
  let chosenCost = 0;
  let freeCost = 0;
  for (const [place, index] of ordered.entries())
    if (master.chosen[index] === NO_COLUMN) freeCost += dualBounds[place]!;
  for (const [position, column] of columns.entries()) {
    if (master.columns.isChosen[column] === 0) continue;
    before.push(position);
    chosenCost += costs[position]!;
  }
  let best: readonly number[] = before;
  let bestCost = chosenCost + freeCost;
  const path: number[] = [];
  let nodes = 0;
  let stop = 0;
  // Half a weight of slack: costs are sums of fractions. Ties are visited only where they are to be broken.
  const slack = limit.breakTies ? 0.5 : -0.5;
  const count = ordered.length;

  const visit = (usedLow: number, usedHigh: number, cost: number, discrepancies: number): void => {
    nodes += 1;
    if (nodes > stop) return;
    let lowerBound = cost;
    let pick = -1;
    let largestShare = -1;
    for (let place = 0; place < count; place += 1) {
      if (place < WORD ? (usedLow & (1 << place)) !== 0 : (usedHigh & (1 << (place - WORD))) !== 0)
        continue;
      let share = dualBounds[place]!;
      const list = lists[place];
      if (list === undefined) continue;
      for (let offset = 0; offset < list.length; offset += 1) {
        const column = list[offset]!;
        if ((low[column]! & usedLow) !== 0 || (high[column]! & usedHigh) !== 0) continue;
        if (shares[column]! < share) share = shares[column]!;
        break;
      }
      lowerBound += share;
      if (lowerBound > bestCost + slack) return;
      if (share > largestShare) {
        largestShare = share;
        pick = place;
      }
    }
    if (pick < 0) {
      const isBetter =
        cost < bestCost - 0.25 ||
        (limit.breakTies &&
          cost < bestCost + 0.25 &&
          comparePlans(master, planOf(path, columns), planOf(best, columns)) < 0);
      if (isBetter) {
        best = [...path];
        bestCost = cost;
      }
      return;
    }
    let remaining = discrepancies;
    for (const column of lists[pick] ?? []) {
      if ((low[column]! & usedLow) !== 0 || (high[column]! & usedHigh) !== 0) continue;
      const next = cost + costs[column]!;
      if (next > bestCost + slack) continue;
      path.push(column);
      visit(usedLow | low[column]!, usedHigh | high[column]!, next, remaining);
      path.pop();
      if (nodes > stop) return;
      remaining -= 1;
      if (remaining < 0) return;
    }
    visit(
      pick < WORD ? usedLow | (1 << pick) : usedLow,
      pick < WORD ? usedHigh : usedHigh | (1 << (pick - WORD)),
      cost + dualBounds[pick]!,
      remaining,
    );
  };
  for (const discrepancies of DISCREPANCIES) {
    stop =
      discrepancies === Infinity ? limit.nodes : Math.min(limit.nodes, nodes + limit.nodes / 4);
    visit(0, 0, 0, discrepancies);
    if (nodes > limit.nodes) break;
  }
  if (best !== before) {
    for (const position of before) unchoose(master, columns[position]!);
    for (const position of best) choose(master, columns[position]!);
  }
  return nodes;
}

/** Lays the neighbourhood's problem out for the search, without columns that no better plan can contain. */
function openSubproblem(master: RestrictedMaster, slots: readonly number[]): Subproblem {
  const problem = restrictTo(master, slots);
  const { columns, places, lists, starts } = problem;
  const dualBounds = dualBoundsOf(master, slots, problem);
  const costs = new Float64Array(columns.length);
  const shares = new Float64Array(columns.length);
  const low = new Int32Array(columns.length);
  const high = new Int32Array(columns.length);
  let planCost = 0;
  for (const [place, index] of slots.entries())
    if (master.chosen[index] === NO_COLUMN) planCost += dualBounds[place]!;
  for (const [position, column] of columns.entries()) {
    let dualBound = 0;
    const size = sizeOf(master.columns, column);
    for (let offset = position * WIDTH; offset < position * WIDTH + size; offset += 1) {
      const place = places[offset]!;
      dualBound += dualBounds[place]!;
      if (place < WORD) low[position] = low[position]! | (1 << place);
      else high[position] = high[position]! | (1 << (place - WORD));
    }
    const gainMinor = problem.gains[position]!;
    const cost = Math.max(0, dualBound - gainMinor * GAIN_WEIGHT + size);
    costs[position] = cost;
    shares[position] = cost / size;
    if (master.columns.isChosen[column] === 1) planCost += cost;
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
        // A column that costs more than the whole present plan is in no better plan.
        .filter((position) => costs[position]! <= planCost + 0.5)
        .sort((a, b) => shares[a]! - shares[b]! || a - b),
    ),
  };
}

/** The temperatures at which the duals are updated for the neighbourhood's own columns, as shares of the mean dual. */
const TEMPERATURES = [0.05, 0.03, 0.02, 0.01];

/**
 * A dual feasible solution of the restricted problem, times `GAIN_WEIGHT`: the annealed duals, raised until no column gains more
 * than the sum of its members' duals. The tighter it is, the fewer nodes the search visits.
 */
function dualBoundsOf(
  master: RestrictedMaster,
  slots: readonly number[],
  problem: RestrictedProblem,
): Float64Array {
  const duals = dualsOf(master, slots);
  const unit = meanDual(master);
  for (const share of TEMPERATURES) sweepDuals(problem, duals, Math.max(0.5, unit * share));
  // The soft maximum leaves duals a little too high; the exact one lowers them.
  sweepDuals(problem, duals, 0);
  const lifts = new Float64Array(slots.length);
  for (const [position, column] of problem.columns.entries()) {
    const size = sizeOf(master.columns, column);
    const excess = reducedProfit(problem, duals, position) / size;
    if (excess <= 0) continue;
    for (let offset = position * WIDTH; offset < position * WIDTH + size; offset += 1) {
      const place = problem.places[offset]!;
      if (excess > lifts[place]!) lifts[place] = excess;
    }
  }
  return Float64Array.from(lifts, (lift, place) => (duals[place]! + lift) * GAIN_WEIGHT);
}

function planOf(positions: readonly number[], columns: Int32Array): readonly number[] {
  return positions.map((position) => columns[position]!);
}

/** Negative where plan `a` is preferred among plans of equal gain and size: the longest-waiting members, then the smallest ids
 *  (docs/rules.md#plan). */
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
