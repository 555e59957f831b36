/** One way in which a promotion takes a unit. */
export interface Transition {
  /** The state after the unit. */
  readonly next: number;
  /** What the promotion gains by the unit, in ten-thousandths of a minor unit. May be negative: the price of a set is
   *  subtracted when the set is complete. */
  readonly gain: number;
  /** Whether the discount falls on the unit; otherwise the unit only triggers it. */
  readonly isTarget: boolean;
  /** The unit's weight when the discount is spread over lines; a whole number. */
  readonly weight: number;
}

/**
 * A promotion as an automaton that reads units one by one, dearest first, and may take each of them or not. A state is a whole
 * number of at least 0. The gains along an accepted run add up to the promotion's gain before rounding and cap.
 */
export interface Automaton {
  readonly start: number;
  /** The ways in which the promotion may take one unit of that line; empty where it may not. */
  readonly moves: (state: number, line: number) => readonly Transition[];
  /** The state after the last unit of a line; −1 where the run is not allowed. */
  readonly endLine: (state: number) => number;
  /** The state after the last unit of a price; −1 where the run is not allowed. */
  readonly endPrice: (state: number) => number;
  /** Whether a run may end in the state. */
  readonly accepts: (state: number) => boolean;
  /** Whether units of different lines must be told apart even where price and scopes are the same. */
  readonly perLine: boolean;
  /** How many times the promotion is given, from how many units it takes and on how many of them the discount falls. */
  readonly times: (units: number, targets: number) => number;
  /** Whether it must take every unit that it can take and that no other promotion takes. */
  readonly takesAll: boolean;
  /** Whether, of equally good assignments, only those count in which no unit is left over that it could take and that `fitsOneMore`
   *  admits. */
  readonly prefersAll: boolean;
  /** Whether one unit more leaves the reward as it is. `taken` counts the units taken, on the line where `perLine`. */
  readonly fitsOneMore: (taken: number) => boolean;
}

/** The promotion cannot take the unit. */
export const NO_TRANSITIONS: readonly Transition[] = [];

/** The state stays as it is: for automata without a rule at the end of a line or price. */
export function same(state: number): number {
  return state;
}
