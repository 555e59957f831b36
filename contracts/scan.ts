import { z } from 'zod';
import { Gtin } from './gtin.ts';
import { PairingCode } from './code.ts';
import { NonNegativeMinor } from './money.ts';

/** What a barcode means to the shop, after AIM prefix, check digits and the venue's rules for cards and codes. */
export const Scan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('product'), gtin: Gtin }),
  /** A variable-measure code: the item number inside it, and the price or weight that it carries. */
  z.object({
    kind: z.literal('measured'),
    item: z.string().max(16),
    priceMinor: NonNegativeMinor.optional(),
    weightGrams: z.number().int().optional(),
  }),
  /** A loyalty card: raw, on the box only. */
  z.object({ kind: z.literal('card'), card: z.string().max(64) }),
  z.object({ kind: z.literal('code'), code: PairingCode }),
  /** Readable, but nothing that the shop sells by: the text, for a search by till code. */
  z.object({ kind: z.literal('other'), text: z.string().max(200) }),
  z.object({ kind: z.literal('invalid'), text: z.string().max(200), reason: z.string().max(200) }),
]);
export type Scan = z.infer<typeof Scan>;
