import type { TillEvent } from '../../../contracts/till-event.ts';
import type { TimedBytes } from './capture.ts';
import { decodeWhole } from '../dialect.ts';
import { openTillFeed } from '../feed.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

/** So much of a recording is looked at for its first receipts, and becomes the sample at most. */
const LOOKED_AT_BYTES = 100_000;
const SAMPLE_BYTES = 8000;
/** A pause is heard this often. */
const TICK_MS = 100;
const LONGEST_PAUSE_MS = 120_000;

/** A sample as it stands in a dialect's file: what the bytes come out as, without times and the text of lines. */
export interface DraftSample {
  readonly name: string;
  readonly bytesHex: string;
  readonly expect: Readonly<Record<string, unknown>>[];
}

/** The first receipts of a recording: two that are cut off, or one that ends by silence, which a sample cannot hold. */
export function firstReceipts(dialect: Dialect, pieces: readonly TimedBytes[]): DraftSample {
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  const ends = receiptEnds(dialect, pieces);
  const [first, second] = ends;
  const until =
    first === undefined || first.at > SAMPLE_BYTES
      ? SAMPLE_BYTES
      : second === undefined || second.isSilence || first.isSilence || second.at > SAMPLE_BYTES
        ? first.at
        : second.at;
  const sample = bytes.subarray(0, until);
  return {
    name: 'the beginning of the recording: correct what is wrong here',
    bytesHex: sample.toString('hex'),
    expect: expectedOf(dialect, sample),
  };
}

/** What a sample's bytes come out as now. */
export function expectedOf(
  dialect: Dialect,
  bytes: Uint8Array,
): Readonly<Record<string, unknown>>[] {
  return decodeWhole(dialect, bytes).map((event) => ({ ...shownFacts(event) }));
}

function shownFacts(event: TillEvent): Readonly<Record<string, unknown>> {
  const { atMs: _atMs, text, ...fact } = event;
  // Of an unknown line the text is all there is.
  return event.kind === 'unknown' ? { ...fact, text } : fact;
}

function receiptEnds(
  dialect: Dialect,
  pieces: readonly TimedBytes[],
): readonly { readonly at: number; readonly isSilence: boolean }[] {
  const feed = openTillFeed(dialect);
  const ends: { readonly at: number; readonly isSilence: boolean }[] = [];
  let at = 0;
  let nowMs = 0;
  const hear = (events: readonly TillEvent[]): void => {
    for (const event of events) {
      if (event.kind === 'end') ends.push({ at, isSilence: event.by === 'idle' });
    }
  };
  for (const piece of pieces) {
    nowMs = Math.max(nowMs, piece.atMs - LONGEST_PAUSE_MS);
    for (; nowMs + TICK_MS < piece.atMs; nowMs += TICK_MS) hear(feed.idle(nowMs));
    nowMs = Math.max(nowMs, piece.atMs);
    for (const byte of piece.bytes) {
      at += 1;
      hear(feed.push(Uint8Array.of(byte), nowMs));
    }
    if (at > LOOKED_AT_BYTES || ends.length > 1) return ends;
  }
  hear(feed.idle(nowMs + LONGEST_PAUSE_MS));
  return ends;
}
