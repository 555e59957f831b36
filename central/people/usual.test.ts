import { SqliteDialect } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { createCatalogue } from '../catalogue/catalogue.ts';
import { type Customers, openCustomers } from './customers.ts';
import { createUsual, type Usual } from './usual.ts';

const DAY_MS = 86_400_000;
const opened: Customers[] = [];
afterEach(async () => {
  for (const customers of opened.splice(0)) await customers.close();
});

/** Twenty shoppers who come every second day: cola always, rice every tenth day, oil long ago. Ann bought rice nine days ago. */
async function shop(): Promise<{ readonly customers: Customers; readonly usual: Usual }> {
  const customers = await openCustomers({
    dialect: new SqliteDialect({ database: openDatabase(':memory:', []).db }),
    newKey: () => 'a'.repeat(64),
  });
  opened.push(customers);
  const shoppers = ['ann', ...Array.from({ length: 20 }, (_, number) => `s${number}`)];
  const purchases = shoppers.flatMap((shopper) =>
    Array.from({ length: 50 }, (_, visit) => visit).flatMap((visit) =>
      ['COLA', ...(visit % 5 === 0 ? ['RICE'] : []), ...(visit < 15 ? ['OIL'] : [])].map(
        (product) => ({
          shopper,
          product,
          sale: `${shopper} ${visit}`,
          quantity: 1,
          soldAtMs: visit * 2 * DAY_MS,
        }),
      ),
    ),
  );
  await customers.apply(1, { shoppers: [], purchases, uses: [] });
  for (const shopper of shoppers.slice(1)) {
    await customers.recordConsent({ shopper, purpose: 'intentions', isGiven: true, atMs: 1 });
  }
  const usual = createUsual({ customers, catalogue: () => createCatalogue([], []) });
  await usual.learn();
  return { customers, usual };
}

/** Ten days after the last rice: it is due. Oil was bought more often, but not for two months. */
const NOW_MS = 100 * DAY_MS;

describe('your usual', () => {
  test('is what was bought most often for her who did not agree to more', async () => {
    const { usual } = await shop();
    expect(await usual.of('ann', NOW_MS)).toEqual(['COLA', 'OIL', 'RICE']);
  });

  test('is what she wants now, by its rhythm, for her who agreed, until she withdraws it', async () => {
    const { customers, usual } = await shop();
    const say = (isGiven: boolean, atMs: number) =>
      customers.recordConsent({ shopper: 'ann', purpose: 'intentions', isGiven, atMs });
    await say(true, 1);
    expect(await usual.of('ann', NOW_MS)).toEqual(['COLA', 'RICE', 'OIL']);
    await say(false, 2);
    expect(await usual.of('ann', NOW_MS)).toEqual(['COLA', 'OIL', 'RICE']);
  });
});
