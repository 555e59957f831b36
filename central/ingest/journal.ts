import { createHash } from 'node:crypto';
import type { Sale } from '../../contracts/sale.ts';
import { Sale as SaleSchema } from '../../contracts/sale.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import type { LearntPrice } from '../catalogue/catalogue.ts';
import { JOURNAL_MIGRATIONS } from './journal-schema.ts';
import { type Lease, takeLease } from './lease.ts';

const QUARANTINE_ROWS = 1000;
const QUARANTINE_BYTES = 64 * 1024;
const UNKNOWN_ROWS = 5000;

/** What a row of the journal is. */
export type RecordKind = 'event' | 'rules' | 'duplicate-sale' | 'note';

/** Where a message came from: unique for ever. */
export interface Origin {
  readonly dev: string;
  readonly boot: number;
  readonly seq: number;
}

/** A row to be written. `body` is plain JSON. */
export interface Entry {
  readonly record: RecordKind;
  readonly atMs: number;
  readonly seed: number;
  readonly entropy: string;
  readonly body: unknown;
  readonly origin?: Origin;
}

export interface JournalRow extends Omit<Entry, 'body' | 'origin'> {
  readonly id: number;
  readonly body: string;
}

export interface QuarantinedBytes {
  readonly atMs: number;
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

export interface UnknownItem {
  readonly name: string;
  readonly code: string;
  readonly times: number;
  readonly lastPriceMinor: number;
}

export interface JournalCounts {
  readonly events: number;
  readonly sales: number;
  readonly duplicateSales: number;
  readonly quarantined: number;
  readonly waitingParts: number;
  readonly unknownItems: number;
  readonly learntPrices: number;
}

/** What may be done inside one transaction of the journal. */
export interface JournalWrite {
  append(entry: Entry): number;
  /** Keeps a row but takes it out of the story that a replay tells. */
  skip(id: number): void;
  setMark(dev: string, boot: number, seq: number): void;
  quarantine(found: QuarantinedBytes): void;
  /** The row that holds the sale already, if any. */
  eventOfSale(sale: string): number | undefined;
  /** True where this is the first time. */
  rememberSale(sale: string, event: number, atMs: number): void;
  /** Keeps one part; gives the whole sale once all parts are there, and forgets the parts. */
  joinSale(part: Sale, atMs: number): Sale | undefined;
  learnPrice(price: LearntPrice, sale: string, atMs: number): void;
  countUnknown(
    item: { readonly name: string; readonly code: string; readonly priceMinor: number },
    atMs: number,
  ): void;
}

/** The durable memory of central: what happened, which numbers came, what could not be read. */
export interface Journal {
  readonly epoch: number;
  readonly notices: readonly string[];
  /** One fsync for all of it; nothing of it where anything fails. @throws Fault `already-running` once another owner has taken over */
  write<T>(work: (write: JournalWrite) => T): T;
  markOf(dev: string, boot: number): number;
  /** Rows from `fromId` on in order, records 'event' and 'rules' only. */
  replay(fromId: number): IterableIterator<JournalRow>;
  /** Rows of sales and opened visits after a row, in order, at most `limit`. */
  customerEventsAfter(id: number, limit: number): readonly JournalRow[];
  lastRules(): JournalRow | undefined;
  /** The time of the latest row; 0 in an empty journal. */
  lastAtMs(): number;
  lastId(): number;
  learntPrices(): readonly LearntPrice[];
  /** Most frequent first. */
  unknownItems(limit: number): readonly UnknownItem[];
  counts(): JournalCounts;
  /** Removes rows that are older than a moment and before the last beginning, at most `limit`; gives how many went. */
  prune(beforeMs: number, limit: number): number;
  close(): void;
}

/**
 * Opens the journal and takes the venue's lease with a new epoch.
 * @throws Fault `store-unavailable`
 */
export function openJournal(path: string, owner: string, nowMs: number): Journal {
  const { db, notices } = openDatabase(path, JOURNAL_MIGRATIONS, nowMs);
  const lease = takeLease(db, owner, nowMs);
  const write = journalWrite(db);
  const mark = db.prepare<[string, number], { seq: number }>(
    'SELECT seq FROM marks WHERE dev = ? AND boot = ?',
  );
  const ROW = 'SELECT id, record, at_ms AS atMs, seed, entropy, body FROM events';
  const rows = db.prepare<[number], JournalRow>(
    `${ROW} WHERE id >= ? AND record IN ('event', 'rules') ORDER BY id`,
  );
  const lastRules = db.prepare<[], JournalRow>(
    `${ROW} WHERE record = 'rules' ORDER BY id DESC LIMIT 1`,
  );
  const customerEvents = db.prepare<[number, number], JournalRow>(
    `${ROW} WHERE id > ? AND record = 'event' AND (body LIKE '{"kind":"sale",%' OR body LIKE '{"kind":"visit-opened",%') ORDER BY id LIMIT ?`,
  );
  return {
    epoch: lease.epoch,
    notices,
    write: (work) => inTransaction(db, lease, () => work(write)),
    markOf: (dev, boot) => mark.get(dev, boot)?.seq ?? 0,
    replay: (fromId) => rows.iterate(fromId),
    customerEventsAfter: (id, limit) => customerEvents.all(id, limit),
    lastRules: () => lastRules.get(),
    lastId: () =>
      db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM events').get()?.id ?? 0,
    lastAtMs: () =>
      db
        .prepare<[], { at: number | null }>(
          'SELECT at_ms AS at FROM events ORDER BY id DESC LIMIT 1',
        )
        .get()?.at ?? 0,
    learntPrices: () =>
      db
        .prepare<[], LearntPrice>(
          'SELECT code, unit_price_minor AS unitPriceMinor, file_price_minor AS filePriceMinor FROM learnt_prices',
        )
        .all(),
    unknownItems: (limit) =>
      db
        .prepare<[number], UnknownItem>(
          'SELECT name, code, times, last_price_minor AS lastPriceMinor FROM unknown_items ORDER BY times DESC, name LIMIT ?',
        )
        .all(limit),
    counts: () => countAll(db),
    prune: (beforeMs, limit) => inTransaction(db, lease, () => prune(db, beforeMs, limit)),
    close: () => db.close(),
  };
}

function inTransaction<T>(db: Database, lease: Lease, work: () => T): T {
  return db
    .transaction(() => {
      lease.check();
      return work();
    })
    .immediate();
}

function journalWrite(db: Database): JournalWrite {
  const append = db.prepare(
    `INSERT INTO events (record, at_ms, seed, entropy, body, dev, boot, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const skip = db.prepare("UPDATE events SET record = 'note' WHERE id = ?");
  const setMark = db.prepare(
    `INSERT INTO marks (dev, boot, seq) VALUES (?, ?, ?)
     ON CONFLICT (dev, boot) DO UPDATE SET seq = max(marks.seq, excluded.seq)`,
  );
  const quarantine = db.prepare(
    `INSERT INTO quarantine (at_ms, topic, digest, bytes, size, reason) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (topic, digest) DO UPDATE SET times = times + 1, at_ms = excluded.at_ms`,
  );
  const trimQuarantine = db.prepare(
    `DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ${QUARANTINE_ROWS}`,
  );
  const saleRow = db.prepare<[string], { event: number }>('SELECT event FROM sales WHERE sale = ?');
  const remember = db.prepare('INSERT INTO sales (sale, event, at_ms) VALUES (?, ?, ?)');
  const keepPart = db.prepare(
    'INSERT INTO sale_parts (sale, part, of, body, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const parts = db.prepare<[string], { body: string }>(
    'SELECT body FROM sale_parts WHERE sale = ? ORDER BY part',
  );
  const dropParts = db.prepare('DELETE FROM sale_parts WHERE sale = ?');
  const learn = db.prepare(
    `INSERT INTO learnt_prices (code, unit_price_minor, file_price_minor, sale, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (code) DO UPDATE SET unit_price_minor = excluded.unit_price_minor,
       file_price_minor = excluded.file_price_minor, sale = excluded.sale, at_ms = excluded.at_ms`,
  );
  const unknown = db.prepare(
    `INSERT INTO unknown_items (name, code, times, last_price_minor, last_at_ms) VALUES (?, ?, 1, ?, ?)
     ON CONFLICT (name, code) DO UPDATE SET times = times + 1, last_price_minor = excluded.last_price_minor,
       last_at_ms = excluded.last_at_ms`,
  );
  const unknownCount = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM unknown_items');
  const trimUnknown = db.prepare(
    `DELETE FROM unknown_items WHERE (name, code) IN
       (SELECT name, code FROM unknown_items ORDER BY times, last_at_ms LIMIT ?)`,
  );
  return {
    append(entry) {
      const { origin } = entry;
      const { lastInsertRowid } = append.run(
        entry.record,
        entry.atMs,
        entry.seed,
        entry.entropy,
        JSON.stringify(entry.body),
        origin?.dev ?? null,
        origin?.boot ?? null,
        origin?.seq ?? null,
      );
      return Number(lastInsertRowid);
    },
    skip: (id) => void skip.run(id),
    setMark: (dev, boot, seq) => void setMark.run(dev, boot, seq),
    quarantine({ atMs, topic, bytes, reason }) {
      const digest = createHash('sha256').update(bytes).digest('hex');
      const kept = Buffer.from(bytes.subarray(0, QUARANTINE_BYTES));
      quarantine.run(atMs, topic.slice(0, 500), digest, kept, bytes.length, reason.slice(0, 500));
      trimQuarantine.run();
    },
    eventOfSale: (sale) => saleRow.get(sale)?.event,
    rememberSale: (sale, event, atMs) => void remember.run(sale, event, atMs),
    joinSale(part, atMs) {
      if (part.part.of === 1) return part;
      keepPart.run(part.sale, part.part.index, part.part.of, JSON.stringify(part), atMs);
      const kept = parts.all(part.sale).map((row) => SaleSchema.parse(JSON.parse(row.body)));
      if (kept.length < part.part.of) return undefined;
      dropParts.run(part.sale);
      return { ...part, part: { index: 0, of: 1 }, lines: kept.flatMap((one) => one.lines) };
    },
    learnPrice: (price, sale, atMs) =>
      void learn.run(price.code, price.unitPriceMinor, price.filePriceMinor, sale, atMs),
    countUnknown(item, atMs) {
      unknown.run(item.name, item.code, item.priceMinor, atMs);
      const excess = (unknownCount.get()?.n ?? 0) - UNKNOWN_ROWS;
      if (excess > 0) trimUnknown.run(excess + UNKNOWN_ROWS / 10);
    },
  };
}

function countAll(db: Database): JournalCounts {
  const count = (sql: string): number => db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
  return {
    events: count(`SELECT count(*) AS n FROM events WHERE record = 'event'`),
    sales: count('SELECT count(*) AS n FROM sales'),
    duplicateSales: count(`SELECT count(*) AS n FROM events WHERE record = 'duplicate-sale'`),
    quarantined: count('SELECT count(*) AS n FROM quarantine'),
    waitingParts: count('SELECT count(*) AS n FROM sale_parts'),
    unknownItems: count('SELECT count(*) AS n FROM unknown_items'),
    learntPrices: count('SELECT count(*) AS n FROM learnt_prices'),
  };
}

/** Sales go with their events: a receipt that is read again after so long would be a new one. */
function prune(db: Database, beforeMs: number, limit: number): number {
  // Times follow ids, so only the first rows need to be looked at.
  const old = `SELECT id FROM (SELECT id, at_ms FROM events ORDER BY id LIMIT ?)
    WHERE at_ms < ? AND id < (SELECT max(id) FROM events WHERE record = 'rules')`;
  db.prepare(`DELETE FROM sales WHERE event IN (${old})`).run(limit, beforeMs);
  return db.prepare(`DELETE FROM events WHERE id IN (${old})`).run(limit, beforeMs).changes;
}
