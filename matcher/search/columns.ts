import { grown } from '../../promotions/assign/grown.ts';

/** The slot of nobody, which fills a column behind its last member. Its dual is 0, so sums need not know a column's size. */
export const NOBODY = 0;
/** The number of no column. */
export const NO_COLUMN = 0;

/** Most members of a group. */
export const WIDTH = 4;

/**
 * The columns of the restricted master: the feasible groups that are known, as a structure of arrays. A column is a number from 1 on;
 * numbers of deleted columns are used again. Arrays grow by doubling, so a reference to one is stale after `insertColumn`.
 *
 * Typed arrays of the matcher are read as `array[index]!`: the index is in range by construction. A function in its place was
 * measured to make the search a sixth slower.
 */
export interface Columns {
  /** By column its gain in minor units. */
  gains: Float64Array;
  /** `WIDTH` slots a column, ascending, `NOBODY` behind the last. */
  slots: Int32Array;
  /** `WIDTH` numbers a column: its index in the list of each of its slots. */
  listIndexes: Int32Array;
  /** By column 1 if it is in the plan, else 0. */
  isChosen: Uint8Array;
  /** The first number that was never used. */
  end: number;
  /** Numbers that are free again. */
  readonly free: number[];
  /** By slot its columns: the first `counts[slot]` entries of `lists[slot]`. */
  readonly lists: Int32Array[];
  readonly counts: number[];
}

/** A column as an object, for code that is not time-critical. Slots are ascending. */
export interface Group {
  readonly slots: readonly number[];
  readonly gainMinor: number;
}

const FIRST_CAPACITY = 64;
const EMPTY = new Int32Array(0);

/** No columns yet. */
export function createColumns(): Columns {
  return {
    gains: new Float64Array(FIRST_CAPACITY),
    slots: new Int32Array(FIRST_CAPACITY * WIDTH),
    listIndexes: new Int32Array(FIRST_CAPACITY * WIDTH),
    isChosen: new Uint8Array(FIRST_CAPACITY),
    end: 1,
    free: [],
    lists: [],
    counts: [],
  };
}

/** Deletes all columns. */
export function clearColumns(columns: Columns): void {
  columns.end = 1;
  columns.free.length = 0;
  columns.lists.length = 0;
  columns.counts.length = 0;
}

/** Inserts a column, not chosen. @param slots ascending, at most `WIDTH`, none of them `NOBODY`; @returns its number */
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
  for (let offset = 0; offset < WIDTH; offset += 1) {
    const slot = slots[offset] ?? NOBODY;
    columns.slots[column * WIDTH + offset] = slot;
    if (slot === NOBODY) continue;
    const count = columns.counts[slot] ?? 0;
    let list = columns.lists[slot] ?? EMPTY;
    if (count === list.length) {
      list = grown(list, new Int32Array(Math.max(8, count * 2)));
      columns.lists[slot] = list;
    }
    list[count] = column;
    columns.listIndexes[column * WIDTH + offset] = count;
    columns.counts[slot] = count + 1;
  }
  return column;
}

/** Deletes a column that is not chosen. The lists of its slots change order. */
export function deleteColumn(columns: Columns, column: number): void {
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const slot = columns.slots[offset]!;
    if (slot === NOBODY) break;
    const list = columns.lists[slot] ?? EMPTY;
    const last = (columns.counts[slot] ?? 0) - 1;
    const listIndex = columns.listIndexes[offset]!;
    const moved = list[last]!;
    list[listIndex] = moved;
    columns.counts[slot] = last;
    for (let other = moved * WIDTH; other < moved * WIDTH + WIDTH; other += 1)
      if (columns.slots[other] === slot) columns.listIndexes[other] = listIndex;
    // A list that was long once gives memory back.
    if (list.length > 64 && last * 4 < list.length)
      columns.lists[slot] = grown(list.subarray(0, last), new Int32Array(list.length / 2));
  }
  columns.free.push(column);
}

/** The columns of a slot: a view, valid until a column is inserted or deleted. */
export function columnsWith(columns: Columns, slot: number): Int32Array {
  return (columns.lists[slot] ?? EMPTY).subarray(0, columns.counts[slot] ?? 0);
}

/** How many columns a slot has. */
export function countWith(columns: Columns, slot: number): number {
  return columns.counts[slot] ?? 0;
}

/** The slots of a column, ascending. */
export function slotsOf(columns: Columns, column: number): readonly number[] {
  const slots: number[] = [];
  for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
    const slot = columns.slots[offset]!;
    if (slot === NOBODY) break;
    slots.push(slot);
  }
  return slots;
}

/** The number of a column's members: 2 to 4. */
export function sizeOf(columns: Columns, column: number): number {
  const first = column * WIDTH;
  if (columns.slots[first + 2] === NOBODY) return 2;
  return columns.slots[first + 3] === NOBODY ? 3 : 4;
}

/** A column as an object. */
export function groupOf(columns: Columns, column: number): Group {
  return { slots: slotsOf(columns, column), gainMinor: columns.gains[column]! };
}

function grow(columns: Columns): void {
  const capacity = columns.gains.length * 2;
  columns.gains = grown(columns.gains, new Float64Array(capacity));
  columns.slots = grown(columns.slots, new Int32Array(capacity * WIDTH));
  columns.listIndexes = grown(columns.listIndexes, new Int32Array(capacity * WIDTH));
  columns.isChosen = grown(columns.isChosen, new Uint8Array(capacity));
}
