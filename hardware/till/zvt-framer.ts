import type { TillEvent } from '../../contracts/till-event.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';
import { noiseWatch } from './noise-watch.ts';

const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;
/** APDUs of a till are short; a longer one is noise. */
const LONGEST_APDU = 1024;
/** What is not completed within this silence never will be. */
const GIVE_UP_MS = 500;

/**
 * Taps the till's side of a ZVT card terminal: `10 02 APDU 10 03 CRC`, `10` doubled inside. Payments only: a tender source without items.
 * Source: reference page on devices, 2.5; the serial framing is to be confirmed on a device.
 */
export function zvtFramer(): Framer {
  const statistics = freshFramerStatistics();
  let apdu: number[] | undefined;
  let isEscaped = false;
  const noise = noiseWatch();
  let lastAtMs = 0;

  const dropped = (atMs: number, reason: string): readonly Frame[] => {
    const hadBegun = apdu !== undefined;
    apdu = undefined;
    crc = undefined;
    isEscaped = false;
    return hadBegun ? [{ kind: 'damaged', reason, atMs }] : [];
  };
  /** Bytes of the checksum that are still to come. */
  let crc: number[] | undefined;

  const ended = (atMs: number): readonly Frame[] => {
    const bytes = apdu ?? [];
    const received = crc ?? [];
    apdu = undefined;
    crc = undefined;
    const expected = zvtCrc([...bytes, ETX]);
    if (received[0] !== (expected & 0xff) || received[1] !== expected >> 8) {
      statistics.checksumErrors += 1;
      return [{ kind: 'damaged', reason: 'an APDU with a wrong checksum was dropped', atMs }];
    }
    statistics.lines += 1;
    noise.ended();
    const event = tenderOf(bytes, atMs);
    return event === undefined ? [] : [{ kind: 'fact', event, atMs }];
  };

  const take = (byte: number, atMs: number): readonly Frame[] => {
    if (crc !== undefined) {
      crc.push(byte);
      return crc.length === 2 ? ended(atMs) : [];
    }
    if (isEscaped) {
      isEscaped = false;
      if (byte === STX) apdu = [];
      else if (byte === ETX && apdu !== undefined) crc = [];
      else if (byte === DLE && apdu !== undefined) apdu.push(DLE);
      // Outside an APDU the first of two was noise.
      else if (byte === DLE) isEscaped = true;
      return [];
    }
    if (byte === DLE) {
      isEscaped = true;
    } else if (apdu === undefined) {
      // ACK and NAK stand between APDUs.
      if (byte === 0x06 || byte === 0x15) return [];
      statistics.gaps += 1;
      return noise.heard(atMs);
    } else if (apdu.length >= LONGEST_APDU) {
      apdu = undefined;
      statistics.overflows += 1;
      return [{ kind: 'damaged', reason: 'an APDU without an end was dropped', atMs }];
    } else {
      apdu.push(byte);
    }
    return [];
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
      atMs - lastAtMs < GIVE_UP_MS ? [] : dropped(atMs, 'an APDU was not completed'),
    lost: (atMs) => dropped(atMs, 'the link was lost inside an APDU'),
  };
}

/** CRC-16, polynomial x^16 + x^12 + x^5 + 1 reflected, start 0, over the APDU and ETX. */
export function zvtCrc(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0x8408;
  }
  return crc;
}

/** Authorise (06 01) pays, refund (06 31) pays back; bitmap 04 is the amount in six BCD bytes. */
function tenderOf(apdu: readonly number[], atMs: number): TillEvent | undefined {
  const [group, command, length, ...data] = apdu;
  if (group !== 0x06 || (command !== 0x01 && command !== 0x31) || length === undefined)
    return undefined;
  const at = data.indexOf(0x04);
  const digits = data
    .slice(at + 1, at + 7)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  if (at === -1 || !/^\d{12}$/.test(digits)) return undefined;
  const amountMinor = command === 0x31 ? -Number(digits) : Number(digits);
  return { kind: 'tender', atMs, tender: 'card', amountMinor };
}
