/**
 * How one promotion sees units go by, dearest first, when several promotions compete for them. A state is any whole number;
 * the search asks what the promotion may do with the next unit, and adds up what it gains.
 */
export interface Transition {
  readonly next: number;
  /** What taking this unit is worth to the promotion, in ten-thousandths of a minor unit; may be negative (the price of a
   *  set is paid when the set is complete). */
  readonly gain: number;
  readonly isTarget: boolean;
  readonly weight: number;
}

export interface Automaton {
  readonly start: number;
  /** The ways in which the promotion may take one more unit of that line; none where it may not. */
  readonly moves: (state: number, line: number) => readonly Transition[];
  /** After the last unit of a line; −1 where the state may not pass. */
  readonly endLine: (state: number) => number;
  /** After the last unit of a price; −1 where the state may not pass. */
  readonly endPrice: (state: number) => number;
  readonly accepts: (state: number) => boolean;
  /** Lines must be looked at one by one, even where price and scopes are the same. */
  readonly perLine: boolean;
  /** Times given, from how many units it took and on how many the discount falls. */
  readonly times: (units: number, targets: number) => number;
  /** Every unit that it can take and nobody else takes must be its own. */
  readonly takesAll: boolean;
  /** Of equal assignments those count in which it leaves out no unit that it can take and that `fitsOneMore` admits. */
  readonly prefersAll: boolean;
  /** Whether one unit more, beside so many taken (on the line where `perLine`), leaves its reward as it is. */
  readonly fitsOneMore: (taken: number) => boolean;
}

export const NO_TRANSITIONS: readonly Transition[] = [];

export function same(state: number): number {
  return state;
}
