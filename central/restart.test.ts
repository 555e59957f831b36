import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { JOURNAL_MIGRATIONS } from './journal-schema.ts';
import { rice, sale, visitId, visitOpened } from './testing/messages.ts';
import { pairingOf, pairUp } from './testing/road.ts';
import { until } from './testing/shop.ts';
import { faultOf, testWorld } from './testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a restart', () => {
  test('rebuilds the state from the journal to the byte, and tells a box everything at its birth', async () => {
    const shop = world.shop();
    const first = await world.central(shop);
    const box = await world.box(first);
    const { first: pairing } = await pairUp(box, 1, 2);
    box.send('visit-opened', visitOpened(3));
    box.send('visit-lines', rice(3));
    await box.allAcked();
    await first.settled();
    const before = digest(first.stateText());
    await first.stop();
    await box.close();

    const second = await world.central(shop);
    expect(digest(second.stateText())).toBe(before);
    expect(second.epoch).toBeGreaterThan(first.epoch);
    const reborn = await world.box(second, { boot: 8 });
    await until('the pairing is told', () => pairingOf(reborn, 1) !== undefined);
    expect(pairingOf(reborn, 1)).toEqual(pairing);
    expect(pairingOf(reborn, 2)?.slip.code).toBe(pairingOf(box, 2)?.slip.code);
    await until(
      'the open visit is told',
      () => reborn.last('visit', (d) => d.visit === visitId(3)) !== undefined,
    );
    expect(reborn.last('central')?.epoch).toBe(second.epoch);
  });

  test('a second central on the same folder is refused by name, and the first goes on', async () => {
    const shop = world.shop();
    const central = await world.central(shop);
    const fault = await faultOf(shop.start());
    expect(fault.code).toBe('already-running');
    const box = await world.box(central);
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    await box.allAcked();
  });

  test('an event that breaks the matcher is left out with a notice, so that the shop opens', async () => {
    const shop = world.shop();
    const first = await world.central(shop);
    const box = await world.box(first);
    box.send('visit-opened', visitOpened(1));
    box.send('visit-lines', rice(1));
    await box.allAcked();
    await first.stop();
    const { db } = openDatabase(join(shop.dir, 'state', 'journal.sqlite'), JOURNAL_MIGRATIONS);
    db.prepare(
      `INSERT INTO events (record, at_ms, seed, entropy, body) VALUES ('event', 1, 1, '', '{"kind":"lines-changed","visit":"${visitId(1)}","lines":17}')`,
    ).run();
    db.close();
    const second = await world.central(shop);
    expect(second.health().notices.map((notice) => notice.code)).toContain('matcher-failed');
    const again = await world.box(second, { boot: 8 });
    again.send('visit-opened', visitOpened(2));
    again.send('visit-lines', rice(2));
    await until(
      'both are suggested',
      () => (again.last('suggestions', (d) => d.visit === visitId(1))?.suggestions.length ?? 0) > 0,
    );
  });
});
