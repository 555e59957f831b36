// Face for daemon/: `openTillFeed(dialect): TillFeed`, a fresh one for each opening of the link.
import type { TillEvent } from '../../contracts/till-event.ts';
import { csvFramer } from './framing/csv-framer.ts';
import { datecsFramer } from './framing/datecs-framer.ts';
import { textDecoder } from './dialect/decode-text.ts';
import { escposFramer } from './framing/escpos/framer.ts';
import { displayFramer } from './framing/display-framer.ts';
import type { Framer, FramerStatistics } from './framing/frame.ts';
import { jsonFramer } from './framing/json-framer.ts';
import { lineFramer } from './framing/line-framer.ts';
import { ReceiptReader } from './receipt/receipt-reader.ts';
import type { ReaderStatistics } from './receipt/receipt-assembler.ts';
import { stxEtxFramer } from './framing/stx-etx-framer.ts';
import { zvtFramer } from './framing/zvt-framer.ts';
import type { Dialect } from './dialect/compiled-dialect.ts';

export interface TillFeedStatistics
  extends Readonly<FramerStatistics>, Readonly<ReaderStatistics> {}

/** So many lines tell whether a dialect fits; heads and footers are unknown on every receipt, but never nearly all lines. */
const TELLING_LINES = 200;
const MOST_UNKNOWN = 0.85;

/** Whether nearly nothing of a feed is understood: another till, another language, another encoding. Displays show what they like. */
export function fitsBadly(dialect: Dialect, statistics: TillFeedStatistics): boolean {
  const { lines, unknownLines } = statistics;
  if (dialect.file.grade !== 'items' || lines < TELLING_LINES) return false;
  return unknownLines > lines * MOST_UNKNOWN;
}

/** Bytes of one till to its events. Synchronous, no timers: the shell calls `idle` every 100 ms or so. */
export interface TillFeed {
  readonly statistics: TillFeedStatistics;
  push(bytes: Uint8Array, atMs: number): readonly TillEvent[];
  /** Time goes by: a line that waits for more is given out, a receipt that stands still is ended. */
  idle(atMs: number): readonly TillEvent[];
  /** The link is gone: what was begun is marked damaged and ended. The feed is finished then; open a new one. */
  lost(atMs: number): readonly TillEvent[];
  /** The id of the rule that made an event, for the workbench; undefined for what no rule made. */
  ruleOf(event: TillEvent): string | undefined;
}

/** @param options `limitBytes`: longest line, where it differs from the dialect's */
export function openTillFeed(
  dialect: Dialect,
  options: { readonly limitBytes?: number } = {},
): TillFeed {
  const framer = framerFor(dialect, options.limitBytes ?? dialect.file.framing.maxFrameBytes);
  const reader = new ReceiptReader(dialect);
  return {
    get statistics() {
      return { ...framer.statistics, ...reader.statistics };
    },
    push: (bytes, atMs) => reader.take(framer.push(bytes, atMs)),
    idle: (atMs) => [...reader.take(framer.idle(atMs)), ...reader.idle(atMs)],
    lost: (atMs) => [...reader.take(framer.lost(atMs)), ...reader.lost(atMs)],
    ruleOf: (event) => reader.ruleOf(event),
  };
}

function framerFor(dialect: Dialect, limitBytes: number): Framer {
  const { file } = dialect;
  const { framing } = file;
  switch (framing.kind) {
    case 'json-lines':
      return jsonFramer(limitBytes);
    case 'csv':
      return csvFramer({ ...file, csv: present(file.csv) }, textDecoder(file.encoding), limitBytes);
    case 'display':
      return displayFramer({ ...present(framing.display), decode: textDecoder(file.encoding) });
    case 'stx-etx':
      return stxEtxFramer({
        decode: textDecoder(file.encoding),
        limitBytes,
        checksum: framing.checksum,
      });
    case 'datecs':
      return datecsFramer(textDecoder(file.encoding), file.number);
    case 'zvt':
      return zvtFramer();
    case 'escpos':
      return escposFramer({
        encoding: file.encoding,
        cjkEncoding: file.cjkEncoding,
        codepageFromStream: file.escposCodepageFromStream,
        limitBytes,
        idleFlushMs: framing.idleFlushMs,
      });
    case 'lines':
      return lineFramer({
        decode: textDecoder(file.encoding),
        delimiters: framing.delimiters,
        limitBytes,
        idleFlushMs: framing.idleFlushMs,
        ...(framing.linePrefixHex === undefined
          ? {}
          : { prefix: Buffer.from(framing.linePrefixHex, 'hex') }),
      });
  }
}

/** What the schema of dialects has made sure of. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a dialect passed its schema without a needed part');
  return value;
}
