import { z } from 'zod';
import { Count } from './promotion-quantities.ts';

const ProductSet = z.strictObject({
  categories: z.array(z.string().min(1).max(64)).max(10_000).optional(),
  gtins: z.array(z.string().min(1).max(64)).max(100_000).optional(),
});

/** Source: docs/rules.md#pricing-12. */
export const Scope = z
  .strictObject({
    include: ProductSet.optional(),
    exclude: ProductSet.optional(),
  })
  .describe(
    'Which products a promotion looks at: `include` is categories and gtins together, absent or empty means everything, and `exclude` wins. `gtins` holds GTINs, or product codes where a product has no GTIN; leading zeros of a GTIN do not matter.',
  );
export type Scope = z.infer<typeof Scope>;

/** So many units of a scope. The promotion's own `scope` narrows it further. */
export const Part = z.strictObject({ scope: Scope.default({}), quantity: Count });
export type Part = z.infer<typeof Part>;
