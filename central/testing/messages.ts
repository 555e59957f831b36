import { SaleId, TerminalId, TillId, ulid, VisitId } from '../../contracts/ids.ts';
import type { Sale } from '../../contracts/sale.ts';
import { aSale } from '../../contracts/testing/a-sale.ts';
import type { VisitLine, VisitLines, VisitOpened } from '../../contracts/visit.ts';

export const KIOSK = TerminalId.parse('kiosk-1');
export const TILL = TillId.parse('till-1');

/** A visit id that says its number. */
export function visitId(number: number): VisitId {
  return VisitId.parse(ulid(1_790_000_000_000 + number, () => 0));
}

export function visitOpened(number: number, card?: string): VisitOpened {
  return {
    visit: visitId(number),
    terminal: KIOSK,
    language: 'en',
    nickname: { fruit: 'orange', colour: 'red', number: 10 + (number % 90) },
    ...(card === undefined ? {} : { card }),
  };
}

const RICE: VisitLine = {
  id: '1',
  gtin: '04006381333931',
  name: 'Rice',
  category: 'food',
  quantity: 1,
  unitPriceMinor: 12_000,
  source: 'scanned',
};

export function rice(number: number): VisitLines {
  return { visit: visitId(number), lines: [RICE] };
}

export function saleId(number: number): SaleId {
  return SaleId.parse(number.toString(16).padStart(32, '0'));
}

/** A balanced sale of one line for each name and price. */
export function sale(
  number: number,
  items: readonly (readonly [name: string, priceMinor: number])[],
  more: Partial<Sale> = {},
): Sale {
  const totalMinor = items.reduce((sum, [, priceMinor]) => sum + priceMinor, 0);
  return aSale(number, {
    closedAtMs: 1_790_000_000_000 + number,
    lines: items.map(([name, priceMinor]) => ({
      name,
      category: 'unknown',
      quantity: 1,
      unitPriceMinor: priceMinor,
      amountMinor: priceMinor,
    })),
    totalMinor,
    tenders: [{ tender: 'cash', amountMinor: totalMinor }],
    ...more,
  });
}
