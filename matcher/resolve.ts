import { compareText } from './member.ts';
import { choose, chosenColumns, unchoose, type Column, type Pool } from './pool.ts';
import { groupWorth } from './worths.ts';

/** One more member never outweighs one minor unit: weights put gain first and fewer members second. */
const GAIN_WEIGHT = 8192;

/**
 * The search runs several times, each time allowed to stray further from the best-looking choices: so its best plans come early,
 * and only where the last run ends within the bound is the region solved exactly. (Limited discrepancy search, Harvey and
 * Ginsberg 1995.)
 */
const DETOURS = [1, 2, 4, Infinity];

interface Bound {
  /** Search nodes before the best so far is taken. */
  readonly nodes: number;
  /** Whether equal plans are told apart to the last rule (ruling l); only worth it when the whole venue is in the region. */
  readonly breakTies: boolean;
}

/** The groups that lie wholly in a region, in the form that the search runs on. */
interface Region {
  readonly columns: readonly Column[];
  readonly weights: Float64Array;
  /** Columns whose first member is this place of the region, best first. */
  readonly startingAt: readonly (readonly number[])[];
  /** Places of each column's members, four a column, -1 behind the last. */
  readonly places: Int32Array;
  /** At most this much comes from each place, whatever is chosen: a dual solution of the region. */
  readonly ceilings: Float64Array;
}

/**
 * Chooses the best disjoint groups within a region exactly (branch and bound over the known groups, bounded by what their
 * members are worth), or the best found within the bound; the plan never gets worse. Chosen groups must lie wholly inside the
 * region or wholly outside.
 * @returns how many search nodes it took
 */
export function resolveRegion(pool: Pool, slots: readonly number[], bound: Bound): number {
  const ordered = slots.toSorted((a, b) => (pool.worths[b] ?? 0) - (pool.worths[a] ?? 0) || a - b);
  const region = layRegion(pool, ordered);
  const { columns, weights, startingAt, places, ceilings } = region;
  const before: number[] = [];
  for (const [position, column] of columns.entries()) if (column.isChosen) before.push(position);
  let best: readonly number[] = before;
  let bestWeight = 0;
  for (const position of before) bestWeight += weights[position] ?? 0;
  const used = new Uint8Array(ordered.length);
  const path: number[] = [];
  let nodes = 0;

  let stop = 0;
  const visit = (place: number, weight: number, ceiling: number, detours: number): void => {
    nodes += 1;
    if (nodes > stop) return;
    // Half a unit of slack: ceilings are sums of fractions.
    if (weight + ceiling < bestWeight + (bound.breakTies ? -0.5 : 0.5)) return;
    let next = place;
    while (next < ordered.length && used[next] === 1) next += 1;
    if (next === ordered.length) {
      const isBetter =
        weight > bestWeight ||
        (bound.breakTies &&
          weight === bestWeight &&
          comparePlans(pool, planOf(path, columns), planOf(best, columns)) < 0);
      if (isBetter) {
        best = [...path];
        bestWeight = weight;
      }
      return;
    }
    let left = detours;
    for (const position of startingAt[next] ?? []) {
      if (left < 0) return;
      const base = position * 4;
      let freed = 0;
      let isFree = true;
      for (let at = base; at < base + 4; at += 1) {
        const member = places[at] ?? -1;
        if (member < 0) break;
        if (used[member] === 1) isFree = false;
        freed += ceilings[member] ?? 0;
      }
      if (!isFree) continue;
      mark(used, places, base, 1);
      path.push(position);
      visit(next + 1, weight + (weights[position] ?? 0), ceiling - freed, left);
      path.pop();
      mark(used, places, base, 0);
      if (nodes > stop) return;
      left -= 1;
    }
    if (left < 0) return;
    used[next] = 1;
    visit(next + 1, weight, ceiling - (ceilings[next] ?? 0), left);
    used[next] = 0;
  };
  const total = ceilings.reduce((sum, ceiling) => sum + ceiling, 0);
  for (const detours of DETOURS) {
    stop = detours === Infinity ? bound.nodes : Math.min(bound.nodes, nodes + bound.nodes / 4);
    visit(0, 0, total, detours);
    if (nodes > bound.nodes) break;
  }
  if (best !== before) {
    for (const position of before) {
      const column = columns[position];
      if (column !== undefined) unchoose(pool, column);
    }
    for (const position of best) {
      const column = columns[position];
      if (column !== undefined) choose(pool, column);
    }
  }
  return nodes;
}

function mark(used: Uint8Array, places: Int32Array, base: number, value: number): void {
  for (let at = base; at < base + 4; at += 1) {
    const member = places[at] ?? -1;
    if (member < 0) return;
    used[member] = value;
  }
}

function layRegion(pool: Pool, slots: readonly number[]): Region {
  const placeOf = new Int32Array(pool.slots.length).fill(-1);
  for (const [place, index] of slots.entries()) placeOf[index] = place;
  const inside: Column[] = [];
  const firsts: number[] = [];
  for (const [place, index] of slots.entries()) {
    for (const column of pool.slots[index]?.columns ?? []) {
      if (isWithin(column, placeOf, place)) {
        inside.push(column);
        firsts.push(place);
      }
    }
  }
  const ceilings = ceilingsOf(pool, slots, inside, placeOf);
  // A group that falls further behind its members' ceilings than the whole region's plan does is in no better plan.
  const total = ceilings.reduce((sum, ceiling) => sum + ceiling, 0);
  let held = 0;
  for (const column of inside) if (column.isChosen) held += weightOf(column);
  const columns: Column[] = [];
  const startingAt: number[][] = slots.map(() => []);
  const slackOf: number[] = [];
  for (const [at, column] of inside.entries()) {
    let ceiling = 0;
    for (const index of column.slots) ceiling += ceilings[placeOf[index] ?? 0] ?? 0;
    const slack = ceiling - weightOf(column);
    if (slack > total - held + 0.5 && !column.isChosen) continue;
    startingAt[firsts[at] ?? 0]?.push(columns.length);
    slackOf.push(slack);
    columns.push(column);
  }
  for (const list of startingAt) list.sort((a, b) => (slackOf[a] ?? 0) - (slackOf[b] ?? 0));
  const places = new Int32Array(columns.length * 4).fill(-1);
  for (const [position, column] of columns.entries()) {
    for (const [at, index] of column.slots.entries()) {
      places[position * 4 + at] = placeOf[index] ?? -1;
    }
  }
  return { columns, weights: Float64Array.from(columns, weightOf), startingAt, places, ceilings };
}

function weightOf(column: Column): number {
  return column.gainMinor * GAIN_WEIGHT - column.slots.length;
}

/** The worths of a region's shoppers, lifted until no group of the region gains more than its members' ceilings. */
function ceilingsOf(
  pool: Pool,
  slots: readonly number[],
  inside: readonly Column[],
  placeOf: Int32Array,
): Float64Array {
  const lifts = new Float64Array(slots.length);
  for (const column of inside) {
    const short = (column.gainMinor - groupWorth(pool, column.slots)) / column.slots.length;
    if (short <= 0) continue;
    for (const index of column.slots) {
      const place = placeOf[index] ?? 0;
      if (short > (lifts[place] ?? 0)) lifts[place] = short;
    }
  }
  const ceilings = new Float64Array(slots.length);
  for (const [place, index] of slots.entries()) {
    ceilings[place] = ((pool.worths[index] ?? 0) + (lifts[place] ?? 0)) * GAIN_WEIGHT;
  }
  return ceilings;
}

/** Whether a column lies wholly in the region and this is its first place, so that each is taken up once. */
function isWithin(column: Column, placeOf: Int32Array, first: number): boolean {
  for (const index of column.slots) {
    if ((placeOf[index] ?? -1) < first) return false;
  }
  return true;
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
  const names = (plan: readonly Column[]): string =>
    plan
      .map((column) =>
        column.slots
          .map((index) => pool.slots[index]?.member.id ?? '')
          .sort(compareText)
          .join('\u0000'),
      )
      .sort(compareText)
      .join('\u0001');
  return compareText(names(a), names(b));
}

/** The chosen groups' total, counted afresh: what `pool.totalMinor` must always be. */
export function countTotal(pool: Pool): number {
  return chosenColumns(pool).reduce((sum, column) => sum + column.gainMinor, 0);
}
