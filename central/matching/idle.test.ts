import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { stateText } from '../../matcher/testing/state-text.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { JOURNAL_MIGRATIONS } from '../ingest/journal-schema.ts';
import { rice, visitId, visitOpened } from '../testing/messages.ts';
import { type TestVenue, until } from '../testing/venue.ts';
import { testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

function journalOf(venue: TestVenue): Database {
  const { db } = openDatabase(join(venue.dir, 'state', 'journal.sqlite'), JOURNAL_MIGRATIONS);
  world.closers.push(() => void db.close());
  return db;
}

function slicesIn(db: Database): number {
  return Number(
    db.prepare(`SELECT count(*) FROM events WHERE body LIKE '{"kind":"improve"%'`).pluck().get(),
  );
}

test('in idle time the plan is improved by slices that the journal holds, for what happened and no more', async () => {
  const venue = world.venue();
  const central = await world.central(venue);
  const box = await world.box(central);
  const db = journalOf(venue);
  const slices = (): number => slicesIn(db);
  expect(slices()).toBe(0);
  for (const number of [1, 2, 3]) {
    box.send('visit-opened', visitOpened(number));
    box.send('visit-lines', rice(number));
  }
  await box.allAcked();
  await until('a slice was given', () => slices() > 0);
  // A shop as empty as this owes one slice an event, for two events at most once they are through; then it rests. A second has
  // room for twenty slices, if it did not rest.
  await new Promise((resolve) => void setTimeout(resolve, 1000));
  expect(slices()).toBeLessThanOrEqual(6);
});

describe('wherever slices fall between the messages', () => {
  /** Sends one message after the other; after each of `idleAfter` time passes until the plan was improved. */
  async function dayWith(idleAfter: readonly number[]) {
    const venue = world.venue();
    let nowMs = 1_790_000_100_000;
    const clock = (): number => nowMs;
    const central = await world.central(venue, { clock });
    const box = await world.box(central);
    for (const number of [1, 2, 3]) {
      box.write('visit-opened', visitOpened(number));
      box.write('visit-lines', rice(number));
    }
    box.write('visit-lines', { visit: visitId(3), lines: [] });
    box.write('visit-lines', rice(3));
    const db = journalOf(venue);
    for (const [index, message] of box.unacknowledged().entries()) {
      await box.sendAgain(message);
      await until('it is committed', () => box.acked === index + 1);
      if (!idleAfter.includes(index)) continue;
      const before = slicesIn(db);
      nowMs += 31;
      await until('the plan was improved', () => slicesIn(db) > before);
    }
    // Long enough for a slice, if the clock of the shop went on.
    await new Promise((resolve) => void setTimeout(resolve, 150));
    await central.stop();
    const messages = db
      .prepare('SELECT dev, boot, seq, record, body FROM events WHERE dev IS NOT NULL ORDER BY id')
      .all();
    const restarted = await world.central(venue, { clock });
    return {
      slices: slicesIn(db),
      messages,
      // Asked after the stop: a slice may come until then.
      lived: stateText(central.matcherState()),
      replayed: stateText(restarted.matcherState()),
    };
  }

  test.each([[[]], [[0]], [[3, 7]], [[0, 1, 2, 3, 4, 5, 6, 7]]])(
    'after %j: the journal holds the same messages, and a restart gives the same bytes',
    async (idleAfter) => {
      const day = await dayWith(idleAfter);
      expect(day.slices).toBeGreaterThanOrEqual(idleAfter.length);
      if (idleAfter.length === 0) expect(day.slices).toBe(0);
      expect(day.replayed).toBe(day.lived);
      expect(day.messages).toEqual((await dayWith([])).messages);
    },
  );
});
