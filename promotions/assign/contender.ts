import type { StateGraph } from './state-graph.ts';

/** A machine, and how its gains become money. */
export interface Competitor {
  readonly graph: StateGraph;
  /** Cap on its discount, in ten-thousandths. */
  readonly cap: number;
  /** The most that rounding half up can add to its gains, in ten-thousandths; 0 where its gains are whole. */
  readonly slack: number;
}
