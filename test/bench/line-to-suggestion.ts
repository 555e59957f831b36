import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { benchmark, type BenchIo } from '../bench-io.ts';
import { checkOut, tillEngine } from '../simulators/checkout.ts';
import { inventedDay } from '../simulators/day.ts';
import type { Product } from '../../contracts/product.ts';
import { oneOf } from '../simulators/random.ts';
import { health } from '../simulators/shop-process.ts';
import {
  type Desk,
  identify,
  labelOf,
  loyaltyCard,
  scan,
  scanGoods,
} from '../simulators/shopper.ts';
import { tillBytes } from '../simulators/till.ts';
import { fillTrolley, worthMinor } from '../simulators/trolley.ts';
import { openWorld, type World } from '../simulators/world.ts';
import { readBox } from '../faults/audit.ts';

/** The promise at 500 events per second: docs/rules.md#promise-suggestion. */
const P99_PROMISE_MS = 150;
const BATCHES_PER_SECOND = 50;

/** Events per second, as `--rates` takes them: `50,500`. */
const Rates = z
  .string()
  .regex(/^[1-9]\d{0,5}(?:,[1-9]\d{0,5})*$/)
  .transform((text) => text.split(',').map(Number));

export const bench = benchmark({
  about:
    "How long a shopper waits for a suggestion. From the last byte of a scanner's line to the suggestion at the kiosk's socket: the whole real stack, two processes and the embedded broker, while a till closes so many sales per second (each one event: committed, sent, journaled, stepped, acknowledged).",
  options: {
    rates: {
      type: 'text',
      value: 'RATES',
      schema: Rates,
      expects: 'whole numbers above 0 with commas between them, such as 50,500',
      default: '50,500',
      about: 'sales per second, one run for each',
    },
    seconds: {
      type: 'number',
      value: 'N',
      whole: true,
      above: 0,
      default: 20,
      about: 'how long each run takes',
    },
  },
  example: 'pindan bench line-to-suggestion --rates 50,500 --seconds 20',
  async run({ rates, seconds }, io) {
    io.out('line-to-suggestion: scanner line -> suggestion at the kiosk, milliseconds\n');
    io.out('events/s  measured/s  samples     p50     p99     max  promise\n');
    for (const rate of rates) {
      const row = await measure(rate, seconds, io);
      io.out(`${row}\n`);
    }
    return 0;
  },
});

async function measure(rate: number, seconds: number, io: BenchIo): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-bench-'));
  const day = inventedDay(1);
  const world = await openWorld({ folder, day });
  try {
    const random = seededRandom(rate);
    const [first, second] = world.desks;
    const { shelf, thresholdMinor } = day;
    const base = fillTrolley(random, shelf, thresholdMinor * 0.55, thresholdMinor * 0.6);
    const last = oneOf(
      random,
      shelf.filter((product) => product.unitPriceMinor >= 2000 && product.unitPriceMinor <= 4000),
    );
    // Out of reach before the last scan, reached together and not alone after it.
    const gapMinor = thresholdMinor - worthMinor(base);
    const others = shelf.filter((product) => product !== last);
    const rest = fillTrolley(random, others, gapMinor - last.unitPriceMinor, gapMinor - 1);
    await identify(first, loyaltyCard(random));
    await scanGoods(first, base);
    await identify(second, loyaltyCard(random));
    await scanGoods(second, rest);

    const background = playSales(world, rate, seconds);
    await sleep(1000);
    const samples: number[] = [];
    while (!background.isOver()) samples.push(await oneSample(second, last));
    const sent = await background.done;
    const lag = readBox(folder).waiting;
    io.err(`${rate}/s: ${sent} sales sent, ${lag} rows waiting at the end`);
    const report = await health(world.ports.central);
    if (report?.ok !== true) io.err(`central is not well: ${JSON.stringify(report?.devices)}`);
    samples.sort((a, b) => a - b);
    const at = (share: number): number =>
      samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? NaN;
    const cells = [
      String(rate).padStart(8),
      (sent / seconds).toFixed(0).padStart(11),
      String(samples.length).padStart(8),
      ...[at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(1).padStart(7)),
      rate === 500
        ? `  p99 <= ${P99_PROMISE_MS}: ${at(0.99) <= P99_PROMISE_MS ? 'kept' : 'MISSED'}`
        : '',
    ];
    return cells.join(' ');
  } finally {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Scans what was missing, waits for the suggestion, takes it out again, waits until the suggestion is gone. */
async function oneSample(desk: Desk, missing: Product): Promise<number> {
  let seenAtMs = 0;
  const suggested = desk.page.until('a suggestion', (view) => {
    const isThere = (view.visit?.suggestions.length ?? 0) > 0;
    if (isThere) seenAtMs = performance.now();
    return isThere;
  });
  const writtenAtMs = performance.now();
  await scan(desk.scanner, labelOf(missing));
  const view = await suggested;
  const line = view.visit?.lines.find((one) => one.title.en === missing.title.en);
  if (line === undefined) throw new Error('what was scanned stands on the screen');
  await desk.page.tap({ kind: 'set-quantity', line: line.id, quantity: 0 });
  await desk.page.until('no suggestion', (now) => now.visit?.suggestions.length === 0);
  return seenAtMs - writtenAtMs;
}

/** Closes `rate` sales a second at the feed till for so long, in small even batches. */
function playSales(
  world: World,
  rate: number,
  seconds: number,
): { readonly isOver: () => boolean; readonly done: Promise<number> } {
  const engine = tillEngine(world.day);
  const random = seededRandom(rate + 1);
  let isOver = false;
  const run = async (): Promise<number> => {
    const startedAtMs = performance.now();
    let sent = 0;
    for (let batch = 0; batch < seconds * BATCHES_PER_SECOND; batch += 1) {
      const due = Math.floor(((batch + 1) * rate) / BATCHES_PER_SECOND);
      const bytes: Uint8Array[] = [];
      for (; sent < due; sent += 1) {
        const goods = fillTrolley(random, world.day.shelf, 200, 6000);
        const sale = checkOut(engine, goods, { receiptNumber: `L${sent}` });
        bytes.push(tillBytes(sale, { kind: 'json-lines' }));
      }
      await world.cashiers['till-2'].replay(Buffer.concat(bytes));
      const nextAtMs = startedAtMs + ((batch + 1) * 1000) / BATCHES_PER_SECOND;
      await sleep(Math.max(0, nextAtMs - performance.now()));
    }
    isOver = true;
    return sent;
  };
  return { isOver: () => isOver, done: run() };
}
