import { WIDTH } from './columns.ts';
import {
  restrictTo,
  reducedProfit,
  dualsOf,
  type RestrictedProblem,
} from './restricted-problem.ts';
import { choose, unchoose, type RestrictedMaster } from './restricted-master.ts';
import { meanDual } from './duals.ts';

/** How a dive goes: how soft the duals are that guide it (a share of the mean worth), and how often they are settled after each step. */
export interface DivingOptions {
  readonly temperature: number;
  readonly sweeps: number;
}

/** Before the first step duals are settled so softly: times the dive's temperature. */
const WARM_UP = [1.5, 1.5, 1, 1];

const PARTNERS = WIDTH - 1;

/** A dive at work. Who is taken is worth infinitely much, so that nobody can afford a group with her any more. */
interface DivingState {
  readonly problem: RestrictedProblem;
  readonly duals: Float64Array;
  /** The floor's lists laid out for reading in one go: what each group gains, and the places of the three others in it. */
  readonly gains: Float64Array;
  readonly others: Int32Array;
  /** Where each place's list ends; groups that cannot be had any more are left out. */
  readonly ends: Int32Array;
}

/**
 * Makes a new plan among some shoppers, in place of what is chosen there: settles their duals for the groups that lie among them
 * alone, takes the groups that the softened linear programme is surest of, settles the duals of the rest again, and so on. (Diving,
 * as in branch and price, with the softened dual in place of a solver.) The plan may be worse than before: the caller compares.
 * Chosen groups must lie wholly among the slots or outside.
 */
export function dive(
  master: RestrictedMaster,
  slots: readonly number[],
  diving: DivingOptions,
): void {
  const problem = restrictTo(master, slots);
  const work = openDive(problem, dualsOf(master, slots));
  const temperature = Math.max(0.5, diving.temperature * meanDual(master));
  for (const times of WARM_UP) sweep(work, times * temperature);
  const chosen: number[] = [];
  // Positions that can still be chosen.
  const live = Int32Array.from(problem.columns.keys());
  for (let count = live.length; ;) {
    let best = -1;
    let most = -Infinity;
    let kept = 0;
    const fixedByThreshold: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const position = live[at] ?? 0;
      const rest = reducedProfit(problem, work.duals, position);
      if (rest === -Infinity) continue;
      live[kept] = position;
      kept += 1;
      // More than half of it is in the softened programme's solution: no other of its members' groups can be.
      if (rest > -0.5 * temperature) fixedByThreshold.push(position);
      if (rest > most) {
        most = rest;
        best = position;
      }
    }
    count = kept;
    if (best < 0) break;
    take(work, best, chosen);
    for (const position of fixedByThreshold)
      if (reducedProfit(problem, work.duals, position) !== -Infinity) take(work, position, chosen);
    for (let again = 0; again < diving.sweeps; again += 1) sweep(work, temperature);
  }
  for (const column of problem.columns)
    if (master.columns.isChosen[column] === 1) unchoose(master, column);
  for (const position of chosen) choose(master, problem.columns[position] ?? 0);
}

function openDive(problem: RestrictedProblem, duals: Float64Array): DivingState {
  const { lists, places, starts, count } = problem;
  const gains = new Float64Array(lists.length);
  const others = new Int32Array(lists.length * PARTNERS);
  for (let place = 0; place < count; place += 1) {
    const end = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < end; at += 1) {
      const position = lists[at] ?? 0;
      gains[at] = problem.gains[position] ?? 0;
      let next = at * PARTNERS;
      for (let member = position * WIDTH; member < position * WIDTH + WIDTH; member += 1) {
        const other = places[member] ?? 0;
        if (other === place) continue;
        others[next] = other;
        next += 1;
      }
    }
  }
  return { problem, duals, gains, others, ends: starts.slice(1) };
}

function sweep({ problem, duals, gains, others, ends }: DivingState, temperature: number): void {
  const { starts, count } = problem;
  const reach = 8 * temperature;
  for (let place = 0; place < count; place += 1) {
    if (duals[place] === Infinity) continue;
    let most = 0;
    let sum = 1;
    const end = ends[place] ?? 0;
    let kept = starts[place] ?? 0;
    for (let at = kept; at < end; at += 1) {
      const gain = gains[at] ?? 0;
      const first = others[at * PARTNERS] ?? 0;
      const second = others[at * PARTNERS + 1] ?? 0;
      const third = others[at * PARTNERS + 2] ?? 0;
      const left = gain - (duals[first] ?? 0) - (duals[second] ?? 0) - (duals[third] ?? 0);
      if (left === -Infinity) continue;
      if (kept !== at) {
        gains[kept] = gain;
        others[kept * PARTNERS] = first;
        others[kept * PARTNERS + 1] = second;
        others[kept * PARTNERS + 2] = third;
      }
      kept += 1;
      if (left > most) {
        sum = sum * Math.exp((most - left) / temperature) + 1;
        most = left;
      } else if (left > most - reach) sum += Math.exp((left - most) / temperature);
    }
    ends[place] = kept;
    duals[place] = most + temperature * Math.log(sum);
  }
}

function take({ problem, duals }: DivingState, position: number, chosen: number[]): void {
  chosen.push(position);
  for (let at = position * WIDTH; at < position * WIDTH + WIDTH; at += 1) {
    const place = problem.places[at] ?? problem.count;
    if (place === problem.count) break;
    duals[place] = Infinity;
  }
}
