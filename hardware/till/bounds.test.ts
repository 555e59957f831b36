import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { shippedDialect } from './dialect.ts';
import { openTillFeed } from './feed.ts';
import type { TillFeed } from './feed.ts';

const INIT = '\u001b@';
const CUT = '\u001dV\u0000';

const SALE = 'CORNER SHOP\nReceipt no: 1\nCOLA   3.00\nTOTAL   3.00\n';
const PAID = 'CASH   5.00\nCHANGE   2.00\nThank you\n';
const NEXT = 'CORNER SHOP\nReceipt no: 2\nTEA   1.00\nTOTAL   1.00\n';
const ELSEWHERE = 'OTHER PLACE\nReceipt no: 2\nTEA   1.00\nTOTAL   1.00\n';

function feedOf(id = 'escpos-receipt'): TillFeed {
  return openTillFeed(shippedDialect(id));
}

function read(text: string, feed = feedOf()): readonly TillEvent[] {
  return [...feed.push(Buffer.from(text), 0), ...feed.idle(3_600_000)];
}

/** The receipts, each as its totals, items, notes and how it ended. */
function receipts(events: readonly TillEvent[]): readonly string[] {
  const found: string[] = [];
  for (const event of events) {
    if (event.kind === 'begin') found.push('');
    const said =
      event.kind === 'item'
        ? `${event.name} `
        : event.kind === 'total'
          ? `${event.totalMinor} `
          : event.kind === 'mark'
            ? `${event.mark} `
            : event.kind === 'receipt-number'
              ? `#${event.receiptNumber} `
              : event.kind === 'unsupported'
                ? '(unsupported) '
                : event.kind === 'end'
                  ? event.by
                  : '';
    if (found.length === 0 && said !== '') found.push(`outside: ${said}`);
    else if (said !== '') found[found.length - 1] += said;
  }
  return found;
}

describe('receipts that are not cut off from each other', () => {
  test.each([
    ['the shop prints its name again', SALE + NEXT],
    ['the shop prints its name again after the payment', SALE + PAID + NEXT],
    ['the printer is initialised', SALE + INIT + ELSEWHERE],
    ['the printer is initialised after the payment', SALE + PAID + INIT + ELSEWHERE],
    ['the printer is initialised before each', INIT + SALE + PAID + INIT + ELSEWHERE],
  ])('%s: two sales', (_how, text) => {
    expect(receipts(read(text))).toEqual(['#1 COLA 300 next-begin', '#2 TEA 100 idle']);
  });

  test('a head that was held back is read as the head that it is', () => {
    const refund = `${INIT}CORNER SHOP\nREFUND\nReceipt no: 2\nTEA   1.00\nTOTAL   1.00\n${CUT}`;
    expect(receipts(read(SALE + PAID + refund))).toEqual([
      '#1 COLA 300 next-begin',
      'refund #2 TEA 100 cut',
    ]);
  });

  test('a no-sale, a copy or a training receipt after a paid one does not make it one', () => {
    expect(receipts(read(`${SALE}${PAID}${INIT}CORNER SHOP\nNO SALE\n${CUT}`))).toEqual([
      '#1 COLA 300 next-begin',
      'no-sale cut',
    ]);
    expect(receipts(read(`${SALE}${PAID}${INIT}*** COPY ***\n${SALE}${CUT}`))).toEqual([
      '#1 COLA 300 next-begin',
      'reprint #1 COLA 300 cut',
    ]);
  });

  test('a till that initialises before each line prints one receipt', () => {
    const text = (SALE + PAID)
      .split('\n')
      .map((line) => INIT + line)
      .join('\n');
    expect(receipts(read(text + CUT))).toEqual(['#1 COLA 300 cut']);
  });

  test('a shop that signs its receipts prints one receipt', () => {
    expect(receipts(read(`${SALE}${PAID}CORNER SHOP\nSee you soon\n${CUT}`))).toEqual([
      '#1 COLA 300 cut',
    ]);
  });
});

describe('silence', () => {
  test('ends a receipt that adds up and is paid after ten seconds', () => {
    const feed = feedOf();
    const first = [...feed.push(Buffer.from(SALE + PAID), 0), ...feed.idle(9900)];
    expect(receipts(first)).toEqual(['#1 COLA 300 ']);
    expect(feed.idle(10_000).map((event) => event.kind)).toEqual(['end']);
    expect(receipts(read(ELSEWHERE, feed))).toEqual(['#2 TEA 100 idle']);
  });

  test('waits for the payment as long as the dialect says', () => {
    const feed = feedOf();
    feed.push(Buffer.from(SALE), 0);
    expect(feed.idle(59_000)).toEqual([]);
    expect(feed.idle(60_000).map((event) => event.kind)).toEqual(['end']);
  });

  test('that goes on for ever keeps nothing', () => {
    const feed = feedOf();
    feed.push(Buffer.from('COLA   3.00\n'), 0);
    const kinds = Array.from({ length: 30_000 }, (_, tick) => feed.idle(tick)).flat();
    expect(kinds.map((event) => event.kind)).toEqual(['begin', 'item']);
  });
});

test('a receipt without an end is ended at its longest, and says so', () => {
  const kinds = read('COLA   3.00\n'.repeat(2100)).map((event) => event.kind);
  expect(kinds.filter((kind) => kind === 'damaged').length).toBe(1);
  expect(kinds.filter((kind) => kind === 'end').length).toBe(2);
  const json = read('{"kind":"item","unitPriceMinor":1}\n'.repeat(30_000), feedOf('json-lines'));
  expect(json.filter((event) => event.kind === 'damaged').length).toBe(1);
});
