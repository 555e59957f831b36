import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { decodeWhole, shippedDialect } from './dialect.ts';
import { openTillFeed } from './feed.ts';

const RECEIPTS = new URL('../../../shared/data/receipts/', import.meta.url);
const areHere = existsSync(RECEIPTS);
const dialect = shippedDialect('escpos-receipt');

function receipt(name: string): Uint8Array {
  return readFileSync(new URL(name, RECEIPTS));
}

/** What a sale is made of, in short. */
function facts(events: readonly TillEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'item') return [`${event.quantity} ${event.name} ${event.amountMinor}`];
    if (event.kind === 'total') return [`total ${event.totalMinor}`];
    if (event.kind === 'tax' || event.kind === 'subtotal' || event.kind === 'tender') {
      return [`${event.kind} ${event.amountMinor}`];
    }
    if (event.kind === 'change') return [`change ${event.amountMinor}`];
    return ['begin', 'end', 'unsupported', 'damaged'].includes(event.kind) ? [event.kind] : [];
  });
}

const LOGO = [
  'begin',
  '1 Example item #1 400',
  '1 Another thing 350',
  '1 Something else 100',
  '1 A final item 445',
  'subtotal 1295',
  'tax 130',
  'total 1425',
  'end',
];
const CUT_IN_THE_MIDDLE = [
  'begin',
  '2 Apples 350',
  '3 Bananas 225',
  '1 Orange Juice 499',
  '1 Bread 250',
  'subtotal 1324',
  'tax 106',
  'total 1430',
  'tender 2000',
  'change 570',
  'end',
];

describe.skipIf(!areHere)('real receipts (skipped where ../shared/data is not at hand)', () => {
  test('a receipt with a raster logo gives its lines, tax and total, and nothing of the logo', () => {
    expect(facts(decodeWhole(dialect, receipt('receipt-with-logo.bin')))).toEqual(LOGO);
  });

  test('a receipt whose head is cut off is one sale, with the head in it', () => {
    const events = decodeWhole(dialect, receipt('test4_receipt.raw'));
    expect(facts(events)).toEqual(CUT_IN_THE_MIDDLE);
    expect(events[1]).toMatchObject({ kind: 'unknown', text: 'SUPER MARKET' });
  });

  test('a head that is not followed within two seconds is no sale of its own', () => {
    const bytes = receipt('test4_receipt.raw');
    const cut = bytes.findIndex((_, at) => bytes[at] === 0x1d && bytes[at + 1] === 0x56) + 4;
    const feed = openTillFeed(dialect);
    const head = [...feed.push(bytes.subarray(0, cut), 0), ...feed.idle(2500)];
    expect(facts(head)).toEqual(['unsupported']);
    expect(facts(feed.push(bytes.subarray(cut), 3000))).toEqual(CUT_IN_THE_MIDDLE);
  });

  test.each(['demo.bin', 'character-encodings.bin', 'test6_spacing.raw'])(
    '%s holds no sale and is named unsupported',
    (name) => {
      const kinds = new Set(decodeWhole(dialect, receipt(name)).map((event) => event.kind));
      expect(kinds).toContain('unsupported');
      expect([...kinds].filter((kind) => ['item', 'total', 'tender'].includes(kind))).toEqual([]);
    },
  );

  test('text in many code pages comes out as it was written', () => {
    const texts = decodeWhole(dialect, receipt('character-encodings.bin')).flatMap((event) =>
      event.kind === 'unknown' ? [event.text] : [],
    );
    expect(texts).toContain('Árvíztűrő tükörfúrógép.');
    expect(texts).toContain('В чащах юга жил бы цитрус? Да, но фальшивый экземпляр!');
    expect(texts).toContain('ｳｲﾉｵｸﾔﾏ ｹﾌｺｴﾃ ｱｻｷﾕﾒﾐｼ ｴﾋﾓｾｽﾝ');
  });

  test.each(['receipt-with-logo.bin', 'test4_receipt.raw'])(
    'whatever part of %s is missing at the end, nothing is invented',
    (name) => {
      const bytes = receipt(name);
      const whole = facts(decodeWhole(dialect, bytes)).filter((fact) => fact !== 'end');
      for (let length = 0; length < bytes.length; length += name.endsWith('.raw') ? 1 : 7) {
        const feed = openTillFeed(dialect);
        const events = [...feed.push(bytes.subarray(0, length), 0), ...feed.lost(1)];
        const seen = facts(events).filter((fact) => !/^(?:end|damaged|unsupported)$/.test(fact));
        expect(whole.slice(0, seen.length)).toEqual(seen);
        const isWhole = events.some((event) => event.kind === 'end' && event.by === 'cut');
        if (isWhole) expect(seen).toEqual(whole);
        // A receipt that lost its end says so.
        else if (seen.length > 0) expect(facts(events)).toContain('damaged');
      }
    },
  );
});
