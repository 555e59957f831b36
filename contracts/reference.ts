import { z } from 'zod';
import { Product } from './product.ts';
import { PromotionsFile } from './promotions-file.ts';

/** The promotions in force, with a version that changes with the content. */
export const PromotionsInForce = z.object({ version: z.string().max(64), file: PromotionsFile });
export type PromotionsInForce = z.infer<typeof PromotionsInForce>;

/** One page of the catalogue. A reader has it whole when it holds `pages` pages of one version. Pages stay under the message limit. */
export const ProductsPage = z.object({
  version: z.string().max(64),
  page: z.number().int().min(0).describe('Counted from 0; the same as in the topic.'),
  pages: z.number().int().min(1),
  products: z.array(Product).max(500),
});
export type ProductsPage = z.infer<typeof ProductsPage>;
