import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duplicateFilter } from './duplicate-filter.ts';
import { openScanner } from './scanner.ts';
import type { RawScan, Scanner, ScannerSettings } from './scanner-types.ts';

function opened(settings: ScannerSettings): { scanner: Scanner; scans: RawScan[] } {
  const scans: RawScan[] = [];
  return { scanner: openScanner(settings, (scan) => scans.push(scan)), scans };
}

/** Readline gives its lines out a little later than it takes bytes. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 5));
}

test.each([
  ['cr', 'A1\rB2\r', ['A1', 'B2']],
  ['cr', 'A1\r\nB2\r\n', ['A1', 'B2']],
  ['lf', 'A1\nB2\r\n', ['A1', 'B2']],
  ['crlf', 'A1\r\nB2\r\n', ['A1', 'B2']],
  ['tab', 'A1\tB2\t', ['A1', 'B2']],
  ['stx-etx', 'x\u0002A1\u0003\r\n\u0002B2\u0003', ['A1', 'B2']],
] as const)(
  'scans that end with %s come out whole, wherever the bytes are cut',
  async (suffix, bytes, texts) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), async (size) => {
        const { scanner, scans } = opened({ suffix });
        for (let from = 0; from < bytes.length; from += size) {
          scanner.push(Buffer.from(bytes.slice(from, from + size)), from);
        }
        await settled();
        expect(scans.map((scan) => scan.text)).toEqual(texts);
      }),
      { numRuns: 5 },
    );
  },
);

test('the GS separator inside a scan is data and stays', async () => {
  const { scanner, scans } = opened({ suffix: 'cr' });
  scanner.push(Buffer.from(']C10109521234543213\u001d10A\r'), 7);
  await settled();
  expect(scans).toEqual([{ text: ']C10109521234543213\u001d10A', atMs: 7 }]);
});

test('a scanner without suffix: silence ends a scan', () => {
  const { scanner, scans } = opened({ suffix: 'none' });
  scanner.push(Buffer.from('4006381'), 0);
  scanner.push(Buffer.from('333931'), 30);
  scanner.idle(60);
  expect(scans).toEqual([]);
  scanner.idle(120);
  scanner.push(Buffer.from('B2'), 500);
  scanner.push(Buffer.from('C3'), 700);
  scanner.idle(900);
  expect(scans.map((scan) => scan.text)).toEqual(['4006381333931', 'B2', 'C3']);
});

test.each(['cr', 'none', 'stx-etx'] as const)(
  'endless bytes (%s) are dropped at the cap and counted once, and the next scan is read',
  async (suffix) => {
    const { scanner, scans } = opened({ suffix, limitBytes: 8192 });
    const noise = new Uint8Array(65_536).fill(0x41);
    if (suffix === 'stx-etx') scanner.push(Uint8Array.of(2), 0);
    // Processor time, because the wall clock also counts what other processes do.
    const before = process.cpuUsage();
    for (let sent = 0; sent < 10_000_000; sent += noise.length) scanner.push(noise, 0);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
    expect(scanner.statistics.overflows).toBe(1);
    scanner.idle(1000);
    scanner.push(Buffer.from(suffix === 'stx-etx' ? '\u0003\u0002OK\u0003' : '\rOK\r'), 2000);
    scanner.idle(3000);
    await settled();
    expect(scans.map((scan) => scan.text)).toEqual(['OK']);
    scanner.close();
  },
);

test('a closed scanner keeps nothing for the next one', async () => {
  const first = opened({ suffix: 'cr' });
  first.scanner.push(Buffer.from('stale'), 0);
  first.scanner.close();
  const second = opened({ suffix: 'cr' });
  second.scanner.push(Buffer.from('fresh\r'), 1);
  await settled();
  expect([first.scans, second.scans.map((scan) => scan.text)]).toEqual([[], ['fresh']]);
});

test('Chinese in a QR code is read, and bytes that are no UTF-8 are kept', async () => {
  const { scanner, scans } = opened({ suffix: 'cr' });
  scanner.push(Buffer.from('拼单\r'), 0);
  scanner.push(Uint8Array.of(0xff, 0x41, 0x0d), 0);
  await settled();
  expect(scans.map((scan) => scan.text)).toEqual(['拼单', '\u00ffA']);
});

test('the same value within the window is an echo; another value or a later one is not', () => {
  const isEcho = duplicateFilter(700);
  expect([
    isEcho('A', 0),
    isEcho('A', 500),
    isEcho('B', 600),
    isEcho('A', 700),
    isEcho('A', 1400),
  ]).toEqual([false, true, false, false, false]);
});
