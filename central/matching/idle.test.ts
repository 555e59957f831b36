import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { JOURNAL_MIGRATIONS } from '../ingest/journal-schema.ts';
import { rice, visitOpened } from '../testing/messages.ts';
import { until } from '../testing/shop.ts';
import { testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

test('in idle time the plan is improved by slices that the journal holds, for what happened and no more', async () => {
  const shop = world.shop();
  const central = await world.central(shop);
  const box = await world.box(central);
  const { db } = openDatabase(join(shop.dir, 'state', 'journal.sqlite'), JOURNAL_MIGRATIONS);
  const slices = (): number =>
    Number(
      db.prepare(`SELECT count(*) FROM events WHERE body LIKE '{"kind":"improve"%'`).pluck().get(),
    );
  expect(slices()).toBe(0);
  for (const number of [1, 2, 3]) {
    box.send('visit-opened', visitOpened(number));
    box.send('visit-lines', rice(number));
  }
  await box.allAcked();
  await until('a slice was given', () => slices() > 0);
  // A shop as empty as this owes one slice an event, for two events at most once they are through; then it rests.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const given = slices();
  expect(given).toBeLessThanOrEqual(6);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(slices()).toBe(given);
  db.close();
});
