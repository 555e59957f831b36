import { z } from 'zod';
import { Currency } from './money.ts';
import { Promotion } from './promotion.ts';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false; // an unknown zone is the caller's answer, not a failure
  }
}

/** An IANA time zone that this runtime knows. */
export const TimeZone = z
  .string()
  .refine(isTimeZone, { error: 'an IANA time zone such as "Asia/Shanghai"' });

/** The money and the clock of a shop: what amounts and moments in a promotions file mean. `XXX` is ISO 4217's "no currency". */
export const MONEY_AND_ZONE = {
  currency: Currency.default('XXX'),
  minorDigits: z.number().int().min(0).max(4).default(2),
  timeZone: TimeZone.default('UTC'),
};

/**
 * A promotions file (docs/rules.md#pricing): `{ "currency": "CNY", "minorDigits": 2, "timeZone": "Asia/Shanghai",
 * "promotions": [ … ] }`. All objects are strict: a misspelt key is refused, never ignored. Parsing fills in the defaults of
 * docs/rules.md#pricing-18, so the derived types are what the engine reads.
 */
export const PromotionsFile = z.strictObject({
  ...MONEY_AND_ZONE,
  promotions: z
    .array(Promotion)
    .max(10_000)
    .superRefine((promotions, context) => {
      const seen = new Map<string, number>();
      for (const [index, promotion] of promotions.entries()) {
        const first = seen.get(promotion.id);
        if (first === undefined) seen.set(promotion.id, index);
        else {
          context.addIssue({
            code: 'custom',
            path: [index, 'id'],
            message: `an id of its own; promotion ${first} has it already`,
            input: promotion.id,
          });
        }
      }
    }),
});
export type PromotionsFile = z.infer<typeof PromotionsFile>;
