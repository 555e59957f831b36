import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HAS_CHROMIUM, launchChromium } from './chromium.ts';
import { buildPage, openStand } from './stand.ts';
import { CODE, matchedView, paperOutView } from './views.ts';

const HAS_ZBAR = hasCommand('zbarimg');
const why = HAS_CHROMIUM && HAS_ZBAR ? '' : ' (skipped: needs Chromium and zbarimg)';

function hasCommand(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!HAS_CHROMIUM || !HAS_ZBAR)(
  `an independent decoder reads the code off the screen, as QR and, where paper fails, as EAN-13${why}`,
  async () => {
    await buildPage();
    const browser = await launchChromium();
    const folder = mkdtempSync(join(tmpdir(), 'pindan-codes-'));
    try {
      const stand = await openStand(browser, { view: matchedView('en') });
      const read = async () => {
        const path = join(folder, 'code.png');
        await stand.kiosk.control('code-card').screenshot({ path });
        const text = execFileSync('zbarimg', ['--quiet', path], {
          stdio: ['ignore', 'pipe', 'ignore'],
        }).toString();
        return text.trim().split('\n').toSorted();
      };
      expect(await read()).toEqual([`QR-Code:${CODE}`]);
      stand.daemon.show(paperOutView('en'));
      await stand.page.locator('.barcode').waitFor();
      expect(await read()).toEqual([`EAN-13:${CODE}`, `QR-Code:${CODE}`]);
      await stand.close();
    } finally {
      rmSync(folder, { recursive: true });
      await browser.close();
    }
  },
);
