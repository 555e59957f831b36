import { z } from 'zod';
import { PromotionId } from './ids.ts';
import { textFor, type Language } from './language.ts';
import { LocalText } from './language-schema.ts';
import { Currency, NonNegativeMinor } from './money.ts';

/**
 * A promotions file, as docs/rules.md#pricing defines it. All objects are strict: a misspelt key is refused, never ignored.
 * Parsing fills in the defaults of docs/rules.md#pricing-18, so the derived types are what the engine reads.
 */

const MAX_MINOR = 100_000_000_000;
const MAX_COUNT = 1_000_000;

/** Minor units of a promotion: a whole number, 0 or more. */
const Minor = NonNegativeMinor.max(MAX_MINOR, { error: `at most ${MAX_MINOR}` });
const Count = z
  .number({ error: 'a whole number, 1 or more' })
  .int({ error: 'a whole number' })
  .min(1, { error: 'a whole number, 1 or more' })
  .max(MAX_COUNT, { error: `at most ${MAX_COUNT}` });

/** 0 to 100 with at most two decimals (docs/rules.md#pricing-2). */
const Percent = z
  .number({ error: 'a number from 0 to 100 with at most two decimals' })
  .min(0, { error: 'a number from 0 to 100 with at most two decimals' })
  .max(100, { error: 'a number from 0 to 100 with at most two decimals' })
  .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6, {
    error: 'a number from 0 to 100 with at most two decimals',
  });

const OffMinor = z.strictObject({ offMinor: Minor });
const PercentOff = z.strictObject({ percentOff: Percent });
const UnitOff = z.strictObject({ unitOffMinor: Minor });
const UnitPrice = z.strictObject({ unitPriceMinor: Minor });
const SetPrice = z.strictObject({ priceMinor: Minor });

const WORDS = {
  offMinor: '{ "offMinor": minor units }',
  percentOff: '{ "percentOff": 0 to 100, at most two decimals }',
  unitOffMinor: '{ "unitOffMinor": minor units }',
  unitPriceMinor: '{ "unitPriceMinor": minor units }',
  priceMinor: '{ "priceMinor": minor units }',
} as const;

function oneOf(...rewards: readonly (keyof typeof WORDS)[]): { readonly error: string } {
  const words = rewards.map((reward) => WORDS[reward]);
  return {
    error: words.length === 1 ? `${words[0]}` : `exactly one of ${words.join(' or ')}`,
  };
}

/** What a spend tier gives. */
export const SpendReward = z.union([OffMinor, PercentOff], oneOf('offMinor', 'percentOff'));
export type SpendReward = z.infer<typeof SpendReward>;

/** What a quantity tier gives: per unit, or `offMinor` once per receipt. */
export const QuantityReward = z.union(
  [PercentOff, UnitOff, UnitPrice, OffMinor],
  oneOf('percentOff', 'unitOffMinor', 'unitPriceMinor', 'offMinor'),
);
export type QuantityReward = z.infer<typeof QuantityReward>;

/** What a unit in scope of a plain promotion gets. */
export const PlainReward = z.union(
  [PercentOff, UnitOff, UnitPrice],
  oneOf('percentOff', 'unitOffMinor', 'unitPriceMinor'),
);
export type PlainReward = z.infer<typeof PlainReward>;

/** What each set of a bundle gets. */
export const BundleReward = z.union(
  [SetPrice, PercentOff, OffMinor],
  oneOf('priceMinor', 'percentOff', 'offMinor'),
);
export type BundleReward = z.infer<typeof BundleReward>;

/** A discount of so many percent; 100 is free. */
export const PercentReward = z.strictObject({ percentOff: Percent }, oneOf('percentOff'));
export type PercentReward = z.infer<typeof PercentReward>;

const ProductSet = z.strictObject({
  categories: z.array(z.string().min(1).max(64)).max(10_000).optional(),
  gtins: z.array(z.string().min(1).max(64)).max(100_000).optional(),
});

/** Source: docs/rules.md#pricing-12. */
export const Scope = z
  .strictObject({
    include: ProductSet.optional(),
    exclude: ProductSet.optional(),
  })
  .describe(
    'Which products a promotion looks at: `include` is categories and gtins together, absent or empty means everything, and `exclude` wins. `gtins` holds GTINs, or product codes where a product has no GTIN; leading zeros of a GTIN do not matter.',
  );
export type Scope = z.infer<typeof Scope>;

const ISO_MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function isMoment(text: string): boolean {
  const parts = ISO_MOMENT.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const [hour, minute, second] = [
    Number(parts[4] ?? 0),
    Number(parts[5] ?? 0),
    Number(parts[6] ?? 0),
  ];
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= lastDay &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/**
 * A moment: `2026-11-30`, `2026-11-30T08:00`, `2026-11-30T08:00:00+08:00` or `…Z`. Without an offset it is in the file's
 * `timeZone`; a date alone is its first moment (docs/rules.md#pricing-16).
 */
const Moment = z.string().refine(isMoment, {
  error:
    'a date or a moment such as "2026-11-30", "2026-11-30T08:00" or "2026-11-30T08:00:00+08:00"',
});

const HourStart = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  error: 'a time from "00:00" to "23:59"',
});
const HourEnd = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: 'a time from "00:00" to "24:00"',
});

/**
 * When a promotion runs: `from` inclusive, `until` exclusive, weekday 1 is Monday, `hours` [start, end) may pass midnight and
 * then belong to the day on which they began (docs/rules.md#pricing-15, docs/rules.md#pricing-16).
 */
export const When = z.strictObject({
  from: Moment.optional().describe(
    'Inclusive. A date alone is its first moment; without an offset it is in the file’s time zone.',
  ),
  until: Moment.optional().describe('Exclusive.'),
  weekdays: z
    .array(
      z
        .number({ error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .int({ error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .min(1, { error: 'a weekday from 1 (Monday) to 7 (Sunday)' })
        .max(7, { error: 'a weekday from 1 (Monday) to 7 (Sunday)' }),
    )
    .min(1, { error: 'at least one weekday, or leave weekdays out for every day' })
    .optional()
    .describe('1 is Monday.'),
  hours: z
    .tuple([HourStart, HourEnd])
    .optional()
    .describe(
      'From, inclusive, and until, exclusive; hours past midnight belong to the day on which they began.',
    ),
});
export type When = z.infer<typeof When>;

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

const COMMON = {
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

/** Whether a list of thresholds rises at every step. */
function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));
}

export const SpendPromotion = z
  .strictObject({
    ...COMMON,
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

export const QuantityPromotion = z
  .strictObject({
    ...COMMON,
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

export const MultiBuyPromotion = z
  .strictObject({
    ...COMMON,
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

/** So many units of a scope. The promotion's own `scope` narrows it further. */
export const Part = z.strictObject({ scope: Scope.default({}), quantity: Count });
export type Part = z.infer<typeof Part>;

export const BuyGetPromotion = z
  .strictObject({
    ...COMMON,
    kind: z.literal('buy-get'),
    buy: Part,
    get: Part,
    reward: PercentReward,
  })
  .describe('Buy from one set, get from another at a discount.');
export type BuyGetPromotion = z.infer<typeof BuyGetPromotion>;

export const BundlePromotion = z
  .strictObject({
    ...COMMON,
    kind: z.literal('bundle'),
    parts: z.array(Part).min(1, { error: 'at least one part' }).max(20),
    reward: BundleReward,
  })
  .describe(
    'So many units of each part make a set, and each set has its reward (N for a price, mix and match).',
  );
export type BundlePromotion = z.infer<typeof BundlePromotion>;

export const CheapestPromotion = z
  .strictObject({
    ...COMMON,
    kind: z.literal('cheapest'),
    reward: PercentReward,
  })
  .describe('The lowest-priced unit in scope on the whole receipt, one per receipt.');
export type CheapestPromotion = z.infer<typeof CheapestPromotion>;

export const PlainPromotion = z
  .strictObject({
    ...COMMON,
    kind: z.literal('plain'),
    reward: PlainReward,
  })
  .describe('Every unit in scope, without a condition.');
export type PlainPromotion = z.infer<typeof PlainPromotion>;

/** One promotion of any kind, defaults filled in. */
export const Promotion = z.discriminatedUnion(
  'kind',
  [
    SpendPromotion,
    QuantityPromotion,
    MultiBuyPromotion,
    BuyGetPromotion,
    BundlePromotion,
    CheapestPromotion,
    PlainPromotion,
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'one of "spend", "quantity", "multi-buy", "buy-get", "bundle", "cheapest", "plain"'
        : undefined,
  },
);
export type Promotion = z.infer<typeof Promotion>;

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

/** A promotions file: `{ "currency": "CNY", "minorDigits": 2, "timeZone": "Asia/Shanghai", "promotions": [ … ] }`. */
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

/** The promotion's title for a reader; its id where it has none. */
export function promotionTitle(promotion: Promotion, language: Language): string {
  return promotion.title === undefined ? promotion.id : textFor(promotion.title, language);
}
