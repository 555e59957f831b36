import { z } from 'zod';
import { MinorUnits, NonNegativeMinor } from './money.ts';
import { PromotionId } from './ids.ts';

/** Source: docs/rules.md#basket-line. */
export const BasketLine = z
  .object({
    id: z.string().min(1).max(64),
    gtin: z.string().max(64).optional(),
    name: z.string().max(120).optional(),
    category: z.string().max(64).default('unknown'),
    quantity: z.number().int().min(0).max(100_000),
    unitPriceMinor: NonNegativeMinor.max(100_000_000),
  })
  .describe(
    'One line of a basket, as the promotion engine prices it. `gtin` is the product’s first GTIN, or its code where it has none, so it is a plain string here.',
  );
export type BasketLine = z.infer<typeof BasketLine>;

/** What `price` takes. `at` is ISO 8601; absent means that time windows are not looked at. */
export const Basket = z.object({
  lines: z.array(BasketLine).max(10_000),
  member: z.boolean().default(false),
  at: z.iso.datetime({ offset: true }).optional(),
  usedToday: z
    .record(PromotionId, z.number().int().min(0))
    .optional()
    .describe('How often this shopper used a promotion today, by promotion id.'),
});
export type Basket = z.infer<typeof Basket>;

/** What a promotion did on a receipt: `lines` holds every line that triggered or received. */
export const AppliedPromotion = z.object({
  promotion: PromotionId,
  times: z.number().int(),
  discountMinor: MinorUnits,
  lines: z.array(
    z.object({
      line: z.string(),
      discountMinor: MinorUnits,
      role: z.enum(['trigger', 'target', 'both']),
    }),
  ),
});
export type AppliedPromotion = z.infer<typeof AppliedPromotion>;

/** How far the basket is from the next tier, multiple, block or set, and what reaching it would save in addition. */
export const NearPromotion = z.object({
  promotion: PromotionId,
  missingMinor: MinorUnits.optional(),
  missingQuantity: z.number().int().optional(),
  wouldSaveMinor: MinorUnits,
});
export type NearPromotion = z.infer<typeof NearPromotion>;

/** A priced basket. `exact` is false only when the bounded fallback of the engine had to be used. */
export const Priced = z.object({
  subtotalMinor: MinorUnits,
  discountMinor: MinorUnits,
  totalMinor: MinorUnits,
  applied: z.array(AppliedPromotion),
  near: z.array(NearPromotion),
  exact: z.boolean(),
});
export type Priced = z.infer<typeof Priced>;
