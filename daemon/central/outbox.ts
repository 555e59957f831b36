import type { OutgoingEnvelope } from '../../mqtt/envelope.ts';
import { sealEnvelope } from '../../mqtt/envelope.ts';
import { type DeviceId, MessageId, ulid, type VenueId } from '../../contracts/ids.ts';
import type { MessageBody, UpKind } from '../../contracts/topics.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

/** What SQLite needs around a row. */
const ROW_OVERHEAD_BYTES = 64;
/** From here on people are warned. Source: docs/rules.md#declared-loss. */
const WARN_SHARE = 0.8;

export interface OutboxOptions {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly venue: VenueId;
  readonly dev: DeviceId;
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

export interface Outbox {
  readonly boot: number;
  /** Resolves when the row is on disk: from here on it is never lost and never counted twice. */
  append<K extends UpKind>(kind: K, body: MessageBody<K>): Promise<Appended>;
  /** The same within a `commit.write` of the caller, so that a row and what it tells of are kept or lost together. */
  enlist<K extends UpKind>(kind: K, body: MessageBody<K>): Appended;
  /** The next rows after a number, oldest first. */
  after(boot: number, seq: number, limit: number): readonly OutboxRow[];
  row(boot: number, seq: number): OutboxRow | undefined;
  /** Central has committed everything of `boot` up to `seq`; resolves when those rows are gone. */
  acknowledge(boot: number, seq: number): Promise<void>;
  /** The oldest number of each boot that is held or comes next. */
  pending(): readonly { readonly boot: number; readonly fromSeq: number }[];
  state(): OutboxState;
  /** Calls `listener` after each commit that added rows. */
  onAppended(listener: () => void): void;
}

/**
 * The durable queue towards central: rows numbered (boot, seq), in order, deleted only on central's own ack. `boot` grows with
 * each start, `seq` runs from 1 within it. Over its limit the newest are dropped, counted, and declared by a `gap` message as
 * soon as there is room: loss is never silent, and sales keep ringing. Source: docs/rules.md#outbox, docs/rules.md#declared-loss.
 */
export function openOutbox(options: OutboxOptions): Outbox {
  const { db, commit, limitBytes } = options;
  const boot = db
    .prepare<[number], { boot: number }>(
      'UPDATE numbering SET boot = max(boot + 1, ?), seq = 0 RETURNING boot',
    )
    .all(Math.floor(options.now() / 1000))[0]?.boot;
  if (boot === undefined) throw new Error('the numbering row is missing from the outbox');
  const listeners: (() => void)[] = [];
  let toldAppended = true;

  const nextNumber = db.prepare<[], { seq: number; bytes: number }>(
    'UPDATE numbering SET seq = seq + 1 RETURNING seq, bytes',
  );
  const insert = db.prepare(
    'INSERT INTO outbox (boot, seq, kind, message, bytes) VALUES (?, ?, ?, ?, ?)',
  );
  const addBytes = db.prepare('UPDATE numbering SET bytes = bytes + ?');
  const gaps = db.prepare<[], { boot: number; from_seq: number; to_seq: number }>(
    'SELECT boot, from_seq, to_seq FROM gap ORDER BY boot',
  );
  const widenGap = db.prepare(
    'INSERT INTO gap VALUES (?, ?, ?) ON CONFLICT (boot) DO UPDATE SET to_seq = excluded.to_seq',
  );
  const countDropped = db.prepare('UPDATE numbering SET dropped = dropped + 1');
  const forgetGap = db.prepare('DELETE FROM gap WHERE boot = ?');
  const selectAfter = db.prepare<[number, number, number], OutboxRow>(
    'SELECT boot, seq, kind, message FROM outbox WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT ?',
  );
  const selectOne = db.prepare<[number, number], OutboxRow>(
    'SELECT boot, seq, kind, message FROM outbox WHERE boot = ? AND seq = ?',
  );
  const remove = db.prepare<[number, number], { bytes: number }>(
    'DELETE FROM outbox WHERE boot = ? AND seq <= ? RETURNING bytes',
  );
  const oldest = db.prepare<[], { boot: number; fromSeq: number }>(
    'SELECT boot, min(seq) AS fromSeq FROM outbox GROUP BY boot ORDER BY boot',
  );
  const numbering = db.prepare<[], { seq: number; bytes: number; dropped: number }>(
    'SELECT seq, bytes, dropped FROM numbering',
  );
  const count = db.prepare<[], { rows: number }>('SELECT count(*) AS rows FROM outbox');

  /** Inside a transaction: numbers come from the database, so that what is rolled back leaves no hole. */
  function number(): { seq: number; bytes: number } {
    const row = nextNumber.all()[0];
    if (row === undefined) throw new Error('the numbering row is missing from the outbox');
    return row;
  }

  function seal<K extends UpKind>(kind: K, body: MessageBody<K>, seq: number): Buffer {
    const nowMs = options.now();
    const envelope: OutgoingEnvelope<K> = {
      v: 1,
      id: MessageId.parse(ulid(nowMs, options.random)),
      venue: options.venue,
      dev: options.dev,
      boot: boot ?? 0,
      seq,
      ts: nowMs,
      d: body,
    };
    return sealEnvelope(kind, envelope);
  }

  function store(kind: UpKind, seq: number, message: Buffer): void {
    const bytes = message.length + ROW_OVERHEAD_BYTES;
    insert.run(boot, seq, kind, message, bytes);
    addBytes.run(bytes);
  }

  function enlist<K extends UpKind>(kind: K, body: MessageBody<K>): Appended {
    let { seq, bytes } = number();
    let message = seal(kind, body, seq);
    if (bytes + message.length + ROW_OVERHEAD_BYTES > limitBytes) {
      widenGap.run(boot, seq, seq);
      countDropped.run();
      return { kind: 'dropped' };
    }
    for (const gap of gaps.all()) {
      const { boot: gapBoot, from_seq: fromSeq, to_seq: toSeq } = gap;
      const declared = { boot: gapBoot, fromSeq, toSeq, count: toSeq - fromSeq + 1 };
      store('gap', seq, seal('gap', declared, seq));
      forgetGap.run(gapBoot);
      ({ seq, bytes } = number());
      message = seal(kind, body, seq);
    }
    store(kind, seq, message);
    return { kind: 'stored', boot: boot ?? 0, seq };
  }

  function tellAppended(): void {
    // One call for all rows of a commit.
    if (!toldAppended) return;
    toldAppended = false;
    setImmediate(() => {
      toldAppended = true;
      for (const listener of listeners) listener();
    });
  }

  return {
    boot,
    async append(kind, body) {
      const appended = await commit.write(() => enlist(kind, body));
      tellAppended();
      return appended;
    },
    enlist(kind, body) {
      const appended = enlist(kind, body);
      tellAppended();
      return appended;
    },
    after: (afterBoot, afterSeq, limit) => selectAfter.all(afterBoot, afterSeq, limit),
    row: (rowBoot, seq) => selectOne.get(rowBoot, seq),
    async acknowledge(ackBoot, ackSeq) {
      // Nobody can have committed what was never sent: an ack beyond our numbers is not about us.
      if (ackBoot > boot || (ackBoot === boot && ackSeq > (numbering.get()?.seq ?? 0))) return;
      await commit.write(() => {
        const bytes = remove.all(ackBoot, ackSeq).reduce((sum, row) => sum + row.bytes, 0);
        if (bytes > 0) addBytes.run(-bytes);
      });
    },
    pending() {
      const held = oldest.all();
      if (held.some((row) => row.boot === boot)) return held.slice(-100);
      return [...held, { boot, fromSeq: (numbering.get()?.seq ?? 0) + 1 }].slice(-100);
    },
    state() {
      const { bytes, dropped } = numbering.get() ?? { bytes: 0, dropped: 0 };
      const rows = count.get()?.rows ?? 0;
      return {
        boot,
        rows,
        bytes,
        limitBytes,
        dropped,
        isNearlyFull: bytes > limitBytes * WARN_SHARE,
      };
    },
    onAppended: (listener) => void listeners.push(listener),
  };
}
