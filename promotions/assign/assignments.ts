import type { Use } from '../model/receipt.ts';

/** Optimal assignments of the units of one connected component of a receipt to its item promotions. All have the same total. */
export interface Assignments {
  /** The sum of the promotions' discounts. */
  readonly valueMinor: number;
  /** By assignment, its uses in file order. There is at least one assignment, and the first is the canonical one. */
  readonly ways: readonly (readonly Use[])[];
  /** False when the budget ended the search before `valueMinor` was proven to be the optimum. */
  readonly exact: boolean;
}

/**
 * Which optimal assignments are wanted. `one`: the canonical one. `full`: all in which plain and quantity promotions take every unit
 * that they can; they may differ in which lines are discounted. `every`: also those that leave units over for a retailer row.
 */
export type Ways = 'one' | 'full' | 'every';
