import type { PricingLimits } from './pricing-problem.ts';
import type { RuinAndRecreateOptions } from './ruin-and-recreate.ts';

/** How much work an event may cause, by how full the venue is. Counts, never time: a replay does the same work. */
export interface SearchBudget extends PricingLimits, RuinAndRecreateOptions {
  /** Shoppers whose groups are looked for anew after an event, beside those whom it concerns. */
  readonly repriced: number;
  /** Whether those who lost a partner are among them at once; else they come first when there is time. */
  readonly repricesDisplaced: boolean;
  /** Shoppers solved together exactly. */
  readonly neighbourhoodSize: number;
  /** Regions solved after an event. */
  readonly rounds: number;
  /** Search nodes for one region, and for a venue that is one region. */
  readonly nodesEach: number;
  readonly nodes: number;
  /** New plans tried after an event, among how many, sweeps after each step of one, and regions after it. */
  readonly dives: number;
  readonly divingSize: number;
  readonly diveSweeps: number;
  readonly diveRounds: number;
  /** Shoppers whose worths are settled after an event and who try exchanges, how often they are settled, and how softly (a share of the mean worth). */
  readonly dualSize: number;
  readonly sweeps: number;
  readonly temperature: number;
  readonly idle: IdleBudget;
}

/** What is done for the plan while nothing else is to be done, in slices so short that an event hardly waits for one. */
export interface IdleBudget {
  /** Slices after each event. */
  readonly slices: number;
  /** Shoppers whose groups are looked for again in a slice, and how widely: as in `Breadth`. */
  readonly repriced: number;
  readonly partners: number;
  readonly triples: number;
  readonly quads: number;
  readonly columns: number;
  /** Then new plans are tried among so many shoppers, with so many sweeps after each step of one, and so many regions. */
  readonly dives: number;
  readonly divingSize: number;
  readonly diveSweeps: number;
  readonly diveRounds: number;
  /** And so many exchanges among them. */
  readonly iterations: number;
}

/** Few enough to know every group. */
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

/** Twice as many shoppers have some ten times as many groups: those that come nearest to their members' worths are enough. */
const FULL_STORE: SearchBudget = {
  ...BUSY_STORE,
  quads: 2500,
  slack: 0.5,
  columns: 120,
};

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

/** Exchanges around those whom an event concerns find nearly all that a small dive finds there, sooner. */
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

/** With so many there is always somebody whose groups were not looked for lately: that is worth more than a better choice among them. */
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

/** For a plan that is made at once, without an event that waits for it. */
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

/** For so many that even a plan at once is bounded by what a person waits for. */
const CROWD_AT_ONCE: SearchBudget = {
  ...AT_ONCE,
  partners: 150,
  triples: 3000,
  quads: 1000,
  columns: 40,
  diveRounds: 0,
  diveSweeps: 1,
};

export function budgetForBatch(shoppers: number): SearchBudget {
  if (shoppers <= 400) return { ...budgetFor(shoppers), diveRounds: 6 };
  return shoppers <= 2000 ? AT_ONCE : CROWD_AT_ONCE;
}

export function budgetFor(shoppers: number): SearchBudget {
  if (shoppers <= 20) return CORNER_SHOP;
  if (shoppers <= 64) return BUSY_STORE;
  if (shoppers <= 150) return FULL_STORE;
  if (shoppers <= 400) return HYPERMARKET;
  return shoppers <= 2000 ? MALL : STRESS;
}
