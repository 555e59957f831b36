import { NOBODY, WIDTH } from './columns.ts';
import type { RestrictedMaster } from './restricted-master.ts';

/**
 * The set packing problem restricted to some shoppers: the columns whose members are all among them, in arrays. A place is an index
 * into these shoppers, a position an index into these columns.
 */
export interface RestrictedProblem {
  /** By position the column's number in the master. */
  readonly columns: Int32Array;
  /** By position the column's gain in minor units. */
  readonly gains: Float64Array;
  /** `WIDTH` places a column, behind the last member the place `count`, which is nobody's. */
  readonly places: Int32Array;
  /** How many shoppers there are. */
  readonly count: number;
  /** For each place the positions of its columns: `lists` from `starts[place]` to `starts[place + 1]`. */
  readonly lists: Int32Array;
  readonly starts: Int32Array;
}

/** Restricts the master's set packing problem to some shoppers. @param slots each once; their order defines the places */
export function restrictTo(master: RestrictedMaster, slots: readonly number[]): RestrictedProblem {
  const { columns } = master;
  const count = slots.length;
  const placeOf = new Int32Array(master.slots.length).fill(-1);
  for (const [place, index] of slots.entries()) placeOf[index] = place;
  placeOf[NOBODY] = count;
  const inside: number[] = [];
  const starts = new Int32Array(count + 2);
  for (const index of slots) {
    const list = columns.lists[index];
    if (list === undefined) continue;
    const length = columns.counts[index] ?? 0;
    for (let offset = 0; offset < length; offset += 1) {
      const column: number = list[offset]!;
      const first = column * WIDTH;
      if (columns.slots[first] !== index) continue;
      const second = placeOf[columns.slots[first + 1]!]!;
      const third = placeOf[columns.slots[first + 2]!]!;
      const fourth = placeOf[columns.slots[first + 3]!]!;
      if (second < 0 || third < 0 || fourth < 0) continue;
      inside.push(column);
      const one = placeOf[index]!;
      starts[one + 1] = starts[one + 1]! + 1;
      starts[second + 1] = starts[second + 1]! + 1;
      starts[third + 1] = starts[third + 1]! + 1;
      starts[fourth + 1] = starts[fourth + 1]! + 1;
    }
  }
  for (let place = 0; place < count; place += 1)
    starts[place + 1] = starts[place + 1]! + starts[place]!;
  const next = starts.slice();
  const lists = new Int32Array(starts[count]!);
  const places = new Int32Array(inside.length * WIDTH);
  const gains = new Float64Array(inside.length);
  for (let position = 0; position < inside.length; position += 1) {
    const column = inside[position] ?? 0;
    gains[position] = columns.gains[column]!;
    for (let offset = 0; offset < WIDTH; offset += 1) {
      const place = placeOf[columns.slots[column * WIDTH + offset]!]!;
      places[position * WIDTH + offset] = place;
      if (place === count) continue;
      lists[next[place]!] = position;
      next[place] = next[place]! + 1;
    }
  }
  return { columns: Int32Array.from(inside), gains, places, count, lists, starts };
}

/** The shoppers' duals by place, in minor units; one more entry, for nobody, is zero. */
export function dualsOf(master: RestrictedMaster, slots: readonly number[]): Float64Array {
  const duals = new Float64Array(slots.length + 1);
  for (const [place, index] of slots.entries()) duals[place] = master.duals[index]!;
  return duals;
}

/** A column's gain less its members' duals, in minor units. @param duals by place, as `dualsOf` gives them */
export function reducedProfit(
  problem: RestrictedProblem,
  duals: Float64Array,
  position: number,
): number {
  const { places, gains } = problem;
  const first = position * WIDTH;
  return (
    gains[position]! -
    duals[places[first]!]! -
    duals[places[first + 1]!]! -
    duals[places[first + 2]!]! -
    duals[places[first + 3]!]!
  );
}

/**
 * Updates the dual of each place once, as `updateDuals` does, over the columns of the restricted problem only.
 * @param duals by place, changed in place
 * @param temperature in minor units; at 0 the maximum is exact instead of soft
 */
export function sweepDuals(
  problem: RestrictedProblem,
  duals: Float64Array,
  temperature: number,
): void {
  const { lists, starts, count } = problem;
  for (let place = 0; place < count; place += 1) {
    const own = duals[place]!;
    let maximum = 0;
    let scaledSum = 1;
    const end = starts[place + 1]!;
    for (let offset = starts[place]!; offset < end; offset += 1) {
      const residual = reducedProfit(problem, duals, lists[offset]!) + own;
      if (residual > maximum) {
        if (temperature > 0)
          scaledSum = scaledSum * Math.exp((maximum - residual) / temperature) + 1;
        maximum = residual;
      } else if (residual > maximum - 8 * temperature)
        scaledSum += Math.exp((residual - maximum) / temperature);
    }
    duals[place] = temperature > 0 ? maximum + temperature * Math.log(scaledSum) : maximum;
  }
}
