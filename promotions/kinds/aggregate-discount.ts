/**
 * The discount of one promotion that depends on two sums over the lines in scope only: spending and units. It is plain data and
 * not a closure: the matcher evaluates it some million times a second, and one function for all of them compiles best.
 */
export interface AggregateDiscount {
  /** Whether more spending or units never earn less. Then a part that earns nothing alone can always go onto the joint receipt. */
  readonly isMonotone: boolean;
  /** Above zero: `offMinor` for each whole step of spending, at most `timesLimit` times. Zero: the thresholds apply. */
  readonly stepMinor: number;
  readonly offMinor: number;
  readonly timesLimit: number;
  /** Whether thresholds are of units; else of spending in minor units. */
  readonly isOfUnits: boolean;
  /** By tier, ascending: the threshold, and what it pays. That is the amount in minor units, or where the amount is negative so
   *  many basis points of the spending. */
  readonly thresholds: Float64Array;
  readonly amounts: Float64Array;
  readonly points: Float64Array;
  readonly capMinor: number;
}

const NO_NUMBERS = new Float64Array(0);

/** What is never given. */
export const NO_DISCOUNT: AggregateDiscount = {
  isMonotone: true,
  stepMinor: 0,
  offMinor: 0,
  timesLimit: 0,
  isOfUnits: false,
  thresholds: NO_NUMBERS,
  amounts: NO_NUMBERS,
  points: NO_NUMBERS,
  capMinor: 0,
};

/** Whether no number is below the one before it, nor the first below zero. */
export function isRising(values: Iterable<number>): boolean {
  let last = 0;
  for (const value of values) {
    if (value < last) return false;
    last = value;
  }
  return true;
}
