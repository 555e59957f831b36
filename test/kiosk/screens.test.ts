import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Language, LANGUAGES } from '../../contracts/language.ts';
import { axeFindings, type GeometryRules, geometryFindings, loadAxe, RULES } from './audit.ts';
import { CHROMIUM_PATH, HAS_CHROMIUM, launchChromium } from './chromium.ts';
import { answering, SCREEN_SAMPLES } from './screens.ts';
import { buildPage, openStand, PANEL, type Size, SMALL_PANEL } from './stand.ts';
import { attractView } from './views.ts';

interface Variant {
  readonly name: string;
  readonly size: Size;
  readonly settings: readonly string[];
  readonly rules: GeometryRules;
  readonly languages: readonly Language[];
}

/** Where the language makes no difference that the plain sizes do not show: the one with the longest words. */
const LONGEST: readonly Language[] = ['en'];

const VARIANTS: readonly Variant[] = [
  { name: '1080x1920', size: PANEL, settings: [], rules: RULES, languages: LANGUAGES },
  { name: '768x1366', size: SMALL_PANEL, settings: [], rules: RULES, languages: LANGUAGES },
  {
    name: '1080x1920, type x1.5',
    size: PANEL,
    settings: ['type-1.5'],
    rules: { ...RULES, textPx: 42 },
    languages: LANGUAGES,
  },
  {
    name: '1080x1920, lowered',
    size: PANEL,
    settings: ['reach-on'],
    rules: { ...RULES, controlsFrom: 0.55 },
    languages: LONGEST,
  },
  {
    name: '1080x1920, high contrast',
    size: PANEL,
    settings: ['contrast-high'],
    rules: RULES,
    languages: LONGEST,
  },
];

const why = HAS_CHROMIUM ? '' : ` (skipped: no Chromium at ${CHROMIUM_PATH})`;

describe.skipIf(!HAS_CHROMIUM)(`every screen is usable by everybody${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    await buildPage();
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  for (const variant of VARIANTS) {
    for (const language of variant.languages) {
      test.concurrent(`${variant.name}, ${language}`, { timeout: 240_000 }, async () => {
        const stand = await openStand(browser, {
          view: attractView(language),
          answering,
          size: variant.size,
        });
        const { daemon, kiosk, page, complaints } = stand;
        await loadAxe(page);
        const findings: string[] = [];
        for (const sample of SCREEN_SAMPLES) {
          daemon.show(attractView(language));
          await kiosk.seeScreen('attract');
          for (const setting of variant.settings) {
            await kiosk.press('settings');
            await kiosk.press(setting);
            await kiosk.press('close');
          }
          daemon.show(sample.view(language));
          if (sample.view(language).visit !== undefined) {
            await page.locator('[data-screen]:not([data-screen="attract"])').waitFor();
          }
          await sample.steps?.(kiosk, language, daemon);
          const screen = await kiosk.screenName();
          if (screen !== sample.screen) {
            findings.push(`${sample.name}: ends at ${screen}, not at ${sample.screen}`);
          }
          const found = [
            ...(await geometryFindings(page, variant.rules)),
            ...(await axeFindings(page)),
          ];
          findings.push(...found.map((finding) => `${sample.name}: ${finding}`));
          await sample.after?.(daemon);
          await page.locator('[data-screen]:not([data-screen="offline"])').waitFor();
          await kiosk.home();
        }
        expect(findings).toEqual([]);
        // The sample without a daemon makes the browser say that nobody answers.
        expect(complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
        expect(daemon.nonsense).toEqual([]);
        await stand.close();
      });
    }
  }
});
