import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readCapture } from './capture.ts';
import { decodeWhole, loadDialect, shippedDialect } from '../dialect.ts';
import { crc16 } from '../framing/checksum.ts';
import { guessEncoding } from './draft-guess.ts';
import { draftDialect } from './draft.ts';

test('a draft of German lines finds total, tender and change by their amounts, and reads the recording', () => {
  const text =
    'LADEN\nMilch 1,5%     1,29\nBrot          2,50\nSumme         3,79\nBar           5,00\nZurueck       1,21\n';
  const { dialect, notes } = draftDialect([{ atMs: 0, bytes: Buffer.from(text) }], 'laden');
  expect(dialect.number).toMatchObject({ decimal: ',' });
  const kinds = decodeWhole(loadDialect(dialect), Buffer.from(text)).map((event) => event.kind);
  expect(kinds).toEqual(['begin', 'unknown', 'item', 'item', 'total', 'tender', 'change', 'end']);
  expect(notes.join('\n')).toContain('Summe');
});

test('framing and encoding are found: ESC/POS in GB18030, lines with a prefix, JSON', () => {
  const zh = Buffer.concat([
    Buffer.from('1b40', 'hex'),
    iconv.encode('可口可乐  3.00\n合计  3.00\n', 'gb18030'),
    Buffer.from('1d5600', 'hex'),
  ]);
  expect(draftDialect([{ atMs: 0, bytes: zh }], 'zh').dialect).toMatchObject({
    framing: { kind: 'escpos' },
    encoding: 'gb18030',
    packs: ['zh', 'en'],
  });
  const inserter = shippedDialect('text-inserter').file.samples[0]?.bytesHex ?? '';
  expect(
    draftDialect([{ atMs: 0, bytes: Buffer.from(inserter, 'hex') }], 'ti').dialect.framing,
  ).toMatchObject({ kind: 'lines', linePrefixHex: '1b6330011b2100' });
  const json = Buffer.from('{"seq":1,"kind":"begin"}\n');
  expect(draftDialect([{ atMs: 0, bytes: json }], 'j').dialect.framing).toEqual({
    kind: 'json-lines',
  });
});

test('Big5 and GB18030 are told apart, although most bytes of one are valid in the other', () => {
  const text = '幸福超市\n麵包 7.50\n合計 7.50\n現金 10.00\n謝謝惠顧，歡迎再來\n';
  expect(guessEncoding(iconv.encode(text, 'big5'))).toBe('big5');
  expect(guessEncoding(iconv.encode(text, 'gb18030'))).toBe('gb18030');
  expect(guessEncoding(Buffer.from(text))).toBe('utf-8');
  expect(guessEncoding(Buffer.from([0x82, 0x0a, 0x41, 0x42, 0x43, 0x81, 0x0a]))).toBe('cp437');
});

test.each([
  ['xor', (data: readonly number[]) => [data.reduce((value, byte) => value ^ byte, 0)]],
  ['crc16', (data: readonly number[]) => [crc16(data) & 255, crc16(data) >> 8]],
  ['none', () => []],
] as const)('frames between STX and ETX are found, with their checksum: %s', (checksum, sumOf) => {
  const frames = ['MILK   1.00', 'TEA   2.00', 'TOTAL   3.00'].flatMap((text) => {
    const data = [...Buffer.from(text), 3];
    return [2, ...data, ...sumOf(data)];
  });
  const { dialect } = draftDialect([{ atMs: 0, bytes: Uint8Array.from(frames) }], 'f');
  expect(dialect.framing).toMatchObject({ kind: 'stx-etx', checksum });
});

test('a line with an amount that no rule takes is shown to the person', () => {
  const text = 'TEA   1.00\nCARD THING   2.00\nTOTAL   1.00\n';
  const { notes } = draftDialect([{ atMs: 0, bytes: Buffer.from(text) }], 'x');
  expect(notes.join('\n')).toContain('CARD THING   2.00');
});

test('a capture gives its bytes with their times; plain bytes are one piece; a broken line is named', () => {
  const head = '{"capture":1,"startedAt":"2026-11-22T17:00:00Z"}\n';
  const pieces = readCapture(Buffer.from(`${head}{"ms":0,"hex":"4142"}\n{"ms":120,"hex":"0a"}\n`));
  expect(pieces.map((piece) => [piece.atMs, Buffer.from(piece.bytes).toString()])).toEqual([
    [0, 'AB'],
    [120, '\n'],
  ]);
  expect(readCapture(Buffer.from('plain')).length).toBe(1);
  expect(() => readCapture(Buffer.from(`${head}nonsense\n`))).toThrow(/line 2/);
});
