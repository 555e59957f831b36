import { effortAtOnce } from './search-budget.ts';
import { exchangeAround } from './ruin-and-recreate.ts';
import { diveAmong, resolveAll, settleEverybody, SMALL } from './large-neighbourhood-search.ts';
import type { Member } from '../value/member.ts';
import { lookFor, putMembers, refreshGroupsOf } from './plan.ts';
import { addMember, type Pool } from './restricted-master.ts';

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
  pool: Pool,
  members: readonly Member[],
  progress: (at: MatchProgress) => void = () => {},
): void {
  const of = members.length * (1 + LOOKS);
  const tell = (done: number): void =>
    progress({ doing: 'looking for groups', done, of, savingMinor: 0 });
  if (members.length <= SMALL) {
    putMembers(pool, members, tell);
    resolveAll(pool, NODES_WHEN_SMALL);
    return;
  }
  const effort = effortAtOnce(members.length);
  const settleEvery = Math.max(SETTLE_EVERY, Math.ceil(members.length / SETTLED_A_LOOK));
  for (const [done, member] of members.entries()) {
    lookFor(pool, addMember(pool, member), effort);
    if (done % settleEvery === 0) settleEverybody(pool, effort);
    tell(done + 1);
  }
  const all = pool.slots.flatMap((slot) => slot?.index ?? []);
  for (let look = 1; look <= LOOKS; look += 1) {
    for (const [done, index] of all.entries()) {
      refreshGroupsOf(pool, index, effort);
      if (done % settleEvery === 0) settleEverybody(pool, effort);
      tell(look * members.length + done + 1);
    }
  }
  settleEverybody(pool, effort);
  const dives =
    members.length > CROWD ? DIVES_IN_A_CROWD : members.length > MANY ? DIVES_WHEN_MANY : DIVES;
  const exchanging = { ...effort, exchanges: members.length * EXCHANGES_EACH };
  exchangeAround(pool, all, exchanging);
  for (let done = 1; done <= dives; done += 1) {
    diveAmong(pool, all, effort);
    if (done === dives) exchangeAround(pool, all, exchanging);
    progress({
      doing: 'choosing among them',
      done,
      of: dives,
      savingMinor: pool.totalMinor,
    });
  }
}
