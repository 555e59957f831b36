import type { TillEvent } from '../../contracts/till-event.ts';
import { amountMinor } from './amount.ts';
import type { AmountFormat } from './amount.ts';
import { plainText } from './decode-text.ts';
import type { DecodeText } from './decode-text.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';
import { noiseWatch } from './noise-watch.ts';

const START = 0x01;
const POST = 0x05;
const END = 0x03;
/** LEN is one byte above 20h: no frame is longer. */
const LONGEST_FRAME = 256;
/** What is not completed within this silence never will be. */
const GIVE_UP_MS = 500;
/** Command 53 without an amount. */
const PAID_EXACTLY = 'paid exactly';

/**
 * Taps the host's side of a Datecs fiscal printer: `01 LEN SEQ CMD DATA 05 BCC(4) 03`. A repeated SEQ is a repetition and is not counted
 * again; a wrong checksum drops the frame and marks the receipt. Source: reference page on devices, 2.5; the data of the sale
 * commands after Datecs' published command list, to be confirmed on a device.
 */
export function datecsFramer(decode: DecodeText, number: AmountFormat): Framer {
  const statistics = freshFramerStatistics();
  let frame: number[] = [];
  let lastSeq: number | undefined;
  /** The host never says the total: the printer adds the lines up, and so do we. */
  let sumMinor = 0;
  const noise = noiseWatch();
  let lastAtMs = 0;

  const dropped = (atMs: number, reason: string): readonly Frame[] => {
    const hadBegun = frame.length > 0;
    frame = [];
    return hadBegun ? [{ kind: 'damaged', reason, atMs }] : [];
  };

  /** With the total before the first tender of a receipt. */
  const withTotal = (events: readonly TillEvent[], atMs: number): readonly TillEvent[] => {
    const [first] = events;
    if (first?.kind === 'begin') sumMinor = 0;
    else if (first?.kind === 'item') sumMinor += first.amountMinor;
    else if (first?.kind === 'void') sumMinor -= first.amountMinor ?? 0;
    else if (first?.kind === 'tender') {
      return [{ kind: 'total', atMs, totalMinor: sumMinor }, ...events];
    } else if (first?.kind === 'unknown' && first.text === PAID_EXACTLY) {
      const tender = {
        kind: 'tender' as const,
        atMs,
        tender: 'cash' as const,
        amountMinor: sumMinor,
      };
      return [{ kind: 'total', atMs, totalMinor: sumMinor }, tender];
    }
    return events;
  };

  const ended = (atMs: number): readonly Frame[] => {
    const bytes = frame;
    frame = [];
    const at = bytes.lastIndexOf(POST);
    const [, length, seq, command] = bytes;
    const isWhole =
      at >= 4 &&
      bytes.length === at + 6 &&
      length === 0x20 + at &&
      checksum(bytes.slice(1, at + 1)) === given(bytes.slice(at + 1, at + 5));
    if (!isWhole || command === undefined) {
      statistics.checksumErrors += 1;
      return [{ kind: 'damaged', reason: 'a frame with a wrong checksum was dropped', atMs }];
    }
    if (seq === lastSeq) return [];
    lastSeq = seq;
    statistics.lines += 1;
    noise.ended();
    const data = decode(Uint8Array.from(bytes.slice(4, at)));
    const events = withTotal(eventsOf(command, data, atMs, number), atMs);
    return events.map((event) => ({ kind: 'fact', event, atMs }));
  };

  const take = (byte: number, atMs: number): readonly Frame[] => {
    if (frame.length === 0) {
      if (byte === START) frame = [byte];
      // NAK and SYN stand between frames; anything else is noise.
      else if (byte !== 0x15 && byte !== 0x16) {
        statistics.gaps += 1;
        return noise.heard(atMs);
      }
      return [];
    }
    if (byte === START) {
      // Nothing inside a frame is that small: the one before it lost its end.
      statistics.checksumErrors += 1;
      frame = [byte];
      return [{ kind: 'damaged', reason: 'a frame lost its end', atMs }];
    }
    frame.push(byte);
    const isEnd = byte === END && frame.at(-6) === POST;
    if (isEnd) return ended(atMs);
    if (frame.length <= LONGEST_FRAME) return [];
    statistics.overflows += 1;
    frame = [];
    return [{ kind: 'damaged', reason: 'a frame without an end was dropped', atMs }];
  };

  return {
    statistics,
    push: (bytes, atMs) => {
      statistics.bytes += bytes.length;
      lastAtMs = atMs;
      const frames: Frame[] = [];
      for (const byte of bytes) frames.push(...take(byte, atMs));
      return frames;
    },
    idle: (atMs) =>
      atMs - lastAtMs < GIVE_UP_MS ? [] : dropped(atMs, 'a frame was not completed'),
    lost: (atMs) => dropped(atMs, 'the link was lost inside a frame'),
  };
}

/** The sum of the bytes after `01` through `05`, 16 bits. */
function checksum(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) & 0xffff;
}

/** Four nibbles, each + 30h. */
function given(nibbles: readonly number[]): number {
  return nibbles.reduce((value, nibble) => value * 16 + (nibble - 0x30), 0);
}

function eventsOf(
  command: number,
  data: string,
  atMs: number,
  number: AmountFormat,
): readonly TillEvent[] {
  const text = plainText(data);
  const at = { atMs, text };
  switch (command) {
    case 48:
      return [{ kind: 'begin', atMs }];
    case 49:
    case 52:
      return [saleEvent(data, at, number)];
    case 53:
      return [tenderEvent(data, at, number)];
    case 54:
      return [{ kind: 'unknown', ...at }];
    case 56:
      return [{ kind: 'end', atMs, by: 'command' }];
    case 60:
      return [
        { kind: 'void', atMs, scope: 'transaction' },
        { kind: 'end', atMs, by: 'command' },
      ];
    default:
      return [];
  }
}

/** `name[LF second line] TAB tax-group [sign]price[*quantity][,percent]`; a negative price is a void. */
function saleEvent(
  data: string,
  at: { readonly atMs: number; readonly text: string },
  number: AmountFormat,
): TillEvent {
  const match =
    /^(?<name>[^\t]*)\t[^\d+-]?(?<price>[+-]?[\d.]+)(?:\*(?<quantity>[\d.]+))?(?:[,;].*)?$/s.exec(
      data,
    );
  const unit = amountMinor(match?.groups?.['price'] ?? '', number);
  const times = match?.groups?.['quantity'] ?? '1';
  if (match === null || unit === undefined) return { kind: 'unknown', ...at };
  const name = plainText(match.groups?.['name'] ?? '').trim();
  const whole = /^\d{1,4}(?:\.0+)?$/.test(times);
  const amount = whole ? unit * Number(times) : Math.round(unit * Number(times));
  if (amount < 0) return { kind: 'void', ...at, scope: 'line', name, amountMinor: -amount };
  if (whole) {
    return {
      kind: 'item',
      ...at,
      name,
      quantity: Number.parseInt(times, 10),
      unitPriceMinor: unit,
      amountMinor: amount,
    };
  }
  const measure = { value: times.slice(0, 16), unit: '' };
  return {
    kind: 'item',
    ...at,
    name,
    quantity: 1,
    unitPriceMinor: amount,
    amountMinor: amount,
    measure,
  };
}

/** `lines TAB [mode]amount`: P cash, N and C card or credit, D cheque. */
function tenderEvent(
  data: string,
  at: { readonly atMs: number; readonly text: string },
  number: AmountFormat,
): TillEvent {
  const match = /\t(?<mode>[A-Z]?)(?<amount>[+-]?[\d.]+)$/i.exec(data);
  const amount = amountMinor(match?.groups?.['amount'] ?? '', number);
  if (amount === undefined) return { kind: 'unknown', ...at, text: PAID_EXACTLY };
  const mode = match?.groups?.['mode']?.toUpperCase() ?? '';
  const tender =
    mode === '' || mode === 'P' ? 'cash' : mode === 'N' || mode === 'C' ? 'card' : 'other';
  return { kind: 'tender', ...at, tender, amountMinor: amount };
}
