import { MESSAGES, topicOf, type TopicLevels } from '../../contracts/topics.ts';
import type { Ack } from '../../contracts/presence.ts';
import type { Sealed } from '../../mqtt/link.ts';
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

export interface Publisher {
  readonly statistics: PublisherStatistics;
  /** The link is up: everything that is not acknowledged is sent, oldest first, without waiting for new rows. */
  online(): void;
  /** The link is down: all in-flight marks are forgotten. */
  offline(): void;
  /** Central began anew: what it has not acknowledged is sent again. */
  restart(): void;
  acknowledged(ack: Ack): Promise<void>;
  close(): void;
}

interface Flight {
  readonly boot: number;
  readonly seq: number;
  sentAtMs: number;
}

/** Carries the outbox's rows to the broker in order, through a window. A row is done when central says so, never before. */
export function startPublisher(options: PublisherOptions): Publisher {
  const { outbox } = options;
  const windowRows = options.windowRows ?? WINDOW;
  const resendAfterMs = options.resendAfterMs ?? RESEND_AFTER_MS;
  const statistics = { sent: 0, resent: 0, acknowledged: 0 };
  const flights = new Map<string, Flight>();
  let page: OutboxRow[] = [];
  let cursor = { boot: 0, seq: 0 };
  let inWindow = 0;
  let isOnline = false;
  /** Grows with each connection: what an older one still calls back is void. */
  let generation = 0;

  function pump(): void {
    if (!isOnline) return;
    while (inWindow < windowRows && flights.size < UNACKNOWLEDGED_LIMIT) {
      const row = nextRow();
      if (row === undefined) return;
      flights.set(`${row.boot}:${row.seq}`, {
        boot: row.boot,
        seq: row.seq,
        sentAtMs: options.now(),
      });
      statistics.sent += 1;
      send(row);
    }
  }

  function nextRow(): OutboxRow | undefined {
    if (page.length === 0)
      page = [...outbox.after(cursor.boot, cursor.seq, PAGE_ROWS)].toReversed();
    const row = page.pop();
    if (row !== undefined) cursor = { boot: row.boot, seq: row.seq };
    return row;
  }

  function send(row: OutboxRow): void {
    const { qos, retain } = MESSAGES[row.kind];
    const mine = generation;
    inWindow += 1;
    const settled = (): void => {
      if (mine !== generation) return;
      inWindow -= 1;
      pump();
    };
    // A failed send says that the link broke; the row stays and goes again after the next connect or its own time.
    options
      .send({ topic: topicOf(row.kind, options.levels), bytes: row.message, qos, retain })
      .then(settled, settled);
  }

  function resendLate(): void {
    if (!isOnline) return;
    const dueAtMs = options.now() - resendAfterMs;
    for (const [key, flight] of flights) {
      if (inWindow >= windowRows) return;
      if (flight.sentAtMs > dueAtMs) continue;
      const row = outbox.row(flight.boot, flight.seq);
      if (row === undefined) {
        flights.delete(key);
        continue;
      }
      flight.sentAtMs = options.now();
      statistics.resent += 1;
      send(row);
    }
    pump();
  }

  function forget(): void {
    generation += 1;
    inWindow = 0;
    flights.clear();
    page = [];
    cursor = { boot: 0, seq: 0 };
  }

  const timer = setInterval(resendLate, Math.min(1000, resendAfterMs / 2));
  timer.unref();
  outbox.onAppended(pump);

  return {
    statistics,
    online() {
      forget();
      isOnline = true;
      pump();
    },
    offline() {
      isOnline = false;
      forget();
    },
    restart() {
      if (!isOnline) return;
      forget();
      pump();
    },
    async acknowledged(ack) {
      const atMs = options.now();
      await outbox.acknowledge(ack.boot, ack.seq);
      // Flights stand in the order of their numbers: the first one beyond the ack ends the search.
      for (const [key, flight] of flights) {
        if (flight.boot > ack.boot || (flight.boot === ack.boot && flight.seq > ack.seq)) break;
        if (flight.boot < ack.boot) continue;
        flights.delete(key);
        statistics.acknowledged += 1;
        options.onAcknowledged?.(atMs - flight.sentAtMs);
      }
      pump();
    },
    close() {
      isOnline = false;
      generation += 1;
      clearInterval(timer);
    },
  };
}
