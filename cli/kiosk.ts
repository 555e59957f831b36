import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Fault } from '../contracts/fault.ts';
import { type KioskAddress, readKioskAddress } from '../electron/address.ts';
import { buildShell, SHELL_FOLDER } from '../electron/build.ts';
import { browserUrl } from '../electron/policy.ts';
import { readConfiguration } from '../store/configuration-file.ts';
import { command } from './command.ts';
import type { Io } from './io.ts';
import { CONFIG } from './shop-options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const LOOK_AGAIN_MS = 2000;

/** Throws a Fault `not-running` where no daemon runs, `bad-input` for a wrong option or a missing browser. */
export const kioskCommand = command({
  about:
    'Opens a kiosk screen of the daemon of this machine: the Electron window where its runtime is at hand; else one line says so and offers the address for a browser.',
  options: {
    config: CONFIG,
    'state-dir': {
      type: 'text',
      value: 'DIR',
      about: "the daemon's state folder, where no configuration names it",
    },
    terminal: {
      type: 'text',
      value: 'NAME',
      about: "which screen; otherwise the configuration's first one, and kiosk-1 with --state-dir",
    },
    browser: {
      type: 'flag',
      about: "shows the same page in Chromium's kiosk mode and keeps it open",
    },
    url: { type: 'flag', about: 'only prints the address' },
  },
  example: 'pindan kiosk --config shop.json --browser',
  async run(given, io) {
    const { stateDir, terminal, way } = await screenOf(given, io);
    const address = readKioskAddress(stateDir, terminal);
    if (address === undefined) {
      throw new Fault(
        'not-running',
        `no daemon runs with the state folder ${stateDir}: start it with "pindan daemon" or "pindan start"`,
      );
    }
    const url = urlOf(address);
    if (way === 'url') {
      io.out(`${url}\n`);
      return 0;
    }
    if (way === 'browser') return keepBrowser(() => readKioskAddress(stateDir, terminal), io);
    const runtime = electronRuntime(io.env);
    if (runtime === undefined) {
      io.err(
        `the Electron runtime is not on this machine; open the screen in a browser instead: ${url} (or "pindan kiosk --browser")`,
      );
      return 1;
    }
    await buildShell();
    const main = join(SHELL_FOLDER, 'main.mjs');
    return finished(
      spawn(runtime, [main, '--state-dir', stateDir, '--terminal', terminal], { stdio: 'inherit' }),
      io.signal,
    );
  },
});

interface Screen {
  readonly stateDir: string;
  readonly terminal: string;
  readonly way: 'window' | 'browser' | 'url';
}

interface KioskOptions {
  readonly config: string;
  readonly 'state-dir': string | undefined;
  readonly terminal: string | undefined;
  readonly browser: boolean;
  readonly url: boolean;
}

async function screenOf(given: KioskOptions, io: Io): Promise<Screen> {
  const way = given.url ? 'url' : given.browser ? 'browser' : 'window';
  if (given['state-dir'] !== undefined) {
    const stateDir = resolve(io.cwd, given['state-dir']);
    return { stateDir, terminal: given.terminal ?? 'kiosk-1', way };
  }
  const path = resolve(io.cwd, given.config);
  const { daemon } = await readConfiguration(path);
  if (daemon === undefined) {
    throw new Fault('bad-input', `${path} has no daemon: kiosk screens belong to a box`);
  }
  const terminal = given.terminal ?? daemon.terminals[0]?.id;
  if (terminal === undefined) {
    throw new Fault('bad-input', `${path} has no terminal: add one to daemon.terminals`);
  }
  return { stateDir: resolve(dirname(path), daemon.stateDir), terminal, way };
}

function urlOf(address: KioskAddress): string {
  return browserUrl(address.port, address.token, address.terminal);
}

/** The Electron binary, if it is here already: nothing is fetched. */
function electronRuntime(env: Io['env']): string | undefined {
  const folder = join(ROOT, 'node_modules', 'electron');
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const named = join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const runtime = join(dist, name);
  return existsSync(runtime) ? runtime : undefined;
}

/** Chromium in kiosk mode, for as long as we run: started anew when it dies, or when the daemon's new start has another token. */
async function keepBrowser(address: () => KioskAddress | undefined, io: Io): Promise<number> {
  const browser = [io.env['PINDAN_CHROMIUM'], ...BROWSERS].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (browser === undefined) {
    throw new Fault(
      'bad-input',
      `no Chromium at ${BROWSERS.join(', ')}: install it, or name it in PINDAN_CHROMIUM`,
    );
  }
  while (!io.signal.aborted) {
    const now = address();
    if (now !== undefined) await showUntilChanged(browser, urlOf(now), address, io);
    await sleep(LOOK_AGAIN_MS, undefined, { signal: io.signal }).catch(() => undefined);
  }
  return 0;
}

async function showUntilChanged(
  browser: string,
  url: string,
  address: () => KioskAddress | undefined,
  io: Io,
): Promise<void> {
  // Chromium refuses its own sandbox to root; a shop's screen runs as a user of its own.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const flags = [
    '--kiosk',
    '--no-first-run',
    '--disable-pinch',
    '--overscroll-history-navigation=0',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ];
  const child = spawn(browser, [...flags, ...asRoot, `--app=${url}`], { stdio: 'ignore' });
  const watch = setInterval(() => {
    const now = address();
    if (now !== undefined && urlOf(now) !== url) child.kill();
  }, LOOK_AGAIN_MS);
  await finished(child, io.signal);
  clearInterval(watch);
}

/** Waits for a child's end and passes ours on to it. */
function finished(child: ChildProcess, signal: AbortSignal): Promise<number> {
  return new Promise((done, failed) => {
    const stop = () => void child.kill();
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', (cause) => {
      failed(
        new Fault('bad-input', `the kiosk window could not be started: ${cause.message}`, {
          cause,
        }),
      );
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      done(signal.aborted ? 0 : (code ?? 1));
    });
  });
}
