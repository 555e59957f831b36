import type { Column, Pool } from './pool.ts';

/** The groups that lie wholly among some shoppers, by place (an index into those shoppers), in arrays. */
export interface Floor {
  readonly columns: readonly Column[];
  readonly gains: Float64Array;
  /** Places of each column's members, four a column, -1 behind the last. */
  readonly places: Int32Array;
  /** For each place its columns: `lists` from `starts[place]` to `starts[place + 1]`. */
  readonly lists: Int32Array;
  readonly starts: Int32Array;
}

export function layFloor(pool: Pool, slots: readonly number[]): Floor {
  const placeOf = new Int32Array(pool.slots.length).fill(-1);
  for (const [place, index] of slots.entries()) placeOf[index] = place;
  const columns: Column[] = [];
  const starts = new Int32Array(slots.length + 1);
  for (const index of slots) {
    for (const column of pool.slots[index]?.columns ?? []) {
      if (column.slots[0] !== index || !isWithin(column, placeOf)) continue;
      columns.push(column);
      for (const slot of column.slots) {
        const after = (placeOf[slot] ?? 0) + 1;
        starts[after] = (starts[after] ?? 0) + 1;
      }
    }
  }
  for (let place = 0; place < slots.length; place += 1)
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  const next = starts.slice();
  const lists = new Int32Array(starts[slots.length] ?? 0);
  const places = new Int32Array(columns.length * 4).fill(-1);
  for (const [position, column] of columns.entries()) {
    for (const [at, slot] of column.slots.entries()) {
      const place = placeOf[slot] ?? 0;
      places[position * 4 + at] = place;
      lists[next[place] ?? 0] = position;
      next[place] = (next[place] ?? 0) + 1;
    }
  }
  const gains = Float64Array.from(columns, (column) => column.gainMinor);
  return { columns, gains, places, lists, starts };
}

/** What a group gains beyond its members' worths. */
export function restOf(floor: Floor, worths: Float64Array, position: number): number {
  const { places } = floor;
  let rest = floor.gains[position] ?? 0;
  for (let at = position * 4; at < position * 4 + 4; at += 1) {
    const place = places[at] ?? -1;
    if (place < 0) break;
    rest -= worths[place] ?? 0;
  }
  return rest;
}

/** One sweep over the worths of the places, as `settleWorths` does it, for the groups on the floor alone; hard where softness is 0. */
export function settleFloor(floor: Floor, worths: Float64Array, softness: number): void {
  const { lists, starts } = floor;
  for (let place = 0; place < worths.length; place += 1) {
    const own = worths[place] ?? 0;
    let most = 0;
    let sum = 1;
    const end = starts[place + 1] ?? 0;
    for (let at = starts[place] ?? 0; at < end; at += 1) {
      const left = restOf(floor, worths, lists[at] ?? 0) + own;
      if (left > most) {
        if (softness > 0) sum = sum * Math.exp((most - left) / softness) + 1;
        most = left;
      } else if (left > most - 8 * softness) sum += Math.exp((left - most) / softness);
    }
    worths[place] = softness > 0 ? most + softness * Math.log(sum) : most;
  }
}

function isWithin(column: Column, placeOf: Int32Array): boolean {
  for (const slot of column.slots) if ((placeOf[slot] ?? -1) < 0) return false;
  return true;
}
