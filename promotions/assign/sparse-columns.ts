import { grown } from './grown.ts';

/** A growing sparse matrix in compressed column form, with one objective coefficient for each column. */
export class SparseColumns {
  /** How many columns there are. */
  size = 0;
  /** By column, its objective coefficient. */
  costs = new Float64Array(256);
  /** By column, where its entries begin in `rows` and `counts`; the entry after the last column's begin is their end. */
  begins = new Int32Array(257);
  rows = new Int32Array(4096);
  counts = new Float64Array(4096);

  /** Entries in all. */
  get entries(): number {
    return this.begins[this.size] ?? 0;
  }

  /**
   * Adds a column with the given entries and one more, which counts 1.
   * @param rows rows of the entries, parallel to `counts`
   * @param lastRow row of the entry that counts 1
   * @param cost the objective coefficient
   */
  append(rows: readonly number[], counts: readonly number[], lastRow: number, cost: number): void {
    const index = this.size;
    this.size += 1;
    if (index + 1 >= this.begins.length) {
      this.costs = grown(this.costs, new Float64Array(this.costs.length * 2));
      this.begins = grown(this.begins, new Int32Array(this.begins.length * 2));
    }
    let end = this.begins[index] ?? 0;
    if (end + rows.length + 1 > this.rows.length) {
      this.rows = grown(this.rows, new Int32Array(this.rows.length * 2 + rows.length + 1));
      this.counts = grown(this.counts, new Float64Array(this.rows.length));
    }
    for (const [place, row] of rows.entries()) {
      this.rows[end] = row;
      this.counts[end] = counts[place] ?? 0;
      end += 1;
    }
    this.rows[end] = lastRow;
    this.counts[end] = 1;
    this.begins[index + 1] = end + 1;
    this.costs[index] = cost;
  }
}
