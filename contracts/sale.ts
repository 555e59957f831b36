import { z } from 'zod';
import { PairingCode } from './code.ts';
import { SaleId, TillId } from './ids.ts';
import { MinorUnits, NonNegativeMinor } from './money.ts';
import { TenderKind } from './till-event.ts';

/**
 * The longest list of lines in one message; longer sales travel in numbered parts.
 * Source: docs/adr/0000-large-sales-travel-in-parts.md.
 */
export const SALE_PART_LINES = 100;

export const SaleLine = z
  .object({
    name: z.string().max(240).describe('As the till printed it.'),
    code: z
      .string()
      .max(64)
      .optional()
      .describe('The till’s own article number, where the feed has one.'),
    gtin: z.string().max(64).optional(),
    category: z.string().max(64).default('unknown'),
    quantity: z.number().int().describe('Whole units; a weighed line is 1.'),
    unitPriceMinor: MinorUnits,
    amountMinor: MinorUnits.describe(
      'What the line adds to the receipt; negative for a returned line.',
    ),
    discountMinor: NonNegativeMinor.default(0).describe(
      'The part of the discounts that the till attached to this line.',
    ),
  })
  .describe(
    'One line of a closed sale, after voids. `gtin` and `category` are filled in from the catalogue where it knows the line.',
  );
export type SaleLine = z.infer<typeof SaleLine>;

export const Balance = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('balanced') }),
    z.object({ kind: z.literal('unbalanced'), deltaMinor: MinorUnits }),
    z.object({ kind: z.literal('unchecked') }),
  ])
  .describe(
    'Whether the receipt adds up: items - discounts (+ tax if exclusive) = total, and tenders - change = total.',
  );
export type Balance = z.infer<typeof Balance>;

/** A closed transaction of a till, whole or one numbered part of it; all fields but `lines` stand in each part. */
export const Sale = z.object({
  sale: SaleId.describe(
    'A hash of the till and the receipt’s identity: the same receipt, read twice, has the same id.',
  ),
  till: TillId,
  part: z
    .object({ index: z.number().int().min(0), of: z.number().int().min(1).max(1000) })
    .describe('Which part this is, counted from 0, and how many there are.'),
  kind: z.enum(['sale', 'refund', 'void', 'training', 'no-sale', 'report', 'reprint']),
  soldAt: z
    .string()
    .max(40)
    .optional()
    .describe('The date and time that the receipt shows, by the till’s clock.'),
  closedAtMs: z.number().int().describe('When the box saw the end of the receipt.'),
  receiptNumber: z.string().max(64).optional(),
  lines: z.array(SaleLine).max(SALE_PART_LINES),
  discountMinor: NonNegativeMinor,
  taxMinor: MinorUnits,
  totalMinor: MinorUnits,
  tenders: z.array(z.object({ tender: TenderKind, amountMinor: MinorUnits })).max(16),
  changeMinor: MinorUnits,
  balance: Balance,
  codes: z
    .array(PairingCode)
    .max(16)
    .describe('Pairing codes that stood in the feed of this receipt (`in-feed`).'),
  card: z.string().max(64).optional().describe('A keyed hash of the loyalty card, never the card.'),
  unknownLines: z
    .number()
    .int()
    .min(0)
    .describe('How many lines no rule of the till’s dialect could read.'),
  truncated: z
    .boolean()
    .describe('Bytes were lost: what a passive tap missed is marked, not invented.'),
});
export type Sale = z.infer<typeof Sale>;

/** A receipt that is still open at a till and whose loyalty card is known: its lines are `rung-up` lines of that visit. */
export const Ringing = z.object({
  till: TillId,
  card: z.string().max(64).describe('A keyed hash of the loyalty card, never the card.'),
  lines: z.array(SaleLine).max(SALE_PART_LINES),
});
export type Ringing = z.infer<typeof Ringing>;

/** A pairing code read by a scanner of ours at a till (`our-scanner`). */
export const TillScan = z.object({
  till: TillId,
  code: PairingCode,
  scannedAtMs: z.number().int(),
});
export type TillScan = z.infer<typeof TillScan>;
