import type { JsonLine } from '../../hardware/till/json-lines.ts';
import type { Checkout } from './checkout.ts';

const ESC = 0x1b;
const GS = 0x1d;
const COLUMNS = 48;

const RESET = [ESC, 0x40];
const CENTRE = [ESC, 0x61, 1];
const LEFT = [ESC, 0x61, 0];
const BOLD = [ESC, 0x45, 1];
const PLAIN = [ESC, 0x45, 0];
const CUT = [GS, 0x56, 66, 0];

/** What a till sends to its receipt printer for this sale: ESC/POS in code page 437, 48 columns. */
export function printedReceipt(checkout: Checkout, minorDigits: number): Uint8Array {
  const bytes: number[] = [];
  const command = (code: readonly number[]): void => void bytes.push(...code);
  const line = (text: string): void => void bytes.push(...Buffer.from(`${text}\n`, 'latin1'));
  const money = (minor: number): string => (minor / 10 ** minorDigits).toFixed(minorDigits);
  const amount = (label: string, minor: number): void => {
    const text = money(minor);
    line(label.slice(0, COLUMNS - text.length - 2).padEnd(COLUMNS - text.length) + text);
  };

  command([...RESET, ...CENTRE]);
  line('VIRTUAL MART');
  if (checkout.kind === 'refund') line('REFUND');
  command(LEFT);
  line(`Receipt no: ${checkout.receiptNumber}`);
  line('-'.repeat(COLUMNS));
  for (const { product, quantity } of checkout.goods) {
    const name = product.tillNames[0] ?? product.code;
    const each = `${quantity} x ${money(product.unitPriceMinor)}`;
    const label = quantity === 1 ? name : `${name.slice(0, 30)}  ${each}`;
    amount(label, quantity * product.unitPriceMinor);
  }
  for (const { name, discountMinor } of checkout.discounts) {
    amount(`DISCOUNT ${name}`, -discountMinor);
  }
  for (const code of checkout.codes) line(`NOTE ${code}`);
  line('-'.repeat(COLUMNS));
  command(BOLD);
  amount('TOTAL', checkout.totalMinor);
  command(PLAIN);
  amount('CASH', checkout.tenderedMinor);
  amount('CHANGE', checkout.tenderedMinor - checkout.totalMinor);
  command(CENTRE);
  line('Thank you');
  command(CUT);
  return Uint8Array.from(bytes);
}

/** The same sale as a till that was programmed for pindan sends it: JSON lines. */
export function feedLines(checkout: Checkout): Uint8Array {
  const lines: JsonLine[] = [
    { kind: 'begin', transaction: checkout.receiptNumber },
    { kind: 'receipt-number', receiptNumber: checkout.receiptNumber },
    ...(checkout.kind === 'refund' ? [{ kind: 'mark', mark: 'refund' } as const] : []),
    ...checkout.goods.map(({ product, quantity }): JsonLine => ({
      kind: 'item',
      name: product.tillNames[0] ?? product.code,
      code: product.gtins[0]?.slice(1) ?? product.code,
      quantity,
      unitPriceMinor: product.unitPriceMinor,
    })),
    ...checkout.discounts.map(({ name, discountMinor }): JsonLine => ({
      kind: 'discount',
      name,
      appliesTo: 'subtotal',
      discountMinor,
    })),
    ...checkout.codes.map((text): JsonLine => ({ kind: 'note', text })),
    { kind: 'total', totalMinor: checkout.totalMinor },
    { kind: 'tender', tender: 'cash', amountMinor: checkout.tenderedMinor },
    { kind: 'change', amountMinor: checkout.tenderedMinor - checkout.totalMinor },
    { kind: 'end' },
  ];
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
