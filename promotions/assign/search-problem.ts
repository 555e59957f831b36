import type { UnitRow } from './unit-classes.ts';
import type { SearchNode } from './dual-prices.ts';
import type { CostToGo } from './state-graph.ts';
import type { Competitor } from './contender.ts';

/** What prices of units say about the rest of the row. */
export interface DualBounds {
  /** By contender. */
  readonly costsToGo: readonly CostToGo[];
  /** What the units from each one on are worth; one entry more than units. */
  readonly dualsAfter: readonly number[];
}

export interface SearchProblem {
  readonly row: UnitRow;
  readonly competitors: readonly Competitor[];
  readonly bounds: DualBounds;
  /** The best prices from there on, as far as the budget allows. */
  readonly reprice: (standing: SearchNode) => DualBounds;
  /** From so many partial assignments on new prices are asked for. */
  readonly repricedFrom: number;
  /** By class: some machine wants every unit that nobody else takes, so none is left alone. */
  readonly isWanted: readonly boolean[];
  /** Most partial assignments kept for each unit. */
  readonly width: number;
  /** Keep equal ones apart and return all of the best. */
  readonly all: boolean;
  /** Only assignments above this value are looked for (at or above it where `all`). */
  readonly atLeastMinor: number;
  /** Expansions left; the hunt takes from it. */
  readonly budget: { left: number };
}
