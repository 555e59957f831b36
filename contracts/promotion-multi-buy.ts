import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { Count } from './promotion-quantities.ts';
import { PercentReward } from './promotion-reward.ts';

export const MultiBuyPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('multi-buy'),
    buy: Count,
    get: Count,
    reward: PercentReward,
    favours: z
      .enum(['customer', 'retailer'], { error: '"customer" or "retailer"' })
      .default('customer'),
  })
  .describe(
    'Of every block of `buy + get` units the cheapest `get` are discounted (买二送一, 第二件半价).',
  );
export type MultiBuyPromotion = z.infer<typeof MultiBuyPromotion>;
