import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_PATH, HAS_CHROMIUM, launchChromium } from './chromium.ts';
import { heapGrowth, percentile, scanToPainted, tapToPaint } from './measure.ts';
import { buildPage } from './stand.ts';

const why = HAS_CHROMIUM ? '' : ` (skipped: no Chromium at ${CHROMIUM_PATH})`;

// Tests run beside other tests, so the tail belongs to `pindan bench kiosk`; here the middle must hold the promise of the tail.
describe.skipIf(!HAS_CHROMIUM)(`the kiosk page is quick and stays small${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  test('a scan is painted within 150 ms of its view', { timeout: 60_000 }, async () => {
    expect(percentile(await scanToPainted(browser, 60), 0.5)).toBeLessThanOrEqual(150);
  });

  test.each([
    [1, 100],
    [4, 200],
  ])(
    'at %ix CPU throttle a tap is painted within %i ms',
    { timeout: 60_000 },
    async (throttle, limitMs) => {
      expect(percentile(await tapToPaint(browser, 40, throttle), 0.5)).toBeLessThanOrEqual(limitMs);
    },
  );

  test('visits leave nothing behind: at most 2 MB in 10,000', { timeout: 180_000 }, async () => {
    expect((await heapGrowth(browser, 300)) * 10_000).toBeLessThanOrEqual(2 * 1024 * 1024);
  });
});
