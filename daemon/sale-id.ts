import { createHash } from 'node:crypto';
import { SaleId, type TillId } from '../contracts/ids.ts';
import type { Receipt } from './receipt.ts';

/** What makes a receipt this receipt. */
export interface ReceiptIdentity {
  readonly till: TillId;
  readonly receipt: Receipt;
  readonly totalMinor: number;
  readonly closedAtMs: number;
  /** The day of a moment in the venue, for receipts that bear a number but no date: tills begin again at 1 each morning. */
  readonly dayOf: (atMs: number) => string;
}

/**
 * The stable id of a sale. With a receipt number: till, number, day and content, so that a reprint or a replay is the same sale and a
 * till that starts counting anew is not mistaken. Without one: till, content and the moment, printed to the second or else of
 * closing, so that two equal sales minutes apart stay two.
 */
export function saleId({ till, receipt, totalMinor, closedAtMs, dayOf }: ReceiptIdentity): SaleId {
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
  const identity = JSON.stringify([till, position, content, totalMinor]);
  return SaleId.parse(createHash('sha256').update(identity).digest('hex').slice(0, 32));
}

/** `12:34:56` stands in it. To the minute is not enough: two people buy the same bottle within a minute. */
function hasSeconds(soldAt: string | undefined): boolean {
  return soldAt !== undefined && /\d:\d\d:\d\d/.test(soldAt);
}

/** What stands before the time of day; a reprint may bear a new time but not a new date. */
function datePart(soldAt: string): string {
  return soldAt.replace(/[T\s]*\d{1,2}:\d\d.*$/u, '').trim();
}
