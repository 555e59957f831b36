import type { JsonLine } from '../../hardware/till/framing/json-lines.ts';
import type { RungSale } from './till-sale.ts';

/** A sale in the contract feed: one JSON object per line with a sequence number. Source: hardware/till/framing/json-lines.ts. */
export function jsonTillLines(
  sale: RungSale,
  style: { readonly seq?: number; readonly withChecksum?: boolean },
): readonly Uint8Array[] {
  let seq = style.seq ?? 1;
  return facts(sale).map((fact) => {
    const json = JSON.stringify({ seq, ...fact });
    seq += 1;
    const checksum = style.withChecksum === true ? `*${xor(json)}` : '';
    return Buffer.from(`${json}${checksum}\n`, 'utf8');
  });
}

function facts(sale: RungSale): readonly JsonLine[] {
  const paidMinor = sale.paidMinor ?? sale.totalMinor;
  const marks: readonly JsonLine[] =
    sale.kind === undefined || sale.kind === 'sale' || sale.kind === 'void'
      ? []
      : [{ kind: 'mark', mark: sale.kind }];
  return [
    { kind: 'begin', transaction: sale.receiptNumber },
    { kind: 'receipt-number', receiptNumber: sale.receiptNumber },
    ...marks,
    ...(sale.soldAt === undefined ? [] : [{ kind: 'datetime' as const, soldAt: sale.soldAt }]),
    ...(sale.card === undefined ? [] : [{ kind: 'loyalty' as const, id: sale.card }]),
    ...(sale.code === undefined ? [] : [{ kind: 'note' as const, text: sale.code }]),
    ...sale.lines.map((line): JsonLine => ({ kind: 'item', ...line })),
    ...((sale.discountMinor ?? 0) === 0
      ? []
      : [
          {
            kind: 'discount' as const,
            name: sale.discountName ?? 'Promotion',
            appliesTo: 'subtotal' as const,
            discountMinor: sale.discountMinor ?? 0,
          },
        ]),
    ...(sale.kind === 'void' ? [{ kind: 'void' as const, scope: 'transaction' as const }] : []),
    { kind: 'total', totalMinor: sale.totalMinor },
    { kind: 'tender', tender: sale.tender ?? 'cash', amountMinor: paidMinor },
    ...(paidMinor === sale.totalMinor
      ? []
      : [{ kind: 'change' as const, amountMinor: paidMinor - sale.totalMinor }]),
    { kind: 'end' },
  ];
}

function xor(text: string): string {
  let value = 0;
  for (const byte of Buffer.from(text, 'utf8')) value ^= byte;
  return value.toString(16).padStart(2, '0').toUpperCase();
}
