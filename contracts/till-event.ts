import { z } from 'zod';
import { MinorUnits, NonNegativeMinor } from './money.ts';

/** How a sale was paid. */
export const TenderKind = z.enum(['cash', 'card', 'voucher', 'other']);
export type TenderKind = z.infer<typeof TenderKind>;

const text = z.string().max(240);

/** What every till event carries: when its last byte came, and the line of text it was read from (masked where private). */
const at = { atMs: z.number().int(), text: text.optional() };

/**
 * One fact read from a till's feed by its dialect, in the order of the feed. `daemon/sales` assembles sales from them.
 * Quantity lines (before, on or after an item) are already joined to their item by the dialect.
 * Amounts are minor units; a discount is positive and lowers what is paid. Vocabulary after ARTS POSLog.
 */
export const TillEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), ...at, transaction: text.optional() }),
  z.object({
    kind: z.literal('item'),
    ...at,
    name: text,
    /** A GTIN or the till's own article code, where the feed has one. */
    code: z.string().max(64).optional(),
    /** Whole units; a weighed or open-price line is 1 at its amount. */
    quantity: z.number().int(),
    unitPriceMinor: MinorUnits,
    /** What the line adds to the receipt before discounts: negative for a returned line. */
    amountMinor: MinorUnits,
    measure: z.object({ value: z.string().max(16), unit: z.string().max(8) }).optional(),
  }),
  z.object({
    kind: z.literal('void'),
    ...at,
    scope: z.enum(['line', 'transaction']),
    name: text.optional(),
    /** The amount of the line that is voided, positive. */
    amountMinor: NonNegativeMinor.optional(),
  }),
  z.object({
    kind: z.literal('discount'),
    ...at,
    name: text,
    appliesTo: z.enum(['previous', 'subtotal']),
    discountMinor: NonNegativeMinor,
  }),
  z.object({ kind: z.literal('subtotal'), ...at, amountMinor: MinorUnits }),
  z.object({
    kind: z.literal('tax'),
    ...at,
    amountMinor: MinorUnits,
    /** Whether item prices already include it. Unknown until the balance check decides. */
    included: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('total'), ...at, totalMinor: MinorUnits }),
  z.object({ kind: z.literal('tender'), ...at, tender: TenderKind, amountMinor: MinorUnits }),
  z.object({ kind: z.literal('change'), ...at, amountMinor: MinorUnits }),
  /** A loyalty card. The id is raw here, on the box only: it is hashed before it leaves, masked in logs. */
  z.object({ kind: z.literal('loyalty'), ...at, id: z.string().max(64) }),
  z.object({ kind: z.literal('receipt-number'), ...at, receiptNumber: z.string().max(64) }),
  z.object({ kind: z.literal('cashier'), ...at, cashier: text }),
  z.object({ kind: z.literal('datetime'), ...at, soldAt: z.string().max(40) }),
  /** A marker that changes what the whole receipt is. */
  z.object({
    kind: z.literal('mark'),
    ...at,
    mark: z.enum(['refund', 'training', 'no-sale', 'report', 'reprint', 'void']),
  }),
  z.object({ kind: z.literal('drawer'), ...at }),
  /** What no rule took: kept and counted; a pairing code typed as a note arrives this way. */
  z.object({ kind: z.literal('unknown'), ...at }),
  /** The feed holds something that this dialect can see but not read. Never a silent zero sale. */
  z.object({ kind: z.literal('unsupported'), ...at, reason: text }),
  /** Bytes were lost inside this receipt (overflow, cable, bad checksum): the sale is marked, not invented. */
  z.object({ kind: z.literal('damaged'), ...at, reason: text }),
  z.object({
    kind: z.literal('end'),
    ...at,
    by: z.enum(['cut', 'line', 'command', 'idle', 'next-begin', 'length', 'close']),
  }),
]);
export type TillEvent = z.infer<typeof TillEvent>;
