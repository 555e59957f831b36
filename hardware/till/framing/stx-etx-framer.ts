import { checksumAgrees, CHECKSUM_BYTES } from './checksum.ts';
import type { Checksum } from './checksum.ts';
import type { DecodeText } from '../dialect/decode-text.ts';
import { freshFramerStatistics } from './frame.ts';
import type { Frame, Framer } from './frame.ts';
import { noiseWatch } from './noise-watch.ts';
import { packetFramer } from './packet-framer.ts';

const STX = 0x02;
const ETX = 0x03;
/** EOT, ENQ, ACK, NAK and line ends stand between frames. */
const BETWEEN = new Set([0x04, 0x05, 0x06, 0x15, 0x0a, 0x0d]);
const NOTHING: readonly Frame[] = [];

export interface StxEtxOptions {
  readonly decode: DecodeText;
  /** Longest frame between STX and ETX. */
  readonly limitBytes: number;
  readonly checksum: Checksum;
}

/**
 * Frames `STX data ETX [checksum]`, delimiters removed; the data may hold several lines. The checksum is over the data and ETX: `xor` one
 * byte (the LRC of ISO 1745), `sum16` two bytes, the high one first, `crc16` two bytes as ZVT has them, the low one first. A frame
 * with a wrong one is dropped and counted.
 */
export function stxEtxFramer(options: StxEtxOptions): Framer {
  const { checksum, decode, limitBytes } = options;
  const statistics = freshFramerStatistics();
  const noise = noiseWatch();
  const buffer = new Uint8Array(limitBytes + 1);
  const sum: number[] = [];
  let state: 'outside' | 'data' | 'sum' = 'outside';
  let length = 0;

  const begin = (): void => {
    state = 'data';
    length = 0;
    sum.length = 0;
  };
  const damaged = (reason: string, atMs: number): readonly Frame[] => [
    { kind: 'damaged', reason, atMs },
  ];
  const ended = (atMs: number): readonly Frame[] => {
    state = 'outside';
    // With the ETX, which is part of the sum.
    if (!checksumAgrees(checksum, buffer.subarray(0, length), sum)) {
      statistics.checksumErrors += 1;
      return damaged('a frame with a wrong checksum was dropped', atMs);
    }
    noise.ended();
    const lines = decode(buffer.subarray(0, length - 1)).split(/\r\n|[\r\n]/);
    statistics.lines += lines.length;
    return lines.map((text) => ({ kind: 'line', text, atMs }));
  };
  const takeData = (byte: number, atMs: number): readonly Frame[] => {
    if (byte === STX) {
      statistics.checksumErrors += 1;
      begin();
      return damaged('a frame lost its end', atMs);
    }
    if (length === limitBytes && byte !== ETX) {
      statistics.overflows += 1;
      state = 'outside';
      return damaged(`a frame longer than ${limitBytes} bytes was dropped`, atMs);
    }
    buffer[length] = byte;
    length += 1;
    if (byte !== ETX) return NOTHING;
    state = 'sum';
    return CHECKSUM_BYTES[checksum] === 0 ? ended(atMs) : NOTHING;
  };

  return packetFramer({
    statistics,
    what: 'a frame',
    take: (byte, atMs) => {
      if (state === 'data') return takeData(byte, atMs);
      if (state === 'sum') {
        sum.push(byte);
        return sum.length === CHECKSUM_BYTES[checksum] ? ended(atMs) : NOTHING;
      }
      if (byte === STX) begin();
      else if (!BETWEEN.has(byte)) {
        statistics.gaps += 1;
        return noise.heard(atMs);
      }
      return NOTHING;
    },
    drop: () => {
      const hadBegun = state !== 'outside';
      state = 'outside';
      return hadBegun;
    },
  });
}
