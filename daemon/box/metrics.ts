import type { DeviceHealth, HealthReport } from '../../contracts/device-health.ts';
import { type Metrics, openMetrics, type Reading } from '../../service/metrics.ts';

/** A device's figure without `pindan_` and its role, and what it says. */
type Row = readonly [name: string, help: string];

/** What every device on a cable counts. */
const LINK = {
  bytesIn: ['received_bytes_total', 'Bytes that came from the device'],
  bytesOut: ['sent_bytes_total', 'Bytes that were sent to the device'],
  opens: ['opens_total', 'Times that the device was opened'],
  losses: ['losses_total', 'Times that the open device went away'],
  failedAttempts: ['failed_opens_total', 'Attempts to open the device that failed'],
  silences: ['silences_total', 'Times that nothing came for longer than the device is ever silent'],
  lastByteAtMs: ['last_byte_timestamp_seconds', 'When the last byte came; 0 if none did'],
} as const;

/** Statistics of `/health`, by role and name. */
const ROWS: Readonly<Record<DeviceHealth['role'], Readonly<Record<string, Row>>>> = {
  till: {
    ...LINK,
    bytes: ['framed_bytes_total', 'Bytes that were cut into lines since the device was opened'],
    lines: ['lines_total', 'Lines that were read since the device was opened'],
    overflows: ['overlong_lines_total', 'Lines beyond the longest, dropped'],
    checksumErrors: ['checksum_errors_total', 'Frames with a wrong checksum'],
    gaps: ['gaps_total', 'Missing sequence numbers, or bytes that no command explains'],
    events: ['events_total', 'Events that were made of lines'],
    unknownLines: ['unknown_lines_total', 'Lines that no rule of the dialect takes'],
    receipts: ['receipts_total', 'Receipts that were read'],
    doubtful: [
      'doubtful_receipts_total',
      'Receipts that were read again to find which lines are items',
    ],
    sales: ['sales_total', 'Sales that were stored'],
    repeats: ['repeated_sales_total', 'Receipts that were printed or read again, and are no sale'],
    unbalanced: ['unbalanced_sales_total', 'Sales whose lines do not add up to their total'],
    truncated: ['truncated_sales_total', 'Sales of which a part was not read'],
    unsupported: ['unsupported_receipts_total', 'Receipts that can be seen but not read'],
    ringing: ['open_receipts_total', 'Times that the lines of an open receipt were sent'],
    codes: ['codes_total', 'Pairing codes that were read'],
  },
  scanner: {
    ...LINK,
    bytes: ['framed_bytes_total', 'Bytes that were cut into scans since the device was opened'],
    overflows: ['overlong_scans_total', 'Scans beyond the longest, dropped'],
    scans: ['scans_total', 'Scans'],
    products: ['products_total', 'Scans of products'],
    cards: ['cards_total', 'Scans of cards'],
    codes: ['codes_total', 'Scans of pairing codes'],
    invalid: ['invalid_scans_total', 'Scans that are no barcode of this venue'],
    echoes: ['echoes_total', 'Scans that the scanner sent twice'],
  },
  printer: {
    ...LINK,
    jobs: ['jobs_total', 'Slips that were to be printed'],
    printed: ['printed_total', 'Slips that the printer says it has printed'],
    sentUnconfirmed: [
      'sent_unconfirmed_total',
      'Slips that went to a printer that confirms nothing',
    ],
    uncertain: ['uncertain_total', 'Slips of which nobody knows whether they were printed whole'],
    paperOuts: ['paper_outs_total', 'Times that the paper ended'],
    coverOpens: ['cover_opens_total', 'Times that the cover was opened'],
    cutterFaults: ['cutter_faults_total', 'Times that the cutter was stuck'],
    absences: ['absences_total', 'Times that the printer stopped answering'],
  },
  broker: {
    connects: ['connects_total', 'Connections to the broker'],
    losses: ['losses_total', 'Connections to the broker that were lost'],
    messages: ['messages_total', 'Messages that came'],
    rejected: ['rejected_messages_total', 'Messages that could not be read'],
    stale: ['stale_messages_total', 'Messages of a central that was replaced'],
  },
  central: {
    sent: ['sent_messages_total', 'Messages of the outbox that were sent'],
    resent: [
      'resent_messages_total',
      'Messages that were sent again because no acknowledgement came',
    ],
    acknowledged: ['acknowledged_messages_total', 'Messages that central has committed'],
    clockOffsetMs: ['clock_offset_seconds', "What to add to this box's clock to have central's"],
  },
  store: {
    rows: ['waiting_messages', 'Messages that wait for central'],
    bytes: ['bytes', 'Bytes that the waiting messages take'],
    limitBytes: ['limit_bytes', 'Bytes that may wait'],
    dropped: ['dropped_messages_total', 'Messages that were dropped because the outbox was full'],
    boot: ['boot', 'Number of this start'],
    slipsWaiting: ['waiting_slips', 'Slips that wait for their printer'],
  },
  kiosk: {
    pages: ['pages', 'Pages that are connected'],
    paints: ['recent_paints', 'Measured paints that the percentiles of /health rest on'],
    scanToPaintP50Ms: ['recent_scan_to_paint_p50_seconds', 'Median of the recent ones'],
    scanToPaintP95Ms: ['recent_scan_to_paint_p95_seconds', '95th percentile of the recent ones'],
  },
  daemon: {},
};

/** Latencies that are promised. Their bounds hold the promised times. */
export interface DaemonMetrics {
  readonly contentType: string;
  /** What the report holds, and the latencies so far. */
  readonly text: (report: HealthReport) => Promise<string>;
  /** p50 within 5 ms, p99 within 50 ms. */
  readonly lineStored: (tookMs: number) => void;
  /** p50 within 20 ms, p99 within 250 ms. */
  readonly acknowledged: (tookMs: number) => void;
  /** p99 within 150 ms. */
  readonly suggested: (tookMs: number) => void;
  /** p95 within 150 ms. */
  readonly painted: (tookMs: number) => void;
}

export function openDaemonMetrics(): DaemonMetrics {
  const metrics = openMetrics();
  // One report for all figures: making it costs queries.
  let devices: readonly DeviceHealth[] = [];
  readDevices(metrics, () => devices);
  return {
    contentType: metrics.contentType,
    text(report) {
      devices = report.devices;
      return metrics.text();
    },
    lineStored: metrics.latency(
      {
        name: 'pindan_line_stored_seconds',
        help: "From a till's line to what it tells of in the outbox, on disk",
      },
      [0.5, 1, 2, 5, 10, 20, 50, 100, 250, 1000],
    ),
    acknowledged: metrics.latency(
      {
        name: 'pindan_publish_ack_seconds',
        help: 'From sending a message to central saying that it has committed it',
      },
      [5, 10, 20, 50, 100, 250, 500, 1000, 2500, 10_000],
    ),
    suggested: metrics.latency(
      {
        name: 'pindan_line_suggestion_seconds',
        help: 'From a line, of an open receipt with a card or scanned at a kiosk, to the suggestion that it brings',
      },
      [10, 25, 50, 100, 150, 250, 500, 1000, 2500, 10_000],
    ),
    painted: metrics.latency(
      {
        name: 'pindan_scan_painted_seconds',
        help: 'From the last byte of a scan to the screen that shows it',
      },
      [25, 50, 75, 100, 150, 200, 300, 500, 1000],
    ),
  };
}

function readDevices(metrics: Metrics, devices: () => readonly DeviceHealth[]): void {
  const labels = ['role', 'device'] as const;
  metrics.read({ name: 'pindan_device_ok', help: 'Whether the device is well', labels }, () =>
    devices().map(({ role, id, ok }) => ({
      value: ok ? 1 : 0,
      labels: { role, device: id },
    })),
  );
  for (const role of Object.keys(ROWS) as DeviceHealth['role'][]) {
    for (const [statistic, [name, help]] of Object.entries(ROWS[role])) {
      // What is in milliseconds in `/health` is in seconds here.
      const scale = statistic.endsWith('Ms') ? 1 / 1000 : 1;
      metrics.read({ name: `pindan_${role}_${name}`, help, labels: ['device'] }, () =>
        devices().flatMap((device): Reading<'device'>[] => {
          const value = device.role === role ? device.statistics[statistic] : undefined;
          return value === undefined
            ? []
            : [{ value: value * scale, labels: { device: device.id } }];
        }),
      );
    }
  }
}
