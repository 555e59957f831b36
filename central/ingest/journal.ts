import { type Database, openDatabase } from '../../store/database.ts';
import type { LearntPrice } from '../catalogue/catalogue.ts';
import { JOURNAL_MIGRATIONS } from './journal-schema.ts';
import { type Entry, JournalWrite } from './journal-write.ts';
import { type Lease, takeLease } from './lease.ts';

export interface JournalRow extends Omit<Entry, 'body' | 'origin'> {
  readonly id: number;
  readonly body: string;
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
  const write = new JournalWrite(db);
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
