import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../house/root.ts';
import { dayFromCsv, dayFromFile, inventedDay } from './day.ts';
import { worthMinor } from './trolley.ts';

const HEAD = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const REAL = join(ROOT, '..', 'shared', 'data', 'online-retail', '2011-11-16.csv');

describe('a day in the virtual shop', () => {
  test('of our own making is the same for the same seed, and another for another', () => {
    expect(inventedDay(1)).toEqual(inventedDay(1));
    expect(inventedDay(2).sales).not.toEqual(inventedDay(1).sales);
  });

  test('of our own making runs from opening to closing, with sales of every hour', () => {
    const { sales } = inventedDay(1);
    expect(new Set(sales.map((sale) => Math.floor(sale.atMinute / 60))).size).toBeGreaterThan(12);
    for (const sale of sales) expect(worthMinor(sale.goods)).toBeGreaterThan(0);
  });

  test('from invoices keeps prices in minor units, groups lines by invoice, and takes C for a refund', () => {
    const day = dayFromCsv(
      `${HEAD}\n1,A1,"JUG, WHITE",2,2011-11-16 08:25:00,0.79,7,UK\n1,A2,BOWL,1,2011-11-16 08:25:00,3.75,7,UK\nC2,A1,"JUG, WHITE",-1,2011-11-16 09:00:00,0.79,7,UK\n3,A3,FREE,1,2011-11-16 09:00:00,0,7,UK\n`,
      'day.csv',
    );
    expect(day.sales).toEqual([
      expect.objectContaining({ receiptNumber: '1', atMinute: 505, kind: 'sale' }),
      expect.objectContaining({ receiptNumber: 'C2', atMinute: 540, kind: 'refund' }),
    ]);
    expect(worthMinor(day.sales[0]?.goods ?? [])).toBe(2 * 79 + 375);
    expect(day.products.map((product) => product.code)).toEqual(['A1', 'A2']);
  });

  test.each([
    ['without a price column', 'InvoiceNo,StockCode\n1,A\n', /lacks Description.*UnitPrice/],
    [
      'with a word for a quantity',
      `${HEAD}\n1,A,B,two,2011-11-16 08:25,1,7,UK\n`,
      /line 2: expected a whole Quantity/,
    ],
    ['with an open quote', `${HEAD}\n1,"A,B,2\n`, /day\.csv line \d/],
  ])('%s is refused with its place', (_, text, words) => {
    expect(() => dayFromCsv(text, 'day.csv')).toThrow(words);
  });

  test.skipIf(!existsSync(REAL))(
    'of real invoices has a threshold that some baskets reach and others miss (needs ../shared/data)',
    async () => {
      const day = await dayFromFile(REAL);
      const worths = day.sales
        .filter((sale) => sale.kind === 'sale')
        .map((sale) => worthMinor(sale.goods));
      const below = worths.filter((worth) => worth < day.thresholdMinor).length;
      expect(below).toBeGreaterThan(worths.length * 0.2);
      expect(below).toBeLessThan(worths.length * 0.8);
      expect(day.shelf.length).toBeGreaterThan(100);
    },
  );
});
