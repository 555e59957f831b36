// Set-up of a checkout: its packages and the built kiosk page. Plain JavaScript for any Node from 18 on; run by every npm script.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPage } from './build-page.mjs';
import { withLock } from './lock.mjs';
import { findNode24 } from './node24.mjs';

/** @param {string} line */
const say = (line) => void process.stderr.write(`set-up: ${line}\n`);

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * Whether what npm says is installed (`node_modules/.package-lock.json`, which it writes last) is what the lock file asks for.
 * Optional packages may be missing: most of them are other platforms'.
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function isInstalled(wanted, installed) {
  const there = installed.packages ?? {};
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    if (path === '') return true;
    const found = there[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

/** @param {string} path @returns {Promise<Lock | undefined>} */
async function readLock(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Missing or cut off half-way: either way nothing is installed yet.
    return undefined;
  }
}

/** @param {string} root */
async function packagesAreThere(root) {
  const wanted = await readLock(join(root, 'package-lock.json'));
  const installed = await readLock(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return isInstalled(wanted, installed) && findNode24(root) !== undefined;
}

/** The npm that started us, else the one on the path. @returns {{ program: string, args: readonly string[] }} */
function npm() {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script) && existsSync(script)) {
    return { program: process.execPath, args: [script] };
  }
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

/**
 * `npm ci` with a count of what has arrived. Its warnings are hidden (under Node 20 npm complains about engines that we never use,
 * because the pinned Node 24 runs everything); its errors are shown.
 * @param {string} root
 * @returns {Promise<boolean>}
 */
async function installPackages(root) {
  const lock = await readLock(join(root, 'package-lock.json'));
  const total = Object.keys(lock?.packages ?? {}).length - 1;
  const { program, args } = npm();
  say(`installing ${total} packages (once; about half a minute)`);
  const child = spawn(
    program,
    [
      ...args,
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=http',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], shell: process.platform === 'win32' },
  );
  let arrived = 0;
  let rest = '';
  /** @type {string[]} */
  const errors = [];
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (/^npm http (fetch GET 200|cache).*(\.tgz|tarball)/.test(line)) arrived += 1;
      else if (!/^npm (http|warn|notice|info|verb|sill)\b/i.test(line) && line.trim() !== '') {
        errors.push(line);
      }
    }
  });
  const startedAtMs = Date.now();
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAtMs) / 1000);
    say(`${seconds} s, ${arrived === 0 ? 'working' : `${arrived} packages have arrived`}`);
  }, 5000);
  try {
    const code = await new Promise((resolve) => {
      child.once('error', (error) => {
        errors.push(`npm cannot be started: ${error.message}`);
        resolve(1);
      });
      child.once('close', resolve);
    });
    if (code === 0) return true;
    for (const line of errors.slice(-40)) process.stderr.write(`${line}\n`);
    say(
      'npm ci failed, see the lines above; nothing was started. Mend it and run the same command again.',
    );
    return false;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * Makes a checkout ready to run: installs packages where they are missing or the lock file changed, builds the kiosk page where its
 * sources changed. Immediate when nothing is to be done; two set-ups at once wait for each other.
 * @param {string} root the folder of package.json
 * @returns {Promise<boolean>} false when it failed; the reason was printed
 */
export async function setUp(root) {
  // A packaged app has no lock file and nothing to set up.
  if (!existsSync(join(root, 'package-lock.json'))) return true;
  await mkdir(join(root, '.build'), { recursive: true });
  if (!(await packagesAreThere(root))) {
    const done = await withLock(join(root, '.build', 'set-up.lock'), say, async () =>
      (await packagesAreThere(root)) ? true : installPackages(root),
    );
    if (!done) return false;
  }
  return buildPage(root, say);
}
