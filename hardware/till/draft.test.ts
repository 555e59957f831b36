import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readCapture } from './capture.ts';
import { decodeWhole, loadDialect, shippedDialect } from './dialect.ts';
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
