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
import type { Io } from './io.ts';

/**
 * Writes `screenshots/<screen>-<language>.png` of every screen, 1080 by 1920, and of a slip at both paper widths. `--small` is 768 by 1366, `--large-type`, `--reach` and
 * `--contrast` switch those settings on, `--only NAME` takes one screen.
 * @throws Fault `bad-input` where there is no Chromium
 */
export async function runScreenshots(args: readonly string[], io: Io): Promise<number> {
  if (!HAS_CHROMIUM) {
    throw new Fault(
      'bad-input',
      `there is no Chromium at ${CHROMIUM_PATH}; install it, or name another in PINDAN_CHROMIUM`,
    );
  }
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
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
          size: args.includes('--small') ? SMALL_PANEL : PANEL,
        });
        if (args.includes('--large-type')) await choose(stand.kiosk, 'type-1.5');
        if (args.includes('--reach')) await choose(stand.kiosk, 'reach-on');
        if (args.includes('--contrast')) await choose(stand.kiosk, 'contrast-high');
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
}

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
