import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { draw } from '../../contracts/testing/draw.ts';
import { BoxId, TillId, VenueId } from '../../contracts/ids.ts';
import type { MessageBody } from '../../contracts/topics.ts';
import { openEnvelope } from '../../mqtt/envelope.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { Outbox } from './outbox.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';

const folders: string[] = [];
const open: Database[] = [];

afterEach(() => {
  for (const db of open.splice(0)) db.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-outbox-'));
  folders.push(folder);
  return join(folder, 'daemon.sqlite');
}

function outboxAt(path: string, limitBytes = 10_000_000, nowMs = 1_700_000_000_000): Outbox {
  const { db } = openDatabase(path, DAEMON_SCHEMA);
  open.push(db);
  return new Outbox({
    db,
    commit: groupCommit(db),
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes,
    now: () => nowMs,
    random: draw,
  });
}

function ringing(text: string): MessageBody<'ringing'> {
  return { till: TillId.parse('till-1'), card: text, lines: [] };
}

/** Everything in the outbox, as central would read it. */
function rows(outbox: Outbox): readonly { seq: number; boot: number; card: string }[] {
  return outbox.after(0, 0, 100_000).map((row) => {
    const opened = openEnvelope('pindan/v1/shop/up/box-1/event', row.message);
    if (opened.kind === 'rejected') throw new Error(opened.reason);
    const { message } = opened;
    const card = message.type === 'ringing' ? message.envelope.d.card : message.type;
    return { boot: row.boot, seq: row.seq, card };
  });
}

test('rows are numbered from one, in the order of the calls, and the message carries its number', async () => {
  const outbox = outboxAt(freshPath());
  const appended = await Promise.all(
    ['a', 'b', 'c'].map((text) => outbox.append('ringing', ringing(text))),
  );
  expect(appended.map((one) => one.kind === 'stored' && one.seq)).toEqual([1, 2, 3]);
  expect(rows(outbox).map((row) => row.card)).toEqual(['a', 'b', 'c']);
  const [first] = outbox.after(0, 0, 1);
  expect(JSON.parse(String(first?.message))).toMatchObject({
    boot: outbox.boot,
    seq: 1,
    dev: 'box-1',
    t: 'ringing',
  });
});

test('a new start has a higher boot, also when the clock was set back, and keeps the old rows with their numbers', async () => {
  const path = freshPath();
  const first = outboxAt(path);
  await first.append('ringing', ringing('old'));
  open.splice(0).forEach((db) => db.close());
  const second = outboxAt(path, 10_000_000, 1_000_000_000_000);
  await second.append('ringing', ringing('new'));
  expect(second.boot).toBe(first.boot + 1);
  expect(rows(second)).toEqual([
    { boot: first.boot, seq: 1, card: 'old' },
    { boot: second.boot, seq: 1, card: 'new' },
  ]);
  expect(second.pending()).toEqual([
    { boot: first.boot, fromSeq: 1 },
    { boot: second.boot, fromSeq: 1 },
  ]);
});

test('only an ack takes rows away: cumulative, for its own boot, and never beyond what was numbered', async () => {
  const outbox = outboxAt(freshPath());
  for (const text of ['a', 'b', 'c']) await outbox.append('ringing', ringing(text));
  await outbox.acknowledge(outbox.boot - 1, 3);
  await outbox.acknowledge(outbox.boot, 99);
  await outbox.acknowledge(outbox.boot + 1, 1);
  expect(rows(outbox)).toHaveLength(3);
  await outbox.acknowledge(outbox.boot, 2);
  await outbox.acknowledge(outbox.boot, 1);
  await outbox.acknowledge(outbox.boot, 2);
  expect(rows(outbox).map((row) => row.seq)).toEqual([3]);
  await outbox.acknowledge(outbox.boot, 3);
  expect(outbox.state()).toMatchObject({ rows: 0, bytes: 0 });
  expect(outbox.pending()).toEqual([{ boot: outbox.boot, fromSeq: 4 }]);
});

test('a full outbox drops the newest, counts them, and declares the gap as soon as there is room', async () => {
  const outbox = outboxAt(freshPath(), 1_000);
  const kinds: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    kinds.push((await outbox.append('ringing', ringing(`r${index}`))).kind);
  }
  const kept = kinds.filter((kind) => kind === 'stored').length;
  expect(kinds).toEqual([
    ...Array<string>(kept).fill('stored'),
    ...Array<string>(6 - kept).fill('dropped'),
  ]);
  expect(outbox.state()).toMatchObject({ dropped: 6 - kept, isNearlyFull: true });
  await outbox.acknowledge(outbox.boot, kept);
  await outbox.append('ringing', ringing('after'));
  const [gap, after] = outbox.after(0, 0, 10);
  expect(JSON.parse(String(gap?.message))).toMatchObject({
    t: 'gap',
    seq: 7 + 0,
    d: { boot: outbox.boot, fromSeq: kept + 1, toSeq: 7 - 1, count: 6 - kept },
  });
  expect(after?.seq).toBe(8);
  expect(rows(outbox).map((row) => row.card)).toEqual(['gap', 'after']);
});

test('a gap that was never declared is declared by the next start', async () => {
  const path = freshPath();
  const first = outboxAt(path, 400);
  await first.append('ringing', ringing('kept'));
  await first.append('ringing', ringing('dropped'));
  open.splice(0).forEach((db) => db.close());
  const second = outboxAt(path);
  await second.append('ringing', ringing('later'));
  const gap = second.after(0, 0, 10).find((row) => row.kind === 'gap');
  expect(JSON.parse(String(gap?.message))).toMatchObject({
    d: { boot: first.boot, fromSeq: 2, toSeq: 2, count: 1 },
  });
});

test('a work that fails after it enlisted a row leaves no hole in the numbers', async () => {
  const path = freshPath();
  const { db } = openDatabase(path, DAEMON_SCHEMA);
  open.push(db);
  const commit = groupCommit(db);
  const outbox = new Outbox({
    db,
    commit,
    venue: VenueId.parse('shop'),
    dev: BoxId.parse('box-1'),
    limitBytes: 1e6,
    now: () => 1e12,
    random: draw,
  });
  const failing = commit.write(() => {
    outbox.enlist('ringing', ringing('undone'));
    throw new Error('a bug');
  });
  const good = outbox.append('ringing', ringing('good'));
  await expect(failing).rejects.toThrow('a bug');
  expect(await good).toMatchObject({ kind: 'stored', seq: 1 });
  expect(rows(outbox).map((row) => row.card)).toEqual(['good']);
});

/** More of them: PINDAN_KILLS=200 vitest run daemon/outbox */
const KILLS = Number(process.env['PINDAN_KILLS'] ?? 5);

test(
  `what was said to be stored is there after kill -9 at any moment, once, without holes (${KILLS} kills)`,
  async () => {
    const path = freshPath();
    const said: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      said.push(...(await appendUntilKilled(path, 20 + ((round * 37) % 60))));
    }
    const outbox = outboxAt(path);
    const kept = rows(outbox);
    const keys = kept.map((row) => `${row.boot}:${row.seq}`);
    expect(said.length).toBeGreaterThan(KILLS);
    expect(new Set(keys).size).toBe(keys.length);
    expect(said.filter((key) => !keys.includes(key))).toEqual([]);
    const byBoot = Map.groupBy(kept, (row) => row.boot);
    for (const numbered of byBoot.values()) {
      expect(numbered.map((row) => row.seq)).toEqual(numbered.map((_, index) => index + 1));
    }
  },
  30_000 + KILLS * 5_000,
);

/** Lets a child append as fast as it can and kills it; gives the numbers that it was told are stored. */
async function appendUntilKilled(path: string, afterMs: number): Promise<readonly string[]> {
  const script = `
    import { openDatabase } from './store/database.ts';
    import { groupCommit } from './store/group-commit.ts';
    import { Outbox } from './daemon/central/outbox.ts';
    import { DAEMON_SCHEMA } from './daemon/box/schema.ts';
    import { seededRandom } from './contracts/seeded-random.ts';
    import { writeSync } from 'node:fs';
    const { db } = openDatabase(${JSON.stringify(path)}, DAEMON_SCHEMA);
    const commit = groupCommit(db);
    const outbox = new Outbox({ db, commit, venue: 'shop', dev: 'box-1', limitBytes: 1e9, now: Date.now, random: seededRandom(${draw() * 2 ** 32}) });
    writeSync(1, 'ready\\n');
    const one = async () => {
      for (;;) {
        const { boot, seq } = await outbox.append('ringing', { till: 'till-1', card: 'x', lines: [] });
        writeSync(1, boot + ':' + seq + '\\n');
      }
    };
    for (let writer = 0; writer < 8; writer += 1) void one();
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  clearTimeout(timer);
  // The last line may be half written: only whole ones were said.
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.includes(':'));
}
