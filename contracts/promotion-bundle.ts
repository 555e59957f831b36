import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { OffMinor, PercentOff, SetPrice, oneOf } from './promotion-reward.ts';
import { Part } from './promotion-scope.ts';

/** What each set of a bundle gets. */
export const BundleReward = z.union(
  [SetPrice, PercentOff, OffMinor],
  oneOf('priceMinor', 'percentOff', 'offMinor'),
);
export type BundleReward = z.infer<typeof BundleReward>;

export const BundlePromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('bundle'),
    parts: z.array(Part).min(1, { error: 'at least one part' }).max(20),
    reward: BundleReward,
  })
  .describe(
    'So many units of each part make a set, and each set has its reward (N for a price, mix and match).',
  );
export type BundlePromotion = z.infer<typeof BundlePromotion>;
