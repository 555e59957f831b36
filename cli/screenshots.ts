import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '../contracts/fault.ts';
import { LANGUAGES } from '../contracts/language.ts';
import { PrinterProfile } from '../contracts/printer-profile.ts';
import { slipSvg } from '../hardware/slip/layout.ts';
import { CHROMIUM_PATH, HAS_CHROMIUM, launchChromium } from '../test/kiosk/chromium.ts';
import { answering, SCREEN_SAMPLES } from '../test/kiosk/screens.ts';
import { pairingSlip } from '../test/kiosk/views.ts';
import { buildPage, openStand, PANEL, SMALL_PANEL } from '../test/kiosk/stand.ts';
import type { Browser } from 'playwright-core';
import { command } from './command.ts';

/** Throws a Fault `bad-input` where there is no Chromium. */
export const screenshotsCommand = command({
  about:
    'Writes screenshots/SCREEN-LANGUAGE.png of every screen, 1080 by 1920, and of a slip at both paper widths.',
  options: {
    small: { type: 'flag', about: 'pictures a panel of 768 by 1366' },
    'large-type': { type: 'flag', about: 'switches large type on' },
    reach: { type: 'flag', about: 'switches the reach of a wheelchair on' },
    contrast: { type: 'flag', about: 'switches high contrast on' },
    only: {
      type: 'choice',
      value: 'SCREEN',
      choices: SCREEN_SAMPLES.map((screen) => screen.name),
      about: 'takes this screen alone, and no slip',
    },
  },
  example: 'pindan screenshots --only basket',
  async run({ small, 'large-type': largeType, reach, contrast, only }, io) {
    if (!HAS_CHROMIUM) {
      throw new Fault(
        'bad-input',
        `there is no Chromium at ${CHROMIUM_PATH}; install it, or name another in PINDAN_CHROMIUM`,
      );
    }
    const folder = resolve(io.cwd, 'screenshots');
    await mkdir(folder, { recursive: true });
    await buildPage();
    const browser = await launchChromium();
    try {
      for (const sample of SCREEN_SAMPLES) {
        if (only !== undefined && sample.name !== only) continue;
        for (const language of LANGUAGES) {
          if (io.signal.aborted) return 1;
          const stand = await openStand(browser, {
            view: sample.view(language),
            answering,
            size: small ? SMALL_PANEL : PANEL,
          });
          if (largeType) await choose(stand.kiosk, 'type-1.5');
          if (reach) await choose(stand.kiosk, 'reach-on');
          if (contrast) await choose(stand.kiosk, 'contrast-high');
          await sample.steps?.(stand.kiosk, language, stand.daemon);
          await stand.page.screenshot({ path: join(folder, `${sample.name}-${language}.png`) });
          await stand.close();
        }
        io.out(`${sample.name}\n`);
      }
      if (only === undefined) await pictureSlips(browser, folder);
    } finally {
      await browser.close();
    }
    return 0;
  },
});

/** A slip as the printer's document draws it, 58 and 80 mm. */
async function pictureSlips(browser: Browser, folder: string): Promise<void> {
  const page = await browser.newPage();
  // The document names a web font; a slip is drawn without one.
  await page.route('**', (route) => route.abort());
  for (const paper of [58, 80] as const) {
    for (const language of LANGUAGES) {
      await page.setContent(slipSvg(pairingSlip(language), PrinterProfile.parse({ paper })));
      const path = join(folder, `slip-${String(paper)}-${language}.png`);
      await page.locator('svg').first().screenshot({ path });
    }
  }
  await page.close();
}

async function choose(
  kiosk: { readonly press: (id: string) => Promise<void> },
  setting: string,
): Promise<void> {
  await kiosk.press('settings');
  await kiosk.press(setting);
  await kiosk.press('close');
}
