import { z } from 'zod';
import { Gtin } from './gtin.ts';
import { LocalText } from './language-schema.ts';
import { NonNegativeMinor } from './money.ts';

/** What a till line belongs to when the catalogue does not know it. */
export const UNKNOWN_CATEGORY = 'unknown';

/** Source: docs/rules.md#product. */
export const Product = z
  .strictObject({
    code: z.string().min(1).max(64).describe('The shop’s own article number.'),
    gtins: z.array(Gtin).max(32).default([]),
    tillNames: z
      .array(z.string().min(1).max(80))
      .max(32)
      .default([])
      .describe('What tills print for it.'),
    title: LocalText,
    category: z.string().min(1).max(64).default(UNKNOWN_CATEGORY),
    unitPriceMinor: NonNegativeMinor,
    soldBy: z
      .enum(['unit', 'measure'])
      .default('unit')
      .describe('`measure`: weighed or measured, so that the price of a line varies.'),
    sensitive: z.boolean().default(false).describe('Inquiries about it are not answered.'),
  })
  .describe('One product of the catalogue. Strict: it is a file that people write.');
export type Product = z.infer<typeof Product>;

/** A products file: `{ "products": [ … ] }`. */
export const ProductsFile = z.strictObject({ products: z.array(Product).max(200_000) });
export type ProductsFile = z.infer<typeof ProductsFile>;
