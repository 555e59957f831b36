import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { slipFixture } from '../test/simulators/printer-fixtures.ts';
import type { RungSale } from '../test/simulators/till-sale.ts';
import { tillBytes } from '../test/simulators/till.ts';
import { runBarcode } from './barcode.ts';
import { runCapture } from './capture.ts';
import { runDecode } from './decode.ts';
import { runDialect } from './dialect.ts';
import type { Command } from './io.ts';
import { runSlip } from './slip.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-workbench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

async function ran(
  command: Command,
  args: readonly string[],
  options: { readonly stdin?: string | Uint8Array; readonly signal?: AbortSignal } = {},
): Promise<Ran> {
  const out: Buffer[] = [];
  const err: string[] = [];
  const code = await command(args, {
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    out: (chunk) => void out.push(Buffer.from(chunk)),
    err: (line) => void err.push(line),
    cwd: folder,
    env: {},
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out: Buffer.concat(out), err: err.join('\n') };
}

function lines(text: Buffer): readonly Record<string, unknown>[] {
  return text
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const SALE: RungSale = {
  lines: [{ name: 'TEA', quantity: 2, unitPriceMinor: 250 }],
  totalMinor: 500,
  receiptNumber: '7',
};

describe('decode', () => {
  test('bytes on standard input become events as JSON lines, each with its rule', async () => {
    const bytes = tillBytes(SALE, { kind: 'escpos', language: 'en' });
    const { code, out, err } = await ran(runDecode, ['--dialect', 'escpos-receipt'], {
      stdin: bytes,
    });
    expect(code).toBe(0);
    expect(lines(out)).toContainEqual(
      expect.objectContaining({ kind: 'item', name: 'TEA', amountMinor: 500, rule: 'item-x' }),
    );
    expect(lines(out)).toContainEqual(
      expect.objectContaining({ kind: 'total', totalMinor: 500, rule: 'total' }),
    );
    expect(err).toMatch(/0 unsupported/);
  });

  test.each([
    [[], 'which dialect?'],
    [['--dialect', 'nope'], 'does not exist'],
    [['--dialect', 'json-lines', 'no-such-file'], 'no-such-file'],
    [['--dialekt', 'x'], 'decode'],
  ])('%j is refused with what to do', async (args, words) => {
    await expect(ran(runDecode, args)).rejects.toThrow(words);
  });
});

test('capture records a TCP till with its timing, and decode replays it', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(tillBytes(SALE, { kind: 'json-lines' }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 400);
  const { code, err } = await ran(
    runCapture,
    [`tcp://127.0.0.1:${port}`, '--out', 'till.capture'],
    { signal: ending.signal },
  );
  server.close();
  expect(code).toBe(0);
  expect(err).toContain('recording');
  expect(readFileSync(join(folder, 'till.capture'), 'utf8')).toContain('"capture":1');
  const { out } = await ran(runDecode, ['-d', 'json-lines', 'till.capture']);
  expect(lines(out).map((event) => event['kind'])).toEqual([
    'begin',
    'receipt-number',
    'item',
    'total',
    'tender',
    'end',
  ]);
});

test.each([
  [[], 'one PORT'],
  [['/dev/ttyUSB0', '--stop', '3'], '--stop is wrong'],
  [['/dev/ttyUSB0', '--baud', 'fast'], '--baud is wrong'],
  [['tcp://till:99999'], 'port is wrong'],
  [['/dev/ttyUSB0', '--speed', '1'], 'capture PORT'],
])('capture %j is refused with what to do', async (args, words) => {
  await expect(ran(runCapture, args)).rejects.toThrow(words);
});

test('a draft of a recording is a dialect that passes its own sample and reads the recording', async () => {
  writeFileSync(
    join(folder, 'shop.raw'),
    'LADEN\nMilch  1,29\nBrot  2,50\nSumme  3,79\nBar  5,00\nZurueck  1,21\n',
  );
  const draft = await ran(runDialect, ['new', 'shop.raw', '--id', 'laden']);
  writeFileSync(join(folder, 'laden.json'), draft.out);
  await expect(ran(runDialect, ['check', 'laden.json'])).rejects.toThrow('title');
  writeFileSync(join(folder, 'laden.json'), draft.out.toString().replace('FILL IN: ', ''));
  const check = await ran(runDialect, ['check', 'laden.json']);
  expect(check.out.toString()).toContain('1 samples pass');
  const { out } = await ran(runDecode, ['-d', 'laden.json', 'shop.raw']);
  expect(lines(out).filter((event) => event['kind'] === 'total')).toMatchObject([
    { totalMinor: 379 },
  ]);
});

test('barcode reads lines, with <GS> for the separator and the prefix of the venue', async () => {
  const stdin = ']C10109521234543213<GS>10A\n2900000000001\nnonsense\n4006381333930\n';
  const { out, err } = await ran(runBarcode, ['--prefix', '29'], { stdin });
  expect(lines(out).map((scan) => scan['kind'])).toEqual(['product', 'code', 'other', 'invalid']);
  expect(err).toBe('');
  const alone = await ran(runBarcode, [], { stdin: ']C121SERIAL' });
  expect(alone.err).toBe('(21) needs (01) or (03) or (8006) on the same item');
  await expect(ran(runBarcode, ['--prefix', '99'])).rejects.toThrow('--prefix 99');
});

test('slip gives bytes or a picture of a pairing', async () => {
  const stdin = JSON.stringify(slipFixture('en'));
  const svg = await ran(runSlip, ['--format', 'svg', '--paper', '58'], { stdin });
  expect(svg.out.toString()).toMatch(/^<svg width="384px"/);
  const bytes = await ran(runSlip, ['--format', 'escpos'], { stdin });
  expect(bytes.out.subarray(0, 2).toString('hex')).toBe('1b40');
  await expect(ran(runSlip, ['--format', 'pdf'], { stdin })).rejects.toThrow('escpos or svg');
  await expect(ran(runSlip, [], { stdin: '{}' })).rejects.toThrow('standard input');
});
