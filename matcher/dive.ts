import { layFloor, restOf } from './floor.ts';
import { choose, unchoose, type Pool } from './pool.ts';
import { meanWorth } from './worths.ts';

/** How a dive goes: how soft the worths are that guide it (a share of the mean worth), and how often they are settled after each step. */
export interface Diving {
  readonly softness: number;
  readonly sweeps: number;
}

/** Before the first step worths are settled so softly: times the dive's softness. */
const BEFORE = [1.5, 1.5, 1, 1];

/**
 * Makes a new plan among some shoppers, in place of what is chosen there: settles their worths for the groups that lie among them
 * alone, takes the groups that the softened linear programme is surest of, settles the worths of the rest again, and so on. (Diving,
 * as in branch and price, with the softened dual in place of a solver.) The plan may be worse than before: the caller compares.
 * Chosen groups must lie wholly among the slots or outside.
 */
export function dive(pool: Pool, slots: readonly number[], diving: Diving): void {
  const floor = layFloor(pool, slots);
  const { columns, places, lists, starts } = floor;
  const count = slots.length;
  const worths = Float64Array.from(slots, (index) => pool.worths[index] ?? 0);
  const isGone = new Uint8Array(columns.length);
  const isTaken = new Uint8Array(count);
  const unit = meanWorth(pool);
  const ends = starts.slice(1);
  const sweep = (softness: number): void => {
    for (let place = 0; place < count; place += 1) {
      if (isTaken[place] === 1) continue;
      const own = worths[place] ?? 0;
      let most = 0;
      let sum = 1;
      const end = ends[place] ?? 0;
      let kept = starts[place] ?? 0;
      for (let at = kept; at < end; at += 1) {
        const position = lists[at] ?? 0;
        if (isGone[position] === 1) continue;
        lists[kept] = position;
        kept += 1;
        const left = restOf(floor, worths, position) + own;
        if (left > most) {
          sum = sum * Math.exp((most - left) / softness) + 1;
          most = left;
        } else if (left > most - 8 * softness) sum += Math.exp((left - most) / softness);
      }
      ends[place] = kept;
      worths[place] = most + softness * Math.log(sum);
    }
  };
  const softness = Math.max(0.5, diving.softness * unit);
  for (const times of BEFORE) sweep(times * softness);
  const chosen: number[] = [];
  const take = (position: number): void => {
    chosen.push(position);
    for (let at = position * 4; at < position * 4 + 4; at += 1) {
      const place = places[at] ?? -1;
      if (place < 0) break;
      isTaken[place] = 1;
      const end = ends[place] ?? 0;
      for (let list = starts[place] ?? 0; list < end; list += 1) isGone[lists[list] ?? 0] = 1;
    }
  };
  for (;;) {
    let best = -1;
    let most = -Infinity;
    const sure: number[] = [];
    for (let position = 0; position < columns.length; position += 1) {
      if (isGone[position] === 1) continue;
      const rest = restOf(floor, worths, position);
      // More than half of it is in the softened programme's solution: no other of its members' groups can be.
      if (rest > -0.5 * softness) sure.push(position);
      if (rest > most) {
        most = rest;
        best = position;
      }
    }
    if (best < 0) break;
    take(best);
    for (const position of sure) if (isGone[position] === 0) take(position);
    for (let again = 0; again < diving.sweeps; again += 1) sweep(softness);
  }
  for (const column of columns) if (column.isChosen) unchoose(pool, column);
  for (const position of chosen) {
    const column = columns[position];
    if (column !== undefined) choose(pool, column);
  }
}
