import type { TillEvent } from '../../../contracts/till-event.ts';
import type { AmountFormat } from '../dialect/amount.ts';
import { byteSum } from './checksum.ts';
import { adjustedMinor, datecsFact } from './datecs-command.ts';
import type { Adjust } from './datecs-command.ts';
import { plainText } from '../dialect/decode-text.ts';
import type { DecodeText } from '../dialect/decode-text.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';
import { noiseWatch } from './noise-watch.ts';
import { packetFramer } from './packet-framer.ts';

const START = 0x01;
const POST = 0x05;
const END = 0x03;
const NAK = 0x15;
const SYN = 0x16;
/** LEN is one byte above 20h: no frame is longer. */
const LONGEST_FRAME = 256;
const FIRST_SEQ = 0x20;
const NOTHING: readonly Frame[] = [];

/**
 * Taps the host's side of a Datecs fiscal printer: `01 LEN SEQ CMD DATA 05 BCC(4) 03`. A repeated SEQ is a repetition and is not
 * counted again; a missing SEQ or a wrong checksum marks the receipt, and its total is then not known.
 * Source: docs/facts/till-feeds.md#datecs.
 */
export function datecsFramer(decode: DecodeText, number: AmountFormat): Framer {
  const statistics = freshFramerStatistics();
  const receipt = datecsReceipt(number);
  const noise = noiseWatch();
  let frame: number[] = [];
  let lastSeq: number | undefined;

  const damaged = (reason: string, atMs: number): readonly Frame[] => {
    receipt.lose();
    return [{ kind: 'damaged', reason, atMs }];
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
      byteSum(bytes.slice(1, at + 1)) === given(bytes.slice(at + 1, at + 5));
    if (!isWhole || command === undefined) {
      statistics.checksumErrors += 1;
      return damaged('a frame with a wrong checksum was dropped', atMs);
    }
    if (seq === lastSeq) return NOTHING;
    const frames: Frame[] = [];
    // It counts up to FFh and begins again at 20h, as a till does that was switched on.
    const isNext = lastSeq === undefined || seq === lastSeq + 1 || seq === FIRST_SEQ;
    if (!isNext) {
      statistics.gaps += 1;
      frames.push(...damaged('frames are missing: their numbers are not in order', atMs));
    }
    lastSeq = seq;
    statistics.lines += 1;
    noise.ended();
    const data = decode(Uint8Array.from(bytes.slice(4, at)));
    for (const event of receipt.take(command, data, atMs)) {
      frames.push({ kind: 'fact', event, atMs });
    }
    return frames;
  };

  return packetFramer({
    statistics,
    what: 'a frame',
    take: (byte, atMs) => {
      if (frame.length === 0) {
        if (byte === START) frame = [byte];
        // NAK and SYN stand between frames; anything else is noise.
        else if (byte !== NAK && byte !== SYN) {
          statistics.gaps += 1;
          return noise.heard(atMs);
        }
        return NOTHING;
      }
      if (byte === START) {
        // Nothing inside a frame is that small: the one before it lost its end.
        statistics.checksumErrors += 1;
        frame = [byte];
        return damaged('a frame lost its end', atMs);
      }
      frame.push(byte);
      if (byte === END && frame.at(-6) === POST) return ended(atMs);
      if (frame.length <= LONGEST_FRAME) return NOTHING;
      statistics.overflows += 1;
      frame = [];
      return damaged('a frame without an end was dropped', atMs);
    },
    drop: () => {
      const hadBegun = frame.length > 0;
      frame = [];
      return hadBegun;
    },
  });
}

/** Four nibbles, each + 30h. */
function given(nibbles: readonly number[]): number {
  return nibbles.reduce((value, nibble) => value * 16 + (nibble - 0x30), 0);
}

interface DatecsReceipt {
  readonly take: (command: number, data: string, atMs: number) => readonly TillEvent[];
  /** A command was missed: the sum is not the total any more. */
  readonly lose: () => void;
}

/** The host never says the total: the printer adds the lines up, and so do we, and tell it before the first tender. */
function datecsReceipt(number: AmountFormat): DatecsReceipt {
  let sumMinor = 0;
  let hasTotal = false;
  /** Every line since the receipt was opened was understood; else the sum is not the total, and none is told. */
  let isSumWhole = false;

  /** A discount; a surcharge, which there is no word for, is a line of its own. */
  const adjusted = (
    adjust: Adjust | undefined,
    baseMinor: number,
    appliesTo: 'previous' | 'subtotal',
    atMs: number,
  ): readonly TillEvent[] => {
    const minor = adjust === undefined ? 0 : adjustedMinor(baseMinor, adjust);
    sumMinor += minor;
    if (minor === 0) return [];
    if (minor < 0) return [{ kind: 'discount', atMs, name: '', appliesTo, discountMinor: -minor }];
    const line = { quantity: 1, unitPriceMinor: minor, amountMinor: minor };
    return [{ kind: 'item', atMs, name: 'surcharge', ...line }];
  };

  const take = (command: number, data: string, atMs: number): readonly TillEvent[] => {
    const at = { atMs, text: plainText(data) };
    const fact = datecsFact(command, data, at, number);
    switch (fact.kind) {
      case 'open':
        sumMinor = 0;
        hasTotal = false;
        isSumWhole = true;
        return [{ kind: 'begin', atMs }];
      case 'sale': {
        sumMinor += fact.item.amountMinor;
        return [fact.item, ...adjusted(fact.adjust, fact.item.amountMinor, 'previous', atMs)];
      }
      case 'void':
        sumMinor -= fact.amountMinor;
        return [
          { ...at, kind: 'void', scope: 'line', name: fact.name, amountMinor: fact.amountMinor },
        ];
      case 'subtotal': {
        const subtotal = { kind: 'subtotal' as const, ...at, amountMinor: sumMinor };
        return [subtotal, ...adjusted(fact.adjust, sumMinor, 'subtotal', atMs)];
      }
      case 'tender': {
        const total = { kind: 'total' as const, atMs, totalMinor: sumMinor };
        const amount = fact.amountMinor ?? sumMinor;
        const tender = { kind: 'tender' as const, ...at, tender: fact.tender, amountMinor: amount };
        if (hasTotal || !isSumWhole) return fact.amountMinor === undefined ? [] : [tender];
        hasTotal = true;
        return [total, tender];
      }
      case 'close':
        isSumWhole = false;
        return [{ kind: 'end', atMs, by: 'command' }];
      case 'cancel':
        return [
          { kind: 'void', atMs, scope: 'transaction' },
          { kind: 'end', atMs, by: 'command' },
        ];
      case 'unknown':
        isSumWhole = false;
        return [{ kind: 'unknown', ...at }];
      case 'text':
        return [{ kind: 'unknown', ...at }];
      case 'nothing':
        return [];
    }
  };
  return {
    take,
    lose: () => {
      isSumWhole = false;
    },
  };
}
