import { createHash } from 'node:crypto';
import { Sale } from '../../contracts/sale.ts';
import type { Database } from '../../store/database.ts';
import type { LearntPrice } from '../catalogue/catalogue.ts';

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

export interface QuarantinedBytes {
  readonly atMs: number;
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

/** What may be done inside one transaction of the journal. */
export class JournalWrite {
  readonly #sql: ReturnType<typeof statements>;

  constructor(db: Database) {
    this.#sql = statements(db);
  }

  /** Gives the id of the row. */
  append({ record, atMs, seed, entropy, body, origin }: Entry): number {
    const { lastInsertRowid } = this.#sql.append.run(
      record,
      atMs,
      seed,
      entropy,
      JSON.stringify(body),
      origin?.dev ?? null,
      origin?.boot ?? null,
      origin?.seq ?? null,
    );
    return Number(lastInsertRowid);
  }

  /** Keeps a row but takes it out of the story that a replay tells. */
  skip(id: number): void {
    this.#sql.skip.run(id);
  }

  setMark(dev: string, boot: number, seq: number): void {
    this.#sql.setMark.run(dev, boot, seq);
  }

  quarantine({ atMs, topic, bytes, reason }: QuarantinedBytes): void {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const kept = Buffer.from(bytes.subarray(0, QUARANTINE_BYTES));
    this.#sql.quarantine.run(
      atMs,
      topic.slice(0, 500),
      digest,
      kept,
      bytes.length,
      reason.slice(0, 500),
    );
    this.#sql.trimQuarantine.run();
  }

  /** The row that holds the sale already, if any. */
  eventOfSale(sale: string): number | undefined {
    return this.#sql.eventOfSale.get(sale)?.event;
  }

  rememberSale(sale: string, event: number, atMs: number): void {
    this.#sql.rememberSale.run(sale, event, atMs);
  }

  /** Keeps one part; gives the whole sale once all parts are there, and forgets the parts. */
  joinSale(part: Sale, atMs: number): Sale | undefined {
    if (part.part.of === 1) return part;
    this.#sql.keepPart.run(part.sale, part.part.index, part.part.of, JSON.stringify(part), atMs);
    const kept = this.#sql.parts.all(part.sale).map((row) => Sale.parse(JSON.parse(row.body)));
    if (kept.length < part.part.of) return undefined;
    this.#sql.dropParts.run(part.sale);
    return { ...part, part: { index: 0, of: 1 }, lines: kept.flatMap((one) => one.lines) };
  }

  learnPrice(price: LearntPrice, sale: string, atMs: number): void {
    this.#sql.learnPrice.run(price.code, price.unitPriceMinor, price.filePriceMinor, sale, atMs);
  }

  countUnknown(
    item: { readonly name: string; readonly code: string; readonly priceMinor: number },
    atMs: number,
  ): void {
    this.#sql.countUnknown.run(item.name, item.code, item.priceMinor, atMs);
    const excess = (this.#sql.unknownCount.get()?.n ?? 0) - UNKNOWN_ROWS;
    if (excess > 0) this.#sql.trimUnknown.run(excess + UNKNOWN_ROWS / 10);
  }
}

function statements(db: Database) {
  return {
    append: db.prepare(
      `INSERT INTO events (record, at_ms, seed, entropy, body, dev, boot, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    skip: db.prepare("UPDATE events SET record = 'note' WHERE id = ?"),
    setMark: db.prepare(
      `INSERT INTO marks (dev, boot, seq) VALUES (?, ?, ?)
     ON CONFLICT (dev, boot) DO UPDATE SET seq = max(marks.seq, excluded.seq)`,
    ),
    quarantine: db.prepare(
      `INSERT INTO quarantine (at_ms, topic, digest, bytes, size, reason) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (topic, digest) DO UPDATE SET times = times + 1, at_ms = excluded.at_ms`,
    ),
    trimQuarantine: db.prepare(
      `DELETE FROM quarantine WHERE id <= (SELECT max(id) FROM quarantine) - ${QUARANTINE_ROWS}`,
    ),
    eventOfSale: db.prepare<[string], { event: number }>('SELECT event FROM sales WHERE sale = ?'),
    rememberSale: db.prepare('INSERT INTO sales (sale, event, at_ms) VALUES (?, ?, ?)'),
    keepPart: db.prepare(
      'INSERT INTO sale_parts (sale, part, of, body, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    parts: db.prepare<[string], { body: string }>(
      'SELECT body FROM sale_parts WHERE sale = ? ORDER BY part',
    ),
    dropParts: db.prepare('DELETE FROM sale_parts WHERE sale = ?'),
    learnPrice: db.prepare(
      `INSERT INTO learnt_prices (code, unit_price_minor, file_price_minor, sale, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (code) DO UPDATE SET unit_price_minor = excluded.unit_price_minor,
       file_price_minor = excluded.file_price_minor, sale = excluded.sale, at_ms = excluded.at_ms`,
    ),
    countUnknown: db.prepare(
      `INSERT INTO unknown_items (name, code, times, last_price_minor, last_at_ms) VALUES (?, ?, 1, ?, ?)
     ON CONFLICT (name, code) DO UPDATE SET times = times + 1, last_price_minor = excluded.last_price_minor,
       last_at_ms = excluded.last_at_ms`,
    ),
    unknownCount: db.prepare<[], { n: number }>('SELECT count(*) AS n FROM unknown_items'),
    trimUnknown: db.prepare(
      `DELETE FROM unknown_items WHERE (name, code) IN
       (SELECT name, code FROM unknown_items ORDER BY times, last_at_ms LIMIT ?)`,
    ),
  };
}
