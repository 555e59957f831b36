import fc from 'fast-check';
import type { KindName } from '../../contracts/promotion.ts';
import { MatchInput } from '../../contracts/match.ts';

/**
 * Small match inputs that reach every rule of docs/rules.md#value-and-shares: thresholds met exactly, minima, lists, blocks,
 * points, deadlines, members.
 */
const AT = '2026-11-30T09:00:00Z';
const CATEGORIES = ['food', 'drinks', 'toys'] as const;

/**
 * Kinds that `definition.ts` prices from sums and blocks. The others are held to every assignment of every unit in
 * `every-kind.test.ts`.
 */
const SHAPES: Readonly<Record<KindName, readonly fc.Arbitrary<object>[]>> = {
  spend: [
    fc
      .record({
        spend: fc.integer({ min: 15, max: 50 }),
        off: fc.integer({ min: 4, max: 15 }),
        repeat: fc.boolean(),
      })
      .map(({ spend, off, repeat }) => ({
        kind: 'spend',
        tiers: [{ spendMinor: spend, reward: { offMinor: off } }],
        repeat,
      })),
    fc
      .record({
        spend: fc.integer({ min: 5, max: 15 }),
        more: fc.integer({ min: 1, max: 15 }),
        off: fc.integer({ min: 1, max: 6 }),
      })
      .map(({ spend, more, off }) => ({
        kind: 'spend',
        tiers: [
          { spendMinor: spend, reward: { offMinor: off } },
          { spendMinor: spend + more, reward: { percentOff: 30 } },
        ],
      })),
  ],
  quantity: [
    fc
      .record({
        quantity: fc.integer({ min: 2, max: 5 }),
        percent: fc.integer({ min: 5, max: 50 }),
      })
      .map(({ quantity, percent }) => ({
        kind: 'quantity',
        tiers: [{ quantity, reward: { percentOff: percent } }],
      })),
  ],
  'multi-buy': [
    fc
      .record({ buy: fc.integer({ min: 1, max: 3 }), percent: fc.constantFrom(50, 100) })
      .map(({ buy, percent }) => ({
        kind: 'multi-buy',
        buy,
        get: 1,
        reward: { percentOff: percent },
      })),
  ],
  'buy-get': [],
  bundle: [],
  cheapest: [],
  plain: [],
};

const promotion = (category: string): fc.Arbitrary<unknown> =>
  fc
    .record({
      shape: fc.oneof(...Object.values(SHAPES).flat()),
      pooling: fc.constantFrom('allowed', 'allowed', 'allowed', 'allowed', 'allowed', 'forbidden'),
      members: fc.constantFrom('everyone', 'everyone', 'everyone', 'registered'),
      perDay: fc.constantFrom(undefined, undefined, 1, 2),
    })
    .map(({ shape, pooling, members, perDay }) => ({
      ...shape,
      id: `p-${category}`,
      scope: { include: { categories: [category] } },
      pooling,
      members,
      ...(perDay === undefined ? {} : { limit: { perShopperPerDay: perDay } }),
    }));

const line = fc.record({
  category: fc.constantFrom(...CATEGORIES, ...CATEGORIES, 'nothing'),
  quantity: fc.constantFrom(0, 1, 1, 1, 2, 3),
  unitPriceMinor: fc.constantFrom(0, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12),
});

const shopper = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4, size: 'max' }),
  waited: fc.integer({ min: 0, max: 3 }),
  member: fc.boolean(),
  used: fc.constantFrom({}, {}, { 'p-food': 1 }, { 'p-drinks': 2 }),
  maxGroupSize: fc.constantFrom(2, 3, 4, 4, 4),
  minSavingMinor: fc.constantFrom(1, 1, 1, 1, 1, 2, 4),
  promotions: fc.constantFrom(
    'any',
    'any',
    'any',
    'any',
    'any',
    'any',
    ['p-food'],
    ['p-drinks', 'p-toys'],
    [],
  ),
  meetingPoints: fc.constantFrom('any', 'any', 'any', 'any', ['a'], ['b', 'a'], ['c', 'b']),
  minutes: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    9,
    10,
    60,
  ),
  blocks: fc.constantFrom([], [], [], [], [], [], ['s0'], ['s2']),
});

export const smallInput: fc.Arbitrary<MatchInput> = fc
  .record({
    promotions: fc.tuple(promotion('food'), promotion('drinks'), promotion('toys')),
    shoppers: fc.oneof(
      fc.array(shopper, { maxLength: 3 }),
      fc.array(shopper, { minLength: 5, maxLength: 8, size: 'max' }),
      fc.array(shopper, { minLength: 5, maxLength: 8, size: 'max' }),
    ),
  })
  .map(({ promotions, shoppers }) =>
    MatchInput.parse({
      at: AT,
      promotions,
      shoppers: shoppers.map((one, index) => ({
        id: `s${index}`,
        waitingSince: new Date(Date.parse(AT) - one.waited * 60_000).toISOString(),
        lines: one.lines.map((entry, place) => ({ ...entry, id: String(place + 1) })),
        member: one.member,
        usedToday: one.used,
        requirements: {
          maxGroupSize: one.maxGroupSize,
          minSavingMinor: one.minSavingMinor,
          promotions: one.promotions,
          meetingPoints: one.meetingPoints,
          blocks: one.blocks,
          ...(one.minutes === undefined
            ? {}
            : { until: new Date(Date.parse(AT) + one.minutes * 60_000).toISOString() }),
        },
      })),
    }),
  );
