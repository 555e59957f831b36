import type { Breadth } from './enumerate.ts';

/** How much work an event may cause, by how full the venue is. Counts, never time: a replay does the same work. */
export interface Effort extends Breadth {
  /** Shoppers whose groups are looked for anew after an event, beside those whom it concerns. */
  readonly refreshed: number;
  /** Shoppers solved together exactly. */
  readonly region: number;
  /** Regions solved after an event. */
  readonly rounds: number;
  /** Search nodes for one region, and for a venue that is one region. */
  readonly nodesEach: number;
  readonly nodes: number;
  /** New plans tried after an event among those whose worths are settled, sweeps after each step of one, and regions after it. */
  readonly dives: number;
  /** The first of them is among all whose worths are settled, the others among so many. */
  readonly dived: number;
  readonly diveSweeps: number;
  readonly diveRounds: number;
  /** Shoppers whose worths are settled after an event, how often, and how softly (a share of the mean worth). */
  readonly settled: number;
  readonly sweeps: number;
  readonly softness: number;
}

/** Few enough to know every group. */
const CORNER_SHOP: Effort = {
  partners: 400,
  triples: 6000,
  quads: 40_000,
  slack: Infinity,
  columns: 100_000,
  refreshed: 0,
  region: 40,
  rounds: 4,
  nodesEach: 4000,
  nodes: 24_000,
  dives: 1,
  dived: 80,
  diveSweeps: 3,
  diveRounds: 2,
  settled: 120,
  sweeps: 4,
  softness: 0.03,
};

const BUSY_STORE: Effort = {
  partners: 400,
  triples: 6000,
  quads: 4000,
  slack: 0.8,
  columns: 200,
  refreshed: 2,
  region: 60,
  rounds: 3,
  nodesEach: 6000,
  nodes: 24_000,
  dives: 1,
  dived: 80,
  diveSweeps: 3,
  diveRounds: 6,
  settled: 200,
  sweeps: 4,
  softness: 0.03,
};

/** Twice as many shoppers have some ten times as many groups: those that come nearest to their members' worths are enough. */
const FULL_STORE: Effort = {
  ...BUSY_STORE,
  quads: 2500,
  slack: 0.5,
  columns: 120,
};

const HYPERMARKET: Effort = {
  ...BUSY_STORE,
  triples: 4000,
  quads: 3000,
  slack: 0.4,
  columns: 100,
  rounds: 1,
  nodesEach: 1000,
  dives: 2,
  diveRounds: 3,
  settled: 400,
  sweeps: 2,
};

const MALL: Effort = {
  ...BUSY_STORE,
  partners: 150,
  triples: 2000,
  quads: 600,
  slack: 0.3,
  columns: 40,
  refreshed: 1,
  region: 40,
  rounds: 2,
  nodesEach: 500,
  dives: 1,
  diveRounds: 1,
  settled: 120,
  sweeps: 1,
};

const STRESS: Effort = {
  ...MALL,
  partners: 24,
  triples: 150,
  quads: 100,
  columns: 24,
  refreshed: 0,
  region: 24,
  rounds: 1,
  nodesEach: 200,
  dives: 0,
  settled: 40,
};

/** For a plan that is made at once, without an event that waits for it. */
const AT_ONCE: Effort = {
  ...HYPERMARKET,
  partners: 400,
  triples: 12_000,
  quads: 3000,
  slack: 0.3,
  columns: 60,
  diveRounds: 12,
  diveSweeps: 3,
};

export function effortAtOnce(shoppers: number): Effort {
  return shoppers <= 400 ? { ...effortFor(shoppers), diveRounds: 6 } : AT_ONCE;
}

export function effortFor(shoppers: number): Effort {
  if (shoppers <= 20) return CORNER_SHOP;
  if (shoppers <= 64) return BUSY_STORE;
  if (shoppers <= 150) return FULL_STORE;
  if (shoppers <= 400) return HYPERMARKET;
  return shoppers <= 2000 ? MALL : STRESS;
}
