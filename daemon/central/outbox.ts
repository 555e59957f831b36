import { type OutgoingEnvelope, sealEnvelope } from '../../mqtt/envelope.ts';
import { type BoxId, MessageId, ulid, type VenueId } from '../../contracts/ids.ts';
import type { MessageBody, UpKind } from '../../contracts/topics.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

/** Boots that a birth tells of. */
const PENDING_LIMIT = 100;
/** What SQLite needs around a row. */
const ROW_OVERHEAD_BYTES = 64;
/** From here on people are warned. Source: docs/rules.md#declared-loss. */
const WARN_SHARE = 0.8;

export interface OutboxOptions {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly venue: VenueId;
  readonly dev: BoxId;
  readonly limitBytes: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** What became of a row: on disk with its number, or declared lost because the outbox is full. */
export type Appended =
  | { readonly kind: 'stored'; readonly boot: number; readonly seq: number }
  | { readonly kind: 'dropped' };

export interface OutboxRow {
  readonly boot: number;
  readonly seq: number;
  readonly kind: UpKind;
  readonly message: Buffer;
}

export interface OutboxState {
  readonly boot: number;
  readonly rows: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly dropped: number;
  readonly isNearlyFull: boolean;
}

/**
 * The durable queue towards central: rows numbered (boot, seq), in order, deleted only on central's own ack. `boot` grows with
 * each start, `seq` runs from 1 within it. Over its limit the newest are dropped, counted, and declared by a `gap` message as
 * soon as there is room: loss is never silent, and sales keep ringing. Source: docs/rules.md#outbox, docs/rules.md#declared-loss.
 */
export class Outbox {
  readonly boot: number;
  readonly #options: OutboxOptions;
  readonly #sql: ReturnType<typeof statements>;
  readonly #listeners: (() => void)[] = [];
  /** Listeners are to be called in this turn already. */
  #isTelling = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.boot = nextBoot(options.db, Math.floor(options.now() / 1000));
    this.#sql = statements(options.db);
  }

  /** Resolves when the row is on disk: from here on it is never lost and never counted twice. */
  async append<K extends UpKind>(kind: K, body: MessageBody<K>): Promise<Appended> {
    const appended = await this.#options.commit.write(() => this.#enlist(kind, body));
    this.#tellAppended();
    return appended;
  }

  /** The same within a `commit.write` of the caller, so that a row and what it tells of are kept or lost together. */
  enlist<K extends UpKind>(kind: K, body: MessageBody<K>): Appended {
    const appended = this.#enlist(kind, body);
    this.#tellAppended();
    return appended;
  }

  /** The next rows after a number, oldest first. */
  after(boot: number, seq: number, limit: number): readonly OutboxRow[] {
    return this.#sql.after.all(boot, seq, limit);
  }

  row(boot: number, seq: number): OutboxRow | undefined {
    return this.#sql.one.get(boot, seq);
  }

  /** Central has committed everything of `boot` up to `seq`; resolves when those rows are gone. */
  async acknowledge(boot: number, seq: number): Promise<void> {
    const sql = this.#sql;
    // Nobody can have committed what was never sent: an ack beyond our numbers is not about us.
    if (boot > this.boot || (boot === this.boot && seq > (sql.numbering.get()?.seq ?? 0))) return;
    await this.#options.commit.write(() => {
      const bytes = sql.remove.all(boot, seq).reduce((sum, row) => sum + row.bytes, 0);
      if (bytes > 0) sql.addBytes.run(-bytes);
    });
  }

  /** The oldest number of each boot that is held or comes next. */
  pending(): readonly { readonly boot: number; readonly fromSeq: number }[] {
    const held = this.#sql.oldest.all();
    if (held.some((row) => row.boot === this.boot)) return held.slice(-PENDING_LIMIT);
    const next = { boot: this.boot, fromSeq: (this.#sql.numbering.get()?.seq ?? 0) + 1 };
    return [...held, next].slice(-PENDING_LIMIT);
  }

  state(): OutboxState {
    const { limitBytes } = this.#options;
    const { bytes, dropped } = this.#sql.numbering.get() ?? { bytes: 0, dropped: 0 };
    return {
      boot: this.boot,
      rows: this.#sql.count.get()?.rows ?? 0,
      bytes,
      limitBytes,
      dropped,
      isNearlyFull: bytes > limitBytes * WARN_SHARE,
    };
  }

  /** Calls `listener` after each commit that added rows. */
  onAppended(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #enlist<K extends UpKind>(kind: K, body: MessageBody<K>): Appended {
    const sql = this.#sql;
    let { seq, bytes } = this.#nextNumber();
    let message = this.#seal(kind, body, seq);
    if (bytes + message.length + ROW_OVERHEAD_BYTES > this.#options.limitBytes) {
      sql.widenGap.run(this.boot, seq, seq);
      sql.countDropped.run();
      return { kind: 'dropped' };
    }
    for (const gap of sql.gaps.all()) {
      const { boot, from_seq: fromSeq, to_seq: toSeq } = gap;
      const declared = { boot, fromSeq, toSeq, count: toSeq - fromSeq + 1 };
      this.#store('gap', seq, this.#seal('gap', declared, seq));
      sql.forgetGap.run(boot);
      ({ seq, bytes } = this.#nextNumber());
      message = this.#seal(kind, body, seq);
    }
    this.#store(kind, seq, message);
    return { kind: 'stored', boot: this.boot, seq };
  }

  /** Inside a transaction: numbers come from the database, so that what is rolled back leaves no hole. */
  #nextNumber(): { seq: number; bytes: number } {
    const row = this.#sql.nextNumber.all()[0];
    if (row === undefined) throw new Error('the numbering row is missing from the outbox');
    return row;
  }

  #seal<K extends UpKind>(kind: K, body: MessageBody<K>, seq: number): Buffer {
    const { venue, dev, now, random } = this.#options;
    const nowMs = now();
    const envelope: OutgoingEnvelope<K> = {
      v: 1,
      id: MessageId.parse(ulid(nowMs, random)),
      venue,
      dev,
      boot: this.boot,
      seq,
      ts: nowMs,
      d: body,
    };
    return sealEnvelope(kind, envelope);
  }

  #store(kind: UpKind, seq: number, message: Buffer): void {
    const bytes = message.length + ROW_OVERHEAD_BYTES;
    this.#sql.insert.run(this.boot, seq, kind, message, bytes);
    this.#sql.addBytes.run(bytes);
  }

  /** One call for all rows of a commit. */
  #tellAppended(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Counts up to the boot of this start: above every earlier one, and at least `atLeast`. */
function nextBoot(db: Database, atLeast: number): number {
  const rows = db
    .prepare<[number], { boot: number }>(
      'UPDATE numbering SET boot = max(boot + 1, ?), seq = 0 RETURNING boot',
    )
    .all(atLeast);
  if (rows[0] === undefined) throw new Error('the numbering row is missing from the outbox');
  return rows[0].boot;
}

/** The statements on the outbox's tables: its rows, its numbering, and the gaps that are still to be declared. */
function statements(db: Database) {
  return {
    nextNumber: db.prepare<[], { seq: number; bytes: number }>(
      'UPDATE numbering SET seq = seq + 1 RETURNING seq, bytes',
    ),
    numbering: db.prepare<[], { seq: number; bytes: number; dropped: number }>(
      'SELECT seq, bytes, dropped FROM numbering',
    ),
    addBytes: db.prepare('UPDATE numbering SET bytes = bytes + ?'),
    countDropped: db.prepare('UPDATE numbering SET dropped = dropped + 1'),
    insert: db.prepare(
      'INSERT INTO outbox (boot, seq, kind, message, bytes) VALUES (?, ?, ?, ?, ?)',
    ),
    after: db.prepare<[number, number, number], OutboxRow>(
      'SELECT boot, seq, kind, message FROM outbox WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT ?',
    ),
    one: db.prepare<[number, number], OutboxRow>(
      'SELECT boot, seq, kind, message FROM outbox WHERE boot = ? AND seq = ?',
    ),
    remove: db.prepare<[number, number], { bytes: number }>(
      'DELETE FROM outbox WHERE boot = ? AND seq <= ? RETURNING bytes',
    ),
    oldest: db.prepare<[], { boot: number; fromSeq: number }>(
      'SELECT boot, min(seq) AS fromSeq FROM outbox GROUP BY boot ORDER BY boot',
    ),
    count: db.prepare<[], { rows: number }>('SELECT count(*) AS rows FROM outbox'),
    gaps: db.prepare<[], { boot: number; from_seq: number; to_seq: number }>(
      'SELECT boot, from_seq, to_seq FROM gap ORDER BY boot',
    ),
    widenGap: db.prepare(
      'INSERT INTO gap VALUES (?, ?, ?) ON CONFLICT (boot) DO UPDATE SET to_seq = excluded.to_seq',
    ),
    forgetGap: db.prepare('DELETE FROM gap WHERE boot = ?'),
  };
}
