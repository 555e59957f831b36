import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { inventedDay } from '../simulators/day.ts';
import { twoTrolleys } from '../simulators/pairing-play.ts';
import { payPatiently, shopPatiently } from '../simulators/patient-shopper.ts';
import { FEED_TILL, TAP_TILL } from '../simulators/shop-files.ts';
import { loyaltyCard } from '../simulators/shopper.ts';
import { openWorld, type World } from '../simulators/world.ts';
import { readBox, readJournal } from './audit.ts';

const SEED = Number(process.env['PINDAN_KILL_SEED'] ?? 7);
const KILLS = Number(process.env['PINDAN_KILLS'] ?? 20);
const PATIENCE_MS = 200_000;

const folder = mkdtempSync(join(tmpdir(), 'pindan-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pulls the plug of both processes, one shortly after the other, and starts them again in either order. With central dies the
 *  embedded broker and all that it remembered. */
async function pullPlugs(world: World, random: () => number): Promise<void> {
  const isDaemonFirst = random() < 0.5;
  const [first, second] = isDaemonFirst
    ? [world.daemon(), world.central()]
    : [world.central(), world.daemon()];
  await first.kill();
  await sleep(random() * 200);
  await second.kill();
  const order =
    random() < 0.5 ? (['central', 'daemon'] as const) : (['daemon', 'central'] as const);
  await Promise.all(
    order.map(async (which, index) => {
      await sleep(index * random() * 200);
      await world.restart(which);
    }),
  );
}

describe('kill -9 of the box and of central while people shop', () => {
  test(
    `at ${KILLS} random moments loses no sale, counts none twice, and leaves no member with two valid codes`,
    { timeout: 420_000 },
    async () => {
      const random = seededRandom(SEED);
      const world = await openWorld({ folder, day: inventedDay(SEED) });
      try {
        const killing = { isOver: false };
        const kills = (async () => {
          for (let kill = 0; kill < KILLS; kill += 1) {
            await sleep(100 + random() * 3000);
            await pullPlugs(world, random);
          }
          killing.isOver = true;
        })();
        const othersShop = (async () => {
          const pace = seededRandom(SEED + 1);
          for (let sale = 0; !killing.isOver; sale += 1) {
            const { goods } = world.day.sales[sale % world.day.sales.length] ?? { goods: [] };
            const till = sale % 2 === 0 ? FEED_TILL : TAP_TILL;
            await world.cashiers[till].serve(goods, { receiptNumber: `B${sale}` });
            await sleep(pace() * 200);
          }
        })();
        const choice = seededRandom(SEED + 2);
        let pairs = 0;
        const peoplePool = (async () => {
          // At least one pair shops on after the last kill.
          for (let isLast = false; !isLast; pairs += 1) {
            isLast = killing.isOver;
            const [first, second] = world.desks;
            const [mine, yours] = twoTrolleys(world, choice);
            const [pairing] = await Promise.all([
              shopPatiently(first, loyaltyCard(choice), mine, PATIENCE_MS),
              shopPatiently(second, loyaltyCard(choice), yours, PATIENCE_MS),
            ]);
            const till = pairs % 2 === 0 ? FEED_TILL : TAP_TILL;
            await payPatiently(world, first, till, pairing, PATIENCE_MS);
          }
        })();
        await Promise.all([kills, othersShop, peoplePool]);
        await expect.poll(() => readBox(folder).waiting, { timeout: 30_000 }).toBe(0);
        await world.stop();

        const box = readBox(folder);
        const journal = readJournal(folder);
        expect(box.sales.length).toBeGreaterThan(KILLS);
        expect(box.sales.filter((sale) => journal.sales.get(sale) !== 1)).toEqual([]);
        expect([...journal.sales.keys()].toSorted()).toEqual([...box.sales].toSorted());
        expect(journal.mostGoodCodes).toBe(1);
        expect([...journal.redeemed.values()].every((times) => times === 1)).toBe(true);
        expect(journal.redeemed.size).toBe(pairs);
        process.stderr.write(
          `kill -9: ${KILLS} times both processes, seed ${SEED}: ${box.sales.length} sales once each, ${pairs} pairings redeemed once each, ${journal.reissued} codes reissued for uncertain slips\n`,
        );
      } finally {
        await world.stop();
      }
    },
  );
});
