import type { Breadth } from './enumerate.ts';

/** How much work an event may cause, by how full the venue is. Counts, never time: a replay does the same work. */
export interface Effort extends Breadth {
  /** Shoppers solved together exactly. */
  readonly region: number;
  /** Regions solved after an event. */
  readonly rounds: number;
  /** Search nodes for one region, and for all of an event's regions. */
  readonly nodesEach: number;
  readonly nodes: number;
  /** Shoppers whose worths are settled after an event, how often, and how softly (a share of the mean worth). */
  readonly settled: number;
  readonly sweeps: number;
  readonly softness: number;
}

const BUSY_STORE: Effort = {
  partners: 400,
  triples: 6000,
  quads: 12_000,
  columns: 1500,
  region: 40,
  rounds: 8,
  nodesEach: 4000,
  nodes: 24_000,
  settled: 120,
  sweeps: 4,
  softness: 0.03,
};

/** Twice as many shoppers have some ten times as many groups: less of everything for each event, the rest when it is idle. */
const FULL_STORE: Effort = {
  partners: 400,
  triples: 6000,
  quads: 8000,
  columns: 700,
  region: 32,
  rounds: 4,
  nodesEach: 2500,
  nodes: 8000,
  settled: 150,
  sweeps: 2,
  softness: 0.03,
};

const HYPERMARKET: Effort = {
  partners: 120,
  triples: 1500,
  quads: 1500,
  columns: 200,
  region: 24,
  rounds: 3,
  nodesEach: 1000,
  nodes: 3000,
  settled: 60,
  sweeps: 1,
  softness: 0.03,
};

const MALL: Effort = {
  partners: 60,
  triples: 600,
  quads: 600,
  columns: 150,
  region: 20,
  rounds: 3,
  nodesEach: 500,
  nodes: 1000,
  settled: 40,
  sweeps: 1,
  softness: 0.03,
};

const STRESS: Effort = {
  partners: 24,
  triples: 150,
  quads: 100,
  columns: 40,
  region: 14,
  rounds: 2,
  nodesEach: 200,
  nodes: 400,
  settled: 20,
  sweeps: 1,
  softness: 0.03,
};

export function effortFor(shoppers: number): Effort {
  if (shoppers <= 64) return BUSY_STORE;
  if (shoppers <= 150) return FULL_STORE;
  if (shoppers <= 400) return HYPERMARKET;
  return shoppers <= 2000 ? MALL : STRESS;
}
