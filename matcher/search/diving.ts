import { WIDTH } from './columns.ts';
import {
  restrictTo,
  reducedProfit,
  dualsOf,
  type RestrictedProblem,
} from './restricted-problem.ts';
import { choose, unchoose, type RestrictedMaster } from './restricted-master.ts';
import { meanDual } from './duals.ts';

/** The parameters of a dive. */
export interface DivingOptions {
  /** The temperature of the duals that guide the dive, as a share of the mean dual. */
  readonly temperature: number;
  /** How often the remaining duals are updated after each step. */
  readonly sweeps: number;
}

/** The temperatures of the sweeps before the first step, as multiples of the dive's own. */
const WARM_UP = [1.5, 1.5, 1, 1];

const PARTNERS = WIDTH - 1;

/** A dive in progress. The dual of a shopper in a fixed column is infinite, which rules out all of her other columns. */
interface DivingState {
  readonly problem: RestrictedProblem;
  /** By place, in minor units. */
  readonly duals: Float64Array;
  /** By entry of the problem's lists, contiguous for fast reading: the column's gain, and the places of its other members. */
  readonly gains: Float64Array;
  readonly others: Int32Array;
  /** By place where its list ends. Columns that are ruled out are removed from the lists. */
  readonly ends: Int32Array;
}

/**
 * Replaces the plan among some shoppers by a new one, found by diving, the rounding heuristic of branch and price (Joncour et al.
 * 2010): solve the relaxation, fix the columns that it is surest of, solve the rest again, until no column is left. Here the
 * smoothed dual takes the place of a solver (see `duals.ts`). The new plan may be worse than the old one: the caller compares.
 * @param slots a chosen group must lie wholly among them or wholly outside
 */
export function dive(
  master: RestrictedMaster,
  slots: readonly number[],
  diving: DivingOptions,
): void {
  const problem = restrictTo(master, slots);
  const state = openDive(problem, dualsOf(master, slots));
  const temperature = Math.max(0.5, diving.temperature * meanDual(master));
  for (const multiple of WARM_UP) sweep(state, multiple * temperature);
  const chosen: number[] = [];
  // Positions of the columns that are not ruled out: the first `count`.
  const live = Int32Array.from(problem.columns.keys());
  for (let count = live.length; ;) {
    let best = -1;
    let bestProfit = -Infinity;
    let kept = 0;
    const fixedByThreshold: number[] = [];
    for (let offset = 0; offset < count; offset += 1) {
      const position = live[offset]!;
      const profit = reducedProfit(problem, state.duals, position);
      if (profit === -Infinity) continue;
      live[kept] = position;
      kept += 1;
      // More than half of this column is in the relaxed solution, so no other column of its members can be.
      if (profit > -0.5 * temperature) fixedByThreshold.push(position);
      if (profit > bestProfit) {
        bestProfit = profit;
        best = position;
      }
    }
    count = kept;
    if (best < 0) break;
    fix(state, best, chosen);
    for (const position of fixedByThreshold)
      if (reducedProfit(problem, state.duals, position) !== -Infinity) fix(state, position, chosen);
    for (let again = 0; again < diving.sweeps; again += 1) sweep(state, temperature);
  }
  for (const column of problem.columns)
    if (master.columns.isChosen[column] === 1) unchoose(master, column);
  for (const position of chosen) choose(master, problem.columns[position]!);
}

/** Copies the problem's lists into the form that `sweep` reads. */
function openDive(problem: RestrictedProblem, duals: Float64Array): DivingState {
  const { lists, places, starts, count } = problem;
  const gains = new Float64Array(lists.length);
  const others = new Int32Array(lists.length * PARTNERS);
  for (let place = 0; place < count; place += 1) {
    const end = starts[place + 1]!;
    for (let offset = starts[place]!; offset < end; offset += 1) {
      const position = lists[offset]!;
      gains[offset] = problem.gains[position]!;
      let next = offset * PARTNERS;
      for (let member = position * WIDTH; member < position * WIDTH + WIDTH; member += 1) {
        const other = places[member]!;
        if (other === place) continue;
        others[next] = other;
        next += 1;
      }
    }
  }
  return { problem, duals, gains, others, ends: starts.slice(1) };
}

/** Updates each open dual once, and removes columns that are ruled out from the lists. */
function sweep({ problem, duals, gains, others, ends }: DivingState, temperature: number): void {
  const { starts, count } = problem;
  const reach = 8 * temperature;
  for (let place = 0; place < count; place += 1) {
    if (duals[place] === Infinity) continue;
    let maximum = 0;
    let scaledSum = 1;
    const end = ends[place]!;
    let kept = starts[place]!;
    for (let offset = kept; offset < end; offset += 1) {
      const gain = gains[offset]!;
      const first = others[offset * PARTNERS]!;
      const second = others[offset * PARTNERS + 1]!;
      const third = others[offset * PARTNERS + 2]!;
      const residual = gain - duals[first]! - duals[second]! - duals[third]!;
      if (residual === -Infinity) continue;
      if (kept !== offset) {
        gains[kept] = gain;
        others[kept * PARTNERS] = first;
        others[kept * PARTNERS + 1] = second;
        others[kept * PARTNERS + 2] = third;
      }
      kept += 1;
      if (residual > maximum) {
        scaledSum = scaledSum * Math.exp((maximum - residual) / temperature) + 1;
        maximum = residual;
      } else if (residual > maximum - reach)
        scaledSum += Math.exp((residual - maximum) / temperature);
    }
    ends[place] = kept;
    duals[place] = maximum + temperature * Math.log(scaledSum);
  }
}

/** Fixes a column: it is chosen, and its members are in no other. */
function fix({ problem, duals }: DivingState, position: number, chosen: number[]): void {
  chosen.push(position);
  for (let offset = position * WIDTH; offset < position * WIDTH + WIDTH; offset += 1) {
    const place = problem.places[offset]!;
    if (place === problem.count) break;
    duals[place] = Infinity;
  }
}
