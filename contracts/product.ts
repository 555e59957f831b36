import { z } from 'zod';
import { Gtin } from './gtin.ts';
import { LocalText } from './language.ts';
import { NonNegativeMinor } from './money.ts';

/** What a till line belongs to when the catalogue does not know it. */
export const UNKNOWN_CATEGORY = 'unknown';

/** One product of the catalogue. Source: docs/rules.md#product. Strict: it is a file that people write. */
export const Product = z.strictObject({
  code: z.string().min(1).max(64),
  gtins: z.array(Gtin).max(32).default([]),
  tillNames: z.array(z.string().min(1).max(80)).max(32).default([]),
  title: LocalText,
  category: z.string().min(1).max(64).default(UNKNOWN_CATEGORY),
  unitPriceMinor: NonNegativeMinor,
  soldBy: z.enum(['unit', 'measure']).default('unit'),
  sensitive: z.boolean().default(false),
});
export type Product = z.infer<typeof Product>;

/** A products file: `{ "products": [ … ] }`. */
export const ProductsFile = z.strictObject({ products: z.array(Product).max(200_000) });
export type ProductsFile = z.infer<typeof ProductsFile>;
