import { z } from 'zod';
import { MinorUnits, NonNegativeMinor } from '../../../contracts/money.ts';
import { TenderKind } from '../../../contracts/till-event.ts';

const text = z.string().max(240);
const seq = { seq: z.number().int().min(0).optional() };

/**
 * One line of the product's own contract feed: what a till that can be programmed should send. UTF-8, one JSON object per line,
 * LF or CRLF, at most 4096 bytes. Amounts are minor units. `seq` counts up by one from line to line (any start, back to 0 or 1
 * after a restart of the till); a gap marks the receipt as damaged. After the object may stand `*hh`, the XOR of all bytes of
 * the object in two hexadecimal digits; a line with a wrong one is dropped and counted. Unknown fields are ignored.
 *
 *     {"seq":1,"kind":"begin","transaction":"1001"}
 *     {"seq":2,"kind":"item","name":"COLA 330ML","code":"6901234567892","quantity":2,"unitPriceMinor":300}
 *     {"seq":3,"kind":"total","totalMinor":600}
 *     {"seq":4,"kind":"tender","tender":"cash","amountMinor":1000}
 *     {"seq":5,"kind":"change","amountMinor":400}
 *     {"seq":6,"kind":"end"}*2F
 */
export const JsonLine = z.discriminatedUnion('kind', [
  z.object({ ...seq, kind: z.literal('begin'), transaction: text.optional() }),
  z.object({
    ...seq,
    kind: z.literal('item'),
    name: text.default(''),
    code: z.string().max(64).optional(),
    quantity: z.number().int().default(1),
    unitPriceMinor: MinorUnits,
    /** Left out: quantity × unit price. */
    amountMinor: MinorUnits.optional(),
    /** A weighed line: quantity is 1 and the amount is the line's. */
    measure: z.object({ value: z.string().max(16), unit: z.string().max(8) }).optional(),
  }),
  z.object({
    ...seq,
    kind: z.literal('void'),
    scope: z.enum(['line', 'transaction']).default('line'),
    name: text.optional(),
    amountMinor: NonNegativeMinor.optional(),
  }),
  z.object({
    ...seq,
    kind: z.literal('discount'),
    name: text.default(''),
    appliesTo: z.enum(['previous', 'subtotal']).default('subtotal'),
    discountMinor: NonNegativeMinor,
  }),
  z.object({ ...seq, kind: z.literal('subtotal'), amountMinor: MinorUnits }),
  z.object({
    ...seq,
    kind: z.literal('tax'),
    amountMinor: MinorUnits,
    included: z.boolean().optional(),
  }),
  z.object({ ...seq, kind: z.literal('total'), totalMinor: MinorUnits }),
  z.object({
    ...seq,
    kind: z.literal('tender'),
    tender: TenderKind.default('other'),
    amountMinor: MinorUnits,
  }),
  z.object({ ...seq, kind: z.literal('change'), amountMinor: MinorUnits }),
  z.object({ ...seq, kind: z.literal('loyalty'), id: z.string().min(1).max(64) }),
  z.object({ ...seq, kind: z.literal('receipt-number'), receiptNumber: z.string().max(64) }),
  z.object({ ...seq, kind: z.literal('cashier'), cashier: text }),
  z.object({ ...seq, kind: z.literal('datetime'), soldAt: z.string().max(40) }),
  z.object({
    ...seq,
    kind: z.literal('mark'),
    mark: z.enum(['refund', 'training', 'no-sale', 'report', 'reprint', 'void']),
  }),
  z.object({ ...seq, kind: z.literal('drawer') }),
  /** A note that the cashier keyed or scanned, such as a pairing code. */
  z.object({ ...seq, kind: z.literal('note'), text }),
  z.object({ ...seq, kind: z.literal('end') }),
]);
/** As a till writes it. */
export type JsonLine = z.input<typeof JsonLine>;
