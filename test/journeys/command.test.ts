import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../house/root.ts';
import { inventedDay } from '../simulators/day.ts';
import { openWorld } from '../simulators/world.ts';

const LAUNCHER = join(ROOT, 'cli', 'pindan.mjs');
const folder = mkdtempSync(join(tmpdir(), 'pindan-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `pindan …` through its launcher, as a person does; `onErr` may end it. */
function pindan(
  args: readonly string[],
  onErr: (text: string, stop: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      onErr(err, (signal) => child.kill(signal));
    });
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  test(
    '-- --once ends with one line of JSON: suggested, accepted, printed, redeemed',
    { timeout: 90_000 },
    async () => {
      const ran = await pindan(['start', '--once']);
      expect(ran.err).not.toMatch(/mistake/);
      expect(ran.code).toBe(0);
      const last: unknown = JSON.parse(ran.out.trim().split('\n').at(-1) ?? '');
      expect(last).toMatchObject({
        redeemed: true,
        promotion: 'food-200-50',
        members: [{ slip: 'printed' }, { slip: 'printed' }],
      });
      const { members, jointTotalMinor } = last as {
        readonly members: readonly { readonly jointPaysMinor: number; readonly code: string }[];
        readonly jointTotalMinor: number;
      };
      expect(members.reduce((sum, member) => sum + member.jointPaysMinor, 0)).toBe(jointTotalMinor);
      for (const { code } of members) expect(code).toMatch(/^29\d{11}$/);
      const slips = /in (\S+slips)/.exec(ran.err)?.[1] ?? '';
      expect(readdirSync(slips).toSorted()).toEqual([
        'kiosk-1-slip-1.bin',
        'kiosk-1-slip-1.png',
        'kiosk-1-slip-1.svg',
        'kiosk-1-slip-1.txt',
        'kiosk-2-slip-1.bin',
        'kiosk-2-slip-1.png',
        'kiosk-2-slip-1.svg',
        'kiosk-2-slip-1.txt',
      ]);
      rmSync(dirname(slips), { recursive: true, force: true });
    },
  );

  test('runs until Ctrl-C, and then goes at once', { timeout: 60_000 }, async () => {
    let stoppedAtMs = 0;
    const ran = await pindan(['start', '--links', 'tcp'], (err, stop) => {
      if (stoppedAtMs > 0 || !err.includes('doctor')) return;
      stoppedAtMs = performance.now();
      stop('SIGINT');
    });
    expect(ran.code).toBe(0);
    expect(performance.now() - stoppedAtMs).toBeLessThan(10_000);
    const shop = /slips\s+(\S+)\/slips/.exec(ran.err)?.[1] ?? '';
    expect(shop).not.toBe('');
    rmSync(shop, { recursive: true, force: true });
  });
});

describe('a launcher that is killed without a chance to say so', () => {
  test('takes the whole shop with it', { timeout: 60_000 }, async () => {
    let pids: readonly number[] = [];
    const ran = await pindan(['start', '--links', 'tcp'], (err, stop) => {
      const shop = /slips\s+(\S+)\/slips/.exec(err)?.[1];
      if (shop === undefined || pids.length > 0) return;
      pids = ['box-1/daemon.json', 'central/central.json'].map((name) => {
        const { pid } = JSON.parse(readFileSync(join(shop, name), 'utf8')) as {
          readonly pid: number;
        };
        return pid;
      });
      stop('SIGKILL');
    });
    expect(ran.code).toBeNull();
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isRunning), { timeout: 15_000 }).toEqual([]);
  });
});

describe('pindan doctor', () => {
  test(
    'lists every configured device, and is not content when one is down',
    { timeout: 90_000 },
    async () => {
      const world = await openWorld({ folder, day: inventedDay(1), wireKind: 'tcp' });
      try {
        const args = ['doctor', '--config', world.configPath];
        await expect
          .poll(async () => (await pindan(args)).code, { timeout: 20_000, interval: 500 })
          .toBe(0);
        const well = await pindan(args);
        for (const device of [
          'till-1',
          'till-2',
          'scanner-till-1',
          'scanner-1',
          'scanner-2',
          'printer-1',
          'printer-2',
          'kiosk-1',
          'kiosk-2',
        ]) {
          expect(well.out).toContain(device);
        }
        await world.pullCable('till-2');
        await expect
          .poll(async () => (await pindan(args)).code, { timeout: 20_000, interval: 500 })
          .toBe(1);
        expect((await pindan(args)).out).toMatch(/till-2.*lost|lost.*till-2/s);
      } finally {
        await world.stop();
      }
    },
  );
});

describe('a real shop that cannot start', () => {
  test('says what is missing, in one line with its place', async () => {
    const ran = await pindan(['start', '--config', join(folder, 'none.json')]);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/none\.json/);
    expect(ran.err).not.toMatch(/ at .*\.ts:/);
  });
});
