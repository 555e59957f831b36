import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { CommittedEvent } from '../ingest/commit.ts';
import type { Customers } from '../people/customers.ts';
import type { Journal, JournalRow } from '../ingest/journal.ts';
import type { Matching, Replayed, StepOutcome } from './matching.ts';
import type { Shoppers } from './shoppers.ts';

const CHUNK_EVENTS = 500;

export interface CatchUpOptions {
  readonly matching: Matching;
  readonly shoppers: Shoppers;
  readonly customers: Customers;
  readonly journal: Journal;
}

/**
 * Brings matcher and customer database to where the journal is. Nobody outside is told: boxes hear the present state at their
 * births. The customer database takes what it has not heard, in order; what it has heard counts once.
 */
export async function catchUp(options: CatchUpOptions): Promise<Replayed> {
  const { matching, shoppers, customers, journal } = options;
  const heard = await customers.appliedEvent();
  const opened: CommittedEvent[] = [];
  const redeemed: StepOutcome[] = [];
  const replayed = matching.replay((outcome, event) => {
    if (event.body.kind === 'visit-opened') opened.push({ id: outcome.id, event });
    if (outcome.id > heard && outcome.messages.some((message) => message.kind === 'redeemed')) {
      redeemed.push(outcome);
    }
  });
  for (let after = heard; ;) {
    const rows = journal.customerEventsAfter(after, CHUNK_EVENTS);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
    await shoppers.learn(rows.map(eventOf), []);
  }
  await shoppers.learn([], redeemed);
  await customers.apply(journal.lastId(), { shoppers: [], purchases: [], uses: [] });
  await shoppers.greet(
    opened.filter(
      ({ event }) =>
        event.body.kind === 'visit-opened' && matching.activity.isOpen(event.body.visit),
    ),
  );
  return replayed;
}

function eventOf(row: JournalRow): CommittedEvent {
  const { id, atMs, seed, entropy } = row;
  // Written by this program inside its own database: trusted, like the rest of it.
  return { id, event: { atMs, seed, entropy, body: JSON.parse(row.body) as MatcherEventBody } };
}
