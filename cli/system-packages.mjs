// The programs of the system that tests compare with (an independent broker, barcode reader, browser, database).
// Plain JavaScript for any Node from 18 on.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** @param {string} program */
const isOnPath = (program) =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'].some(
    (folder) => folder !== '' && existsSync(join(folder, program)),
  );

const hasPostgres = () =>
  isOnPath('initdb') ||
  (existsSync('/usr/lib/postgresql') &&
    readdirSync('/usr/lib/postgresql').some((version) =>
      existsSync(`/usr/lib/postgresql/${version}/bin/initdb`),
    ));

const hasChineseFont = () =>
  spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout?.trim().length > 0;

/** Debian package, whether what it brings is there, and what is skipped without it. */
export const SYSTEM_PACKAGES = [
  { name: 'socat', isThere: () => isOnPath('socat'), without: 'pseudo-terminals (TCP instead)' },
  {
    name: 'mosquitto',
    isThere: () => isOnPath('mosquitto'),
    without: 'the journey over Mosquitto',
  },
  { name: 'zbar-tools', isThere: () => isOnPath('zbarimg'), without: 'reading slips back' },
  { name: 'chromium', isThere: () => isOnPath('chromium'), without: 'the kiosk page in a browser' },
  { name: 'fonts-noto-cjk', isThere: hasChineseFont, without: 'Chinese in pictures' },
  { name: 'librsvg2-bin', isThere: () => isOnPath('rsvg-convert'), without: 'pictures of slips' },
  { name: 'postgresql', isThere: hasPostgres, without: 'the PostgreSQL half of the store tests' },
];

/** Keeps Debian from starting the services that it installs: tests start their own, on their own ports. */
const POLICY = '/usr/sbin/policy-rc.d';

/** @param {readonly string[]} args @param {(line: string) => void} say */
function apt(args, say) {
  const done = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (done.status === 0) return true;
  say(`apt-get ${args[0]} failed: ${(done.stderr ?? '').trim().split('\n').slice(-3).join(' · ')}`);
  return false;
}

/**
 * Installs the missing ones on Debian as root; elsewhere, or where that fails, names them and what is skipped without them.
 * @param {(line: string) => void} say
 * @returns {Promise<void>}
 */
export async function ensureSystemPackages(say) {
  let missing = SYSTEM_PACKAGES.filter((row) => !row.isThere());
  if (missing.length === 0) return;
  const names = missing.map((row) => row.name);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version') && isOnPath('apt-get')) {
    say(`installing ${names.join(' ')} (once)`);
    const ownsPolicy = !existsSync(POLICY);
    try {
      if (ownsPolicy) {
        await writeFile(POLICY, '#!/bin/sh\nexit 101\n');
        await chmod(POLICY, 0o755);
      }
      const wait = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
      apt(['update', '-q', ...wait], say);
      apt(['install', '-q', '-y', '--no-install-recommends', ...wait, ...names], say);
    } finally {
      if (ownsPolicy) await rm(POLICY, { force: true });
    }
    missing = SYSTEM_PACKAGES.filter((row) => !row.isThere());
  }
  for (const row of missing) {
    say(`not installed: ${row.name}; shown as skipped: ${row.without}`);
  }
}
