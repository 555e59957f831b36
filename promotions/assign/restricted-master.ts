/*
 * The linear programme over columns: each column is one whole use that a promotion could make of the units; at most one (in
 * sum) for each promotion, no class of units used more often than it has units. A revised simplex method on a dense inverse,
 * columns added as they are found (Dantzig and Wolfe 1960; Gilmore and Gomory 1961). Its duals are the prices of units. It
 * works with floating point numbers and nothing that is proven rests on them: bounds are recomputed in whole numbers.
 */

import { grown } from './grown.ts';

/** One use of a promotion: how many units of which classes, and what it gains. */
export interface Column {
  readonly machine: number;
  readonly classes: readonly number[];
  readonly counts: readonly number[];
  /** Capped, in ten-thousandths. */
  readonly value: number;
}

export interface RestrictedMaster {
  /** Adds a column unless it is there already; says whether it did. */
  readonly add: (column: Column) => boolean;
  /** @returns false when the bound on pivots stopped it */
  readonly solve: () => boolean;
  /** After `solve`: the objective, in ten-thousandths. */
  readonly value: () => number;
  /** After `solve`: columns, by their place among those added, and their shares in the best mix; the largest first. */
  readonly shares: () => readonly { readonly column: number; readonly share: number }[];
  /** After `solve`: the price of each class, in ten-thousandths, not rounded. */
  readonly prices: () => Float64Array;
  /** Numbers touched so far: the work done. */
  readonly work: () => number;
}

const EPSILON = 1e-7;
/** Below it a share is none: right sides are not quite whole. */
const LEAST_SHARE = 1e-4;
/** A column enters only if it gains at least so much for each unit of it, in ten-thousandths. */
const WORTHWHILE = 0.5;
const PIVOTS_LIMIT = 20_000;
const REFACTOR_EVERY = 400;

/**
 * @param units by class
 * @param machines how many promotions compete
 */
export function createRestrictedMaster(
  units: readonly number[],
  machines: number,
): RestrictedMaster {
  const rows = units.length + machines;
  // Slightly different right sides, so that ties in the ratio test are rare; what is proven does not depend on them.
  const right = Float64Array.from({ length: rows }, (_, row) => {
    const nudge = (1 + ((row * 7919) % 101)) * 1e-8;
    return row < units.length ? (units[row] ?? 0) + nudge : 1 + nudge;
  });
  const known = new Set<string>();
  let size = 0;
  // The columns' rows and counts one after another, and where each column's begin.
  let [costs, begins] = [new Float64Array(256), new Int32Array(257)];
  let [rowsOf, countsOf] = [new Int32Array(4096), new Float64Array(4096)];
  // Basis: by row the column in it; below `rows` a slack, above it column − rows.
  const basis = Int32Array.from({ length: rows }, (_, row) => row);
  const inverse = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row += 1) inverse[row * rows + row] = 1;
  const level = Float64Array.from(right);
  const duals = new Float64Array(rows);
  const direction = new Float64Array(rows);
  let [pivots, work] = [0, 0];

  const costOf = (id: number): number => (id < rows ? 0 : (costs[id - rows] ?? 0));

  const priceDuals = (): void => {
    duals.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const cost = costOf(basis[row] ?? 0);
      if (cost === 0) continue;
      const start = row * rows;
      for (let other = 0; other < rows; other += 1) {
        duals[other] = (duals[other] ?? 0) + cost * (inverse[start + other] ?? 0);
      }
    }
  };

  const append = (column: Column): void => {
    const index = size;
    size += 1;
    if (index + 1 >= begins.length) {
      costs = grown(costs, new Float64Array(costs.length * 2));
      begins = grown(begins, new Int32Array(begins.length * 2));
    }
    let end = begins[index] ?? 0;
    if (end + column.classes.length + 1 > rowsOf.length) {
      rowsOf = grown(rowsOf, new Int32Array(rowsOf.length * 2 + rows));
      countsOf = grown(countsOf, new Float64Array(rowsOf.length));
    }
    for (const [place, unitClass] of column.classes.entries()) {
      rowsOf[end] = unitClass;
      countsOf[end] = column.counts[place] ?? 0;
      end += 1;
    }
    rowsOf[end] = units.length + column.machine;
    countsOf[end] = 1;
    begins[index + 1] = end + 1;
    costs[index] = column.value;
  };

  /** The column that gains most for each unit of it (below `rows`: the slack of a row), or −1; sets `reducedBest`. */
  let reducedBest = 0;
  const entering = (): number => {
    let best = -1;
    let most = WORTHWHILE;
    for (let row = 0; row < rows; row += 1) {
      const reduced = -(duals[row] ?? 0);
      if (reduced > most) {
        best = row;
        most = reduced;
      }
    }
    for (let index = 0; index < size; index += 1) {
      let reduced = costs[index] ?? 0;
      const end = begins[index + 1] ?? 0;
      for (let entry = begins[index] ?? 0; entry < end; entry += 1) {
        reduced -= (duals[rowsOf[entry] ?? 0] ?? 0) * (countsOf[entry] ?? 0);
      }
      if (reduced > most) {
        best = rows + index;
        most = reduced;
      }
    }
    reducedBest = most;
    return best;
  };

  const setDirection = (id: number): void => {
    if (id < rows) {
      for (let row = 0; row < rows; row += 1) direction[row] = inverse[row * rows + id] ?? 0;
      return;
    }
    const [begin, end] = [begins[id - rows] ?? 0, begins[id - rows + 1] ?? 0];
    for (let row = 0; row < rows; row += 1) {
      const start = row * rows;
      let sum = 0;
      for (let entry = begin; entry < end; entry += 1) {
        sum += (inverse[start + (rowsOf[entry] ?? 0)] ?? 0) * (countsOf[entry] ?? 0);
      }
      direction[row] = sum;
    }
  };

  const leaving = (): number => {
    let best = -1;
    let least = Infinity;
    for (let row = 0; row < rows; row += 1) {
      const slope = direction[row] ?? 0;
      if (slope <= EPSILON) continue;
      const ratio = Math.max(0, level[row] ?? 0) / slope;
      if (ratio < least) [best, least] = [row, ratio];
    }
    return best;
  };

  /** The duals after a pivot: they change along the new row of the inverse. */
  const raiseDuals = (row: number): void => {
    const start = row * rows;
    for (let other = 0; other < rows; other += 1) {
      duals[other] = (duals[other] ?? 0) + reducedBest * (inverse[start + other] ?? 0);
    }
  };

  /** @returns whether the inverse was worked out afresh */
  const pivot = (row: number, id: number): boolean => {
    const start = row * rows;
    const scale = 1 / (direction[row] ?? 1);
    for (let other = 0; other < rows; other += 1) {
      inverse[start + other] = (inverse[start + other] ?? 0) * scale;
    }
    level[row] = (level[row] ?? 0) * scale;
    const head = inverse.subarray(start, start + rows);
    for (let other = 0; other < rows; other += 1) {
      const slope = direction[other] ?? 0;
      if (other === row || slope === 0) continue;
      const from = other * rows;
      for (let place = 0; place < rows; place += 1) {
        inverse[from + place] = (inverse[from + place] ?? 0) - slope * (head[place] ?? 0);
      }
      level[other] = (level[other] ?? 0) - slope * (level[row] ?? 0);
    }
    basis[row] = id;
    pivots += 1;
    if (pivots % REFACTOR_EVERY !== 0) return false;
    refactor();
    return true;
  };

  /** Works the inverse out again from the basis, against the drift of many pivots. */
  const refactor = (): void => {
    const held = [...basis];
    inverse.fill(0);
    for (let row = 0; row < rows; row += 1) inverse[row * rows + row] = 1;
    level.set(right);
    const free = new Set(held.map((_, row) => row));
    basis.fill(-1);
    const waiting = [...held.filter((id) => id < rows), ...held.filter((id) => id >= rows)];
    for (const id of waiting) {
      setDirection(id);
      let best = -1;
      for (const row of free) {
        if (best < 0 || Math.abs(direction[row] ?? 0) > Math.abs(direction[best] ?? 0)) best = row;
      }
      if (best < 0 || Math.abs(direction[best] ?? 0) <= EPSILON) continue;
      free.delete(best);
      const count = pivots;
      pivots = 0;
      pivot(best, id);
      pivots = count;
    }
    for (const row of free) basis[row] = row;
  };

  return {
    add: (column) => {
      const key = `${column.machine}:${column.classes.join()}:${column.counts.join()}`;
      if (known.has(key)) return false;
      known.add(key);
      append(column);
      return true;
    },
    solve: () => {
      priceDuals();
      for (let count = 0; count < PIVOTS_LIMIT; count += 1) {
        const id = entering();
        work += begins[size] ?? 0;
        if (id < 0) return true;
        setDirection(id);
        const row = leaving();
        if (row < 0) return false;
        const isFresh = pivot(row, id);
        work += 2 * rows * rows;
        if (isFresh) priceDuals();
        else raiseDuals(row);
      }
      return false;
    },
    value: () => {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) {
        sum += costOf(basis[row] ?? 0) * Math.max(0, level[row] ?? 0);
      }
      return sum;
    },
    shares: () =>
      [...basis]
        .map((id, row) => ({ column: id - rows, share: level[row] ?? 0 }))
        .filter(({ column, share }) => column >= 0 && share > LEAST_SHARE)
        .sort((a, b) => b.share - a.share || a.column - b.column),
    prices: () => duals.slice(0, units.length),
    work: () => work,
  };
}
