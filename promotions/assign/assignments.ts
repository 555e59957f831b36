import type { Use } from '../receipt/receipt.ts';

/** Ways in which the item promotions of one connected part of a receipt share its units, all with the same total. */
export interface Assignments {
  readonly valueMinor: number;
  /** At least one. The first is the canonical one. */
  readonly ways: readonly (readonly Use[])[];
  /** False when the bound on operations stopped the search. */
  readonly exact: boolean;
}

/**
 * Which of the best ways are wanted: the canonical one; those in which plain and quantity promotions take all that they can
 * (they may differ in which lines are discounted); or also those that leave units over for a retailer row.
 */
export type Ways = 'one' | 'full' | 'every';
