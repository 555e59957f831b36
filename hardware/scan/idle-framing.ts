import { scanText } from './scan-text.ts';
import type { RawScan, Scanner, ScannerSettings } from './scanner-types.ts';

const STX = 0x02;
const ETX = 0x03;

/** Scans without a line end: STX … ETX, or ended by silence. Bounded by the cap; what is longer is dropped and counted. */
export function idleFraming(
  settings: ScannerSettings & { readonly limitBytes: number },
  onScan: (scan: RawScan) => void,
): Scanner {
  const idleMs = settings.idleMs ?? 80;
  const statistics = { bytes: 0, scans: 0, overflows: 0 };
  const buffer = new Uint8Array(settings.limitBytes);
  const isMarked = settings.suffix === 'stx-etx';
  let length = 0;
  let isOpen = !isMarked;
  let isOverflown = false;
  let lastAtMs = 0;

  const end = (): void => {
    const bytes = Buffer.from(buffer.subarray(0, length));
    const isGood = length > 0 && !isOverflown;
    length = 0;
    isOverflown = false;
    isOpen = !isMarked;
    if (!isGood) return;
    const text = scanText(bytes).replace(/^[\r\n]+|[\r\n]+$/g, '');
    if (text === '') return;
    statistics.scans += 1;
    onScan({ text, atMs: lastAtMs });
  };

  const take = (byte: number): void => {
    if (isMarked && byte === STX) {
      length = 0;
      isOverflown = false;
      isOpen = true;
    } else if (isMarked && byte === ETX) {
      end();
    } else if (isOpen && !isOverflown) {
      if (length === buffer.length) {
        isOverflown = true;
        statistics.overflows += 1;
        length = 0;
        return;
      }
      buffer[length] = byte;
      length += 1;
    }
  };

  return {
    statistics,
    push: (bytes, atMs) => {
      statistics.bytes += bytes.length;
      // Silence may have ended a scan between two calls of `idle`.
      if (!isMarked && length > 0 && atMs - lastAtMs >= idleMs) end();
      lastAtMs = atMs;
      for (const byte of bytes) take(byte);
    },
    idle: (atMs) => {
      if (!isMarked && (length > 0 || isOverflown) && atMs - lastAtMs >= idleMs) end();
    },
    close: () => {
      length = 0;
    },
  };
}
