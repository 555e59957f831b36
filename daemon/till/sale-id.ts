import { createHash } from 'node:crypto';
import { SaleId, type TillId } from '../../contracts/ids.ts';
import type { Receipt } from './receipt.ts';

/** What makes a receipt this receipt. */
export interface ReceiptIdentity {
  readonly till: TillId;
  readonly receipt: Receipt;
  readonly totalMinor: number;
  readonly closedAtMs: number;
  /** The day of a moment in the venue, for receipts that bear a number but no date: tills begin again at 1 each morning. */
  readonly dayOf: (atMs: number) => string;
  /** The fields that name a receipt, where the till's dialect says so. */
  readonly from?: readonly IdentityField[];
}

/** Source: docs/rules.md#dialects. */
export type IdentityField = 'receiptNo' | 'datetime' | 'cashier' | 'lines' | 'total';

/**
 * The stable id of a sale. With a receipt number: till, number, day and content, so that a reprint or a replay is the same sale and a
 * till that starts counting anew is not mistaken. Without one: till, content and the moment, printed to the second or else of
 * closing, so that two equal sales minutes apart stay two.
 */
export function saleId({
  till,
  receipt,
  totalMinor,
  closedAtMs,
  dayOf,
  from,
}: ReceiptIdentity): SaleId {
  const number = receipt.receiptNumber ?? receipt.transaction;
  const position =
    number === undefined
      ? hasSeconds(receipt.soldAt)
        ? receipt.soldAt
        : closedAtMs
      : {
          number,
          day: receipt.soldAt === undefined ? dayOf(closedAtMs) : datePart(receipt.soldAt),
        };
  const content = receipt.lines
    .filter((line) => !line.isVoided)
    .map((line) => [line.name, line.quantity, line.amountMinor]);
  if (from === undefined) return idOf([till, position, content, totalMinor]);
  const fields = from.map((field) => {
    switch (field) {
      case 'receiptNo':
        return number ?? '';
      case 'datetime':
        return receipt.soldAt ?? '';
      case 'cashier':
        return receipt.cashier ?? '';
      case 'lines':
        return content;
      case 'total':
        return totalMinor;
    }
  });
  return idOf([till, 'from', from, fields]);
}

/** The id of a sale that has the identity of an earlier one, from which it is too far away to be the same. */
export function anotherSaleId(earlier: SaleId, atMs: number): SaleId {
  return idOf([earlier, atMs]);
}

function idOf(identity: unknown): SaleId {
  const text = JSON.stringify(identity);
  return SaleId.parse(createHash('sha256').update(text).digest('hex').slice(0, 32));
}

/** `12:34:56` stands in it. To the minute is not enough: two people buy the same bottle within a minute. */
function hasSeconds(soldAt: string | undefined): boolean {
  return soldAt !== undefined && /\d:\d\d:\d\d/.test(soldAt);
}

/** What stands before the time of day; a reprint may bear a new time but not a new date. */
function datePart(soldAt: string): string {
  return soldAt.replace(/[T\s]*\d{1,2}:\d\d.*$/u, '').trim();
}
