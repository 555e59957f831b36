import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginDraws, draw } from '../../contracts/testing/draw.ts';
import { BoxId, TillId, VenueId } from '../../contracts/ids.ts';
import { indexProducts } from '../../daemon/central/catalogue.ts';
import { openNotices } from '../../service/notices.ts';
import { Outbox } from '../../daemon/central/outbox.ts';
import { Publisher } from '../../daemon/central/publisher.ts';
import { DAEMON_SCHEMA } from '../../daemon/box/schema.ts';
import { openTill } from '../../daemon/till/tills.ts';
import { connectLink } from '../../mqtt/link.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { type GroupCommit, groupCommit } from '../../store/group-commit.ts';
import { benchmark } from '../bench-io.ts';
import { startEmptyBroker } from '../shop-box/broker.ts';
import { listen } from '../shop-box/listener.ts';
import { bestWireKind, openWire } from '../simulators/wire.ts';

const venue = VenueId.parse('bench');
const dev = BoxId.parse('box-1');

export const bench = benchmark({
  about:
    'How fast the shop box stores and sends. From the last byte of a receipt on a real line to its row on disk (p50, p99), at one receipt every 20 ms; then how fast waiting rows drain through an embedded broker to a listener that acknowledges, all in this process.',
  positionals: {
    receipts: {
      type: 'number',
      value: 'SALES',
      whole: true,
      above: 0,
      default: 500,
      about: 'receipts on the line',
    },
    rows: {
      type: 'number',
      value: 'ROWS',
      whole: true,
      above: 0,
      default: 100_000,
      about: 'rows that wait',
    },
  },
  example: 'pindan bench outbox 500 100000',
  async run({ receipts, rows }, io) {
    beginDraws(1, 'bench outbox');
    const folder = await mkdtemp(join(tmpdir(), 'pindan-bench-outbox-'));
    try {
      io.out(`${JSON.stringify(await lineToOutbox(folder, receipts))}\n`);
      io.out(`${JSON.stringify(await drain(folder, rows))}\n`);
      return 0;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

interface Store {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly outbox: Outbox;
}

function openStore(path: string): Store {
  const { db } = openDatabase(path, DAEMON_SCHEMA);
  const commit = groupCommit(db);
  const outbox = new Outbox({
    db,
    commit,
    venue,
    dev,
    limitBytes: 1e9,
    now: Date.now,
    random: draw,
  });
  return { db, commit, outbox };
}

async function lineToOutbox(folder: string, receipts: number): Promise<object> {
  const wireKind = bestWireKind();
  const wire = await openWire(wireKind, join(folder, 'till'));
  const { db, commit, outbox } = openStore(join(folder, 'line.sqlite'));
  let stored = Promise.withResolvers<number>();
  // What a sale does when its row is on disk: the same promise that the till itself waits for.
  const watched: GroupCommit = {
    ...commit,
    write: async (work) => {
      const result = await commit.write(work);
      stored.resolve(performance.now());
      return result;
    },
  };
  const till = openTill(
    {
      id: TillId.parse('till-1'),
      link: wire.address,
      dialect: 'json-lines',
      redemption: 'in-feed',
      silenceMinutes: 0,
    },
    {
      configDir: folder,
      db,
      commit: watched,
      outbox,
      notices: openNotices(Date.now, () => {}),
      rules: {
        codePrefix: '29',
        hashCard: (card) => card,
        findProduct: (line) => indexProducts([]).ofTillLine(line),
        dayOf: () => '',
      },
      now: Date.now,
    },
  );
  while (till.health().state !== 'open') await sleep(10);
  const times: number[] = [];
  for (let number = 1; number <= receipts; number += 1) {
    stored = Promise.withResolvers<number>();
    const bytes = Buffer.from(receiptLines(number));
    const writtenAtMs = performance.now();
    await wire.write(bytes);
    times.push((await stored.promise) - writtenAtMs);
    await sleep(20);
  }
  await till.close();
  await wire.close();
  db.close();
  return {
    measure: 'line to outbox',
    link: wireKind,
    receipts,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    maxMs: percentile(times, 1),
  };
}

async function drain(folder: string, rows: number): Promise<object> {
  const { db, outbox } = openStore(join(folder, 'drain.sqlite'));
  const body = { till: TillId.parse('till-1'), card: 'c'.repeat(32), lines: [] };
  const fillStartMs = performance.now();
  for (let filled = 0; filled < rows; filled += 5000) {
    const count = Math.min(5000, rows - filled);
    await Promise.all(Array.from({ length: count }, () => outbox.append('ringing', body)));
  }
  const fillMs = performance.now() - fillStartMs;
  const broker = await startEmptyBroker();
  const central = listen(broker.port, venue, dev, 'ringing');
  while (!central.isOnline()) await sleep(5);
  const publisher = new Publisher({
    outbox,
    levels: { venue, dev },
    send: (message) => link.publishSealed(message),
    now: Date.now,
  });
  const startMs = performance.now();
  const cpuAtStart = process.cpuUsage();
  const link = connectLink({
    url: `mqtt://127.0.0.1:${broker.port}`,
    clientId: dev,
    onState: (state) => (state.kind === 'online' ? publisher.online() : publisher.offline()),
    onMessage: (message) => {
      if (message.type === 'ack') void publisher.acknowledged(message.envelope.d);
    },
    onRejected: () => {},
  });
  link.subscribe([{ kind: 'ack', levels: { venue, dev } }]);
  while (outbox.state().rows > 0) await sleep(50);
  const drainMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpuAtStart);
  const heard = new Set(central.heard.map((message) => message.envelope.seq));
  publisher.close();
  await link.close();
  await central.close();
  await broker.stop();
  db.close();
  return {
    measure: 'drain',
    rows,
    storedPerSecond: Math.round((rows / fillMs) * 1000),
    drainedPerSecond: Math.round((rows / drainMs) * 1000),
    // On a machine that others use, what the processor did is the fairer figure: broker, sender and listener together.
    drainedPerCpuSecond: Math.round((rows / (user + system)) * 1e6),
    lost: rows - heard.size,
    resent: publisher.statistics.resent,
  };
}

function receiptLines(number: number): string {
  const lines = [
    { kind: 'begin' },
    { kind: 'item', name: 'COLA 330ML', unitPriceMinor: 300 },
    { kind: 'total', totalMinor: 300 },
    { kind: 'receipt-number', receiptNumber: String(number) },
    { kind: 'end' },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(time * 100) / 100;
}
