import { z } from 'zod';

/** A regular expression as people write it in a configuration file: anchored at both ends by us, at most 120 characters. */
const Pattern = z
  .string()
  .max(120)
  .refine((source) => {
    try {
      return new RegExp(`^(?:${source})$`, 'u') instanceof RegExp;
    } catch {
      return false;
    }
  }, 'not a regular expression')
  // A repetition inside a repeated group may take longer than the shop is open.
  .refine(
    (source) => !/\([^()]*[*+}][^()]*\)[*+{]/.test(source),
    'a repetition inside a repeated group: it can hang the box',
  );

/** A verifier digit is defined for prices of four and of five digits. */
const Mask = z
  .string()
  .regex(/^[IVPWFC]+$/)
  .refine(
    (mask) => !mask.includes('V') || [4, 5].includes(mask.split('P').length - 1),
    'a price verifier (V) needs a price of 4 or 5 digits (P)',
  );

/**
 * What the venue's barcodes mean before an item is looked up: loyalty cards, variable-measure codes. Strict.
 * Source: docs/facts/barcodes.md.
 */
export const BarcodeRules = z.strictObject({
  /** How scanners announce the symbology. */
  codeId: z.enum(['aim', 'zebra', 'none']).default('aim'),
  /** Loyalty cards: the whole code matches; a group named `card` is the number, else all of it. Never becomes an item. */
  cards: z
    .array(
      z.strictObject({ match: Pattern, check: z.enum(['none', 'gs1', 'luhn']).default('none') }),
    )
    .max(20)
    .default([{ match: '98\\d{11}', check: 'gs1' }]),
  /** Variable-measure codes: prefix pattern to mask of I (item), V (price verifier), P (price, minor units), W (weight, grams),
   *  F (any), C (check digit); prefix and mask together are the whole code. */
  measured: z
    .record(z.string().max(20), Mask)
    .superRefine((masks, context) => {
      for (const prefix of Object.keys(masks)) {
        const problem = Pattern.safeParse(prefix).error?.issues[0]?.message;
        if (problem !== undefined) {
          context.addIssue({ code: 'custom', path: [prefix], message: problem });
        }
      }
    })
    .default({}),
  /** What a scanner sends in place of the GS character (1D), where it does. */
  groupSeparator: z.string().length(1).optional(),
  /** The same value again within so many milliseconds is one scan; 0 = off, for counting items. */
  duplicateMs: z.number().int().min(0).max(5000).default(0),
});
export type BarcodeRules = z.infer<typeof BarcodeRules>;
