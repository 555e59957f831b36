import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { JOURNAL_MIGRATIONS } from '../ingest/journal-schema.ts';
import { stateText } from '../../matcher/testing/state-text.ts';
import { rice, sale, visitId, visitOpened } from '../testing/messages.ts';
import { pairingOf, pairUp } from '../testing/road.ts';
import { PROMOTIONS, until } from '../testing/venue.ts';
import { faultOf, testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a restart', () => {
  test('rebuilds the state from the journal to the byte, and tells a box everything at its birth', async () => {
    const venue = world.venue();
    const first = await world.central(venue);
    const box = await world.box(first);
    const { first: pairing } = await pairUp(box, 1, 2);
    box.send('visit-opened', visitOpened(3));
    box.send('visit-lines', rice(3));
    await box.allAcked();
    await first.stop();
    // Asked after the stop: the plan may be improved until then.
    const before = digest(stateText(first.matcherState()));
    await box.close();

    const second = await world.central(venue);
    expect(digest(stateText(second.matcherState()))).toBe(before);
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

  test('finds promotions that were changed meanwhile, and a third start finds the same', async () => {
    const venue = world.venue();
    const first = await world.central(venue);
    const box = await world.box(first);
    const half = (number: number) => ({
      ...rice(number),
      lines: rice(number).lines.map((line) => ({ ...line, unitPriceMinor: 6000 })),
    });
    for (const number of [1, 2]) {
      box.send('visit-opened', visitOpened(number));
      box.send('visit-lines', half(number));
    }
    await box.allAcked();
    await first.stop();
    await box.close();
    const [autumn] = PROMOTIONS.promotions;
    const lower = { ...autumn, tiers: [{ spendMinor: 12_000, reward: { offMinor: 3000 } }] };
    venue.writePromotions(JSON.stringify({ ...PROMOTIONS, promotions: [lower] }));
    const second = await world.central(venue);
    const again = await world.box(second, { boot: 8 });
    const offered = () => again.last('suggestions', (d) => d.visit === visitId(1))?.suggestions[0];
    await until('the pool is suggested', () => offered() !== undefined);
    expect(offered()?.savesMinor).toBe(1500);
    await second.stop();
    const before = digest(stateText(second.matcherState()));
    const { db } = openDatabase(join(venue.dir, 'state', 'journal.sqlite'), JOURNAL_MIGRATIONS);
    const events = db.prepare("SELECT count(*) FROM events WHERE record = 'event'").pluck().get();
    db.close();
    const third = await world.central(venue);
    expect(digest(stateText(third.matcherState()))).toBe(before);
    expect(third.journalCounts().events).toBe(events);
  });

  test('after a quiet hour the matcher begins anew, so that a replay stays short', async () => {
    const venue = world.venue();
    let nowMs = 1_790_000_000_000;
    const first = await world.central(venue, { clock: () => nowMs });
    const box = await world.box(first);
    box.send('visit-opened', visitOpened(1));
    for (let times = 0; times < 250; times += 1) box.send('visit-lines', rice(1));
    await box.allAcked();
    nowMs += 91 * 60_000;
    await until('the visit has timed out', () => box.last('visit')?.open === false);
    const hasBegun = () => venue.logged.some((line) => line.startsWith('a quiet hour'));
    nowMs += 39 * 60_000;
    await new Promise((resolve) => void setTimeout(resolve, 1200));
    expect(hasBegun()).toBe(false);
    nowMs += 2 * 60_000;
    await until('it begins anew', hasBegun);
    box.send('visit-opened', visitOpened(2));
    await box.allAcked();
    await first.stop();
    const before = digest(stateText(first.matcherState()));
    const second = await world.central(venue, { clock: () => nowMs });
    expect(digest(stateText(second.matcherState()))).toBe(before);
    expect(second.health().devices.find((device) => device.id === 'journal')?.said).toMatch(
      /^1 events replayed/,
    );
  });

  test('a second central on the same folder is refused by name, and the first goes on', async () => {
    const venue = world.venue();
    const central = await world.central(venue);
    const fault = await faultOf(venue.start());
    expect(fault.code).toBe('already-running');
    const box = await world.box(central);
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    await box.allAcked();
  });

  test('an event that breaks the matcher is left out with a notice, so that the shop opens', async () => {
    const venue = world.venue();
    const first = await world.central(venue);
    const box = await world.box(first);
    box.send('visit-opened', visitOpened(1));
    box.send('visit-lines', rice(1));
    await box.allAcked();
    await first.stop();
    const { db } = openDatabase(join(venue.dir, 'state', 'journal.sqlite'), JOURNAL_MIGRATIONS);
    db.prepare(
      `INSERT INTO events (record, at_ms, seed, entropy, body) VALUES ('event', 1, 1, '', '{"kind":"lines-changed","visit":"${visitId(1)}","lines":17}')`,
    ).run();
    db.close();
    const second = await world.central(venue);
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
