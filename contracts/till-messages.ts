import { StaffNotice } from './pairing.ts';
import { Ringing, Sale, TillScan } from './sale.ts';
import { CODE, GTIN, NOW_MS, PAIRING, SALE } from './message-example-ids.ts';
import { toAll, up } from './message-row.ts';

/** What tills ring up, and what staff at the tills must know. */
export const TILL_MESSAGES = {
  sale: up('event', {
    schema: Sale,
    about:
      'A till closed a receipt. The message carries the whole receipt or one numbered part of a long one; a pairing code on it redeems the pairing.',
    example: {
      sale: SALE,
      till: 'till-1',
      part: { index: 0, of: 1 },
      kind: 'sale',
      soldAt: '2026-09-28T10:15',
      closedAtMs: NOW_MS,
      receiptNumber: '000123',
      lines: [
        {
          name: 'GREEN TEA 500ML',
          gtin: GTIN,
          category: 'drinks',
          quantity: 3,
          unitPriceMinor: 3500,
          amountMinor: 10_500,
        },
      ],
      discountMinor: 2000,
      taxMinor: 0,
      totalMinor: 8500,
      tenders: [{ tender: 'cash', amountMinor: 10_000 }],
      changeMinor: 1500,
      balance: { kind: 'balanced' },
      codes: [CODE],
      unknownLines: 0,
      truncated: false,
    },
  }),
  ringing: up('event', {
    schema: Ringing,
    about:
      'A receipt is still open at a till and its loyalty card is known. Its lines so far, whole, become lines of that shopper’s visit.',
    example: {
      till: 'till-1',
      card: 'b0f1c2d3e4a59687',
      lines: [
        {
          name: 'GREEN TEA 500ML',
          gtin: GTIN,
          category: 'drinks',
          quantity: 1,
          unitPriceMinor: 3500,
          amountMinor: 3500,
        },
      ],
    },
  }),
  'till-scan': up('event', {
    schema: TillScan,
    about:
      'A pairing code was read at a till: by the box’s own scanner there, or in the feed of a receipt that is not closed yet.',
    example: { till: 'till-1', code: CODE, scannedAtMs: NOW_MS },
  }),
  staff: toAll('staff', {
    schema: StaffNotice,
    about:
      'Staff must know or do something about a sale or a pairing code, for example because joint lines are missing on the receipt.',
    example: {
      notice: 'joint-lines-missing',
      atMs: NOW_MS,
      till: 'till-1',
      code: CODE,
      pairing: PAIRING,
      sale: SALE,
      missing: ['GREEN TEA 500ML'],
    },
  }),
};
