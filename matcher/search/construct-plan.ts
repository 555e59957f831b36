import { budgetForBatch } from './search-budget.ts';
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

/** How far a long match has come: for a person who waits. */
export interface MatchProgress {
  readonly doing: 'looking for groups' | 'choosing among them';
  readonly done: number;
  readonly of: number;
  readonly savingMinor: number;
}

/** The whole of a small venue is solved exactly; this bound is for instances made to be hard. */
const NODES_WHEN_SMALL = 2_000_000;
/** Everybody's worth is settled again so many times for each look at everybody, or after so many shoppers where they are fewer. */
const SETTLED_A_LOOK = 40;
const SETTLE_EVERY = 25;
/** How often everybody's groups are looked for again, with the worths that came of the last look. */
const LOOKS = 2;
/** Plans made anew, fewer where each takes long: the best of them is kept. */
const DIVES = 48;
const DIVES_WHEN_MANY = 10;
const MANY = 400;
const DIVES_IN_A_CROWD = 3;
const CROWD = 2000;
/** Exchanges tried for each shopper before them and again after them. */
const EXCHANGES_EACH = 20;

/**
 * Puts everybody into an empty pool at once and makes the best plan it can: groups that come near to what their members are worth,
 * looked for again as the worths become known, then exchanges, then one dive after the other, each improved region by region.
 * A venue of up to 14 is one region: its plan is the optimum, with ties told apart.
 */
export function buildPlan(
  master: RestrictedMaster,
  members: readonly Member[],
  progress: (at: MatchProgress) => void = () => {},
): void {
  const of = members.length * (1 + LOOKS);
  const tell = (done: number): void =>
    progress({ doing: 'looking for groups', done, of, savingMinor: 0 });
  if (members.length <= EXACT_UP_TO) {
    putMembers(master, members, tell);
    solveVenueExactly(master, NODES_WHEN_SMALL);
    return;
  }
  const budget = budgetForBatch(members.length);
  const settleEvery = Math.max(SETTLE_EVERY, Math.ceil(members.length / SETTLED_A_LOOK));
  for (const [done, member] of members.entries()) {
    generateColumnsFor(master, addMember(master, member), budget);
    if (done % settleEvery === 0) annealAllDuals(master, budget);
    tell(done + 1);
  }
  const all = master.slots.flatMap((slot) => slot?.index ?? []);
  for (let look = 1; look <= LOOKS; look += 1) {
    for (const [done, index] of all.entries()) {
      regenerateColumnsOf(master, index, budget);
      if (done % settleEvery === 0) annealAllDuals(master, budget);
      tell(look * members.length + done + 1);
    }
  }
  annealAllDuals(master, budget);
  const dives =
    members.length > CROWD ? DIVES_IN_A_CROWD : members.length > MANY ? DIVES_WHEN_MANY : DIVES;
  const exchanging = { ...budget, iterations: members.length * EXCHANGES_EACH };
  ruinAndRecreate(master, all, exchanging);
  for (let done = 1; done <= dives; done += 1) {
    diveWithin(master, all, budget);
    if (done === dives) ruinAndRecreate(master, all, exchanging);
    progress({
      doing: 'choosing among them',
      done,
      of: dives,
      savingMinor: master.totalMinor,
    });
  }
}
