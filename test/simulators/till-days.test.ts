import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { parseCsv } from '../../central/catalogue/csv.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { goodsMinor } from './till-sale.ts';
import type { RungLine, RungSale } from './till-sale.ts';
import { splitAtRandom, tillBytes } from './till.ts';

const DATA = new URL('../../../shared/data/online-retail/', import.meta.url);
const areHere = existsSync(DATA);

/** The invoices of a real day as a till would ring them up: what was sold, at a price, with a description. */
function invoices(day: string): readonly RungSale[] {
  const csv = parseCsv(readFileSync(new URL(day, DATA), 'utf8'));
  if (csv.kind === 'broken') throw new Error(csv.reason);
  const byNumber = new Map<string, RungLine[]>();
  for (const { fields } of csv.records.slice(1)) {
    const [number = '', , description = '', quantity = '', , price = ''] = fields;
    const line = {
      name: description.trim().replace(/\s+/g, ' ').slice(0, 40),
      quantity: Number(quantity),
      unitPriceMinor: Math.round(Number(price) * 100),
    };
    const isSold = line.quantity > 0 && line.quantity < 10_000 && line.unitPriceMinor > 0;
    // The till's page is one of English letters.
    if (!isSold || !/^[\x20-\x7e]*[a-z]{2}[\x20-\x7e]*$/i.test(line.name)) continue;
    byNumber.set(number, [...(byNumber.get(number) ?? []), line]);
  }
  return [...byNumber].map(([receiptNumber, lines]) => {
    const totalMinor = goodsMinor({ lines });
    return { lines, totalMinor, paidMinor: totalMinor + 100, receiptNumber };
  });
}

describe.skipIf(!areHere)(
  'a real day at a till (skipped where ../shared/data is not at hand)',
  () => {
    test.each(['2011-11-16.csv', '2011-12-05.csv'])(
      '%s: every invoice is read back with its lines and its total, on one cable, one after the other',
      (day) => {
        const sales = invoices(day);
        expect(sales.length).toBeGreaterThan(50);
        const feed = openTillFeed(shippedDialect('escpos-receipt'));
        const random = seededRandom(3);
        const wrong: string[] = [];
        for (const [index, sale] of sales.entries()) {
          const bytes = tillBytes(sale, { kind: 'escpos', language: 'en' });
          const events = splitAtRandom(bytes, random).flatMap((piece) =>
            feed.push(piece, index * 60_000),
          );
          const read = events.flatMap((event) =>
            event.kind === 'item'
              ? [`${event.quantity} ${event.name} ${event.amountMinor}`]
              : event.kind === 'total'
                ? [`total ${event.totalMinor}`]
                : event.kind === 'end'
                  ? ['end']
                  : [],
          );
          const rung = [
            ...sale.lines.map(
              ({ quantity, name, unitPriceMinor }) =>
                `${quantity} ${name} ${quantity * unitPriceMinor}`,
            ),
            `total ${sale.totalMinor}`,
            'end',
          ];
          const differs = rung.findIndex((line, at) => line !== read[at]);
          if (differs !== -1 || read.length !== rung.length) {
            wrong.push(
              `${sale.receiptNumber}: ${String(rung[differs])} became ${String(read[differs])}`,
            );
          }
        }
        expect(wrong).toEqual([]);
      },
      60_000,
    );
  },
);
