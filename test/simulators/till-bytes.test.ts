import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { checkOut, tillEngine } from './checkout.ts';
import { inventedDay } from './day.ts';
import { feedLines, printedReceipt } from './till-bytes.ts';
import { worthMinor } from './trolley.ts';

const day = inventedDay(3);
const engine = tillEngine(day);

function eventsOf(dialect: string, bytes: Uint8Array): readonly TillEvent[] {
  const feed = openTillFeed(shippedDialect(dialect));
  return [...feed.push(bytes, 1000), ...feed.idle(10_000)];
}

const facts = (events: readonly TillEvent[]) => ({
  items: events.flatMap((event) =>
    event.kind === 'item'
      ? [{ name: event.name, quantity: event.quantity, amountMinor: event.amountMinor }]
      : [],
  ),
  discountMinor: events.reduce(
    (sum, event) => sum + (event.kind === 'discount' ? event.discountMinor : 0),
    0,
  ),
  totals: events.flatMap((event) => (event.kind === 'total' ? [event.totalMinor] : [])),
  ends: events.filter((event) => event.kind === 'end').length,
});

describe.each([
  ['escpos-receipt', (sale: ReturnType<typeof checkOut>) => printedReceipt(sale, 2)],
  ['json-lines', feedLines],
] as const)('the virtual till that speaks %s', (dialect, bytesOf) => {
  test.each(day.sales.slice(0, 60).map((sale) => [sale.receiptNumber, sale] as const))(
    'sale %s is read back with its lines, discount and total',
    (receiptNumber, sale) => {
      const checkout = checkOut(engine, sale.goods, { receiptNumber, kind: sale.kind });
      const read = facts(eventsOf(dialect, bytesOf(checkout)));
      expect(
        read.items.map((item) => [item.name, item.quantity, Math.abs(item.amountMinor)]),
      ).toEqual(
        sale.goods.map(({ product, quantity }) => [
          product.tillNames[0],
          quantity,
          product.unitPriceMinor * quantity,
        ]),
      );
      expect(read.discountMinor).toBe(worthMinor(sale.goods) - checkout.totalMinor);
      expect(read.totals.map(Math.abs)).toEqual([checkout.totalMinor]);
      expect(read.ends).toBe(1);
    },
  );

  test('a pairing code that the cashier scans as a note stands in the feed', () => {
    const goods = day.sales[0]?.goods ?? [];
    const checkout = checkOut(engine, goods, { receiptNumber: '1', codes: ['2912345678907'] });
    const texts = eventsOf(dialect, bytesOf(checkout)).map((event) =>
      'text' in event ? event.text : '',
    );
    expect(texts.join('\n')).toContain('2912345678907');
    expect(facts(eventsOf(dialect, bytesOf(checkout))).items).toHaveLength(goods.length);
  });
});
