import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../../contracts/till-event.ts';
import { csvFields } from './csv-framer.ts';
import { loadDialect, shippedDialect } from '../dialect.ts';
import { openTillFeed } from '../feed.ts';
import { crc16 } from './checksum.ts';

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

  test('every kind of row that a feed may have', () => {
    const feed = openTillFeed(shippedDialect('csv-lines'));
    const rows = ['REFUND', 'TRAINING', 'COPY', 'REPORT', 'NO_SALE', 'SUBTOTAL'].map(
      (kind) => `${kind},,1.00\n`,
    );
    const events = feed.push(Buffer.from(`type,name,amount\n${rows.join('')}`), 0);
    expect(events.flatMap((event) => (event.kind === 'mark' ? [event.mark] : []))).toEqual([
      'refund',
      'training',
      'reprint',
      'report',
      'no-sale',
    ]);
    expect(kinds(events)).toContain('subtotal');
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

  test('the screen that stood before the sale ends it, whatever it says', () => {
    const feed = openTillFeed(shippedDialect('pole-display-cd5220'));
    const screens = [
      ['LUCKY STORE', 'OPEN 9-21'],
      ['TOTAL', '1.50'],
      ['LUCKY STORE', 'OPEN 9-21'],
      ['TOTAL', '2.50'],
      ['LUCKY STORE', 'OPEN 9-21'],
    ] as const;
    const events = screens.flatMap(([upper, lower], index) => [
      ...feed.push(cd(upper, lower), index * 500),
      ...feed.idle(index * 500 + 400),
    ]);
    expect(total(events)).toEqual([150, 250]);
    expect(events.filter((event) => event.kind === 'end').length).toBe(2);
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

describe('STX ... ETX', () => {
  const open = (checksum: string) =>
    openTillFeed(
      loadDialect({
        id: 'framed',
        version: 1,
        framing: { kind: 'stx-etx', checksum, maxFrameBytes: 64 },
        encoding: 'utf-8',
        packs: ['en'],
      }),
    );
  const data = [...Buffer.from('COLA   3.00'), 3];
  const xor = data.reduce((value, byte) => value ^ byte, 0);
  const sum = data.reduce((value, byte) => value + byte, 0);
  const crc = crc16(data);
  const total = [2, ...Buffer.from('TOTAL  3.00'), 3];

  test.each([
    ['none', []],
    ['xor', [xor]],
    ['sum16', [sum >> 8, sum & 255]],
    ['crc16', [crc & 255, crc >> 8]],
  ])('with %s as its checksum: a whole frame is a line, a broken one is dropped', (kind, check) => {
    const frame = Uint8Array.from([5, 2, ...data, ...check, 4]);
    const feed = open(kind);
    feed.push(frame, 0);
    expect(kinds(feed.idle(200))).toEqual(['begin', 'item']);
    if (check.length === 0) return;
    const broken = frame.slice();
    broken[4] = 0x4d;
    expect(kinds(open(kind).push(broken, 0))).toEqual(['damaged']);
  });

  test('several lines in a frame; noise, a lost end and an endless frame are named', () => {
    const feed = open('none');
    const lines = [2, ...Buffer.from('COLA  3.00\r\nTEA  1.00\nTOTAL  4.00'), 3];
    expect(kinds(feed.push(Uint8Array.from(lines), 0))).toEqual(['begin', 'item', 'item', 'total']);
    expect(kinds(feed.push(Uint8Array.from([2, 0x41, ...total]), 0))).toContain('damaged');
    expect(kinds(feed.push(new Uint8Array(300).fill(0x41), 0))).toEqual(['damaged']);
    expect(kinds(feed.push(Uint8Array.from([2, ...new Uint8Array(70).fill(0x41)]), 0))).toEqual([
      'damaged',
    ]);
    feed.push(Uint8Array.from([2, 0x41]), 10);
    expect(kinds(feed.idle(600))).toEqual(['damaged']);
    expect(feed.statistics.overflows).toBe(1);
  });

  test('a checksum with another framing is refused by name', () => {
    const file = { id: 'x', version: 1, framing: { kind: 'lines', checksum: 'xor' } };
    expect(() => loadDialect(file)).toThrow(/checksum/);
  });
});

describe('framed protocols', () => {
  /** A command of the till, as it stands on the line. */
  const datecs = (seq: number, command: number, text: string): Uint8Array => {
    const body = [0x20, seq, command, ...Buffer.from(text, 'latin1'), 5];
    body[0] = 0x20 + body.length;
    const sum = body.reduce((value, byte) => value + byte, 0);
    const bcc = [12, 8, 4, 0].map((shift) => 0x30 + ((sum >> shift) & 15));
    return Uint8Array.from([1, ...body, ...bcc, 3]);
  };
  const receipt = (...commands: readonly (readonly [number, string])[]) => {
    const feed = openTillFeed(shippedDialect('datecs-fp'));
    return commands.flatMap(([command, text], index) =>
      feed.push(datecs(0x20 + index, command, text), 0),
    );
  };

  test('a discount on a Datecs line or subtotal is part of the total that the till never says', () => {
    const events = receipt(
      [48, '1,0000,1'],
      [49, 'COLA\tA10.00*2,-10.00'],
      [49, 'TEA\tA5.00;-0.50'],
      [51, '11,-50.00'],
      [53, '\tP20.00'],
      [56, ''],
    );
    expect(events.filter((event) => event.kind === 'discount')).toMatchObject([
      { discountMinor: 200, appliesTo: 'previous' },
      { discountMinor: 50, appliesTo: 'previous' },
      { discountMinor: 1125, appliesTo: 'subtotal' },
    ]);
    expect(total(events)).toEqual([1125]);
    expect(kinds(receipt([48, ''], [49, 'COLA\tA10.00,+5.00'], [53, '\t']))).toEqual([
      'begin',
      'item',
      'item',
      'total',
      'tender',
    ]);
  });

  test('a missing Datecs number marks the receipt, and its total is not known', () => {
    const feed = openTillFeed(shippedDialect('datecs-fp'));
    const events = [
      datecs(0xfe, 48, ''),
      datecs(0xff, 49, 'COLA\tA1.00'),
      datecs(0x20, 49, 'TEA\tA1.00'),
      datecs(0x22, 53, '\tP5.00'),
      datecs(0x23, 56, ''),
    ].flatMap((frame) => feed.push(frame, 0));
    expect(kinds(events)).toEqual([
      'begin',
      'item',
      'item',
      'damaged',
      'tender',
      'unsupported',
      'end',
    ]);
    expect(feed.statistics.gaps).toBe(1);
  });

  test('a Datecs receipt of which we did not see or understand each line has no total', () => {
    const tail = [
      [49, 'COLA\tA1.00'],
      [53, '\tP1.00'],
      [56, ''],
    ] as const;
    expect(kinds(receipt(...tail))).toEqual(['begin', 'item', 'tender', 'unsupported', 'end']);
    const strange = receipt([48, ''], [49, 'who knows'], ...tail);
    expect(total(strange)).toEqual([]);
    expect(kinds(strange)).toContain('unsupported');
  });

  test('the Datecs frame that was worked out by hand is taken, and a wrong checksum is not', () => {
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
    const crc = crc16([...apdu, 0x03]);
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

  test.each([
    [
      'a payment whose amount stands behind other fields',
      '06010a4909780400000000 0250'.replace(' ', ''),
      250,
    ],
    ['a refund, after its password', '06310a00000004000000001234', -1234],
    ['a reversal with its amount', '06300a00000004000000001234', -1234],
    [
      'a field that nobody knows in front of the amount',
      '06010899 0400000000 1234'.replaceAll(' ', ''),
      undefined,
    ],
    ['a registration', '06000400000004', undefined],
  ])('ZVT: %s', (_what, hex, amountMinor) => {
    const apdu = [...Buffer.from(hex, 'hex')];
    const crc = crc16([...apdu, 3]);
    const frame = Uint8Array.from([16, 2, ...apdu, 16, 3, crc & 255, crc >> 8]);
    const tenders = openTillFeed(shippedDialect('zvt-tender'))
      .push(frame, 0)
      .flatMap((event) => (event.kind === 'tender' ? [event.amountMinor] : []));
    expect(tenders).toEqual(amountMinor === undefined ? [] : [amountMinor]);
  });
});
