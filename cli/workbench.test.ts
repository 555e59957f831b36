import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { slipFixture } from '../test/simulators/printer-fixtures.ts';
import type { RungSale } from '../test/simulators/till-sale.ts';
import { tillBytes } from '../test/simulators/till.ts';
import { call } from './testing/call.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-workbench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

async function ran(
  name: string,
  args: readonly string[],
  options: { readonly stdin?: string | Uint8Array; readonly signal?: AbortSignal } = {},
): Promise<Ran> {
  const out: Buffer[] = [];
  const err: string[] = [];
  const code = await call(name, args, {
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
    const { code, out, err } = await ran('decode', ['--dialect', 'escpos-receipt'], {
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
    [[], '--dialect DIALECT is missing; see pindan decode --help'],
    [['--dialect', 'nope'], 'does not exist'],
    [['--dialect', 'json-lines', 'no-such-file'], 'no-such-file'],
    [['--dialekt', 'x'], 'there is no option --dialekt; see pindan decode --help'],
  ])('%j is refused with what to do', async (args, words) => {
    await expect(ran('decode', args)).rejects.toThrow(words);
  });
});

test('capture records a TCP till with its timing, and decode replays it', async () => {
  const ending = new AbortController();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(tillBytes(SALE, { kind: 'json-lines' }));
    setTimeout(() => ending.abort(), 400);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, err } = await ran('capture', [`tcp://127.0.0.1:${port}`, '--out', 'till.capture'], {
    signal: ending.signal,
  });
  server.close();
  expect(code).toBe(0);
  expect(err).toContain('recording');
  expect(readFileSync(join(folder, 'till.capture'), 'utf8')).toContain('"capture":1');
  const { out } = await ran('decode', ['-d', 'json-lines', 'till.capture']);
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
  [[], 'PORT is missing'],
  [['/dev/ttyUSB0', '--stop', '3'], '--stop 3: expected 1 or 2'],
  [['/dev/ttyUSB0', '--baud', 'fast'], '--baud fast: expected a whole number'],
  [['tcp://till:99999'], 'tcp://till:99999: a TCP port is'],
  [['/dev/ttyUSB0', '--speed', '1'], 'there is no option --speed; see pindan capture --help'],
])('capture %j is refused with what to do', async (args, words) => {
  await expect(ran('capture', args)).rejects.toThrow(words);
});

test('a draft of a recording is a dialect that passes its own sample and reads the recording', async () => {
  writeFileSync(
    join(folder, 'shop.raw'),
    'LADEN\nMilch  1,29\nBrot  2,50\nSumme  3,79\nBar  5,00\nZurueck  1,21\n',
  );
  const draft = await ran('dialect', ['new', 'shop.raw', '--id', 'laden']);
  writeFileSync(join(folder, 'laden.json'), draft.out);
  await expect(ran('dialect', ['check', 'laden.json'])).rejects.toThrow('title');
  writeFileSync(join(folder, 'laden.json'), draft.out.toString().replace('FILL IN: ', ''));
  const check = await ran('dialect', ['check', 'laden.json']);
  expect(check.out.toString()).toContain('1 samples pass');
  const { out } = await ran('decode', ['-d', 'laden.json', 'shop.raw']);
  expect(lines(out).filter((event) => event['kind'] === 'total')).toMatchObject([
    { totalMinor: 379 },
  ]);
});

test('barcode reads lines, with <GS> for the separator and the prefix of the venue', async () => {
  const stdin = ']C10109521234543213<GS>10A\n2900000000001\nnonsense\n4006381333930\n';
  const { out, err } = await ran('barcode', ['--prefix', '29'], { stdin });
  expect(lines(out).map((scan) => scan['kind'])).toEqual(['product', 'code', 'other', 'invalid']);
  expect(err).toBe('');
  const alone = await ran('barcode', [], { stdin: ']C121SERIAL' });
  expect(alone.err).toBe('(21) needs (01) or (03) or (8006) on the same item');
  await expect(ran('barcode', ['--prefix', '99'])).rejects.toThrow('--prefix 99');
});

test('slip gives bytes or a picture of a pairing', async () => {
  const stdin = JSON.stringify(slipFixture('en'));
  const svg = await ran('slip', ['--format', 'svg', '--paper', '58'], { stdin });
  expect(svg.out.toString()).toMatch(/^<svg width="384px"/);
  const bytes = await ran('slip', ['--format', 'escpos'], { stdin });
  expect(bytes.out.subarray(0, 2).toString('hex')).toBe('1b40');
  await expect(ran('slip', ['--format', 'pdf'], { stdin })).rejects.toThrow(
    '--format pdf: expected escpos or svg',
  );
  await expect(ran('slip', [], { stdin: '{}' })).rejects.toThrow('standard input');
});
