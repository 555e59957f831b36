import type { TillEvent } from '../../../contracts/till-event.ts';
import { crc16 } from './checksum.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';
import { noiseWatch } from './noise-watch.ts';
import { packetFramer } from './packet-framer.ts';

const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;
const ACK = 0x06;
const NAK = 0x15;
/** APDUs of a till are short; a longer one is noise. */
const LONGEST_APDU = 1024;
const NOTHING: readonly Frame[] = [];

/**
 * Taps the till's side of a ZVT card terminal: `10 02 APDU 10 03 CRC`, `10` doubled inside. Payments only: a tender source
 * without items.
 * Source: docs/facts/till-feeds.md#zvt; the serial framing is to be confirmed on a device.
 */
export function zvtFramer(): Framer {
  const statistics = freshFramerStatistics();
  const noise = noiseWatch();
  let apdu: number[] | undefined;
  let isEscaped = false;
  /** Bytes of the checksum that have come; undefined before it begins. */
  let crc: number[] | undefined;

  const ended = (bytes: readonly number[], received: readonly number[], atMs: number) => {
    apdu = undefined;
    crc = undefined;
    const expected = crc16([...bytes, ETX]);
    if (received[0] !== (expected & 0xff) || received[1] !== expected >> 8) {
      statistics.checksumErrors += 1;
      const reason = 'an APDU with a wrong checksum was dropped';
      return [{ kind: 'damaged' as const, reason, atMs }];
    }
    statistics.lines += 1;
    noise.ended();
    const event = tenderOf(bytes, atMs);
    return event === undefined ? NOTHING : [{ kind: 'fact' as const, event, atMs }];
  };

  const takeEscaped = (byte: number): void => {
    isEscaped = false;
    if (byte === STX) apdu = [];
    else if (byte === ETX && apdu !== undefined) crc = [];
    else if (byte === DLE && apdu !== undefined) apdu.push(DLE);
    // Outside an APDU the first of two was noise.
    else if (byte === DLE) isEscaped = true;
  };

  return packetFramer({
    statistics,
    what: 'an APDU',
    take: (byte, atMs) => {
      if (crc !== undefined) {
        crc.push(byte);
        return crc.length === 2 ? ended(apdu ?? [], crc, atMs) : NOTHING;
      }
      if (isEscaped) {
        takeEscaped(byte);
      } else if (byte === DLE) {
        isEscaped = true;
      } else if (apdu === undefined) {
        // ACK and NAK stand between APDUs.
        if (byte === ACK || byte === NAK) return NOTHING;
        statistics.gaps += 1;
        return noise.heard(atMs);
      } else {
        apdu.push(byte);
      }
      if (apdu === undefined || apdu.length <= LONGEST_APDU) return NOTHING;
      apdu = undefined;
      statistics.overflows += 1;
      return [{ kind: 'damaged', reason: 'an APDU without an end was dropped', atMs }];
    },
    drop: () => {
      const hadBegun = apdu !== undefined;
      apdu = undefined;
      crc = undefined;
      isEscaped = false;
      return hadBegun;
    },
  });
}

/** Lengths of the fields that may stand before the amount; others end the search. Source: ZVT, bitmaps. */
const FIELD_BYTES: ReadonlyMap<number, number> = new Map([
  [0x01, 1],
  [0x02, 1],
  [0x03, 1],
  [0x05, 1],
  [0x0b, 3],
  [0x0c, 3],
  [0x0d, 2],
  [0x0e, 2],
  [0x17, 2],
  [0x19, 1],
  [0x27, 1],
  [0x29, 4],
  [0x2a, 15],
  [0x37, 3],
  [0x3b, 8],
  [0x49, 2],
  [0x87, 2],
  [0x88, 3],
  [0x8a, 1],
]);

/** Authorise (06 01) pays, refund (06 31) and reversal (06 30) pay back; field 04 is the amount in six BCD bytes. */
function tenderOf(apdu: readonly number[], atMs: number): TillEvent | undefined {
  const [group, command] = apdu;
  if (group !== 0x06 || (command !== 0x01 && command !== 0x30 && command !== 0x31))
    return undefined;
  // A reversal begins with a password of three bytes, and its length may take three.
  const isLong = apdu[2] === 0xff;
  let at = isLong ? 5 : 3;
  if (command !== 0x01) at += 3;
  while (at < apdu.length && apdu[at] !== 0x04) {
    const length = FIELD_BYTES.get(apdu[at] ?? 0);
    if (length === undefined) return undefined;
    at += 1 + length;
  }
  const digits = apdu
    .slice(at + 1, at + 7)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  if (!/^\d{12}$/.test(digits)) return undefined;
  const amountMinor = command === 0x01 ? Number(digits) : -Number(digits);
  return { kind: 'tender', atMs, tender: 'card', amountMinor };
}
