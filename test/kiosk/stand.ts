import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { KioskView } from '../../contracts/socket.ts';
import { KioskPage } from './page-objects.ts';
import { type Answering, ScriptedDaemon } from './scripted-daemon.ts';

/** Where the built page stands. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../.build/renderer', import.meta.url));

/** Builds the page of the sources as they are now; at once where it is fresh. */
export async function buildPage(): Promise<void> {
  const script = fileURLToPath(new URL('../../renderer/build.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [script]);
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
export const PANEL: Size = { width: 1080, height: 1920 };
export const SMALL_PANEL: Size = { width: 768, height: 1366 };

/** A kiosk page in front of a scripted daemon. */
export interface Stand {
  readonly daemon: ScriptedDaemon;
  readonly page: Page;
  readonly kiosk: KioskPage;
  /** What the browser complained about: scripts' errors, refused by the policy, files not found. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export interface StandOptions {
  readonly view: KioskView;
  readonly answering?: Answering;
  readonly size?: Size;
}

/** Puts up a daemon and a page and waits until the page shows its first screen. */
export async function openStand(browser: Browser, options: StandOptions): Promise<Stand> {
  const { view, answering, size = PANEL } = options;
  const daemon = new ScriptedDaemon({
    folder: PAGE_FOLDER,
    view,
    ...(answering === undefined ? {} : { answering }),
  });
  await daemon.start();
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(daemon.url);
  await page.locator('[data-screen]:not([data-screen="offline"])').waitFor();
  return {
    daemon,
    page,
    kiosk: new KioskPage(page),
    complaints,
    close: async () => {
      await context.close();
      await daemon.stop();
    },
  };
}
