import { grown } from '../../promotions/assign/grown.ts';

/** The slot of nobody: what stands behind a group's last member. She is worth nothing, so sums need not look how many there are. */
export const NOBODY = 0;
/** The number of no group. */
export const NO_COLUMN = 0;

/** Most members of a group. */
export const WIDTH = 4;

/**
 * Feasible groups that the search may choose, in arrays: a column is a number from 1 on, used again when its group was dropped. (A
 * column of the linear programme "most gain over disjoint groups".) Arrays grow by doubling, so whoever keeps one across an
 * `addColumn` keeps an old one.
 */
export interface Columns {
  gains: Float64Array;
  /** `WIDTH` slots a column, ascending, `NOBODY` behind the last. */
  slots: Int32Array;
  /** Where a column stands in the list of each of its slots. */
  places: Int32Array;
  isChosen: Uint8Array;
  /** The first number that was never used, and numbers that are free again. */
  end: number;
  readonly free: number[];
  /** By slot the columns with it: the first `counts[slot]` of `lists[slot]`. */
  readonly lists: Int32Array[];
  readonly counts: number[];
}

/** A group in words, for what is not worth arrays. */
export interface Group {
  readonly slots: readonly number[];
  readonly gainMinor: number;
}

const FIRST_CAPACITY = 64;
const EMPTY = new Int32Array(0);

export function createColumns(): Columns {
  return {
    gains: new Float64Array(FIRST_CAPACITY),
    slots: new Int32Array(FIRST_CAPACITY * WIDTH),
    places: new Int32Array(FIRST_CAPACITY * WIDTH),
    isChosen: new Uint8Array(FIRST_CAPACITY),
    end: 1,
    free: [],
    lists: [],
    counts: [],
  };
}

export function clearColumns(columns: Columns): void {
  columns.end = 1;
  columns.free.length = 0;
  columns.lists.length = 0;
  columns.counts.length = 0;
}

/** @param slots ascending, none of them nobody's */
export function insertColumn(
  columns: Columns,
  slots: readonly number[],
  gainMinor: number,
): number {
  const column = columns.free.pop() ?? columns.end;
  if (column === columns.end) {
    columns.end += 1;
    if (column >= columns.gains.length) grow(columns);
  }
  columns.gains[column] = gainMinor;
  columns.isChosen[column] = 0;
  for (let at = 0; at < WIDTH; at += 1) {
    const slot = slots[at] ?? NOBODY;
    columns.slots[column * WIDTH + at] = slot;
    if (slot === NOBODY) continue;
    const count = columns.counts[slot] ?? 0;
    let list = columns.lists[slot] ?? EMPTY;
    if (count === list.length) {
      list = grown(list, new Int32Array(Math.max(8, count * 2)));
      columns.lists[slot] = list;
    }
    list[count] = column;
    columns.places[column * WIDTH + at] = count;
    columns.counts[slot] = count + 1;
  }
  return column;
}

export function deleteColumn(columns: Columns, column: number): void {
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const slot = columns.slots[at] ?? NOBODY;
    if (slot === NOBODY) break;
    const list = columns.lists[slot] ?? EMPTY;
    const last = (columns.counts[slot] ?? 0) - 1;
    const place = columns.places[at] ?? 0;
    const moved = list[last] ?? NO_COLUMN;
    list[place] = moved;
    columns.counts[slot] = last;
    for (let other = moved * WIDTH; other < moved * WIDTH + WIDTH; other += 1)
      if (columns.slots[other] === slot) columns.places[other] = place;
    // Somebody's list was long once: give back what it does not need.
    if (list.length > 64 && last * 4 < list.length)
      columns.lists[slot] = grown(list.subarray(0, last), new Int32Array(list.length / 2));
  }
  columns.free.push(column);
}

/** The columns with a slot, as they stand now: dropping one of them moves others. */
export function columnsWith(columns: Columns, slot: number): Int32Array {
  return (columns.lists[slot] ?? EMPTY).subarray(0, columns.counts[slot] ?? 0);
}

export function countWith(columns: Columns, slot: number): number {
  return columns.counts[slot] ?? 0;
}

export function slotsOf(columns: Columns, column: number): readonly number[] {
  const slots: number[] = [];
  for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
    const slot = columns.slots[at] ?? NOBODY;
    if (slot === NOBODY) break;
    slots.push(slot);
  }
  return slots;
}

export function sizeOf(columns: Columns, column: number): number {
  const first = column * WIDTH;
  if (columns.slots[first + 2] === NOBODY) return 2;
  return columns.slots[first + 3] === NOBODY ? 3 : 4;
}

export function groupOf(columns: Columns, column: number): Group {
  return { slots: slotsOf(columns, column), gainMinor: columns.gains[column] ?? 0 };
}

function grow(columns: Columns): void {
  const capacity = columns.gains.length * 2;
  columns.gains = grown(columns.gains, new Float64Array(capacity));
  columns.slots = grown(columns.slots, new Int32Array(capacity * WIDTH));
  columns.places = grown(columns.places, new Int32Array(capacity * WIDTH));
  columns.isChosen = grown(columns.isChosen, new Uint8Array(capacity));
}
