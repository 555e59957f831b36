import type { Ack, BoxPresence } from '../../contracts/presence.ts';
import { Fault } from '../../contracts/fault.ts';
import { commitBatch, type Committed, type Prepared } from './commit.ts';
import type { Journal } from './journal.ts';
import type { Notices } from '../../service/notices.ts';
import { originOf } from './poison.ts';
import { type Ready, Producers } from './producers.ts';
import { type VenueKnowledge, translate, type UpMessage } from './translate.ts';

/** The largest commit, and the shortest time between two while messages keep coming. Source: messaging, 4.3. */
const BATCH_LIMIT = 256;
const FULL_BATCH = 128;
const COMMIT_EVERY_MS = 3;
/** What follows a commit keeps everybody else waiting: beyond this the next batch is smaller. */
const STEPPING_MS = 50;
const RETRY_AFTER_MS = 1000;
const UNNUMBERED_LIMIT = 1000;

interface Poison {
  readonly kind: 'poison';
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

type Arrived = { readonly kind: 'message'; readonly message: UpMessage } | Poison;

export interface IngestOptions {
  readonly journal: Journal;
  readonly venue: VenueKnowledge;
  /** Milliseconds since 1970, never going back. */
  readonly clock: () => number;
  readonly draw: () => { readonly seed: number; readonly entropy: string };
  /** Called in the turn of the commit, before the acknowledgements, with all that it holds. */
  readonly onCommitted: (committed: Committed) => Promise<void>;
  readonly sendAck: (dev: string, ack: Ack) => void;
  /** Another owner has taken over, or a bug: this process must end. */
  readonly onFatal: (cause: unknown) => void;
  readonly notices: Notices;
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
 * Messages in, journal rows out, in the order in which each box wrote them: dedupe, translate, one commit for many, and only
 * then the matcher and the acknowledgement. What is not committed is not acknowledged, so its sender keeps it.
 * Source: docs/architecture.md#the-path-of-a-purchase; docs/adr/0001-durability-in-the-outbox.md.
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
  readonly #producers: Producers<Arrived>;
  /** Bytes without a number that could be read: nobody can be told. */
  #unnumbered: Poison[] = [];
  #draining: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastCommitMs = Number.NEGATIVE_INFINITY;
  #batchLimit = BATCH_LIMIT;
  #isStopped = false;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#producers = new Producers({
      markOf: (dev, boot) => options.journal.markOf(dev, boot),
      sendAck: options.sendAck,
      onWork: () => this.#schedule(),
      onMissing: ({ dev, boot }, { fromSeq, toSeq }) =>
        options.notices.add(
          'numbers-missing',
          `${dev}: messages ${fromSeq} to ${toSeq} of its start ${boot} were acknowledged by a journal that is gone; what they held is in the old file if it was put aside`,
        ),
    });
  }

  /** Takes a message that a box sent through its outbox. */
  receive(message: UpMessage): void {
    const { dev, boot, seq } = message.envelope;
    this.#take(dev, boot, seq, { kind: 'message', message });
    // At once, not in its turn: its turn comes only after the numbers that it says will never come.
    if (message.type === 'gap') {
      const { boot: of, fromSeq, toSeq } = message.envelope.d;
      this.#producers.declareLoss(dev, of, { fromSeq, toSeq });
    }
  }

  /** Takes bytes that are no message: kept in quarantine, and acknowledged as rejected where their number can be read. */
  reject(topic: string, bytes: Uint8Array, reason: string): void {
    const poison: Poison = { kind: 'poison', topic, bytes, reason };
    this.counters.rejected += 1;
    const origin = originOf(topic, bytes);
    if (origin !== undefined) this.#take(origin.dev, origin.boot, origin.seq, poison);
    else if (this.#unnumbered.length < UNNUMBERED_LIMIT) {
      this.#unnumbered.push(poison);
      this.#schedule();
    }
  }

  born(dev: string, presence: BoxPresence): void {
    this.#producers.born(dev, presence);
  }

  /** To be called every few seconds. */
  repeatAcks(): void {
    this.#producers.repeat();
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
    const outcome = this.#producers.take(dev, boot, seq, arrived);
    if (outcome === 'duplicate') this.counters.duplicates += 1;
    if (outcome === 'left') this.counters.leftToSender += 1;
  }

  #schedule(): void {
    if (this.#isStopped || this.#draining !== undefined) return;
    const waiting = this.#producers.readyCount + this.#unnumbered.length;
    const dueInMs = this.#lastCommitMs + COMMIT_EVERY_MS - performance.now();
    if (waiting >= FULL_BATCH || dueInMs <= 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#draining = this.#drain().finally(() => {
        this.#draining = undefined;
        if (this.#producers.hasWork || this.#unnumbered.length > 0) this.#schedule();
      });
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#schedule();
      }, dueInMs);
    }
  }

  /** One batch. It yields first, so that what arrives in the same turn of the event loop shares its commit. */
  async #drain(): Promise<void> {
    await new Promise((resolve) => void setImmediate(resolve));
    const batch = this.#producers.batch(this.#batchLimit, beforeVisitsAfterSales());
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
      this.#producers.forget();
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#options.notices.add(
        'store-unavailable',
        `central cannot write: ${reason}. Boxes keep their messages until it can; check the disk's free space`,
      );
      await new Promise((resolve) => void setTimeout(resolve, RETRY_AFTER_MS));
      return;
    }
    this.#producers.sendDueAcks();
  }

  async #commit(batch: readonly Ready<Arrived>[], unnumbered: readonly Poison[]): Promise<void> {
    if (batch.length === 0 && unnumbered.length === 0) return;
    const { journal, venue } = this.#options;
    const prepared = await this.#prepare(batch, unnumbered);
    const committed = journal.write((write) => commitBatch(write, prepared, venue.catalogue));
    this.#lastCommitMs = performance.now();
    this.counters.commits += 1;
    this.counters.committed += batch.length;
    this.#producers.committed(batch);
    for (const { sender, numbered } of batch) {
      const { item } = numbered;
      if (item?.kind === 'poison') this.#producers.rejected(sender, numbered.seq, item.reason);
    }
    this.#notice(prepared, committed);
    await this.#options.onCommitted(committed);
    const tookMs = performance.now() - this.#lastCommitMs;
    this.#batchLimit =
      tookMs > STEPPING_MS
        ? Math.max(1, Math.floor(this.#batchLimit / 2))
        : Math.min(BATCH_LIMIT, this.#batchLimit * 2);
  }

  async #prepare(
    batch: readonly Ready<Arrived>[],
    unnumbered: readonly Poison[],
  ): Promise<readonly Prepared[]> {
    const atMs = this.#options.clock();
    const prepared: Prepared[] = unnumbered.map((poison) => ({ ...poison, atMs }));
    for (const { sender, numbered } of batch) {
      const { item } = numbered;
      const origin = { dev: sender.dev, boot: sender.boot, seq: numbered.seq };
      if (item === undefined) prepared.push({ kind: 'mark', origin });
      else if (item.kind === 'poison') prepared.push({ ...item, atMs, origin });
      else {
        const meaning = await translate(item.message, this.#options.venue, atMs);
        prepared.push({ ...meaning, atMs, origin, ...this.#options.draw() });
      }
    }
    return prepared;
  }

  #notice(prepared: readonly Prepared[], { losses }: Committed): void {
    const { notices } = this.#options;
    for (const { dev, count, fromSeq, toSeq } of losses) {
      notices.add(
        'messages-lost',
        `${dev}: its store was full and ${count} messages were dropped (${fromSeq} to ${toSeq}): check sales of that time by hand, and why it could not reach central`,
      );
    }
    for (const poison of prepared) {
      if (poison.kind !== 'poison') continue;
      notices.add(
        'message-rejected',
        `a message of ${poison.bytes.length} bytes on ${poison.topic.slice(0, 200)} could not be read and was put into quarantine: ${poison.reason}`,
      );
    }
  }
}

/**
 * A visit is opened with what the customer database knows, so it waits for the next batch where this one holds a sale of the same card,
 * or a sale with a code: that may redeem a pairing of anybody's.
 */
function beforeVisitsAfterSales(): (item: Arrived) => boolean {
  const cards = new Set<string>();
  let hasCode = false;
  return (item) => {
    if (item.kind === 'poison') return false;
    if (item.message.type === 'sale') {
      const { card, codes } = item.message.envelope.d;
      if (card !== undefined) cards.add(card);
      if (codes.length > 0) hasCode = true;
    }
    if (item.message.type !== 'visit-opened') return false;
    const { card } = item.message.envelope.d;
    return card !== undefined && (hasCode || cards.has(card));
  };
}

/** Whether waiting can help: the disk, a lock. A bug or a lost lease does not pass. */
function isPassing(cause: unknown): boolean {
  if (cause instanceof Fault) return cause.code === 'store-unavailable';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^SQLITE_(?:FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN)/.test(code);
}
