import type { Highs } from 'highs';

/** One unknown of a programme; it runs from 0 to `most`. */
export interface Column {
  readonly place: number;
  readonly most: number;
  readonly isWhole: boolean;
  readonly worth: number;
}

/** A sum of columns; all factors are whole numbers. */
export type Terms = readonly (readonly [factor: number, column: Column])[];

interface Row {
  readonly terms: Terms;
  readonly least: number;
  readonly most: number;
}

/** What is to be as large as possible, and under which conditions. */
export interface Programme {
  readonly columns: Column[];
  readonly rows: Row[];
}

/** A new unknown of the programme. */
export function unknown(programme: Programme, given: Omit<Column, 'place'>): Column {
  const column = { place: programme.columns.length, ...given };
  programme.columns.push(column);
  return column;
}

/** Demands that the sum is at most this. */
export function atMost(programme: Programme, terms: Terms, most: number): void {
  programme.rows.push({ terms, least: -Infinity, most });
}

/** Demands that the sum is exactly this. */
export function exactly(programme: Programme, terms: Terms, sum: number): void {
  programme.rows.push({ terms, least: sum, most: sum });
}

/** No solution is worth more than `boundMinor`, and one is worth `valueMinor`; equal where the optimum is proven. */
export interface Solved {
  readonly valueMinor: number;
  readonly boundMinor: number;
}

/**
 * Solves it, and checks in whole numbers that the solution found satisfies every row; that none is worth more is the solver's
 * word.
 * @param seconds when to stop with what is known by then; Infinity for never
 */
export function solveWhole(highs: Highs, programme: Programme, seconds: number): Solved {
  const { columns, rows } = programme;
  const starts = [0];
  for (const { terms } of rows) starts.push((starts.at(-1) ?? 0) + terms.length);
  const entries = rows.flatMap(({ terms }) => terms);
  const { continuous, integer } = highs.constants.variableType;
  return highs.withModel(
    {
      numCols: columns.length,
      numRows: rows.length,
      sense: highs.constants.objectiveSense.maximize,
      colCost: columns.map(({ worth }) => worth),
      colLower: columns.map(() => 0),
      colUpper: columns.map(({ most }) => most),
      rowLower: rows.map(({ least }) => least),
      rowUpper: rows.map(({ most }) => most),
      integrality: columns.map(({ isWhole }) => (isWhole ? integer : continuous)),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: columns.length,
        starts,
        indices: entries.map(([, { place }]) => place),
        values: entries.map(([factor]) => factor),
      },
    },
    (model) => {
      // Values are whole minor units, so a bound less than one above a value is that value.
      model.options.set({
        output_flag: false,
        mip_rel_gap: 0,
        mip_abs_gap: 0.99,
        time_limit: seconds,
      });
      model.run();
      const amounts = Array.from(model.getSolution().colValue, (amount) => Math.round(amount));
      check(rows, amounts);
      const valueMinor = columns.reduce(
        (sum, { worth, place }) => sum + worth * (amounts[place] ?? 0),
        0,
      );
      const bound = Number(model.info.get('mip_dual_bound'));
      return { valueMinor, boundMinor: Math.floor(bound + 1e-4) };
    },
  );
}

function check(rows: readonly Row[], amounts: readonly number[]): void {
  for (const { terms, least, most } of rows) {
    const sum = terms.reduce(
      (total, [factor, { place }]) => total + factor * (amounts[place] ?? 0),
      0,
    );
    if (sum < least || sum > most)
      throw new Error(`the solution breaks a row: ${sum} is not from ${least} to ${most}`);
  }
}
