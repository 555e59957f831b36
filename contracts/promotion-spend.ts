import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { Count, Minor } from './promotion-quantities.ts';
import { OffMinor, PercentOff, oneOf } from './promotion-reward.ts';
import { isAscending } from './promotion-tiers.ts';

/** What a spend tier gives. */
export const SpendReward = z.union([OffMinor, PercentOff], oneOf('offMinor', 'percentOff'));
export type SpendReward = z.infer<typeof SpendReward>;

export const SpendPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('spend'),
    tiers: z
      .array(
        z.strictObject({ spendMinor: Minor.min(1, { error: '1 or more' }), reward: SpendReward }),
      )
      .min(1, { error: 'at least one tier' })
      .max(100)
      .refine((tiers) => isAscending(tiers.map((tier) => tier.spendMinor)), {
        error: 'tiers in ascending order of spendMinor, no two equal',
      }),
    repeat: z.boolean().default(false).describe('For every multiple of the only tier.'),
    maxTimes: Count.optional().describe('The most multiples.'),
  })
  .refine(
    (promotion) =>
      !promotion.repeat ||
      (promotion.tiers.length === 1 &&
        promotion.tiers[0] !== undefined &&
        'offMinor' in promotion.tiers[0].reward),
    {
      path: ['repeat'],
      error: 'false: repeat goes only with exactly one tier and an offMinor reward',
    },
  )
  .describe(
    'Spend so much in scope, get an amount or a percentage off; once, by tiers, or `repeat`ed for every multiple (每满减).',
  );
export type SpendPromotion = z.infer<typeof SpendPromotion>;
