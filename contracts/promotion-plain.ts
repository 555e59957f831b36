import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { PercentOff, UnitOff, UnitPrice, oneOf } from './promotion-reward.ts';

/** What a unit in scope of a plain promotion gets. */
export const PlainReward = z.union(
  [PercentOff, UnitOff, UnitPrice],
  oneOf('percentOff', 'unitOffMinor', 'unitPriceMinor'),
);
export type PlainReward = z.infer<typeof PlainReward>;

export const PlainPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('plain'),
    reward: PlainReward,
  })
  .describe('Every unit in scope, without a condition.');
export type PlainPromotion = z.infer<typeof PlainPromotion>;
