import { type Metrics, openMetrics } from '../../service/metrics.ts';
import type { BrokerCounters } from '../broker/broker.ts';
import type { IngestCounters } from '../ingest/ingest.ts';
import type { JournalCounts } from '../ingest/journal.ts';
import type { MatchingOptions, Replayed } from '../matching/matching.ts';
import type { Speaker } from '../matching/outgoing.ts';
import type { HealthSources } from './health.ts';

/** Name without `pindan_`, and what it says. */
type Rows<Counts> = Readonly<Record<keyof Counts, readonly [name: string, help: string]>>;

const INGEST: Rows<IngestCounters> = {
  received: ['ingest_received_messages_total', 'Messages of boxes that came'],
  duplicates: ['ingest_duplicate_messages_total', 'Messages that had come before'],
  committed: ['ingest_committed_messages_total', 'Messages that stand in the journal'],
  commits: ['ingest_commits_total', 'Commits of the journal'],
  rejected: ['ingest_rejected_messages_total', 'Messages that could not be read'],
  leftToSender: ['ingest_left_messages_total', 'Messages that came too early and are sent again'],
};
const JOURNAL: Rows<JournalCounts> = {
  events: ['journal_events', 'Events in the journal'],
  sales: ['journal_sales', 'Sales in the journal'],
  duplicateSales: ['journal_duplicate_sales', 'Sales that were sent twice and count once'],
  quarantined: ['journal_quarantined_messages', 'Messages in quarantine'],
  waitingParts: ['journal_waiting_parts', 'Parts of large sales that wait for the others'],
  unknownItems: ['journal_unknown_items', 'Names on receipts that no product has'],
  learntPrices: ['journal_learnt_prices', 'Prices that were learnt from receipts'],
};
const OUTGOING: Rows<Speaker['counters']> = {
  said: ['outgoing_sent_messages_total', 'Messages that were sent to boxes'],
  unsaid: ['outgoing_unsent_messages_total', 'Messages that nobody was there to take'],
};
const REPLAY: Rows<Replayed> = {
  events: ['replay_events', 'Events that were replayed at the start'],
  tookMs: ['replay_duration_seconds', 'How long the replay at the start took'],
};
const BROKER: Rows<BrokerCounters> = {
  connections: ['broker_connections_total', 'Connections that the embedded broker took'],
  refusedConnections: ['broker_refused_connections_total', 'Connections that it refused'],
  refusedPublishes: ['broker_refused_publishes_total', 'Messages that it refused to take'],
  oversizePackets: ['broker_oversize_packets_total', 'Packets beyond the largest'],
};

export interface CentralMetrics {
  readonly contentType: string;
  readonly text: () => Promise<string>;
  /** The matcher has taken one step. Promised of an event: p99 within 5, 15 and 20 ms for 30, 100 and 300 shoppers. */
  readonly stepped: NonNullable<MatchingOptions['onStepped']>;
  /** From now on what these parts count is shown too. */
  watch(sources: HealthSources): void;
}

export function openCentralMetrics(): CentralMetrics {
  const metrics = openMetrics();
  const stepped = metrics.latency(
    {
      name: 'pindan_matcher_step_seconds',
      help: 'What one step of the matcher costs',
      labels: ['work'],
    },
    [0.5, 1, 2, 5, 10, 15, 20, 50, 100, 250, 1000],
  );
  return {
    contentType: metrics.contentType,
    text: metrics.text,
    stepped: (work, tookMs) => stepped(tookMs, { work }),
    watch: (sources) => watch(metrics, sources),
  };
}

function watch(metrics: Metrics, sources: HealthSources): void {
  const { broker, journal, matching } = sources;
  readAll(metrics, INGEST, () => sources.ingest.counters);
  readAll(metrics, JOURNAL, () => journal.counts());
  readAll(metrics, OUTGOING, () => sources.speaker.counters);
  readAll(metrics, REPLAY, () => sources.replayed);
  if (broker !== undefined) readAll(metrics, BROKER, () => broker.counters);
  const read = (name: string, help: string, value: () => number): void =>
    metrics.read({ name: `pindan_${name}`, help }, () => [{ value: value() }]);
  read('broker_online', 'Whether the broker is reached', () =>
    sources.linkState().isOnline ? 1 : 0,
  );
  read('open_visits', 'Shoppers present now', () => matching.activity.openVisits);
  read(
    'live_pairings',
    'Confirmed pairings that are not redeemed yet',
    () => matching.activity.livePairings,
  );
  read('epoch', 'Number of this start of central', () => journal.epoch);
  read('products', 'Products in the catalogue', () => sources.catalogue().products.length);
  metrics.read(
    { name: 'pindan_box_online', help: 'Whether the box is there', labels: ['device'] },
    () =>
      sources.boxes().map(({ dev, presence }) => ({
        value: presence.state === 'online' ? 1 : 0,
        labels: { device: dev },
      })),
  );
}

function readAll<Counts extends object>(
  metrics: Metrics,
  rows: Rows<Counts>,
  counts: () => Counts,
): void {
  for (const statistic of Object.keys(rows) as (keyof Counts & string)[]) {
    const [name, help] = rows[statistic];
    // What is counted in milliseconds is shown in seconds.
    const scale = statistic.endsWith('Ms') ? 1 / 1000 : 1;
    metrics.read({ name: `pindan_${name}`, help }, () => [
      { value: Number(counts()[statistic]) * scale },
    ]);
  }
}
