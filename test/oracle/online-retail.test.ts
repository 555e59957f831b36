import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../../promotions/parse.ts';
import { price } from '../../promotions/price.ts';
import { bruteForce } from './brute-force.ts';
import type { OracleLine, OraclePromotion } from './rules.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DATA = resolve(ROOT, '../shared/data/online-retail');
const DAYS = ['2011-11-16', '2011-12-05'];
const isHere = DAYS.every((day) => existsSync(resolve(DATA, `${day}.csv`)));
const EXAMPLE: unknown = JSON.parse(
  readFileSync(resolve(ROOT, 'promotions/examples/online-retail.json'), 'utf8'),
);

const Row = z.object({
  InvoiceNo: z.string(),
  StockCode: z.string(),
  Quantity: z.coerce.number(),
  InvoiceDate: z.string(),
  UnitPrice: z.coerce.number(),
});

interface Invoice {
  readonly number: string;
  readonly at: string;
  readonly lines: readonly OracleLine[];
}

/** The day's sales; returned and cancelled rows are left out. Each row is a line, in the order of the file. */
function invoicesOf(day: string): readonly Invoice[] {
  const text = readFileSync(resolve(DATA, `${day}.csv`), 'utf8');
  const rows = z.array(Row).parse(parse(text, { columns: true }));
  const invoices = new Map<string, { number: string; at: string; lines: OracleLine[] }>();
  for (const row of rows) {
    if (row.Quantity <= 0 || row.UnitPrice < 0) continue;
    const known = invoices.get(row.InvoiceNo);
    const at = `${row.InvoiceDate.replace(' ', 'T')}Z`; // London is at UTC on both days
    const invoice = known ?? { number: row.InvoiceNo, at, lines: [] };
    invoices.set(row.InvoiceNo, invoice);
    invoice.lines.push({
      id: String(invoice.lines.length + 1).padStart(4, '0'),
      gtin: row.StockCode,
      category: 'unknown',
      quantity: row.Quantity,
      unitPriceMinor: Math.round(row.UnitPrice * 100),
    });
  }
  return [...invoices.values()];
}

/** The golden figures: every invoice of both days, in pence. */
const GOLDEN = { invoices: 269, subtotalMinor: 15_470_013, discountMinor: 506_575 };

const Oracle = z.object({ promotions: z.array(z.custom<OraclePromotion>()) });

describe.skipIf(!isHere)(
  `two days of a real shop under the shipped example (needs ../shared/data/online-retail${isHere ? '' : ', which is not here'})`,
  () => {
    const set = compilePromotions(parsePromotions(EXAMPLE));

    test('cost the same to the penny every time, every one exact', () => {
      const total = { invoices: 0, subtotalMinor: 0, discountMinor: 0 };
      for (const invoice of DAYS.flatMap(invoicesOf)) {
        const priced = price(parseBasket(invoice), set);
        expect(priced.exact, `invoice ${invoice.number}`).toBe(true);
        total.invoices += 1;
        total.subtotalMinor += priced.subtotalMinor;
        total.discountMinor += priced.discountMinor;
      }
      expect(total).toEqual(GOLDEN);
    });

    test('agree with every assignment, on invoices cut down to six units of what is promoted', () => {
      const { promotions } = Oracle.parse(EXAMPLE);
      const named = new Set(JSON.stringify(promotions).match(/"[0-9A-Z]+"/g));
      let earning = 0;
      for (const invoice of DAYS.flatMap(invoicesOf)) {
        let left = 6;
        const lines = invoice.lines.flatMap((line) => {
          if (left === 0 || !named.has(`"${line.gtin}"`)) return [];
          const quantity = Math.min(left, line.quantity, 2);
          left -= quantity;
          // A dearer unit brings the spend threshold within reach of six units.
          return [{ ...line, quantity, unitPriceMinor: line.unitPriceMinor * 9 }];
        });
        const expected = bruteForce({ promotions, lines, at: invoice.at });
        const priced = price(parseBasket({ at: invoice.at, lines }), set);
        expect(priced.discountMinor, `invoice ${invoice.number}`).toBe(expected);
        if (expected > 0) earning += 1;
      }
      expect(earning).toBeGreaterThan(80);
    }, 120_000);
  },
);
