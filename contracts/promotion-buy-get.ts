import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { PercentReward } from './promotion-reward.ts';
import { Part } from './promotion-scope.ts';

export const BuyGetPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('buy-get'),
    buy: Part,
    get: Part,
    reward: PercentReward,
  })
  .describe('Buy from one set, get from another at a discount.');
export type BuyGetPromotion = z.infer<typeof BuyGetPromotion>;
