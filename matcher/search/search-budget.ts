import type { PricingLimits } from './pricing-problem.ts';
import type { RuinAndRecreateOptions } from './ruin-and-recreate.ts';

/**
 * How much work an event may cause, by how full the venue is. All limits are counts and never times, so that a replay does the same
 * work. Shares are shares of the mean dual.
 */
export interface SearchBudget extends PricingLimits, RuinAndRecreateOptions {
  /** Shoppers whose columns are generated again after an event, beside those whom it concerns. */
  readonly repriced: number;
  /** Whether shoppers who lost their group are among them at once; else they become stale slots. */
  readonly repricesDisplaced: boolean;
  /** Most shoppers of a neighbourhood that is solved exactly. */
  readonly neighbourhoodSize: number;
  /** Neighbourhoods solved after an event. */
  readonly rounds: number;
  /** Search nodes for one neighbourhood. */
  readonly nodesEach: number;
  /** Search nodes for a venue that is solved as a whole. */
  readonly nodes: number;
  /** Dives after an event. */
  readonly dives: number;
  /** Shoppers whom a dive plans anew. */
  readonly divingSize: number;
  /** Sweeps over the duals after each step of a dive. */
  readonly diveSweeps: number;
  /** Neighbourhoods solved after a dive. */
  readonly diveRounds: number;
  /** Shoppers whose duals are annealed after an event, and around whom exchanges are tried. */
  readonly dualSize: number;
  /** Sweeps over their duals at each temperature. */
  readonly sweeps: number;
  /** The highest temperature of these sweeps, as a share. */
  readonly temperature: number;
  /** The work in idle time. */
  readonly idle: IdleBudget;
}

/** The work in idle time, in slices so short that an event hardly waits for one. Its fields replace those of the same name. */
export interface IdleBudget {
  /** Slices after each event. */
  readonly slices: number;
  /** Shoppers whose columns are generated again in a slice. */
  readonly repriced: number;
  /** The limits of column generation: see `PricingLimits`. */
  readonly partners: number;
  readonly triples: number;
  readonly quads: number;
  readonly columns: number;
  /** The dives of a slice: see `SearchBudget`. */
  readonly dives: number;
  readonly divingSize: number;
  readonly diveSweeps: number;
  readonly diveRounds: number;
  /** Iterations of ruin and recreate in a slice. */
  readonly iterations: number;
}

/** Few enough shoppers that all of their columns are known. */
const CORNER_SHOP: SearchBudget = {
  partners: 400,
  triples: 6000,
  quads: 40_000,
  slack: Infinity,
  columns: 100_000,
  repriced: 0,
  repricesDisplaced: true,
  neighbourhoodSize: 40,
  rounds: 4,
  nodesEach: 4000,
  nodes: 24_000,
  dives: 1,
  divingSize: 120,
  diveSweeps: 3,
  diveRounds: 2,
  dualSize: 120,
  sweeps: 4,
  temperature: 0.03,
  iterations: 100,
  acceptanceTemperature: 0.03,
  idle: {
    slices: 1,
    repriced: 0,
    partners: 400,
    triples: 6000,
    quads: 40_000,
    columns: 100_000,
    dives: 1,
    divingSize: 80,
    diveSweeps: 3,
    diveRounds: 2,
    iterations: 100,
  },
};

/** Up to 64 shoppers. */
const BUSY_STORE: SearchBudget = {
  partners: 400,
  triples: 6000,
  quads: 4000,
  slack: 0.8,
  columns: 200,
  repriced: 2,
  repricesDisplaced: true,
  neighbourhoodSize: 60,
  rounds: 3,
  nodesEach: 6000,
  nodes: 24_000,
  dives: 1,
  divingSize: 200,
  diveSweeps: 3,
  diveRounds: 6,
  dualSize: 200,
  sweeps: 4,
  temperature: 0.03,
  iterations: 300,
  acceptanceTemperature: 0.03,
  idle: {
    slices: 2,
    repriced: 1,
    partners: 400,
    triples: 10_000,
    quads: 20_000,
    columns: 100,
    dives: 1,
    divingSize: 150,
    diveSweeps: 3,
    diveRounds: 2,
    iterations: 300,
  },
};

/** Twice as many shoppers have some ten times as many groups: the columns with the best reduced profit are enough. */
const FULL_STORE: SearchBudget = {
  ...BUSY_STORE,
  quads: 2500,
  slack: 0.5,
  columns: 120,
};

/** Up to 400 shoppers. */
const HYPERMARKET: SearchBudget = {
  ...BUSY_STORE,
  triples: 4000,
  quads: 3000,
  slack: 0.4,
  columns: 100,
  rounds: 1,
  nodesEach: 1000,
  dives: 1,
  divingSize: 120,
  diveSweeps: 1,
  diveRounds: 1,
  dualSize: 400,
  sweeps: 2,
  iterations: 200,
  idle: {
    slices: 12,
    repriced: 1,
    partners: 400,
    triples: 10_000,
    quads: 30_000,
    columns: 100,
    dives: 1,
    divingSize: 400,
    diveSweeps: 1,
    diveRounds: 2,
    iterations: 300,
  },
};

/** With so many shoppers, exchanges around an event find nearly all that a small dive finds, sooner. */
const MALL: SearchBudget = {
  ...BUSY_STORE,
  partners: 32,
  triples: 200,
  quads: 200,
  slack: 0.3,
  columns: 20,
  repriced: 0,
  repricesDisplaced: false,
  neighbourhoodSize: 20,
  rounds: 0,
  nodesEach: 100,
  dives: 0,
  dualSize: 60,
  sweeps: 1,
  iterations: 40,
  acceptanceTemperature: 0.01,
  idle: {
    slices: 10,
    partners: 400,
    repriced: 1,
    triples: 6000,
    quads: 6000,
    columns: 40,
    dives: 1,
    divingSize: 200,
    diveSweeps: 1,
    diveRounds: 1,
    iterations: 400,
  },
};

/** With so many there are always columns that were not generated lately: that is a better use of time than another choice. */
const STRESS: SearchBudget = {
  ...MALL,
  dualSize: 80,
  sweeps: 2,
  idle: {
    ...MALL.idle,
    slices: 8,
    repriced: 2,
    partners: 100,
    triples: 1000,
    quads: 700,
    dives: 0,
    divingSize: 150,
    iterations: 150,
  },
};

/** For a plan of all shoppers at once, without an event that waits for it. */
const AT_ONCE: SearchBudget = {
  ...HYPERMARKET,
  partners: 400,
  triples: 12_000,
  quads: 3000,
  slack: 0.3,
  columns: 60,
  diveRounds: 12,
  diveSweeps: 3,
};

/** For so many shoppers that even a plan at once is bounded by a person's patience. */
const CROWD_AT_ONCE: SearchBudget = {
  ...AT_ONCE,
  partners: 150,
  triples: 3000,
  quads: 1000,
  columns: 40,
  diveRounds: 0,
  diveSweeps: 1,
};

/** The budget of a plan that is made for all shoppers at once. */
export function budgetForBatch(shoppers: number): SearchBudget {
  if (shoppers <= 400) return { ...budgetFor(shoppers), diveRounds: 6 };
  return shoppers <= 2000 ? AT_ONCE : CROWD_AT_ONCE;
}

/** The budget of an event in a venue with so many shoppers in the master. */
export function budgetFor(shoppers: number): SearchBudget {
  if (shoppers <= 20) return CORNER_SHOP;
  if (shoppers <= 64) return BUSY_STORE;
  if (shoppers <= 150) return FULL_STORE;
  if (shoppers <= 400) return HYPERMARKET;
  return shoppers <= 2000 ? MALL : STRESS;
}
