import { ReadlineParser } from '@serialport/parser-readline';
import { scanText } from './scan-text.ts';
import type { RawScan, Scanner } from './scanner-types.ts';

/**
 * `@serialport/parser-readline` behind a guard: the parser keeps everything until its delimiter comes and takes quadratic time
 * for it, so bytes are counted before they reach it. At the cap the parser is discarded with what it holds, and input is dropped
 * up to the next delimiter. latin1 keeps every byte; decoding comes after framing. Source: docs/facts/framing.md#readline,
 * docs/facts/framing.md#readline-weaknesses.
 */
export function readlineFraming(
  delimiter: '\r' | '\n' | '\t',
  limitBytes: number,
  onScan: (scan: RawScan) => void,
): Scanner {
  const statistics = { bytes: 0, scans: 0, overflows: 0 };
  const end = delimiter.charCodeAt(0);
  let sinceDelimiter = 0;
  let isSkipping = false;
  let lastAtMs = 0;
  let parser = freshParser();

  function freshParser(): ReadlineParser {
    const fresh = new ReadlineParser({ delimiter, encoding: 'latin1' });
    fresh.on('data', (line: string) => {
      // A scan may be framed CRLF: the half that is not the delimiter is no data.
      const scan = line.replace(/^[\r\n]+|[\r\n]+$/g, '');
      if (scan === '') return;
      statistics.scans += 1;
      onScan({ text: scanText(Buffer.from(scan, 'latin1')), atMs: lastAtMs });
    });
    return fresh;
  }

  const overflow = (): void => {
    parser.removeAllListeners();
    parser.destroy();
    parser = freshParser();
    sinceDelimiter = 0;
    isSkipping = true;
    statistics.overflows += 1;
  };

  /** One stretch of bytes that ends with a delimiter, or the rest of a chunk. */
  const pass = (piece: Buffer): void => {
    const isWhole = piece.at(-1) === end;
    if (isSkipping) {
      isSkipping = !isWhole;
      return;
    }
    if (sinceDelimiter + piece.length - (isWhole ? 1 : 0) > limitBytes) {
      overflow();
      isSkipping = !isWhole;
      return;
    }
    parser.write(piece);
    sinceDelimiter = isWhole ? 0 : sinceDelimiter + piece.length;
  };

  return {
    statistics,
    push: (bytes, atMs) => {
      const chunk = Buffer.from(bytes);
      statistics.bytes += chunk.length;
      lastAtMs = atMs;
      // Whatever it holds, this chunk cannot reach the cap.
      if (!isSkipping && sinceDelimiter + chunk.length <= limitBytes) {
        parser.write(chunk);
        const last = chunk.lastIndexOf(end);
        sinceDelimiter = last === -1 ? sinceDelimiter + chunk.length : chunk.length - last - 1;
        return;
      }
      let start = 0;
      for (;;) {
        const found = chunk.indexOf(end, start);
        if (found === -1) break;
        pass(chunk.subarray(start, found + 1));
        start = found + 1;
      }
      if (start < chunk.length) pass(chunk.subarray(start));
    },
    idle: () => undefined,
    close: () => {
      parser.removeAllListeners();
      parser.destroy();
    },
  };
}
