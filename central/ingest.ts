import type { Ack, DevicePresence } from '../contracts/presence.ts';
import { Fault } from '../contracts/fault.ts';
import { commitBatch, type Committed, type Prepared } from './commit.ts';
import type { Journal } from './journal.ts';
import type { Log } from './log.ts';
import type { Notices } from './notices.ts';
import { type Numbered, Numbering, type SeqRange } from './numbering.ts';
import { originOf } from './poison.ts';
import { isUpMessage, type ShopKnowledge, translate, type UpMessage } from './translate.ts';
import type { Received } from '../mqtt/envelope.ts';

/** What waits for a commit, at most; what comes beyond it is left to the senders' outboxes. */
const READY_LIMIT = 20_000;
/** The largest commit, and the shortest time between two while messages keep coming. Source: messaging, 4.3. */
const BATCH_LIMIT = 256;
const FULL_BATCH = 128;
const COMMIT_EVERY_MS = 3;
const RETRY_AFTER_MS = 1000;
const REPEAT_ACKS_FOR_MS = 30_000;
const KEPT_REJECTIONS = 50;

type Arrived =
  | { readonly kind: 'message'; readonly message: UpMessage }
  | {
      readonly kind: 'poison';
      readonly topic: string;
      readonly bytes: Uint8Array;
      readonly reason: string;
    };

export interface IngestOptions {
  readonly journal: Journal;
  readonly shop: ShopKnowledge;
  /** Milliseconds since 1970, never going back. */
  readonly clock: () => number;
  readonly draw: () => { readonly seed: number; readonly entropy: string };
  /** Called after the commit, before the acknowledgements, with all that it holds. */
  readonly onCommitted: (committed: Committed) => Promise<void>;
  readonly sendAck: (dev: string, ack: Ack) => void;
  /** Another owner has taken over, or a bug: this process must end. */
  readonly onFatal: (cause: unknown) => void;
  readonly notices: Notices;
  readonly log: Log;
}

/** One numbering of one device, and what is known of it on disk. */
interface Line {
  readonly dev: string;
  readonly boot: number;
  readonly numbering: Numbering<Arrived>;
  committed: number;
  touchedAtMs: number;
  rejected: { readonly seq: number; readonly reason: string }[];
}

export interface IngestCounters {
  received: number;
  duplicates: number;
  committed: number;
  commits: number;
  rejected: number;
  leftToSender: number;
}

/**
 * Messages in, journal rows out, in the order in which each shop box wrote them: dedupe, translate, one commit for many, and only then
 * the matcher and the acknowledgement. What is not committed is not acknowledged, so its sender keeps it.
 * Source: DESIGN 3 (the path of a purchase) and 9, decision 1.
 */
export class Ingest {
  readonly counters: IngestCounters = {
    received: 0,
    duplicates: 0,
    committed: 0,
    commits: 0,
    rejected: 0,
    leftToSender: 0,
  };
  readonly #options: IngestOptions;
  readonly #lines = new Map<string, Line>();
  #ready: { readonly line: Line; readonly numbered: Numbered<Arrived> }[] = [];
  readonly #ackDue = new Set<Line>();
  #unnumbered: Extract<Arrived, { kind: 'poison' }>[] = [];
  #draining: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastCommitMs = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  /** Takes a message of a shop box; others are none of its business. */
  receive(message: Received): void {
    if (!isUpMessage(message)) return;
    const { dev, boot, seq } = message.envelope;
    this.#take(dev, boot, seq, { kind: 'message', message });
    if (message.type === 'gap') {
      const { boot: of, fromSeq, toSeq } = message.envelope.d;
      const line = this.#line(dev, of);
      this.#enqueue(line, line.numbering.skip({ fromSeq, toSeq }));
    }
  }

  /** Takes bytes that are no message: kept in quarantine, and acknowledged as rejected where their number can be read. */
  reject(topic: string, bytes: Uint8Array, reason: string): void {
    const poison = { kind: 'poison', topic, bytes, reason } as const;
    this.counters.rejected += 1;
    const origin = originOf(topic, bytes);
    if (origin !== undefined) this.#take(origin.dev, origin.boot, origin.seq, poison);
    else if (this.#unnumbered.length < READY_LIMIT) {
      this.#unnumbered.push(poison);
      this.#schedule();
    }
  }

  /** Says again to everybody heard of lately how far the journal is. To be called every few seconds. */
  repeatAcks(): void {
    const nowMs = performance.now();
    for (const line of this.#lines.values()) {
      if (nowMs - line.touchedAtMs < REPEAT_ACKS_FOR_MS) this.#sendAck(line);
      this.#giveUp(line, line.numbering.givenUp(nowMs));
    }
  }

  /**
   * A shop box was born: it hears how far the journal is, and numbers that it no longer holds although we never had them are given up.
   * It let them go on the word of a journal that is gone.
   */
  born(dev: string, presence: DevicePresence): void {
    for (const { boot, fromSeq } of presence.pending) {
      const line = this.#line(dev, boot);
      this.#giveUp(line, { fromSeq: line.numbering.mark + 1, toSeq: fromSeq - 1 });
    }
    this.#line(dev, presence.boot);
    for (const line of this.#lines.values()) if (line.dev === dev) this.#sendAck(line);
  }

  /** Resolves when all that came so far is committed or left to its senders. */
  async settled(): Promise<void> {
    while (this.#draining !== undefined || this.#timer !== undefined) {
      await (this.#draining ?? new Promise((resolve) => void setTimeout(resolve, 1)));
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#draining;
  }

  #take(dev: string, boot: number, seq: number, arrived: Arrived): void {
    this.counters.received += 1;
    if (this.#ready.length >= READY_LIMIT) {
      this.counters.leftToSender += 1;
      return;
    }
    const line = this.#line(dev, boot);
    line.touchedAtMs = performance.now();
    const offered = line.numbering.offer(seq, arrived, performance.now());
    switch (offered.kind) {
      case 'ready':
        this.#enqueue(line, offered.items);
        break;
      case 'duplicate':
        this.counters.duplicates += 1;
        this.#ackDue.add(line);
        this.#schedule();
        break;
      case 'waiting':
        break;
    }
  }

  #enqueue(line: Line, items: readonly Numbered<Arrived>[]): void {
    for (const numbered of items) this.#ready.push({ line, numbered });
    if (items.length > 0) this.#schedule();
  }

  #line(dev: string, boot: number): Line {
    const key = `${dev} ${boot}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const committed = this.#options.journal.markOf(dev, boot);
    const line: Line = {
      dev,
      boot,
      numbering: new Numbering(committed),
      committed,
      touchedAtMs: performance.now(),
      rejected: [],
    };
    this.#lines.set(key, line);
    return line;
  }

  #giveUp(line: Line, missing: SeqRange | undefined): void {
    if (missing === undefined || missing.toSeq < missing.fromSeq) return;
    this.#options.notices.add(
      'numbers-missing',
      `${line.dev}: messages ${missing.fromSeq} to ${missing.toSeq} of its start ${line.boot} were acknowledged by a journal that is gone; what they held is in the old file if it was put aside`,
    );
    this.#enqueue(line, line.numbering.skip(missing));
  }

  #schedule(): void {
    if (this.#isStopped || this.#draining !== undefined) return;
    const waiting = this.#ready.length + this.#unnumbered.length;
    const dueInMs = this.#lastCommitMs + COMMIT_EVERY_MS - performance.now();
    if (waiting >= FULL_BATCH || dueInMs <= 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#draining = this.#drain().finally(() => {
        this.#draining = undefined;
        if (this.#hasWork()) this.#schedule();
      });
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#schedule();
      }, dueInMs);
    }
  }

  #hasWork(): boolean {
    return this.#ready.length + this.#unnumbered.length + this.#ackDue.size > 0;
  }

  /** One batch. It yields first, so that what arrives in the same turn of the event loop shares its commit. */
  async #drain(): Promise<void> {
    await new Promise((resolve) => void setImmediate(resolve));
    const batch = this.#ready.splice(0, this.#batchLength());
    const unnumbered = this.#unnumbered;
    this.#unnumbered = [];
    try {
      await this.#commit(batch, unnumbered);
    } catch (cause) {
      if (!isPassing(cause)) {
        this.#isStopped = true;
        this.#options.onFatal(cause);
        return;
      }
      // Nothing of it was kept: forget the numbers, so that the senders' next offer counts as the first.
      this.#lines.clear();
      this.#ready = [];
      this.#ackDue.clear();
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#options.notices.add(
        'store-unavailable',
        `central cannot write: ${reason}. Shop boxes keep their messages until it can; check the disk's free space`,
      );
      await new Promise((resolve) => void setTimeout(resolve, RETRY_AFTER_MS));
      return;
    }
    for (const line of this.#ackDue) this.#sendAck(line);
    this.#ackDue.clear();
  }

  /** A visit is opened with what the customer database knows, so the sales before it are told to that first. */
  #batchLength(): number {
    let hasSale = false;
    for (const [index, { numbered }] of this.#ready.entries()) {
      if (index >= BATCH_LIMIT) return index;
      const type = numbered.item?.kind === 'message' ? numbered.item.message.type : undefined;
      if (type === 'sale') hasSale = true;
      if (type === 'visit-opened' && hasSale) return index;
    }
    return this.#ready.length;
  }

  async #commit(
    batch: readonly { readonly line: Line; readonly numbered: Numbered<Arrived> }[],
    unnumbered: readonly Extract<Arrived, { kind: 'poison' }>[],
  ): Promise<void> {
    const { journal, shop, draw, log } = this.#options;
    if (batch.length === 0 && unnumbered.length === 0) return;
    const atMs = this.#options.clock();
    const prepared: Prepared[] = unnumbered.map((poison) => ({ ...poison, atMs }));
    for (const { line, numbered } of batch) {
      const { item } = numbered;
      const origin = { dev: line.dev, boot: line.boot, seq: numbered.seq };
      if (item === undefined) prepared.push({ kind: 'mark', origin });
      else if (item.kind === 'poison') prepared.push({ ...item, atMs, origin });
      else {
        const meaning = await translate(item.message, shop, atMs);
        prepared.push({ ...meaning, atMs, origin, ...draw() });
      }
    }
    const committed = journal.write((write) => commitBatch(write, prepared, shop.catalogue));
    this.#lastCommitMs = performance.now();
    this.counters.commits += 1;
    this.counters.committed += batch.length;
    for (const { line, numbered } of batch) {
      line.committed = Math.max(line.committed, numbered.seq);
      const { item } = numbered;
      if (item?.kind === 'poison') {
        line.rejected.push({ seq: numbered.seq, reason: item.reason.slice(0, 200) });
        if (line.rejected.length > KEPT_REJECTIONS) line.rejected.shift();
      }
      this.#ackDue.add(line);
    }
    for (const loss of committed.losses) {
      this.#options.notices.add(
        'messages-lost',
        `${loss.dev}: its store was full and ${loss.count} messages were dropped (${loss.fromSeq} to ${loss.toSeq}): check sales of that time by hand, and why it could not reach central`,
      );
    }
    for (const poison of prepared) {
      if (poison.kind !== 'poison') continue;
      log.warn(
        { topic: poison.topic.slice(0, 200), bytes: poison.bytes.length },
        `quarantined: ${poison.reason}`,
      );
      this.#options.notices.add(
        'message-rejected',
        `a message on ${poison.topic.slice(0, 200)} could not be read and was put into quarantine: ${poison.reason}`,
      );
    }
    await this.#options.onCommitted(committed);
  }

  #sendAck(line: Line): void {
    if (line.committed === 0) return;
    this.#options.sendAck(line.dev, {
      boot: line.boot,
      seq: line.committed,
      rejected: line.rejected,
    });
  }
}

/** Whether waiting can help: the disk, a lock. A bug or a lost lease does not pass. */
function isPassing(cause: unknown): boolean {
  if (cause instanceof Fault) return cause.code === 'store-unavailable';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^SQLITE_(?:FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN)/.test(code);
}
