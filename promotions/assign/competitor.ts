import type { StateGraph } from './state-graph.ts';

/** A promotion as the search sees it: its state graph, and how its gain becomes a discount. */
export interface Competitor {
  readonly graph: StateGraph;
  /** Cap on the discount in ten-thousandths, or Infinity. */
  readonly cap: number;
  /** The most that rounding half up can add to the gain, in ten-thousandths; 0 where gains are whole minor units. */
  readonly slack: number;
}
