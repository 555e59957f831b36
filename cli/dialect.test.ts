import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from '../contracts/seeded-random.ts';
import { call } from './testing/call.ts';
import { goodsMinor } from '../test/simulators/till-sale.ts';
import type { RungSale } from '../test/simulators/till-sale.ts';
import { splitAtRandom, tillWrites } from '../test/simulators/till.ts';

const folder = mkdtempSync(join(tmpdir(), 'pindan-draft-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ran(name: string, args: readonly string[]): Promise<string> {
  let out = '';
  await call(name, args, {
    stdin: Readable.from([]),
    out: (chunk) => {
      out += Buffer.from(chunk).toString();
    },
    err: () => undefined,
    cwd: folder,
    env: {},
    signal: new AbortController().signal,
  });
  return out;
}

const GOODS = [
  { name: 'COLA 330ML', quantity: 2, unitPriceMinor: 300 },
  { name: 'CARD HOLDER RED', quantity: 1, unitPriceMinor: 750 },
  { name: 'MILK 1L', quantity: 3, unitPriceMinor: 1420 },
];
const CHINESE = [
  { name: '可口可樂330ml', quantity: 2, unitPriceMinor: 300 },
  { name: '香蕉', quantity: 1, unitPriceMinor: 750 },
  { name: '牛奶', quantity: 3, unitPriceMinor: 1420 },
];

function sales(goods: RungSale['lines']): readonly RungSale[] {
  return [goods, goods.slice(1), goods.slice(0, 2)].map((lines, index) => {
    const totalMinor = goodsMinor({ lines });
    return { lines, totalMinor, paidMinor: totalMinor + 50, receiptNumber: `${1001 + index}` };
  });
}

/** A till without a cutter and in a language that nobody has rules for, in frames with a checksum. */
function germanWrites({
  lines,
  totalMinor,
  paidMinor = totalMinor,
}: RungSale): readonly Uint8Array[] {
  const money = (minor: number): string =>
    `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, '0')}`;
  const row = (words: string, minor: number): string => `${words.padEnd(24)}  ${money(minor)}`;
  return [
    'KAUFHAUS AM MARKT',
    ...lines.map((line) => row(line.name, line.quantity * line.unitPriceMinor)),
    row('Summe', totalMinor),
    row('Bar', paidMinor),
    row('Rueckgeld', paidMinor - totalMinor),
    'Vielen Dank',
  ].map((text) => {
    const data = [...Buffer.from(text), 3];
    return Uint8Array.from([2, ...data, data.reduce((xor, byte) => xor ^ byte, 0)]);
  });
}

/** What `pindan capture` writes: pieces with their times, receipts twenty seconds apart. */
function captured(receipts: readonly (readonly Uint8Array[])[], seed: number): string {
  const random = seededRandom(seed);
  const link = { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 19_200, parity: 'even' };
  const lines = [JSON.stringify({ capture: 1, link, startedAt: '2026-11-22T17:00:00Z' })];
  let ms = 0;
  for (const writes of receipts) {
    for (const piece of writes.flatMap((bytes) => splitAtRandom(bytes, random))) {
      ms += Math.floor(random() * 30);
      lines.push(JSON.stringify({ ms, hex: Buffer.from(piece).toString('hex') }));
    }
    ms += 20_000;
  }
  return `${lines.join('\n')}\n`;
}

test.each([
  [
    'an English till of 32 columns',
    sales(GOODS).map((sale) => tillWrites(sale, { kind: 'escpos', language: 'en', columns: 32 })),
    sales(GOODS),
    { framing: { kind: 'escpos' }, encoding: 'cp437' },
  ],
  [
    'a till that prints in Big5',
    sales(CHINESE).map((sale) => tillWrites(sale, { kind: 'escpos', language: 'zh-Hant' })),
    sales(CHINESE),
    { framing: { kind: 'escpos' }, encoding: 'big5' },
  ],
  [
    'a till that sends German lines in frames',
    sales(GOODS).map(germanWrites),
    sales(GOODS),
    { framing: { kind: 'stx-etx', checksum: 'xor' }, number: { decimal: ',' } },
  ],
] as const)(
  'a draft from a recording of %s is ready when its title is written, and reads every sale',
  async (_what, receipts, rung, expected) => {
    writeFileSync(join(folder, 'till.capture'), captured(receipts, 11));
    const draft = await ran('dialect', ['new', 'till.capture', '--id', 'mine']);
    const file = join(folder, 'mine.json');
    writeFileSync(file, draft);
    expect(JSON.parse(draft)).toMatchObject({ ...expected, link: { baudRate: 19_200 } });
    await expect(ran('dialect', ['check', 'mine.json'])).rejects.toThrow('title');
    writeFileSync(file, draft.replace(/"FILL IN[^"]*"/g, '"Till 1, printer cable"'));
    expect(await ran('dialect', ['check', 'mine.json'])).toContain('1 samples pass');

    const said = (await ran('decode', ['-d', 'mine.json', 'till.capture']))
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line) as Record<string, unknown>);
    const of = (kind: string, field: string): readonly unknown[] =>
      said.flatMap((event) => (event['kind'] === kind ? [event[field]] : []));
    expect(of('total', 'totalMinor')).toEqual(rung.map((sale) => sale.totalMinor));
    expect(of('tender', 'amountMinor')).toEqual(rung.map((sale) => sale.paidMinor));
    expect(of('item', 'amountMinor')).toEqual(
      rung.flatMap((sale) => sale.lines.map((line) => line.quantity * line.unitPriceMinor)),
    );
    expect(of('end', 'by')).toHaveLength(rung.length);
    expect(of('unsupported', 'reason')).toEqual([]);

    // A rule of one's own changes what the sample comes out as; the file takes it over on demand.
    const mine = JSON.parse(readFileSync(file, 'utf8')) as { rules: object[] };
    mine.rules.unshift({ id: 'mine', type: 'ignore', re: '^(?:Thank|多謝|Vielen)' });
    writeFileSync(file, JSON.stringify(mine));
    await expect(ran('dialect', ['check', 'mine.json'])).rejects.toThrow('sample');
    expect(await ran('dialect', ['check', 'mine.json', '--accept'])).toContain('1 samples pass');
    expect(await ran('dialect', ['check', 'mine.json'])).toContain('1 samples pass');
  },
);
