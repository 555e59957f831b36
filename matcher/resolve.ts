import { compareText } from './member.ts';
import { choose, chosenColumns, unchoose, type Column, type Pool } from './pool.ts';

/** One more member never outweighs one minor unit: weights put gain first and fewer members second. */
const GAIN_WEIGHT = 8192;

interface Bound {
  /** Search nodes before the best so far is taken. */
  readonly nodes: number;
  /** Whether equal plans are told apart to the last rule (ruling l); only worth it when the whole venue is in the region. */
  readonly breakTies: boolean;
}

/**
 * Chooses the best disjoint groups within a region of at most 30 shoppers exactly (branch and bound over the known groups),
 * or the best found within the bound; the plan never gets worse. Chosen groups must lie wholly inside the region or outside.
 * @returns whether the plan changed
 */
export function resolveRegion(pool: Pool, region: readonly number[], bound: Bound): boolean {
  const bitOf = new Map<number, number>();
  for (const [bit, index] of region.entries()) bitOf.set(index, bit);
  const columns: Column[] = [];
  const masks: number[] = [];
  const startingAt: number[][] = region.map(() => []);
  for (const [bit, index] of region.entries()) {
    for (const column of pool.slots[index]?.columns.values() ?? []) {
      const mask = maskWithin(column, bitOf, bit);
      if (mask === 0) continue;
      startingAt[bit]?.push(columns.length);
      columns.push(column);
      masks.push(mask);
    }
  }
  const weights = columns.map((column) => column.gainMinor * GAIN_WEIGHT - column.slots.length);
  const ceilings = region.map(() => 0);
  for (const [position, column] of columns.entries()) {
    const density = (weights[position] ?? 0) / column.slots.length;
    for (const index of column.slots) {
      const bit = bitOf.get(index) ?? 0;
      if (density > (ceilings[bit] ?? 0)) ceilings[bit] = density;
    }
  }
  for (const list of startingAt) list.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));

  const before = columns.flatMap((column, position) => (column.isChosen ? [position] : []));
  let best = before;
  let bestWeight = before.reduce((sum, position) => sum + (weights[position] ?? 0), 0);
  let nodes = 0;
  const path: number[] = [];
  const isBetter = (weight: number): boolean =>
    weight > bestWeight ||
    (bound.breakTies &&
      weight === bestWeight &&
      comparePlans(pool, planOf(path, columns), planOf(best, columns)) < 0);

  const visit = (bit: number, used: number, weight: number, ceiling: number): void => {
    nodes += 1;
    if (nodes > bound.nodes) return;
    if (bound.breakTies ? weight + ceiling < bestWeight - 0.5 : weight + ceiling <= bestWeight)
      return;
    let next = bit;
    while (next < region.length && (used & (1 << next)) !== 0) next += 1;
    if (next === region.length) {
      if (isBetter(weight)) {
        best = [...path];
        bestWeight = weight;
      }
      return;
    }
    for (const position of startingAt[next] ?? []) {
      const mask = masks[position] ?? 0;
      if ((mask & used) !== 0) continue;
      path.push(position);
      visit(
        next + 1,
        used | mask,
        weight + (weights[position] ?? 0),
        ceiling - ceilingOf(mask, ceilings),
      );
      path.pop();
      if (nodes > bound.nodes) return;
    }
    visit(next + 1, used | (1 << next), weight, ceiling - (ceilings[next] ?? 0));
  };
  visit(
    0,
    0,
    0,
    ceilings.reduce((sum, ceiling) => sum + ceiling, 0),
  );
  if (best === before) return false;
  for (const position of before) {
    const column = columns[position];
    if (column !== undefined) unchoose(pool, column);
  }
  for (const position of best) {
    const column = columns[position];
    if (column !== undefined) choose(pool, column);
  }
  return true;
}

/** The column's bits if it lies wholly in the region and `first` is its lowest bit, so that each is taken up once; else 0. */
function maskWithin(column: Column, bitOf: ReadonlyMap<number, number>, first: number): number {
  let mask = 0;
  for (const index of column.slots) {
    const bit = bitOf.get(index);
    if (bit === undefined || bit < first) return 0;
    mask |= 1 << bit;
  }
  return mask;
}

function ceilingOf(mask: number, ceilings: readonly number[]): number {
  let sum = 0;
  for (let bit = 0; bit < ceilings.length; bit += 1) {
    if ((mask & (1 << bit)) !== 0) sum += ceilings[bit] ?? 0;
  }
  return sum;
}

function planOf(positions: readonly number[], columns: readonly Column[]): readonly Column[] {
  return positions.flatMap((position) => columns[position] ?? []);
}

/** Below zero where plan `a` is to be preferred among plans of equal gain and size: the longest-waiting are in it, then the
 *  smallest ids (DESIGN 5). */
function comparePlans(pool: Pool, a: readonly Column[], b: readonly Column[]): number {
  const waiting = (plan: readonly Column[]): readonly number[] =>
    plan
      .flatMap((column) =>
        column.slots.map((index) => pool.slots[index]?.member.waitingSinceMs ?? 0),
      )
      .sort((left, right) => left - right);
  const [left, right] = [waiting(a), waiting(b)];
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const names = (plan: readonly Column[]): readonly string[] =>
    plan
      .map((column) =>
        column.slots
          .map((index) => pool.slots[index]?.member.id ?? '')
          .sort(compareText)
          .join('\u0000'),
      )
      .sort(compareText);
  return compareText(names(a).join('\u0001'), names(b).join('\u0001'));
}

/** The chosen groups' total, counted afresh: what `pool.totalMinor` must always be. */
export function countTotal(pool: Pool): number {
  return chosenColumns(pool).reduce((sum, column) => sum + column.gainMinor, 0);
}
