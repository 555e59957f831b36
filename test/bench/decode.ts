import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { seededRandom } from '../simulators/random.ts';
import type { RungSale } from '../simulators/till-sale.ts';
import { tillBytes } from '../simulators/till.ts';
import type { TillStyle } from '../simulators/till.ts';

/** What a benchmark needs of its surroundings; `Io` of cli/ fits. */
interface BenchIo {
  readonly out: (text: string) => void;
  readonly signal: AbortSignal;
}

const SALE: RungSale = {
  lines: Array.from({ length: 12 }, (_, index) => ({
    name: `PRODUCT ${index}`,
    quantity: 1 + (index % 3),
    unitPriceMinor: 199 + index,
  })),
  totalMinor: 4860,
  paidMinor: 5000,
  receiptNumber: '4711',
};
const STYLES: readonly (readonly [string, TillStyle])[] = [
  ['json-lines', { kind: 'json-lines', withChecksum: true }],
  ['escpos-receipt', { kind: 'escpos', language: 'en' }],
  ['escpos-receipt-zh', { kind: 'escpos', language: 'zh' }],
];

/** `pindan bench decode`: lines/s and MB/s from bytes to till events for each dialect, on receipts and on noise, at 1, 4 and 16 MB. */
export async function bench(_args: readonly string[], io: BenchIo): Promise<number> {
  for (const [id, style] of STYLES) {
    const receipt = tillBytes(SALE, style);
    const random = seededRandom(7);
    const noise = Uint8Array.from({ length: 1 << 16 }, () => Math.floor(random() * 256));
    for (const [input, block] of [
      ['receipts', receipt],
      ['noise', noise],
    ] as const) {
      for (const megabytes of [1, 4, 16]) {
        await new Promise((resolve) => setImmediate(resolve));
        if (io.signal.aborted) return 1;
        const feed = openTillFeed(shippedDialect(id));
        const startedMs = performance.now();
        let sent = 0;
        for (let atMs = 0; sent < megabytes * 1e6; atMs += 50) {
          feed.push(block, atMs);
          sent += block.length;
        }
        const ms = performance.now() - startedMs;
        io.out(
          `${JSON.stringify({
            dialect: id,
            input,
            megabytes,
            ms: Math.round(ms),
            megabytesPerSecond: Math.round((sent / ms / 1000) * 10) / 10,
            linesPerSecond: Math.round((feed.statistics.lines / ms) * 1000),
            events: feed.statistics.events,
          })}\n`,
        );
      }
    }
  }
  return 0;
}
