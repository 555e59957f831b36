import type { TillEvent } from '../../../contracts/till-event.ts';
import { xorOf } from './checksum.ts';
import { textDecoder } from '../dialect/decode-text.ts';
import type { Frame, Framer } from './frame.ts';
import { JsonLine } from './json-lines.ts';
import { lineFramer } from './line-framer.ts';
import type { z } from 'zod';

/** A line that is not ended within this silence is read as it stands: the last one of a file, or the rest of a broken one. */
const GIVE_UP_MS = 2000;

/**
 * The contract feed: lines of JSON, each with an optional XOR checksum and sequence number, turned into facts.
 * Source: json-lines.ts, which documents the line.
 */
export function jsonFramer(limitBytes: number): Framer {
  const decode = textDecoder('utf-8');
  const lines = lineFramer({
    decode,
    delimiters: ['\r\n', '\n', '\r'],
    limitBytes,
    idleFlushMs: GIVE_UP_MS,
  });
  const { statistics } = lines;
  let lastSeq: number | undefined;

  const framesOf = (frame: Frame): readonly Frame[] => {
    if (frame.kind !== 'line') return [frame];
    if (frame.text.trim() === '') return [];
    const { atMs } = frame;
    const checked = checkedObject(frame.text);
    if (checked.kind === 'wrong') {
      statistics.checksumErrors += 1;
      return [{ kind: 'damaged', reason: 'a line with a wrong checksum was dropped', atMs }];
    }
    const line = parsedLine(checked.json);
    if (line === undefined) {
      statistics.checksumErrors += 1;
      return [{ kind: 'damaged', reason: 'a line that is not of the contract was dropped', atMs }];
    }
    const frames: Frame[] = [];
    // A till that restarts counts from 0 or 1 again.
    const isGap =
      line.seq !== undefined && lastSeq !== undefined && line.seq > 1 && line.seq !== lastSeq + 1;
    if (line.seq !== undefined && line.seq === lastSeq) return [];
    if (isGap) {
      statistics.gaps += 1;
      const reason = `lines are missing: seq ${String(line.seq)} came after ${String(lastSeq)}`;
      frames.push({ kind: 'damaged', reason, atMs });
    }
    if (line.seq !== undefined) lastSeq = line.seq;
    frames.push({ kind: 'fact', event: eventOf(line, frame.text, atMs), atMs });
    return frames;
  };

  return {
    statistics,
    push: (bytes, atMs) => lines.push(bytes, atMs).flatMap(framesOf),
    idle: (atMs) => lines.idle(atMs).flatMap(framesOf),
    lost: (atMs) => lines.lost(atMs),
  };
}

type Checked = { readonly kind: 'good'; readonly json: string } | { readonly kind: 'wrong' };

function checkedObject(line: string): Checked {
  const text = line.trim();
  const match = /\*([0-9a-fA-F]{2})$/.exec(text);
  if (match === null) return { kind: 'good', json: text };
  const json = text.slice(0, -3);
  return xorOf(Buffer.from(json, 'utf8')) === Number.parseInt(match[1] ?? '', 16)
    ? { kind: 'good', json }
    : { kind: 'wrong' };
}

function parsedLine(json: string): z.output<typeof JsonLine> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const parsed = JsonLine.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function eventOf(line: z.output<typeof JsonLine>, source: string, atMs: number): TillEvent {
  const { seq: _seq, ...fact } = line;
  const text = source.slice(0, 240);
  switch (fact.kind) {
    case 'item': {
      const amountMinor = fact.amountMinor ?? fact.quantity * fact.unitPriceMinor;
      return { ...fact, amountMinor, atMs, text };
    }
    case 'note':
      return { kind: 'unknown', atMs, text: fact.text };
    case 'end':
      return { kind: 'end', atMs, by: 'command' };
    case 'loyalty':
      return { ...fact, atMs };
    case 'begin':
    case 'void':
    case 'discount':
    case 'subtotal':
    case 'tax':
    case 'total':
    case 'tender':
    case 'change':
    case 'receipt-number':
    case 'cashier':
    case 'datetime':
    case 'mark':
    case 'drawer':
      return { ...fact, atMs, text };
  }
}
