import type { Row } from './unit-classes.ts';
import type { Standing } from './dual-prices.ts';
import type { Prospects } from './state-graph.ts';
import type { Contender } from './contender.ts';

/** What prices of units say about the rest of the row. */
export interface Outlook {
  /** By contender. */
  readonly prospects: readonly Prospects[];
  /** What the units from each one on are worth; one entry more than units. */
  readonly worthAfter: readonly number[];
}

export interface Hunt {
  readonly row: Row;
  readonly contenders: readonly Contender[];
  readonly prices: Outlook;
  /** The best prices from there on, as far as the budget allows. */
  readonly reprice: (standing: Standing) => Outlook;
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
