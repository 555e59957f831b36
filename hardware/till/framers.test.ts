import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { csvFields } from './csv-framer.ts';
import { loadDialect, shippedDialect } from './dialect.ts';
import { openTillFeed } from './feed.ts';
import { zvtCrc } from './zvt-framer.ts';

function kinds(events: readonly TillEvent[]): readonly string[] {
  return events.map((event) => event.kind);
}

function total(events: readonly TillEvent[]): readonly number[] {
  return events.flatMap((event) => (event.kind === 'total' ? [event.totalMinor] : []));
}

describe('json-lines', () => {
  const open = () => openTillFeed(shippedDialect('json-lines'));
  const push = (feed: ReturnType<typeof open>, ...lines: readonly string[]) =>
    feed.push(Buffer.from(`${lines.join('\n')}\n`), 5);

  test('a gap in seq marks the receipt as damaged; a repeated line is not counted again', () => {
    const feed = open();
    const first = push(
      feed,
      '{"seq":1,"kind":"begin"}',
      '{"seq":2,"kind":"item","unitPriceMinor":100}',
    );
    expect(kinds(first)).toEqual(['begin', 'item']);
    expect(kinds(push(feed, '{"seq":2,"kind":"item","unitPriceMinor":100}'))).toEqual([]);
    expect(kinds(push(feed, '{"seq":5,"kind":"total","totalMinor":100}'))).toEqual([
      'damaged',
      'total',
    ]);
    expect(feed.statistics.gaps).toBe(1);
  });

  test('a till that restarts counts from 1 again', () => {
    const feed = open();
    push(feed, '{"seq":7,"kind":"begin"}', '{"seq":8,"kind":"end"}');
    expect(kinds(push(feed, '{"seq":1,"kind":"begin"}'))).toEqual(['begin']);
  });

  test.each([
    'not json',
    '{"kind":"nothing"}',
    '{"kind":"total","totalMinor":1.5}',
    '[]',
    '{"kind":"item"}',
  ])('a line that is not of the contract is dropped by name: %s', (line) => {
    expect(kinds(push(open(), line))).toEqual(['damaged']);
  });

  test('an item without its amount is quantity times price', () => {
    const [, item] = push(
      open(),
      '{"kind":"begin"}',
      '{"kind":"item","quantity":3,"unitPriceMinor":150}',
    );
    expect(item).toMatchObject({ quantity: 3, unitPriceMinor: 150, amountMinor: 450 });
  });

  test('a begin without an end closes the receipt before it', () => {
    const events = push(
      open(),
      '{"kind":"begin"}',
      '{"kind":"total","totalMinor":1}',
      '{"kind":"begin"}',
    );
    expect(kinds(events)).toEqual(['begin', 'total', 'unsupported', 'end', 'begin']);
  });
});

describe('csv-lines', () => {
  test.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a ""b""",', ['a "b"', '']],
    ['', ['']],
  ])('fields of %s', (line, fields) => {
    expect(csvFields(line, ',')).toEqual(fields);
  });

  test('rows before a heading are unknown, and columns may stand in any order', () => {
    const feed = openTillFeed(shippedDialect('csv-lines'));
    const text = 'ITEM,1,TEA\namount,type,name\n2.50,ITEM,TEA\n2.50,TOTAL,\n,END,\n';
    const events = feed.push(Buffer.from(text), 0);
    expect(kinds(events)).toEqual(['unknown', 'begin', 'item', 'total', 'end']);
    expect(events[2]).toMatchObject({ name: 'TEA', quantity: 1, amountMinor: 250 });
  });
});

describe('pole displays', () => {
  const cd = (upper: string, lower: string) => Buffer.from(`\u001bQA${upper}\r\u001bQB${lower}\r`);

  test('only a screen that stands still counts, and a repaint counts once', () => {
    const feed = openTillFeed(shippedDialect('pole-display-cd5220'));
    expect(feed.push(cd('TOTAL', '1.00'), 0)).toEqual([]);
    expect(feed.push(cd('TOTAL', '12.50'), 40)).toEqual([]);
    expect(total(feed.push(cd('TOTAL', '12.50'), 200))).toEqual([1250]);
    expect(total(feed.idle(400))).toEqual([]);
  });

  test('items on the display are never items of a sale; the idle text ends it', () => {
    const feed = openTillFeed(shippedDialect('pole-display-cd5220'));
    const events = [
      ...feed.push(cd('COLA', '1.50'), 0),
      ...feed.push(cd('TOTAL', '1.50'), 500),
      ...feed.push(cd('CHANGE', '3.50'), 1000),
      ...feed.push(cd('WELCOME', ''), 1500),
      ...feed.idle(2000),
    ];
    expect(kinds(events)).toEqual(['begin', 'total', 'change', 'unknown', 'end']);
  });

  test('Epson cursor commands write where they say', () => {
    const feed = openTillFeed(shippedDialect('pole-display-epson'));
    feed.push(Buffer.from('0c1f240101544f54414c', 'hex'), 0);
    expect(total(feed.idle(100))).toEqual([]);
    feed.push(Buffer.from('1f240f02372e3030', 'hex'), 200);
    expect(total(feed.idle(400))).toEqual([700]);
  });
});

test("a UTC display is read by a dialect file of one's own", () => {
  const file = {
    ...shippedDialect('pole-display-cd5220').file,
    id: 'utc',
    framing: { kind: 'display', display: { protocol: 'utc' } },
    samples: [],
  };
  const feed = openTillFeed(loadDialect(file));
  feed.push(
    Buffer.concat([Buffer.from('1f544f54414c10', 'hex'), Uint8Array.of(34), Buffer.from('8.00')]),
    0,
  );
  expect(total(feed.idle(100))).toEqual([800]);
  feed.push(Buffer.from('\u001buATOTAL\r\u001buB9.00\r'), 200);
  // A second total without a change of the receipt is the first one in other words.
  expect(kinds(feed.idle(400))).toEqual(['unknown']);
});

describe('framed protocols', () => {
  test('the worked Datecs frame of the reference page is taken, and a wrong checksum is not', () => {
    const frame = Buffer.concat([
      Buffer.from([0x01, 0x2c, 0x20, 0x30]),
      Buffer.from('1,0000,1'),
      Buffer.from('0530313f3b03', 'hex'),
    ]);
    expect(kinds(openTillFeed(shippedDialect('datecs-fp')).push(frame, 0))).toEqual(['begin']);
    frame[5] = 0x39;
    expect(kinds(openTillFeed(shippedDialect('datecs-fp')).push(frame, 0))).toEqual(['damaged']);
  });

  test('a ZVT payment with a wrong checksum is not a payment', () => {
    const apdu = [0x06, 0x01, 0x07, 0x04, 0, 0, 0, 0, 0x12, 0x34];
    const crc = zvtCrc([...apdu, 0x03]);
    const good = [
      0x10,
      0x02,
      ...apdu.flatMap((byte) => (byte === 0x10 ? [byte, byte] : [byte])),
      0x10,
      0x03,
      crc & 255,
      crc >> 8,
    ];
    const feed = openTillFeed(shippedDialect('zvt-tender'));
    expect(feed.push(Uint8Array.from(good), 0)).toMatchObject([
      { kind: 'begin' },
      { kind: 'tender', amountMinor: 1234 },
    ]);
    expect(kinds(feed.push(Uint8Array.from([...good.slice(0, -1), 0xee]), 10))).toEqual([
      'damaged',
    ]);
  });
});
