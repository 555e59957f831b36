import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { KioskPage } from './kiosk/page-objects.ts';
import { ScriptedDaemon } from './kiosk/scripted-daemon.ts';
import { buildPage, PAGE_FOLDER } from './kiosk/stand.ts';
import { attractView } from './kiosk/views.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const hasRuntime =
  existsSync(join(ROOT, 'node_modules', 'electron', 'path.txt')) ||
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined;
const why = hasRuntime ? '' : ' (skipped: the Electron runtime is not on this machine)';

// Everything that the page does is tested in Chromium; here only that the real shell opens it, locked, and that it finds its daemon.
test.skipIf(!hasRuntime)(
  `the kiosk window opens the page and finds the daemon${why}`,
  { timeout: 90_000 },
  async () => {
    await buildPage();
    await promisify(execFile)(process.execPath, [join(ROOT, 'electron', 'build.ts')]);
    const daemon = new ScriptedDaemon({ folder: PAGE_FOLDER, view: attractView('en') });
    await daemon.start();
    const stateDir = mkdtempSync(join(tmpdir(), 'pindan-shell-'));
    writeFileSync(
      join(stateDir, 'daemon.json'),
      JSON.stringify({ pid: process.pid, port: daemon.port }),
    );
    writeFileSync(join(stateDir, 'kiosk-token'), 'scripted-token');
    const shell = await _electron.launch({
      args: [
        join(ROOT, '.build', 'electron', 'main.mjs'),
        '--no-sandbox',
        '--state-dir',
        stateDir,
        '--terminal',
        'kiosk-1',
      ],
    });
    try {
      const page = await shell.firstWindow();
      await new KioskPage(page).seeScreen('attract');
      expect(page.url()).toBe('app://kiosk/index.html');
      expect(
        await page.evaluate(() => Object.keys(Reflect.get(window, 'pindan') ?? {}).toSorted()),
      ).toEqual(['address', 'alive']);
      expect(await page.evaluate(() => typeof Reflect.get(window, 'require'))).toBe('undefined');
    } finally {
      await shell.close();
      await daemon.stop();
      rmSync(stateDir, { recursive: true });
    }
  },
);
