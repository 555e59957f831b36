import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { HAS_CHROMIUM, launchChromium } from '../kiosk/chromium.ts';
import { KioskPage } from '../kiosk/page-objects.ts';
import { buildPage } from '../kiosk/stand.ts';
import { inventedDay } from '../simulators/day.ts';
import { payTogether, twoTrolleys } from '../simulators/pairing-play.ts';
import { TAP_TILL } from '../simulators/shop-files.ts';
import { loyaltyCard, scanGoods } from '../simulators/shopper.ts';
import { openWorld, type World } from '../simulators/world.ts';
import { ROOT } from '../house/root.ts';

const SHOTS = join(ROOT, 'screenshots');

describe.skipIf(!HAS_CHROMIUM)('two shoppers at two kiosk screens in Chromium', () => {
  let folder: string;
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    await buildPage();
    await mkdir(SHOTS, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'pindan-journey-'));
    world = await openWorld({ folder, day: inventedDay(7) });
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await world?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function screen(terminal: string, complaints: string[]): Promise<KioskPage> {
    const token = (await readFile(join(folder, 'box-1', 'kiosk-token'), 'utf8')).trim();
    const page = await browser.newPage({ viewport: { width: 1080, height: 1920 } });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${terminal}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${terminal}: ${error.message}`));
    await page.goto(
      `http://127.0.0.1:${world.ports.daemon}/kiosk/#token=${token}&terminal=${terminal}`,
    );
    return new KioskPage(page);
  }

  test('identify, scan, accept, get paper, pay together, and see it redeemed', async () => {
    const random = seededRandom(11);
    const complaints: string[] = [];
    const [first, second] = await Promise.all([
      screen('kiosk-1', complaints),
      screen('kiosk-2', complaints),
    ]);
    const shoot = async (page: KioskPage, name: string): Promise<void> => {
      await page.page.screenshot({ path: join(SHOTS, `journey-${name}.png`) });
    };
    await first.seeScreen('attract');
    await shoot(first, '1-attract');
    await first.identifyWithCard(loyaltyCard(random));
    await second.speak('en');
    await second.identifyAsGuest();

    const [trolleyA, trolleyB] = twoTrolleys(world, random);
    const [deskA, deskB] = world.desks;
    await scanGoods(deskA, trolleyA);
    await shoot(first, '2-basket');
    await scanGoods(deskB, trolleyB);

    await first.openBestSuggestion();
    await shoot(first, '3-detail');
    await first.accept();
    await first.seeScreen('waiting');
    await shoot(first, '4-waiting');

    await second.openBestSuggestion();
    await shoot(second, '5-detail-en');
    await second.accept();

    const codes = await Promise.all([first.readCode(), second.readCode()]);
    expect(codes[0]).toMatch(/^29\d{11}$/);
    expect(codes[1]).toMatch(/^29\d{11}$/);
    expect(codes[0]).not.toBe(codes[1]);
    await deskA.page.until(
      'a printed slip',
      ({ visit }) => visit?.pairing?.slipState === 'printed',
    );
    await shoot(first, '6-matched');
    await shoot(second, '7-matched-en');

    const slip = deskA.page.view()?.visit?.pairing?.slip;
    expect(slip?.code).toBe(codes[0]);
    if (slip === undefined) return;
    const paid = await payTogether(world, TAP_TILL, slip);
    expect(paid.totalMinor).toBe(slip.jointTotalMinor);
    await first.seeScreen('ended');
    await second.seeScreen('ended');
    await shoot(first, '8-redeemed');
    expect(complaints).toEqual([]);
  }, 90_000);

  test('the paper of both gives back its code through an independent decoder', async () => {
    if (!existsSync('/usr/bin/zbarimg')) return;
    for (const [index, terminal] of ['kiosk-1', 'kiosk-2'].entries()) {
      const read = execFileSync('zbarimg', [
        '-q',
        '--raw',
        join(world.slipsFolder, `${terminal}-slip-1.png`),
      ]).toString();
      const code = world.desks[index]?.page.view()?.visit?.pairing?.slip.code;
      expect(code).toBeDefined();
      expect(read.trim().split('\n')).toContain(code);
    }
  });
});
