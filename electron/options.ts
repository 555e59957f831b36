import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import { readKioskAddress } from './address.ts';
import type { ShellOptions } from './shell.ts';

/** Nobody listens there: the page says that it is offline and tries again. */
const NOWHERE = 1;

/**
 * The shell's options from its command line: `--state-dir DIR --terminal kiosk-1`, and `--gpu-off` after a graphics trouble.
 * @param folder where the built shell stands; the page is its neighbour
 * @throws Fault `bad-input` where the state folder is not named
 */
export function shellOptions(argv: readonly string[], folder: string): ShellOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      'state-dir': { type: 'string' },
      terminal: { type: 'string' },
      'gpu-off': { type: 'boolean' },
    },
  });
  const stateDir = values['state-dir'];
  if (typeof stateDir !== 'string') {
    throw new Fault('bad-input', 'the kiosk window needs --state-dir, the folder of the daemon');
  }
  const terminal = typeof values.terminal === 'string' ? values.terminal : 'kiosk-1';
  return {
    address: () =>
      readKioskAddress(resolve(stateDir), terminal) ?? { port: NOWHERE, token: '', terminal },
    pageFolder: join(folder, '..', 'renderer'),
    preload: join(folder, 'preload.cjs'),
    isGpuOff: values['gpu-off'] === true,
    read: async (path) => new Uint8Array(await readFile(path)),
    clock: () => {
      const now = new Date();
      return { nowMs: performance.now(), hour: now.getHours() };
    },
    later: (run, afterMs) => void setTimeout(run, afterMs),
    every: (run, everyMs) => void setInterval(run, everyMs),
    log: (line) => void process.stderr.write(`kiosk window: ${line}\n`),
  };
}
