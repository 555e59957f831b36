import { WIDTH } from './columns.ts';
import { layFloor, restOf, worthsOn, type Floor } from './restricted-problem.ts';
import { choose, unchoose, type Pool } from './restricted-master.ts';
import { meanWorth } from './duals.ts';

/** How a dive goes: how soft the worths are that guide it (a share of the mean worth), and how often they are settled after each step. */
export interface Diving {
  readonly softness: number;
  readonly sweeps: number;
}

/** Before the first step worths are settled so softly: times the dive's softness. */
const BEFORE = [1.5, 1.5, 1, 1];

const PARTNERS = WIDTH - 1;

/** A dive at work. Who is taken is worth infinitely much, so that nobody can afford a group with her any more. */
interface Dive {
  readonly floor: Floor;
  readonly worths: Float64Array;
  /** The floor's lists laid out for reading in one go: what each group gains, and the places of the three others in it. */
  readonly gains: Float64Array;
  readonly others: Int32Array;
  /** Where each place's list ends; groups that cannot be had any more are left out. */
  readonly ends: Int32Array;
}

/**
 * Makes a new plan among some shoppers, in place of what is chosen there: settles their worths for the groups that lie among them
 * alone, takes the groups that the softened linear programme is surest of, settles the worths of the rest again, and so on. (Diving,
 * as in branch and price, with the softened dual in place of a solver.) The plan may be worse than before: the caller compares.
 * Chosen groups must lie wholly among the slots or outside.
 */
export function dive(pool: Pool, slots: readonly number[], diving: Diving): void {
  const floor = layFloor(pool, slots);
  const work = layDive(floor, worthsOn(pool, slots));
  const softness = Math.max(0.5, diving.softness * meanWorth(pool));
  for (const times of BEFORE) sweep(work, times * softness);
  const chosen: number[] = [];
  // Positions that can still be chosen.
  const live = Int32Array.from(floor.columns.keys());
  for (let count = live.length; ;) {
    let best = -1;
    let most = -Infinity;
    let kept = 0;
    const sure: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const position = live[at] ?? 0;
      const rest = restOf(floor, work.worths, position);
      if (rest === -Infinity) continue;
      live[kept] = position;
      kept += 1;
      // More than half of it is in the softened programme's solution: no other of its members' groups can be.
      if (rest > -0.5 * softness) sure.push(position);
      if (rest > most) {
        most = rest;
        best = position;
      }
    }
    count = kept;
    if (best < 0) break;
    take(work, best, chosen);
    for (const position of sure)
      if (restOf(floor, work.worths, position) !== -Infinity) take(work, position, chosen);
    for (let again = 0; again < diving.sweeps; again += 1) sweep(work, softness);
  }
  for (const column of floor.columns)
    if (pool.columns.isChosen[column] === 1) unchoose(pool, column);
  for (const position of chosen) choose(pool, floor.columns[position] ?? 0);
}

function layDive(floor: Floor, worths: Float64Array): Dive {
  const { lists, places, starts, count } = floor;
  const gains = new Float64Array(lists.length);
  const others = new Int32Array(lists.length * PARTNERS);
  for (let place = 0; place < count; place += 1) {
    const end = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < end; at += 1) {
      const position = lists[at] ?? 0;
      gains[at] = floor.gains[position] ?? 0;
      let next = at * PARTNERS;
      for (let member = position * WIDTH; member < position * WIDTH + WIDTH; member += 1) {
        const other = places[member] ?? 0;
        if (other === place) continue;
        others[next] = other;
        next += 1;
      }
    }
  }
  return { floor, worths, gains, others, ends: starts.slice(1) };
}

function sweep({ floor, worths, gains, others, ends }: Dive, softness: number): void {
  const { starts, count } = floor;
  const reach = 8 * softness;
  for (let place = 0; place < count; place += 1) {
    if (worths[place] === Infinity) continue;
    let most = 0;
    let sum = 1;
    const end = ends[place] ?? 0;
    let kept = starts[place] ?? 0;
    for (let at = kept; at < end; at += 1) {
      const gain = gains[at] ?? 0;
      const first = others[at * PARTNERS] ?? 0;
      const second = others[at * PARTNERS + 1] ?? 0;
      const third = others[at * PARTNERS + 2] ?? 0;
      const left = gain - (worths[first] ?? 0) - (worths[second] ?? 0) - (worths[third] ?? 0);
      if (left === -Infinity) continue;
      if (kept !== at) {
        gains[kept] = gain;
        others[kept * PARTNERS] = first;
        others[kept * PARTNERS + 1] = second;
        others[kept * PARTNERS + 2] = third;
      }
      kept += 1;
      if (left > most) {
        sum = sum * Math.exp((most - left) / softness) + 1;
        most = left;
      } else if (left > most - reach) sum += Math.exp((left - most) / softness);
    }
    ends[place] = kept;
    worths[place] = most + softness * Math.log(sum);
  }
}

function take({ floor, worths }: Dive, position: number, chosen: number[]): void {
  chosen.push(position);
  for (let at = position * WIDTH; at < position * WIDTH + WIDTH; at += 1) {
    const place = floor.places[at] ?? floor.count;
    if (place === floor.count) break;
    worths[place] = Infinity;
  }
}
