import { MESSAGES, topicOf, type TopicLevels } from '../../contracts/topics.ts';
import type { Ack } from '../../contracts/presence.ts';
import type { Sealed } from '../../mqtt/sealed.ts';
import type { Outbox, OutboxRow } from './outbox.ts';

/** Rows that the broker has not confirmed yet. Source: docs/rules.md#outbox. */
const WINDOW = 50;
/** Rows that the broker has and central has not acknowledged yet: bounds memory while central is slow. */
const UNACKNOWLEDGED_LIMIT = 2000;
/** A row that was sent and not acknowledged is sent again after this time. */
const RESEND_AFTER_MS = 10_000;
const PAGE_ROWS = 200;

export interface PublisherOptions {
  readonly outbox: Outbox;
  readonly levels: TopicLevels;
  /** Sends one message; rejects when the link is down or breaks. */
  readonly send: (message: Sealed) => Promise<void>;
  readonly now: () => number;
  readonly windowRows?: number;
  readonly resendAfterMs?: number;
  /** Central has committed a row, so long after it was sent last. */
  readonly onAcknowledged?: (tookMs: number) => void;
}

export interface PublisherStatistics {
  readonly sent: number;
  readonly resent: number;
  readonly acknowledged: number;
}

interface Flight {
  readonly boot: number;
  readonly seq: number;
  sentAtMs: number;
}

/** Carries the outbox's rows to the broker in order, through a window. A row is done when central says so, never before. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #windowRows: number;
  readonly #resendAfterMs: number;
  readonly #statistics = { sent: 0, resent: 0, acknowledged: 0 };
  readonly #flights = new Map<string, Flight>();
  readonly #timer: NodeJS.Timeout;
  #page: OutboxRow[] = [];
  #cursor = { boot: 0, seq: 0 };
  #inWindow = 0;
  #isOnline = false;
  /** Grows with each connection: what an older one still calls back is void. */
  #generation = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#windowRows = options.windowRows ?? WINDOW;
    this.#resendAfterMs = options.resendAfterMs ?? RESEND_AFTER_MS;
    this.#timer = setInterval(() => this.#resendLate(), Math.min(1000, this.#resendAfterMs / 2));
    this.#timer.unref();
    options.outbox.onAppended(() => this.#pump());
  }

  get statistics(): PublisherStatistics {
    return this.#statistics;
  }

  /** The link is up: everything that is not acknowledged is sent, oldest first, without waiting for new rows. */
  online(): void {
    this.#forget();
    this.#isOnline = true;
    this.#pump();
  }

  /** The link is down: all in-flight marks are forgotten. */
  offline(): void {
    this.#isOnline = false;
    this.#forget();
  }

  /** Central began anew: what it has not acknowledged is sent again. */
  restart(): void {
    if (!this.#isOnline) return;
    this.#forget();
    this.#pump();
  }

  async acknowledged(ack: Ack): Promise<void> {
    const { outbox, now, onAcknowledged } = this.#options;
    const atMs = now();
    await outbox.acknowledge(ack.boot, ack.seq);
    // Flights stand in the order of their numbers: the first one beyond the ack ends the search.
    for (const [key, flight] of this.#flights) {
      if (flight.boot > ack.boot || (flight.boot === ack.boot && flight.seq > ack.seq)) break;
      if (flight.boot < ack.boot) continue;
      this.#flights.delete(key);
      this.#statistics.acknowledged += 1;
      onAcknowledged?.(atMs - flight.sentAtMs);
    }
    this.#pump();
  }

  close(): void {
    this.#isOnline = false;
    this.#generation += 1;
    clearInterval(this.#timer);
  }

  #pump(): void {
    if (!this.#isOnline) return;
    while (this.#inWindow < this.#windowRows && this.#flights.size < UNACKNOWLEDGED_LIMIT) {
      const row = this.#nextRow();
      if (row === undefined) return;
      const { boot, seq } = row;
      this.#flights.set(`${boot}:${seq}`, { boot, seq, sentAtMs: this.#options.now() });
      this.#statistics.sent += 1;
      this.#send(row);
    }
  }

  #nextRow(): OutboxRow | undefined {
    const { boot, seq } = this.#cursor;
    if (this.#page.length === 0) {
      this.#page = [...this.#options.outbox.after(boot, seq, PAGE_ROWS)].toReversed();
    }
    const row = this.#page.pop();
    if (row !== undefined) this.#cursor = { boot: row.boot, seq: row.seq };
    return row;
  }

  #send(row: OutboxRow): void {
    const { qos, retain } = MESSAGES[row.kind];
    const topic = topicOf(row.kind, this.#options.levels);
    const mine = this.#generation;
    this.#inWindow += 1;
    const settled = (): void => {
      if (mine !== this.#generation) return;
      this.#inWindow -= 1;
      this.#pump();
    };
    // A failed send says that the link broke; the row stays and goes again after the next connect or its own time.
    this.#options.send({ topic, bytes: row.message, qos, retain }).then(settled, settled);
  }

  #resendLate(): void {
    if (!this.#isOnline) return;
    const { outbox, now } = this.#options;
    const dueAtMs = now() - this.#resendAfterMs;
    for (const [key, flight] of this.#flights) {
      if (this.#inWindow >= this.#windowRows) return;
      if (flight.sentAtMs > dueAtMs) continue;
      const row = outbox.row(flight.boot, flight.seq);
      if (row === undefined) {
        this.#flights.delete(key);
        continue;
      }
      flight.sentAtMs = now();
      this.#statistics.resent += 1;
      this.#send(row);
    }
    this.#pump();
  }

  #forget(): void {
    this.#generation += 1;
    this.#inWindow = 0;
    this.#flights.clear();
    this.#page = [];
    this.#cursor = { boot: 0, seq: 0 };
  }
}
