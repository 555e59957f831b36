import { NOBODY, WIDTH } from './columns.ts';
import type { RestrictedMaster } from './restricted-master.ts';

/** The groups that lie wholly among some shoppers, by place (an index into those shoppers), in arrays. */
export interface RestrictedProblem {
  /** The columns' numbers in the pool; everything below is by position in it. */
  readonly columns: Int32Array;
  readonly gains: Float64Array;
  /** Places of each column's members, four a column; behind the last the place of nobody, which is `count`. */
  readonly places: Int32Array;
  readonly count: number;
  /** For each place its columns: `lists` from `starts[place]` to `starts[place + 1]`. */
  readonly lists: Int32Array;
  readonly starts: Int32Array;
}

export function restrictTo(master: RestrictedMaster, slots: readonly number[]): RestrictedProblem {
  const { columns: kept } = master;
  const count = slots.length;
  const placeOf = new Int32Array(master.slots.length).fill(-1);
  for (const [place, index] of slots.entries()) placeOf[index] = place;
  placeOf[NOBODY] = count;
  const found: number[] = [];
  const starts = new Int32Array(count + 2);
  for (const index of slots) {
    const list = kept.lists[index];
    if (list === undefined) continue;
    const length = kept.counts[index] ?? 0;
    for (let at = 0; at < length; at += 1) {
      const column: number = list[at] ?? 0;
      const first = column * WIDTH;
      if (kept.slots[first] !== index) continue;
      const second = placeOf[kept.slots[first + 1] ?? 0] ?? -1;
      const third = placeOf[kept.slots[first + 2] ?? 0] ?? -1;
      const fourth = placeOf[kept.slots[first + 3] ?? 0] ?? -1;
      if (second < 0 || third < 0 || fourth < 0) continue;
      found.push(column);
      const one = placeOf[index] ?? 0;
      starts[one + 1] = (starts[one + 1] ?? 0) + 1;
      starts[second + 1] = (starts[second + 1] ?? 0) + 1;
      starts[third + 1] = (starts[third + 1] ?? 0) + 1;
      starts[fourth + 1] = (starts[fourth + 1] ?? 0) + 1;
    }
  }
  for (let place = 0; place < count; place += 1)
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  const next = starts.slice();
  const lists = new Int32Array(starts[count] ?? 0);
  const places = new Int32Array(found.length * WIDTH);
  const gains = new Float64Array(found.length);
  for (let position = 0; position < found.length; position += 1) {
    const column = found[position] ?? 0;
    gains[position] = kept.gains[column] ?? 0;
    for (let at = 0; at < WIDTH; at += 1) {
      const place = placeOf[kept.slots[column * WIDTH + at] ?? 0] ?? 0;
      places[position * WIDTH + at] = place;
      if (place === count) continue;
      lists[next[place] ?? 0] = position;
      next[place] = (next[place] ?? 0) + 1;
    }
  }
  return { columns: Int32Array.from(found), gains, places, count, lists, starts };
}

/** The worths of a floor's shoppers, by place; nobody, behind the last, is worth nothing. */
export function dualsOf(master: RestrictedMaster, slots: readonly number[]): Float64Array {
  const worths = new Float64Array(slots.length + 1);
  for (const [place, index] of slots.entries()) worths[place] = master.duals[index] ?? 0;
  return worths;
}

/** What a group gains beyond its members' worths. */
export function reducedProfit(
  problem: RestrictedProblem,
  worths: Float64Array,
  position: number,
): number {
  const { places, gains } = problem;
  const first = position * WIDTH;
  return (
    (gains[position] ?? 0) -
    (worths[places[first] ?? 0] ?? 0) -
    (worths[places[first + 1] ?? 0] ?? 0) -
    (worths[places[first + 2] ?? 0] ?? 0) -
    (worths[places[first + 3] ?? 0] ?? 0)
  );
}

/** One sweep over the worths of the places, as `settleWorths` does it, for the groups on the floor alone; hard where softness is 0. */
export function sweepDuals(
  problem: RestrictedProblem,
  worths: Float64Array,
  temperature: number,
): void {
  const { lists, starts, count } = problem;
  for (let place = 0; place < count; place += 1) {
    const own = worths[place] ?? 0;
    let most = 0;
    let sum = 1;
    const end = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < end; at += 1) {
      const left = reducedProfit(problem, worths, lists[at] ?? 0) + own;
      if (left > most) {
        if (temperature > 0) sum = sum * Math.exp((most - left) / temperature) + 1;
        most = left;
      } else if (left > most - 8 * temperature) sum += Math.exp((left - most) / temperature);
    }
    worths[place] = temperature > 0 ? most + temperature * Math.log(sum) : most;
  }
}
