import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../contracts/seeded-random.ts';
import { Fault } from '../contracts/fault.ts';
import { dayFromFile, inventedDay } from '../test/simulators/day.ts';
import { brokenPromise, type PlayedPairing, playPairing } from '../test/simulators/pairing-play.ts';
import { playDay, playReceipts } from '../test/simulators/play-day.ts';
import { FEED_TILL, TAP_TILL, TERMINALS } from '../test/simulators/shop-files.ts';
import { bestWireKind, type WireKind } from '../test/simulators/wire.ts';
import { openWorld, type World } from '../test/simulators/world.ts';
import { type Io, reasonOf } from './io.ts';

export interface VirtualOptions {
  readonly once: boolean;
  readonly day: string | undefined;
  readonly receipts: string | undefined;
  /** The URL of a broker that exists; undefined = the embedded one. */
  readonly broker: string | undefined;
  readonly links: WireKind | undefined;
  /** Real minutes in which the shop's day passes. */
  readonly dayMinutes: number;
  readonly seed: number;
}

const ROOT = join(import.meta.dirname, '..');
const FOLDERS_KEPT = 8;
const BETWEEN_PAIRINGS_MS = 6000;
const ONCE_WITHIN_MS = 55_000;

/** Runs the virtual shop until the signal, or until the first pairing is redeemed. @returns the exit code */
export async function startVirtual(options: VirtualOptions, io: Io): Promise<number> {
  const day =
    options.day === undefined
      ? inventedDay(options.seed)
      : await dayFromFile(resolve(io.cwd, options.day));
  const folder = await freshFolder();
  const wireKind = options.links ?? bestWireKind();
  if (wireKind === 'tcp') io.err('socat is not installed: cables are TCP connections here');
  const world = await openWorld({
    folder,
    day,
    wireKind,
    seed: options.seed,
    ...(options.broker === undefined ? {} : { broker: options.broker }),
  });
  try {
    for (const line of await whereToLook(world)) io.err(line);
    if (options.once) return await playOnce(world, options.seed, io);
    await Promise.all([
      playDay(world, options.dayMinutes, io.signal),
      options.receipts === undefined
        ? undefined
        : playReceipts(world, resolve(io.cwd, options.receipts), io.signal),
      playShoppers(world, options.seed, io),
    ]);
    return 0;
  } finally {
    await world.stop();
  }
}

async function playOnce(world: World, seed: number, io: Io): Promise<number> {
  const played = await Promise.race([
    playPairing(world, seededRandom(seed)),
    sleep(ONCE_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Fault('timeout', `no redeemed pairing within ${ONCE_WITHIN_MS / 1000} s`);
    }),
    stopped(io.signal),
  ]);
  if (played === undefined) return 1;
  const broken = brokenPromise(played);
  if (broken !== undefined) throw new Fault('bad-input', broken);
  await world.slipsFiled();
  io.err(`slips: ${(await readdir(world.slipsFolder)).length} files in ${world.slipsFolder}`);
  io.out(`${JSON.stringify(played)}\n`);
  return 0;
}

/** One pair of shoppers after the other, at either till in turn; what goes wrong for one pair is told and the next one comes. */
async function playShoppers(world: World, seed: number, io: Io): Promise<void> {
  const random = seededRandom(seed);
  const stop = stopped(io.signal);
  for (let pairs = 0; !io.signal.aborted; pairs += 1) {
    const till = pairs % 2 === 0 ? TAP_TILL : FEED_TILL;
    try {
      const played = await Promise.race([playPairing(world, random, till), stop]);
      if (played !== undefined) io.err(sentence(played));
    } catch (error) {
      io.err(`a pair of shoppers gave up: ${reasonOf(error)}`);
    }
    await Promise.race([sleep(BETWEEN_PAIRINGS_MS), stop]);
  }
}

function sentence(played: PlayedPairing): string {
  const members = played.members.map(
    (member) => `${member.nickname} pays ${member.jointPaysMinor}, saves ${member.savesMinor}`,
  );
  return `redeemed at ${played.till}: ${members.join(' · ')} · joint receipt ${played.jointTotalMinor} (minor units), ${played.timings.totalMs} ms`;
}

async function stopped(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return;
  await new Promise((done) => {
    signal.addEventListener('abort', done, { once: true });
  });
}

async function whereToLook(world: World): Promise<readonly string[]> {
  const { folder, ports, slipsFolder } = world;
  const token = (await readFile(join(folder, 'box-1', 'kiosk-token'), 'utf8')).trim();
  const base = `http://127.0.0.1:${ports.daemon}`;
  return [
    `the virtual shop is open: ${world.day.products.length} products, ${world.day.sales.length} sales in its day`,
    ...TERMINALS.map(
      (terminal) => `  ${terminal}  ${base}/kiosk/#token=${token}&terminal=${terminal}`,
    ),
    `  window   npx pindan kiosk --state-dir ${join(folder, 'box-1')} (or open an address above in a browser)`,
    `  doctor   ${base}/doctor`,
    `  slips    ${slipsFolder}`,
    `  logs     ${join(folder, 'central.log')}, ${join(folder, 'daemon.log')}`,
  ];
}

/** A folder for this run below `.pindan`, so that its slips and logs can be looked at afterwards; the oldest ones go. */
async function freshFolder(): Promise<string> {
  const parent = join(ROOT, '.pindan');
  await mkdir(parent, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = await mkdtemp(join(parent, `shop-${stamp}-`));
  const older = (await readdir(parent)).filter((name) => name.startsWith('shop-')).toSorted();
  for (const name of older.slice(0, -FOLDERS_KEPT)) {
    await rm(join(parent, name), { recursive: true, force: true });
  }
  return folder;
}
