import { z } from 'zod';
import { FIELDS } from './promotion-fields.ts';
import { PercentReward } from './promotion-reward.ts';

export const CheapestPromotion = z
  .strictObject({
    ...FIELDS,
    kind: z.literal('cheapest'),
    reward: PercentReward,
  })
  .describe('The lowest-priced unit in scope on the whole receipt, one per receipt.');
export type CheapestPromotion = z.infer<typeof CheapestPromotion>;
