import { budgetForBatch, type SearchBudget } from './search-budget.ts';
import { ruinAndRecreate } from './ruin-and-recreate.ts';
import {
  diveWithin,
  solveVenueExactly,
  annealAllDuals,
  EXACT_UP_TO,
} from './large-neighbourhood-search.ts';
import type { Member } from '../value/member.ts';
import { generateColumnsFor, putMembers, regenerateColumnsOf } from './plan.ts';
import { addMember, type RestrictedMaster } from './restricted-master.ts';

/** The progress of a match, for a person who waits. `done` and `of` count the steps of the present phase. */
export interface MatchProgress {
  readonly doing: 'looking for groups' | 'choosing among them';
  readonly done: number;
  readonly of: number;
  readonly savingMinor: number;
}

/** The bound on search nodes for a small venue. Only instances made to be hard reach it. */
const NODES_WHEN_SMALL = 2_000_000;
/** All duals are annealed this many times in each round of column generation, but not more often than every so many shoppers. */
const ANNEALINGS_A_ROUND = 40;
const LEAST_BETWEEN_ANNEALINGS = 25;
/** Further rounds of column generation for all shoppers, each with the duals of the round before. */
const FURTHER_ROUNDS = 2;
/** How many dives are tried: fewer where each takes long. */
const DIVES = 48;
const DIVES_WHEN_MANY = 10;
const MANY = 400;
const DIVES_IN_A_CROWD = 3;
const CROWD = 2000;
/** Iterations of ruin and recreate for each shopper, before the dives and again after them. */
const ITERATIONS_EACH = 20;

/**
 * Makes the best plan it can for all shoppers at once, from an empty master: rounds of column generation with improving duals, then
 * ruin and recreate, then dives, each improved by neighbourhood search and combined with the plan before.
 * A venue of up to `EXACT_UP_TO` shoppers is solved exactly, with ties broken.
 */
export function buildPlan(
  master: RestrictedMaster,
  members: readonly Member[],
  progress: (at: MatchProgress) => void = () => {},
): void {
  const of = members.length * (1 + FURTHER_ROUNDS);
  const tell = (done: number): void =>
    progress({ doing: 'looking for groups', done, of, savingMinor: 0 });
  if (members.length <= EXACT_UP_TO) {
    putMembers(master, members, tell);
    solveVenueExactly(master, NODES_WHEN_SMALL);
    return;
  }
  const budget = budgetForBatch(members.length);
  const annealEvery = Math.max(
    LEAST_BETWEEN_ANNEALINGS,
    Math.ceil(members.length / ANNEALINGS_A_ROUND),
  );
  for (const [done, member] of members.entries()) {
    generateColumnsFor(master, addMember(master, member), budget);
    if (done % annealEvery === 0) annealAllDuals(master, budget);
    tell(done + 1);
  }
  const all = master.slots.flatMap((slot) => slot?.index ?? []);
  for (let round = 1; round <= FURTHER_ROUNDS; round += 1) {
    for (const [done, index] of all.entries()) {
      regenerateColumnsOf(master, index, budget);
      if (done % annealEvery === 0) annealAllDuals(master, budget);
      tell(round * members.length + done + 1);
    }
  }
  annealAllDuals(master, budget);
  const dives =
    members.length > CROWD ? DIVES_IN_A_CROWD : members.length > MANY ? DIVES_WHEN_MANY : DIVES;
  const exchangeOptions: SearchBudget = { ...budget, iterations: members.length * ITERATIONS_EACH };
  ruinAndRecreate(master, all, exchangeOptions);
  for (let done = 1; done <= dives; done += 1) {
    diveWithin(master, all, budget);
    if (done === dives) ruinAndRecreate(master, all, exchangeOptions);
    progress({
      doing: 'choosing among them',
      done,
      of: dives,
      savingMinor: master.totalMinor,
    });
  }
}
