import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, geometryFindings, loadAxe, RULES } from './audit.ts';
import { CHROMIUM_PATH, HAS_CHROMIUM, launchChromium } from './chromium.ts';
import { KioskPage } from './page-objects.ts';
import { ScriptedDaemon } from './scripted-daemon.ts';
import { LANGUAGES } from '../../contracts/language.ts';
import { buildPage, PAGE_FOLDER, PANEL, SMALL_PANEL } from './stand.ts';
import { attractView, basketView } from './views.ts';

const why = HAS_CHROMIUM ? '' : ` (skipped: no Chromium at ${CHROMIUM_PATH})`;

describe.skipIf(!HAS_CHROMIUM)(
  `the kiosk page waits for people, with a clock in our hand${why}`,
  () => {
    let browser: Browser;
    let daemon: ScriptedDaemon;
    let page: Page;
    let kiosk: KioskPage;
    beforeAll(async () => {
      await buildPage();
      browser = await launchChromium();
      daemon = new ScriptedDaemon({ folder: PAGE_FOLDER, view: basketView('en') });
      await daemon.start();
      page = await browser.newPage({ viewport: PANEL });
      await page.clock.install();
      await page.goto(daemon.url);
      kiosk = new KioskPage(page);
      await kiosk.seeScreen('basket');
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await daemon?.stop();
    });

    test('45 seconds without a touch: it asks, with twenty seconds to answer', async () => {
      await page.clock.fastForward(46_000);
      await kiosk.control('dialog-timeout').waitFor();
      expect(await kiosk.control('dialog-timeout').getAttribute('role')).toBe('alertdialog');
      expect(await page.locator('.dialog').innerText()).toMatch(
        /forgets your basket in (19|20) seconds/,
      );
    });

    test('the question is readable in each language, on both panels', async () => {
      await loadAxe(page);
      for (const language of LANGUAGES) {
        await page.mouse.click(500, 100);
        await page.clock.fastForward(1000);
        await kiosk.speak(language);
        await page.clock.fastForward(46_000);
        await kiosk.control('dialog-timeout').waitFor();
        for (const size of [PANEL, SMALL_PANEL]) {
          await page.setViewportSize(size);
          expect(await axeFindings(page)).toEqual([]);
          expect(await geometryFindings(page, RULES)).toEqual([]);
        }
      }
    });

    test('one tap anywhere is an answer, and the dialog takes the focus while it stands', async () => {
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe(
        'alertdialog',
      );
      await page.mouse.click(500, 100);
      await page.clock.fastForward(1000);
      await kiosk.control('dialog-timeout').waitFor({ state: 'detached' });
      await kiosk.seeScreen('basket');
    });

    test('no answer: the basket is forgotten and the daemon is told', async () => {
      daemon.answering = () => {
        daemon.show(attractView('en'));
        return undefined;
      };
      await page.clock.fastForward(46_000);
      await kiosk.control('dialog-timeout').waitFor();
      await page.clock.fastForward(21_000);
      await kiosk.seeScreen('attract');
      expect(daemon.commands.at(-1)).toMatchObject({ kind: 'leave' });
    });
  },
);
