import { z } from 'zod';
import { PromotionId } from './ids.ts';
import { LocalText } from './language-schema.ts';
import { Count, Minor } from './promotion-quantities.ts';
import { Scope } from './promotion-scope.ts';
import { When } from './promotion-when.ts';

/**
 * `perReceipt` counts times (multiples, blocks, sets, units of a plain promotion); `perShopperPerDay` counts them over a
 * shopper's day (docs/rules.md#pricing-4, docs/rules.md#pricing-17).
 */
export const Limit = z.strictObject({
  perReceipt: Count.optional().describe(
    'How many times on one receipt: multiples, blocks, sets, or units of a plain promotion.',
  ),
  perShopperPerDay: Count.optional().describe(
    'How many times for one shopper in a day of the venue.',
  ),
});
export type Limit = z.infer<typeof Limit>;

/** The fields that a promotion of any kind has, with the defaults of docs/rules.md#pricing-18. */
export const FIELDS = {
  id: PromotionId,
  title: LocalText.optional().describe('What screens call it; the id where it is absent.'),
  scope: Scope.default({}).describe('The products that it looks at; all where it is absent.'),
  when: When.optional().describe('When it runs; always where it is absent.'),
  limit: Limit.optional(),
  capMinor: Minor.optional().describe('The most that it takes off a receipt.'),
  priority: z.number().int({ error: 'a whole number' }).min(-1_000_000).max(1_000_000).default(0),
  group: z.string().min(1).max(64).optional(),
  alone: z.boolean().default(false),
  pooling: z
    .enum(['allowed', 'forbidden'], { error: '"allowed" or "forbidden"' })
    .default('allowed')
    .describe('`forbidden`: its goods never go on a joint receipt.'),
  members: z
    .enum(['everyone', 'registered'], { error: '"everyone" or "registered"' })
    .default('everyone')
    .describe('`registered`: for holders of a loyalty card only.'),
};
