import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { checkOut, tillEngine } from './checkout.ts';
import { inventedDay } from './day.ts';
import type { RungSale } from './till-sale.ts';
import { tillBytes, type TillStyle } from './till.ts';
import { fillTrolley, worthMinor } from './trolley.ts';

const day = inventedDay(3);
const engine = tillEngine(day);

const STYLES: readonly (readonly [string, TillStyle])[] = [
  ['escpos-receipt', { kind: 'escpos', language: 'en' }],
  ['json-lines', { kind: 'json-lines' }],
];

function readBack(dialect: string, style: TillStyle, sale: RungSale): readonly TillEvent[] {
  const feed = openTillFeed(shippedDialect(dialect));
  return [...feed.push(tillBytes(sale, style), 1000), ...feed.idle(10_000)];
}

describe.each(STYLES)('a till of the virtual shop that speaks %s', (dialect, style) => {
  test.each(day.sales.slice(0, 60).map((sale) => [sale.receiptNumber, sale] as const))(
    'sale %s is read back with its lines, discount and total',
    (receiptNumber, { goods, kind }) => {
      const sale = checkOut(engine, goods, { receiptNumber, kind });
      const events = readBack(dialect, style, sale);
      const items = events.filter((event) => event.kind === 'item');
      expect(items.map((item) => [item.name, item.quantity, Math.abs(item.amountMinor)])).toEqual(
        goods.map(({ product, quantity }) => [
          product.tillNames[0],
          quantity,
          product.unitPriceMinor * quantity,
        ]),
      );
      const discounts = events.filter((event) => event.kind === 'discount');
      expect(discounts.reduce((sum, event) => sum + event.discountMinor, 0)).toBe(
        worthMinor(goods) - sale.totalMinor,
      );
      const totals = events.filter((event) => event.kind === 'total');
      expect(totals.map((event) => Math.abs(event.totalMinor))).toEqual([sale.totalMinor]);
      expect(events.filter((event) => event.kind === 'end')).toHaveLength(1);
    },
  );

  test('a joint basket above the threshold gets its 50 off, and the code stands in the feed', () => {
    const goods = fillTrolley(seededRandom(5), day.shelf, 20_000, 24_000);
    const sale = checkOut(engine, goods, { receiptNumber: '1', code: '2912345678907' });
    expect(sale.discountMinor).toBe(5000);
    const events = readBack(dialect, style, sale);
    expect(events.map((event) => ('text' in event ? event.text : '')).join('\n')).toContain(
      '2912345678907',
    );
    expect(events.filter((event) => event.kind === 'item')).toHaveLength(goods.length);
  });
});
