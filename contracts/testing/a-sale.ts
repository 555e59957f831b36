import type { z } from 'zod';
import { SaleId, TillId } from '../ids.ts';
import { Sale } from '../sale.ts';

/** A sale for tests: whole, balanced and empty at till-1, but for what is given. @param number makes its id */
export function aSale(number: number, given: Partial<z.input<typeof Sale>>): Sale {
  return Sale.parse({
    sale: SaleId.parse(number.toString(16).padStart(32, '0')),
    till: TillId.parse('till-1'),
    part: { index: 0, of: 1 },
    kind: 'sale',
    closedAtMs: 1,
    lines: [],
    discountMinor: 0,
    taxMinor: 0,
    totalMinor: 0,
    tenders: [],
    changeMinor: 0,
    balance: { kind: 'balanced' },
    codes: [],
    unknownLines: 0,
    truncated: false,
    ...given,
  });
}
