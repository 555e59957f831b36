/*
 * The restricted master problem of column generation (Dantzig and Wolfe 1960; Gilmore and Gomory 1961), solved by the revised
 * simplex method with a dense basis inverse.
 *
 *   maximise    Σ value(j) · x(j)
 *   subject to  Σ count(c, j) · x(j) ≤ units(c)   for each class c of units
 *               Σ x(j of p) ≤ 1                    for each promotion p
 *               x ≥ 0
 *
 * A column j is one whole use that a promotion could make of the units. "Restricted" means that only the columns found so far
 * take part. The master works in floating point. No proof rests on it: upper bounds are recomputed in whole numbers.
 */

import { SparseColumns } from './sparse-columns.ts';

/** One use of a promotion: how many units of which classes it takes, and what it gains. */
export interface Column {
  /** Index of the promotion among those that compete. */
  readonly promotion: number;
  /** The classes of which it takes units, each once. */
  readonly classes: readonly number[];
  /** Units taken, parallel to `classes`. */
  readonly counts: readonly number[];
  /** Capped gain, in ten-thousandths of a minor unit. */
  readonly value: number;
}

/** A column with a positive value in the master's solution. */
export interface ColumnShare {
  /** Index of the column in the order in which columns were added. */
  readonly column: number;
  /** The value of the column's variable, above 0 and at most 1. */
  readonly share: number;
}

const EPSILON = 1e-7;
/** Smaller shares count as zero, because the right-hand sides are perturbed. */
const LEAST_SHARE = 1e-4;
/** A column enters the basis only if its reduced cost is above this, in ten-thousandths. */
const LEAST_REDUCED_COST = 0.5;
const PIVOTS_LIMIT = 20_000;
const REFACTOR_EVERY = 400;

/** A linear programme that grows by columns. Add columns, call `solve`, read the solution; then add more columns. */
export class RestrictedMaster {
  readonly #classCount: number;
  /** Constraints: one for each class of units, then one for each promotion. */
  readonly #rows: number;
  readonly #rightSides: Float64Array;
  readonly #keys = new Set<string>();
  readonly #columns = new SparseColumns();
  /** By row, the basic variable: below `#rows` the slack of that row, otherwise column number plus `#rows`. */
  readonly #basis: Int32Array;
  /** The basis inverse, row by row. */
  readonly #inverse: Float64Array;
  /** By row, the value of the basic variable. */
  readonly #basicValues: Float64Array;
  readonly #duals: Float64Array;
  /** By row, the entering column in terms of the basis. */
  readonly #direction: Float64Array;
  #enteringReducedCost = 0;
  #pivots = 0;
  #work = 0;

  /**
   * @param units by class, how many units there are
   * @param promotions how many promotions compete
   */
  constructor(units: readonly number[], promotions: number) {
    const rows = units.length + promotions;
    this.#classCount = units.length;
    this.#rows = rows;
    // Perturbed right-hand sides make ties in the ratio test rare, so that degenerate pivots do not cycle.
    this.#rightSides = Float64Array.from({ length: rows }, (_, row) => {
      const nudge = (1 + ((row * 7919) % 101)) * 1e-8;
      return row < units.length ? (units[row] ?? 0) + nudge : 1 + nudge;
    });
    this.#basis = Int32Array.from({ length: rows }, (_, row) => row);
    this.#inverse = new Float64Array(rows * rows);
    for (let row = 0; row < rows; row += 1) this.#inverse[row * rows + row] = 1;
    this.#basicValues = Float64Array.from(this.#rightSides);
    this.#duals = new Float64Array(rows);
    this.#direction = new Float64Array(rows);
  }

  /** Adds a column. @returns false when the same promotion has a column with these units already */
  add(column: Column): boolean {
    const key = `${column.promotion}:${column.classes.join()}:${column.counts.join()}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.#columns.append(
      column.classes,
      column.counts,
      this.#classCount + column.promotion,
      column.value,
    );
    return true;
  }

  /** Pivots until no column improves the objective. @returns false when it stopped at the limit on pivots */
  solve(): boolean {
    this.#computeDuals();
    for (let count = 0; count < PIVOTS_LIMIT; count += 1) {
      const entering = this.#chooseEntering();
      this.#work += this.#columns.entries;
      if (entering < 0) return true;
      this.#computeDirection(entering);
      const leaving = this.#chooseLeavingRow();
      if (leaving < 0) return false;
      const isRefactored = this.#pivot(leaving, entering);
      this.#work += 2 * this.#rows * this.#rows;
      if (isRefactored) this.#computeDuals();
      else this.#updateDuals(leaving);
    }
    return false;
  }

  /** After `solve`: the objective, in ten-thousandths. */
  get objective(): number {
    let sum = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      sum += this.#costOf(this.#basis[row] ?? 0) * Math.max(0, this.#basicValues[row] ?? 0);
    }
    return sum;
  }

  /** After `solve`: the columns in use and their shares, the largest share first. */
  primalSolution(): readonly ColumnShare[] {
    return [...this.#basis]
      .map((id, row) => ({ column: id - this.#rows, share: this.#basicValues[row] ?? 0 }))
      .filter(({ column, share }) => column >= 0 && share > LEAST_SHARE)
      .sort((a, b) => b.share - a.share || a.column - b.column);
  }

  /** After `solve`: a copy of the dual price of one unit of each class, in ten-thousandths, not rounded. */
  dualsOfClasses(): Float64Array {
    return this.#duals.slice(0, this.#classCount);
  }

  /** Array entries read and written by `solve` so far, for the search budget. */
  get work(): number {
    return this.#work;
  }

  #costOf(id: number): number {
    return id < this.#rows ? 0 : (this.#columns.costs[id - this.#rows] ?? 0);
  }

  /** The duals from the basis: its costs times the inverse. */
  #computeDuals(): void {
    const rows = this.#rows;
    const duals = this.#duals;
    const inverse = this.#inverse;
    duals.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const cost = this.#costOf(this.#basis[row] ?? 0);
      if (cost === 0) continue;
      const start = row * rows;
      for (let other = 0; other < rows; other += 1) {
        duals[other] = (duals[other] ?? 0) + cost * (inverse[start + other] ?? 0);
      }
    }
  }

  /** The duals after a pivot: they change along the pivot row of the inverse, by the reduced cost of the entering variable. */
  #updateDuals(row: number): void {
    const rows = this.#rows;
    const duals = this.#duals;
    const inverse = this.#inverse;
    const reducedCost = this.#enteringReducedCost;
    const start = row * rows;
    for (let other = 0; other < rows; other += 1) {
      duals[other] = (duals[other] ?? 0) + reducedCost * (inverse[start + other] ?? 0);
    }
  }

  /** Dantzig's rule: the variable with the largest reduced cost, −1 when none improves; sets `#enteringReducedCost`. */
  #chooseEntering(): number {
    const rows = this.#rows;
    const duals = this.#duals;
    const { size, costs, begins, rows: entryRows, counts: entryCounts } = this.#columns;
    let best = -1;
    let most = LEAST_REDUCED_COST;
    for (let row = 0; row < rows; row += 1) {
      const reducedCost = -(duals[row] ?? 0);
      if (reducedCost > most) {
        best = row;
        most = reducedCost;
      }
    }
    for (let index = 0; index < size; index += 1) {
      let reducedCost = costs[index] ?? 0;
      const end = begins[index + 1] ?? 0;
      for (let entry = begins[index] ?? 0; entry < end; entry += 1) {
        reducedCost -= (duals[entryRows[entry] ?? 0] ?? 0) * (entryCounts[entry] ?? 0);
      }
      if (reducedCost > most) {
        best = rows + index;
        most = reducedCost;
      }
    }
    this.#enteringReducedCost = most;
    return best;
  }

  /** The entering variable's column, multiplied by the basis inverse. */
  #computeDirection(id: number): void {
    const rows = this.#rows;
    const inverse = this.#inverse;
    const direction = this.#direction;
    if (id < rows) {
      for (let row = 0; row < rows; row += 1) direction[row] = inverse[row * rows + id] ?? 0;
      return;
    }
    const { begins, rows: entryRows, counts: entryCounts } = this.#columns;
    const [begin, end] = [begins[id - rows] ?? 0, begins[id - rows + 1] ?? 0];
    for (let row = 0; row < rows; row += 1) {
      const start = row * rows;
      let sum = 0;
      for (let entry = begin; entry < end; entry += 1) {
        sum += (inverse[start + (entryRows[entry] ?? 0)] ?? 0) * (entryCounts[entry] ?? 0);
      }
      direction[row] = sum;
    }
  }

  /** The ratio test: the row whose basic variable reaches zero first, −1 when none limits the entering variable. */
  #chooseLeavingRow(): number {
    const direction = this.#direction;
    const basicValues = this.#basicValues;
    let best = -1;
    let least = Infinity;
    for (let row = 0; row < this.#rows; row += 1) {
      const slope = direction[row] ?? 0;
      if (slope <= EPSILON) continue;
      const ratio = Math.max(0, basicValues[row] ?? 0) / slope;
      if (ratio < least) [best, least] = [row, ratio];
    }
    return best;
  }

  /** Puts a variable into the basis at that row. @returns whether the inverse was recomputed from the basis */
  #pivot(row: number, id: number): boolean {
    const rows = this.#rows;
    const inverse = this.#inverse;
    const direction = this.#direction;
    const basicValues = this.#basicValues;
    const start = row * rows;
    const scale = 1 / (direction[row] ?? 1);
    for (let other = 0; other < rows; other += 1) {
      inverse[start + other] = (inverse[start + other] ?? 0) * scale;
    }
    basicValues[row] = (basicValues[row] ?? 0) * scale;
    const pivotRow = inverse.subarray(start, start + rows);
    for (let other = 0; other < rows; other += 1) {
      const slope = direction[other] ?? 0;
      if (other === row || slope === 0) continue;
      const from = other * rows;
      for (let place = 0; place < rows; place += 1) {
        inverse[from + place] = (inverse[from + place] ?? 0) - slope * (pivotRow[place] ?? 0);
      }
      basicValues[other] = (basicValues[other] ?? 0) - slope * (basicValues[row] ?? 0);
    }
    this.#basis[row] = id;
    this.#pivots += 1;
    if (this.#pivots % REFACTOR_EVERY !== 0) return false;
    this.#refactor();
    return true;
  }

  /** Recomputes the inverse from the basis, because rounding errors add up over many pivots. */
  #refactor(): void {
    const rows = this.#rows;
    const basis = this.#basis;
    const inverse = this.#inverse;
    const direction = this.#direction;
    const held = [...basis];
    inverse.fill(0);
    for (let row = 0; row < rows; row += 1) inverse[row * rows + row] = 1;
    this.#basicValues.set(this.#rightSides);
    const free = new Set(held.map((_, row) => row));
    basis.fill(-1);
    const waiting = [...held.filter((id) => id < rows), ...held.filter((id) => id >= rows)];
    for (const id of waiting) {
      this.#computeDirection(id);
      let best = -1;
      for (const row of free) {
        if (best < 0 || Math.abs(direction[row] ?? 0) > Math.abs(direction[best] ?? 0)) best = row;
      }
      if (best < 0 || Math.abs(direction[best] ?? 0) <= EPSILON) continue;
      free.delete(best);
      // The pivots of a refactorisation do not count towards the next one.
      const count = this.#pivots;
      this.#pivots = 0;
      this.#pivot(best, id);
      this.#pivots = count;
    }
    for (const row of free) basis[row] = row;
  }
}
