import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { inventedDay } from '../simulators/day.ts';
import { type Mosquitto, startMosquitto } from '../simulators/mosquitto.ts';
import {
  brokenPromise,
  isRedeemed,
  jointGoods,
  nextReceiptNumber,
  pair,
  payTogether,
  type PlayedPairing,
  playPairing,
} from '../simulators/pairing-play.ts';
import { hasProgram } from '../simulators/programs.ts';
import { FEED_TILL, TAP_TILL } from '../simulators/shop-files.ts';
import { health } from '../simulators/shop-process.ts';
import { splitting, type WireKind } from '../simulators/wire.ts';
import { openWorld, type World } from '../simulators/world.ts';

const SEED = 20_261_122;
const day = inventedDay(SEED);
const folders: string[] = [];
let world: World | undefined;

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function open(options: { wireKind: WireKind; broker?: string }): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-journey-'));
  folders.push(folder);
  const random = seededRandom(SEED);
  world = await openWorld({ ...options, folder, day, cable: (wire) => splitting(wire, random) });
  return world;
}

const kindsOf = async (shop: World): Promise<readonly string[]> =>
  ((await health(shop.ports.central))?.notices ?? []).map((notice) => notice.code);

function codesOn(shop: World): readonly string[] {
  return readdirSync(shop.slipsFolder)
    .filter((name) => name.endsWith('.png'))
    .map((name) => {
      const read = execFileSync('zbarimg', ['-q', '--raw', join(shop.slipsFolder, name)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [first = '', ...rest] = read.trim().split('\n');
      return rest.every((code) => code === first) ? first : `${first}?`;
    });
}

function expectPromises(played: PlayedPairing): void {
  expect(brokenPromise(played)).toBeUndefined();
  expect(played.members.map((member) => member.slip)).toEqual(['printed', 'printed']);
  expect(played.promotion).toBe('food-200-50');
}

describe('two shoppers at two kiosks pool a purchase, every byte cut at random places', () => {
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  test.skipIf(!hasProgram('socat'))(
    'over pseudo-terminals, and pay at the tapped till with our scanner, then at the other with the code in its feed (needs socat)',
    { timeout: 90_000 },
    async () => {
      const shop = await open({ wireKind: 'pty' });
      expectPromises(await playPairing(shop, seededRandom(1), TAP_TILL));
      expectPromises(await playPairing(shop, seededRandom(2), FEED_TILL));
    },
  );

  test.skipIf(!hasProgram('zbarimg'))(
    'and an independent decoder reads each slip’s code from its picture, on both widths of paper (needs zbarimg)',
    { timeout: 60_000 },
    async () => {
      const shop = await open({ wireKind: 'tcp' });
      const { members } = await playPairing(shop, seededRandom(3), TAP_TILL);
      await shop.slipsFiled();
      expect(new Set(codesOn(shop))).toEqual(new Set(members.map((member) => member.code)));
    },
  );

  test(
    'a sale without the joint lines leaves the code good and tells staff; used codes are refused and told',
    { timeout: 90_000 },
    async () => {
      const shop = await open({ wireKind: 'tcp' });
      const { sides } = await pair(shop, seededRandom(4));
      const [mine, partner] = sides;
      const feed = shop.cashiers[FEED_TILL];
      const [only] = jointGoods(shop, mine.slip.joint);
      if (only === undefined) throw new Error('a joint receipt has lines');

      await feed.serve([only], { receiptNumber: nextReceiptNumber(), code: mine.slip.code });
      await expect.poll(() => kindsOf(shop)).toContain('joint-lines-missing');
      expect(shop.desks[0].page.view()?.visit?.pairing?.state).toBe('confirmed');

      const redeemed = shop.desks[1].page.until('the redemption', (view) =>
        isRedeemed(view, mine.pairing),
      );
      const paid = await payTogether(shop, FEED_TILL, mine.slip);
      await redeemed;
      expect(paid.totalMinor).toBe(mine.slip.jointTotalMinor);
      expect(await kindsOf(shop)).not.toContain('code-already-redeemed');

      // The partner's code is burnt with hers: at whichever till either is tried, it gives nothing again.
      const refusals = async (): Promise<readonly string[]> =>
        ((await health(shop.ports.central))?.notices ?? [])
          .filter((notice) => notice.code === 'code-already-redeemed')
          .map((notice) => notice.text);
      await payTogether(shop, FEED_TILL, mine.slip);
      await expect.poll(refusals).toEqual([expect.stringContaining('till-2')]);
      await payTogether(shop, TAP_TILL, partner.slip);
      await expect.poll(refusals).toContainEqual(expect.stringContaining('till-1'));
    },
  );
});

describe('the same journey with a broker that exists already, by changing one URL', () => {
  let mosquitto: Mosquitto | undefined;
  beforeAll(async () => {
    if (hasProgram('mosquitto')) mosquitto = await startMosquitto();
  });
  afterAll(async () => {
    await world?.stop();
    world = undefined;
    await mosquitto?.stop();
  });

  test.skipIf(!hasProgram('mosquitto'))(
    'Mosquitto (needs mosquitto)',
    { timeout: 60_000 },
    async () => {
      const shop = await open({ wireKind: 'tcp', broker: mosquitto?.url ?? '' });
      expectPromises(await playPairing(shop, seededRandom(5), TAP_TILL));
    },
  );
});
