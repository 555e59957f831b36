import { z } from 'zod';
import { CodePrefix } from '../../contracts/code.ts';

/**
 * How a venue reads variable-measure codes: `mask` has one letter for each digit of the whole code: digits and `X` stand for
 * themselves or anything, `I` item, `P` price in minor units, `W` weight in grams, `V` price verifier, `C` check digit.
 * The first mask that fits holds. Source: reference page on devices, 6.4.
 */
export const MeasureMask = z.strictObject({
  mask: z
    .string()
    .regex(/^[\dXIPWVC]{8}$|^[\dXIPWVC]{12,13}$/, '8, 12 or 13 of the letters 0-9 X I P W V C')
    .refine(
      (mask) => /I/.test(mask) && /[PW]/.test(mask),
      'an item (I) and a price (P) or weight (W)',
    ),
});
export type MeasureMask = z.infer<typeof MeasureMask>;

/** A loyalty card, recognised before anything is looked up as a product. Give the beginning and the lengths, or a pattern of
 *  digits and letters. */
export const CardRule = z.strictObject({
  prefix: z.string().max(24).default(''),
  /** Lengths of the whole code; empty: any. */
  lengths: z.array(z.number().int().min(4).max(64)).default([]),
  check: z.enum(['none', 'ean', 'luhn']).default('none'),
  /** The prefix belongs to the medium, not to the card number. */
  dropPrefix: z.boolean().default(false),
});
export type CardRule = z.infer<typeof CardRule>;

/** How a venue's barcodes are to be read. Strict: it stands in the shop configuration. */
export const BarcodeRules = z.strictObject({
  /** What the scanner puts before each code. */
  codeId: z.enum(['aim', 'zebra', 'none']).default('aim'),
  /** The in-store prefix of pairing codes. */
  codePrefix: CodePrefix.optional(),
  cards: z.array(CardRule).max(20).default([]),
  measures: z.array(MeasureMask).max(20).default([]),
  /** The character that the scanner sends for the GS1 separator, where it is not GS (1Dh). */
  separator: z.string().length(1).default('\u001d'),
});
export type BarcodeRules = z.infer<typeof BarcodeRules>;
