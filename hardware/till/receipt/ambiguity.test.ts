import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../../contracts/till-event.ts';
import { decodeWhole, shippedDialect } from '../dialect.ts';
import { openTillFeed } from '../feed.ts';

const CUT = Buffer.from('1d564203', 'hex');

/** What a receipt of these lines is read as, heads and unknown lines left out. */
function read(lines: readonly string[], dialect = 'escpos-receipt'): readonly string[] {
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), CUT]);
  return decodeWhole(shippedDialect(dialect), bytes).flatMap(short);
}

function short(event: TillEvent): readonly string[] {
  switch (event.kind) {
    case 'item':
      return [`item ${event.name} ${event.amountMinor}`];
    case 'discount':
      return [`discount ${event.appliesTo} ${event.discountMinor}`];
    case 'void':
      return [`void ${event.name ?? ''} ${event.amountMinor ?? ''}`];
    case 'total':
      return [`total ${event.totalMinor}`];
    case 'tax':
    case 'subtotal':
    case 'tender':
    case 'change':
      return [`${event.kind} ${event.amountMinor}`];
    case 'unsupported':
      return [`unsupported: ${event.reason}`];
    case 'begin':
    case 'loyalty':
    case 'receipt-number':
    case 'cashier':
    case 'datetime':
    case 'mark':
    case 'drawer':
    case 'unknown':
    case 'damaged':
    case 'end':
      return [];
  }
}

describe('a line that begins like a total, a tax, a payment or a discount', () => {
  test.each([
    ['CARD MOTORBIKE SANTA   0.42', 'item CARD MOTORBIKE SANTA 42'],
    ['CASH BOX RED   0.42', 'item CASH BOX RED 42'],
    ['COLGATE TOTAL   0.42', 'item COLGATE TOTAL 42'],
    ['TOTAL ORANGE BAG   0.42', 'item TOTAL ORANGE BAG 42'],
    ['TAX FREE CANDLE   0.42', 'item TAX FREE CANDLE 42'],
    ['VINTAGE COUPON HOLDER   0.42', 'item VINTAGE COUPON HOLDER 42'],
    ['POINTS OF LIGHT   0.42', 'item POINTS OF LIGHT 42'],
    ['VOID BLACK CANDLE   0.42', 'item VOID BLACK CANDLE 42'],
    ['PHONE CARD   0.42', 'item PHONE CARD 42'],
    ['STAFF DISCOUNT BOOK   0.42', 'item STAFF DISCOUNT BOOK 42'],
    ['CASHIER DOLL   0.42', 'item CASHIER DOLL 42'],
    ['GIFT CARD   0.42', 'item GIFT CARD 42'],
    ['GUIDE TO INCOME TAX   0.42', 'item GUIDE TO INCOME TAX 42'],
  ])('%s is an item where the receipt adds up with it', (line, item) => {
    expect(read(['COLA   3.00', line, 'TOTAL   3.42', 'CARD   3.42'])).toEqual([
      'item COLA 300',
      item,
      'total 342',
      'tender 342',
    ]);
  });

  test.each([
    [
      'a discount without a minus',
      ['STAFF DISCOUNT   1.00'],
      'TOTAL  2.00',
      'discount previous 100',
    ],
    ['a void without a minus', ['TEA   1.00', 'VOID TEA   1.00'], 'TOTAL  3.00', 'void TEA 100'],
    ['a tax in front of the total', ['TAX OF THE CITY   0.30'], 'TOTAL  3.30', 'tax 30'],
    ['a summary of the taxes', ['Taxed at 8%  2.78 tax 0.22'], 'TOTAL  3.00', undefined],
    ['what the bill would be', ['Total before rounding  2.99'], 'TOTAL  3.00', undefined],
  ])('%s is no item where the receipt adds up without it', (_what, lines, total, meant) => {
    const facts = read(['COLA   3.00', ...lines, total]);
    expect(facts).not.toContain(expect.stringMatching(/^item (?!COLA|TEA)/));
    if (meant !== undefined && meant !== 'tax 30') expect(facts).toContain(meant);
    expect(facts.at(-1)).toMatch(/^total/);
  });

  test('the words of a total may go on where there is no plainer one', () => {
    expect(
      read(['COLA   3.00', 'TOTAL FOR TABLE NINE   3.00', 'CASH   5.00', 'CHANGE   2.00']),
    ).toEqual(['item COLA 300', 'total 300', 'tender 500', 'change 200']);
    expect(read(['COLA   3.00', 'TOTAL INCL VAT   3.00'])).toEqual(['item COLA 300', 'total 300']);
    expect(read(['COLA   3.00', 'ORDER TOTAL   3.00'])).toEqual(['item COLA 300', 'total 300']);
  });

  test('where nothing adds up, or two readings do, nothing is invented', () => {
    expect(read(['COLA   3.00', 'CARD MOTORBIKE SANTA   0.42', 'TOTAL   9.99'])).toEqual([
      'item COLA 300',
      'total 999',
    ]);
    expect(read(['COLA   3.00', 'CASH BOX   1.00', 'CARD HOLDER   1.00', 'TOTAL   4.00'])).toEqual([
      'item COLA 300',
      'total 400',
    ]);
    expect(read(['COLA   3.00', 'CARD MOTORBIKE SANTA   0.42'])).toEqual([
      'item COLA 300',
      'unsupported: lines that look like items, but no total',
    ]);
  });

  test('words of the sale alone are never an item: a card slip is no sale', () => {
    for (const word of ['AMOUNT', 'SALE', 'CASH TENDERED', 'Card payment', 'PURCHASE AMOUNT']) {
      expect(
        read([`${word}   14.25`, 'TOTAL   14.25']).filter((fact) => fact.startsWith('item')),
      ).toEqual([]);
    }
  });

  test('in Chinese, where no space ends the word', () => {
    const bytes = (lines: readonly string[]): Uint8Array => Buffer.from(`${lines.join('\n')}\n`);
    const dialect = shippedDialect('escpos-receipt-zh');
    // Read as UTF-8 for the sake of this file.
    const utf8 = { ...dialect, file: { ...dialect.file, encoding: 'utf-8' } };
    const facts = decodeWhole(
      utf8,
      bytes(['现金红包  5.00', '优惠装牛奶  7.00', '合计  12.00']),
    ).flatMap(short);
    expect(facts).toEqual(['item 现金红包 500', 'item 优惠装牛奶 700', 'total 1200']);
    const discounted = decodeWhole(utf8, bytes(['牛奶  7.00', '会员优惠  2.00', '合计  5.00']));
    expect(discounted.flatMap(short)).toEqual([
      'item 牛奶 700',
      'discount previous 200',
      'total 500',
    ]);
  });
});

test('a receipt is told line by line until one is in doubt; the rest when the total settles it', () => {
  const feed = openTillFeed(shippedDialect('escpos-receipt'));
  const say = (line: string): readonly string[] =>
    feed.push(Buffer.from(`${line}\n`), 0).flatMap(short);
  say('COLA   3.00');
  expect(say('TEA   1.00')).toEqual(['item COLA 300']);
  // Tea waits for the quantity that may stand below it, and then with the others.
  expect(say('CARD HOLDER   2.00')).toEqual([]);
  expect(say('MILK   1.00')).toEqual([]);
  expect(say('TOTAL   7.00')).toEqual([
    'item TEA 100',
    'item CARD HOLDER 200',
    'item MILK 100',
    'total 700',
  ]);
  expect(feed.statistics.doubtful).toBe(0);
});

test('a receipt of nothing but doubtful lines costs no more than a bounded number of readings', () => {
  const lines = Array.from(
    { length: 1000 },
    (_, index) => `CARD ${index} HOLDER   ${index + 1}.01`,
  );
  // Processor time, because the wall clock also counts what other processes do.
  const before = process.cpuUsage();
  const facts = read([...lines, 'TOTAL   1.00']);
  expect(facts).toEqual(['total 100', 'unsupported: a total without items, such as a card slip']);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(6000);
});
