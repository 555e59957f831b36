import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { draw } from '../../contracts/testing/draw.ts';
import type { TestBox } from '../testing/box.ts';
import { stateText } from '../../matcher/testing/state-text.ts';
import { rice, sale, visitId, visitOpened } from '../testing/messages.ts';
import { until } from '../testing/venue.ts';
import { testWorld } from '../testing/world.ts';

const world = testWorld();
afterEach(() => world.closeAll());

/**
 * A clock that stands, and randomness that repeats: the same messages then give the same bytes. Where time passes, slices of
 * improvement fall between the messages; those are rows of the journal as well, and idle.test.ts looks at them.
 */
function standing() {
  return { clock: () => 1_790_000_100_000, random: seededRandom(1) };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('messages', () => {
  const talk = (box: TestBox): void => {
    for (const number of [1, 2, 3]) {
      box.write('visit-opened', visitOpened(number));
      box.write('visit-lines', rice(number));
    }
    box.write('visit-lines', { visit: visitId(3), lines: [] });
    box.write('sale', sale(1, [['RICE 5KG', 12_000]]));
    box.write('visit-presence', {
      visit: visitId(2),
      terminal: visitOpened(2).terminal,
      presence: 'ended',
    });
    box.write('visit-lines', rice(3));
  };

  async function stateAfter(
    arrange: (messages: readonly number[]) => readonly number[],
  ): Promise<string> {
    const venue = world.venue();
    const central = await world.central(venue, standing());
    const box = await world.box(central);
    talk(box);
    const messages = box.unacknowledged();
    for (const index of arrange([...messages.keys()])) {
      const message = messages[index];
      if (message !== undefined) await box.sendAgain(message);
    }
    await box.allAcked();
    await central.settled();
    return digest(stateText(central.matcherState()));
  }

  test('each message three times, shuffled: the same final state, byte for byte', async () => {
    const plain = await stateAfter((all) => all);
    const shuffled = await stateAfter((all) =>
      [...all, ...all, ...all]
        .map((index) => ({ index, at: draw() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ index }) => index),
    );
    expect(shuffled).toBe(plain);
  });

  test('the last price seen at a till counts, whether its sale shares a commit with the one before or not', async () => {
    const priceAfter = async (isOneCommit: boolean): Promise<number | undefined> => {
      const venue = world.venue();
      const central = await world.central(venue, standing());
      const box = await world.box(central);
      // The first sale, the other price, and the price of the file again.
      for (const [index, priceMinor] of [300, 350, 300].entries()) {
        box.write('sale', sale(index + 1, [['COLA 330ML', priceMinor]]));
      }
      const [first, ...rest] = box.unacknowledged();
      if (first === undefined) throw new Error('nothing was written');
      const commits = (): number =>
        Number(
          central.health().devices.find((device) => device.id === 'journal')?.statistics['commits'],
        );
      const before = commits();
      // Numbers that come early wait for the first one, and then all three share its commit.
      if (isOneCommit) {
        for (const message of rest) await box.sendAgain(message);
        await box.sendAgain(first);
      } else {
        for (const [index, message] of [first, ...rest].entries()) {
          await box.sendAgain(message);
          await until('it is committed', () => box.acked === index + 1);
        }
      }
      await box.allAcked();
      expect(commits() - before).toBe(isOneCommit ? 1 : 3);
      await central.stop();
      const again = await world.central(venue, standing());
      const reborn = await world.box(again, { boot: 8 });
      await until('the catalogue has come', () => reborn.last('products') !== undefined);
      return reborn.last('products')?.products.find((one) => one.code === 'COLA')?.unitPriceMinor;
    };
    expect(await priceAfter(false)).toBe(300);
    expect(await priceAfter(true)).toBe(300);
  });

  test('a receipt that is read again under another number is kept as a duplicate and goes no further', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    await box.allAcked();
    expect(central.journalCounts()).toMatchObject({ events: 1, sales: 1, duplicateSales: 1 });
  });

  test('a sale in parts becomes one sale once the last part is there, in whichever order they come', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    const part = (index: number) => sale(1, [[`PART ${index}`, 100]], { part: { index, of: 3 } });
    for (const index of [2, 0]) box.send('sale', part(index));
    await box.allAcked();
    expect(central.journalCounts()).toMatchObject({ sales: 0, waitingParts: 2 });
    box.send('sale', part(0));
    box.send('sale', part(1));
    await box.allAcked();
    expect(central.journalCounts()).toMatchObject({ sales: 1, waitingParts: 0, events: 1 });
  });

  test('poison goes into quarantine, its sender is told, and what stands behind it flows', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    const good = box.write('sale', sale(1, [['RICE 5KG', 12_000]]));
    const broken = (replace: (text: string) => string): void => {
      const message = box.write('sale', sale(9, [['RICE 5KG', 12_000]]));
      void box.sendAgain({ ...message, bytes: Buffer.from(replace(message.bytes.toString())) });
    };
    void box.sendAgain(good);
    broken((text) => text.replace('"venue":"shop-1"', '"venue":"shop-2"'));
    broken((text) => text.replace('"dev":"box-1"', '"dev":"box-2"'));
    broken((text) => text.replace('"lines":[', '"lines":{"not":['));
    broken((text) => text.replace('"totalMinor":12000', '"totalMinor":"a lot"'));
    broken((text) =>
      text.replace('"lines":[', `"deep":${'['.repeat(200)}${']'.repeat(200)},"lines":[`),
    );
    broken((text) => text.replace('"RICE 5KG"', `"${'x'.repeat(60_000)}"`));
    broken((text) => text.replace('"t":"sale"', '"t":"no-such"'));
    void box.sendAgain({ ...good, bytes: Buffer.from([0, 255, 3, 9]) });
    box.send('sale', sale(2, [['RICE 5KG', 12_000]]));
    await box.allAcked();
    expect(central.journalCounts()).toMatchObject({ sales: 2, quarantined: 8 });
    expect([...box.rejected.keys()]).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(box.rejected.get(2)).toContain('venue');
    expect(box.rejected.get(7)).toContain('bytes');
    expect(
      central.health().notices.filter((notice) => notice.code === 'message-rejected'),
    ).not.toHaveLength(0);
  });

  test('a declared loss is told to people and does not hold up what comes after it', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central);
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    for (const lost of [2, 3, 4]) box.write('sale', sale(lost, [['RICE 5KG', 12_000]]));
    box.send('gap', { boot: 7, fromSeq: 2, toSeq: 4, count: 3 });
    box.send('sale', sale(5, [['RICE 5KG', 12_000]]));
    await box.allAcked();
    expect(central.journalCounts().sales).toBe(2);
    expect(central.health().notices.map((notice) => notice.code)).toContain('messages-lost');
  });

  test('a box whose rows an older journal had acknowledged begins where it stands', async () => {
    const central = await world.central(world.venue());
    const box = await world.box(central, { startAtSeq: 4711 });
    box.send('sale', sale(1, [['RICE 5KG', 12_000]]));
    await box.allAcked();
    expect(central.journalCounts().sales).toBe(1);
    expect(central.health().notices.map((notice) => notice.code)).toContain('numbers-missing');
  });
});
