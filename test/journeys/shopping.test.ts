import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { inventedDay } from '../simulators/day.ts';
import { isRedeemed, payTogether, twoTrolleys } from '../simulators/pairing-play.ts';
import { FEED_TILL } from '../simulators/shop-files.ts';
import {
  accept,
  awaitSuggestion,
  identify,
  loyaltyCard,
  scanGoods,
  takeSlip,
} from '../simulators/shopper.ts';
import { worthMinor } from '../simulators/trolley.ts';
import { openWorld, type World } from '../simulators/world.ts';

const day = inventedDay(11);
let folder = '';
let world: World | undefined;

async function open(): Promise<World> {
  folder = mkdtempSync(join(tmpdir(), 'pindan-shopping-'));
  world = await openWorld({ folder, day, wireKind: 'tcp' });
  return world;
}

afterEach(async () => {
  await world?.stop();
  world = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('a shopper whom nobody fits yet', () => {
  test(
    'leaves with a wait slip, is called when somebody comes, and pools after all',
    { timeout: 90_000 },
    async () => {
      const shop = await open();
      const random = seededRandom(1);
      const [first, second] = shop.desks;
      const [hers, his] = twoTrolleys(shop, random);

      await identify(first, loyaltyCard(random));
      await scanGoods(first, hers);
      await first.page.until('an honest no', (view) => view.visit?.none === 'nobody-near');
      const reply = await first.page.tap({ kind: 'wait' });
      const number = reply.kind === 'done' ? (reply.waitNumber ?? 0) : 0;
      expect(number).toBeGreaterThan(0);
      await first.page.until('a wiped screen', (view) => view.visit === undefined);
      await expect
        .poll(() => first.printer.pages.at(-1)?.lines.join('\n') ?? '', { timeout: 15_000 })
        .toContain(String(number));

      await identify(second, loyaltyCard(random));
      await scanGoods(second, his);
      await awaitSuggestion(second);
      // The number stands on every attract screen, so on the one that she walked away from.
      await first.page.until('her number', (view) =>
        view.calls.some((call) => call.number === number),
      );
      await first.page.tap({ kind: 'identify', as: { kind: 'wait-number', number } });
      await accept(first);
      await accept(second);
      const [pairing] = await Promise.all([takeSlip(first), takeSlip(second)]);
      const redeemed = second.page.until('the redemption', (view) =>
        isRedeemed(view, pairing.pairing),
      );
      const paid = await payTogether(shop, FEED_TILL, pairing.slip);
      await redeemed;
      expect(paid.totalMinor).toBe(pairing.slip.jointTotalMinor);
    },
  );
});

describe('while central is away', () => {
  test(
    'people scan and see their own progress, and are matched when it is back',
    { timeout: 90_000 },
    async () => {
      const shop = await open();
      const random = seededRandom(2);
      const [first, second] = shop.desks;
      const [hers, his] = twoTrolleys(shop, random);
      await first.page.until('the catalogue', (view) => view.central === 'online');
      await shop.central().kill();
      await first.page.until('the banner', (view) => view.banners.includes('central-away'));

      await identify(first, loyaltyCard(random));
      await scanGoods(first, hers);
      const { visit } = await first.page.until(
        'the bar',
        (view) => (view.visit?.progress.length ?? 0) > 0,
      );
      expect(visit?.subtotalMinor).toBe(worthMinor(hers));
      const spend = visit?.progress.find((row) => row.promotion === 'food-200-50');
      expect(spend?.missingMinor).toBe(day.thresholdMinor - worthMinor(hers));
      await identify(second, loyaltyCard(random));
      await scanGoods(second, his);
      expect(second.page.view()?.visit?.suggestions).toEqual([]);

      await shop.restart('central');
      await accept(first);
      await accept(second);
      const [pairing] = await Promise.all([takeSlip(first), takeSlip(second)]);
      expect(pairing.slip.savesMinor).toBeGreaterThan(0);
    },
  );
});
