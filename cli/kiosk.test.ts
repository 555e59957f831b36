import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Io } from './io.ts';
import { call } from './testing/call.ts';

let folder: string;
let out: string[];
let err: string[];
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pindan-kiosk-'));
  out = [];
  err = [];
  stop = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true }));

const io = (env: Io['env'] = {}): Io => ({
  stdin: Readable.from([]),
  out: (chunk) => out.push(String(chunk)),
  err: (line) => err.push(line),
  cwd: folder,
  env: { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'no-runtime'), ...env },
  signal: stop.signal,
});

/** A daemon as its state folder shows it. */
function daemonRuns(token: string): void {
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify({ pid: 1, port: 7420 }));
  writeFileSync(join(folder, 'kiosk-token'), `${token}\n`);
}
const URL = 'http://127.0.0.1:7420/kiosk/#token=secret&terminal=kiosk-2';

test('--url prints where the screen is', async () => {
  daemonRuns('secret');
  expect(await call('kiosk', ['--state-dir', '.', '--terminal', 'kiosk-2', '--url'], io())).toBe(0);
  expect(out).toEqual([`${URL}\n`]);
});

test('without the runtime one line says so and offers the browser', async () => {
  daemonRuns('secret');
  expect(await call('kiosk', ['--state-dir', '.', '--terminal', 'kiosk-2'], io())).toBe(1);
  expect(err).toHaveLength(1);
  expect(err[0]).toContain('Electron runtime is not on this machine');
  expect(err[0]).toContain(URL);
});

test.each([
  [['--state-dir', '.'], 'no daemon runs'],
  [['--config', 'none.json'], 'none.json'],
  [['--nonsense'], 'there is no option --nonsense; see pindan kiosk --help'],
])('%j: %s', async (args, message) => {
  await expect(call('kiosk', args, io())).rejects.toThrow(message);
});

test(
  '--browser opens the page in kiosk mode, and anew when the daemon was started anew',
  { timeout: 20_000 },
  async () => {
    daemonRuns('secret');
    const seen = join(folder, 'seen');
    const browser = join(folder, 'browser');
    writeFileSync(browser, `#!/bin/sh\necho "$@" >> ${seen}\nexec sleep 60\n`);
    chmodSync(browser, 0o755);
    const running = call(
      'kiosk',
      ['--state-dir', '.', '--terminal', 'kiosk-2', '--browser'],
      io({ PINDAN_CHROMIUM: browser }),
    );
    await sleep(500);
    daemonRuns('another');
    const startsSeen = () => readFileSync(seen, 'utf8').trim().split('\n');
    for (let time = 0; time < 100 && startsSeen().length < 2; time += 1) await sleep(100);
    stop.abort();
    expect(await running).toBe(0);
    const [first, second] = startsSeen();
    expect(first).toContain('--kiosk');
    expect(first).toContain(`--app=${URL}`);
    expect(second).toContain('token=another');
  },
);
