import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { Count } from './promotion-quantities.ts';
import { OffMinor, PercentOff, UnitOff, UnitPrice, oneOf } from './promotion-reward.ts';
import { isAscending } from './promotion-tiers.ts';

/** What a quantity tier gives: per unit, or `offMinor` once per receipt. */
export const QuantityReward = z.union(
  [PercentOff, UnitOff, UnitPrice, OffMinor],
  oneOf('percentOff', 'unitOffMinor', 'unitPriceMinor', 'offMinor'),
);
export type QuantityReward = z.infer<typeof QuantityReward>;

export const QuantityPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('quantity'),
    tiers: z
      .array(z.strictObject({ quantity: Count, reward: QuantityReward }))
      .min(1, { error: 'at least one tier' })
      .max(100)
      .refine((tiers) => isAscending(tiers.map((tier) => tier.quantity)), {
        error: 'tiers in ascending order of quantity, no two equal',
      }),
    counts: z
      .enum(['together', 'per-line'], { error: '"together" or "per-line"' })
      .default('together')
      .describe('Units are counted over all lines, or each basket line by itself.'),
  })
  .describe(
    'Buy so many units, get a reward on all of them; units are counted over all lines, or each basket line by itself.',
  );
export type QuantityPromotion = z.infer<typeof QuantityPromotion>;
