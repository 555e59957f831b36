import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePromotions } from './compile/compile.ts';
import type { KindName } from '../contracts/promotion.ts';
import { parseBasket, parsePromotions } from './parse.ts';
import { openScratch } from './receipt/scratch.ts';
import { price, timesLimits } from './price.ts';
import { discountOf } from './discount.ts';

interface Line {
  readonly id: string;
  readonly gtin?: string;
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

function earned(promotions: readonly object[], lines: readonly Line[]): ReturnType<typeof price> {
  return price(parseBasket({ lines }), compilePromotions(parsePromotions({ promotions })));
}

function line(id: string, unitPriceMinor: number, quantity = 1, category = 'food'): Line {
  return { id, category, quantity, unitPriceMinor };
}

const anyLines = fc
  .array(
    fc.record({
      category: fc.constantFrom('a', 'b', 'c'),
      quantity: fc.integer({ min: 0, max: 4 }),
      unitPriceMinor: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 5000 })),
    }),
    { maxLength: 8 },
  )
  .map((lines): Line[] => lines.map((one, index) => ({ id: `l${index}`, ...one })));

const anyScope = fc.constantFrom<object>(
  {},
  { include: { categories: ['a'] } },
  { include: { categories: ['b', 'c'] } },
);
const percent = fc.constantFrom(5, 10, 12.5, 33.33, 50, 100).map((percentOff) => ({ percentOff }));
const anyPart = fc.record({ scope: anyScope, quantity: fc.integer({ min: 1, max: 2 }) });
const RULES = {
  spend: fc.record({
    kind: fc.constant('spend'),
    tiers: fc.tuple(
      fc.record({
        spendMinor: fc.integer({ min: 1, max: 5000 }),
        reward: fc.record({ offMinor: fc.integer({ min: 0, max: 900 }) }),
      }),
    ),
    repeat: fc.boolean(),
  }),
  quantity: fc.record({
    kind: fc.constant('quantity'),
    tiers: fc.tuple(fc.record({ quantity: fc.integer({ min: 1, max: 4 }), reward: percent })),
    counts: fc.constantFrom('together', 'per-line'),
  }),
  'multi-buy': fc.record({
    kind: fc.constant('multi-buy'),
    buy: fc.integer({ min: 1, max: 3 }),
    get: fc.integer({ min: 1, max: 2 }),
    reward: percent,
    favours: fc.constantFrom('customer', 'retailer'),
  }),
  'buy-get': fc.record({
    kind: fc.constant('buy-get'),
    buy: anyPart,
    get: anyPart,
    reward: percent,
  }),
  bundle: fc.record({
    kind: fc.constant('bundle'),
    parts: fc.tuple(anyPart, anyPart),
    reward: fc.record({ priceMinor: fc.integer({ min: 0, max: 4000 }) }),
  }),
  cheapest: fc.record({ kind: fc.constant('cheapest'), reward: percent }),
  plain: fc.record({ kind: fc.constant('plain'), reward: percent }),
} satisfies Record<KindName, fc.Arbitrary<object>>;
const anyRule = fc.oneof(...Object.values(RULES));
const anyPromotions = fc
  .array(fc.tuple(anyRule, anyScope), { maxLength: 4 })
  .map((rules) => rules.map(([rule, scope], index) => ({ id: `p${index}`, scope, ...rule })));

describe('whatever the promotions', () => {
  test('no line is discounted above its price, lines sum to promotions and promotions to the receipt', () => {
    fc.assert(
      fc.property(anyPromotions, anyLines, (promotions, lines) => {
        const result = earned(promotions, lines);
        const byLine = new Map<string, number>();
        let total = 0;
        for (const applied of result.applied) {
          total += applied.discountMinor;
          let sum = 0;
          for (const part of applied.lines) {
            expect(part.discountMinor).toBeGreaterThanOrEqual(0);
            sum += part.discountMinor;
            byLine.set(part.line, (byLine.get(part.line) ?? 0) + part.discountMinor);
          }
          expect(sum).toBe(applied.discountMinor);
          expect(applied.discountMinor).toBeGreaterThan(0);
        }
        expect(total).toBe(result.discountMinor);
        expect(result.totalMinor).toBeGreaterThanOrEqual(0);
        for (const one of lines) {
          expect(byLine.get(one.id) ?? 0).toBeLessThanOrEqual(one.quantity * one.unitPriceMinor);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the order of the lines does not matter, to the last line and mark', () => {
    fc.assert(
      fc.property(
        anyPromotions,
        anyLines.chain((lines) =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
        (promotions, [lines, shuffled]) => {
          expect(earned(promotions, shuffled)).toEqual(earned(promotions, lines));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the amount alone is what price gives, in any order of lines and also component by component', () => {
    fc.assert(
      fc.property(anyPromotions, anyLines, (promotions, lines) => {
        const set = compilePromotions(parsePromotions({ promotions }));
        const placed = lines.map((one) => ({
          ...one,
          membership: set.membership(one.gtin, one.category),
        }));
        const scratch = openScratch(set);
        const limitOf = timesLimits({ member: false }, set);
        const { discountMinor } = price(parseBasket({ lines }), set);
        expect(discountOf(placed, scratch, limitOf)).toBe(discountMinor);
        expect(discountOf(placed.toReversed(), scratch, limitOf)).toBe(discountMinor);
        let sum = 0;
        for (let component = 0; component < set.componentCount; component += 1) {
          sum += discountOf(placed, scratch, (compiled) =>
            compiled.component === component ? limitOf(compiled) : 0,
          );
        }
        expect(sum).toBe(discountMinor);
      }),
      { numRuns: 300 },
    );
  });

  test('a line more never lowers what plain, quantity, bundle and repeated spend promotions give by themselves', () => {
    const rising = anyRule.filter(
      (rule) =>
        rule.kind === 'plain' ||
        rule.kind === 'quantity' ||
        rule.kind === 'bundle' ||
        (rule.kind === 'spend' && 'repeat' in rule && rule.repeat),
    );
    fc.assert(
      fc.property(rising, anyScope, anyLines, (rule, scope, lines) => {
        const promotions = [{ id: 'p', scope, ...rule }];
        const all = earned(promotions, lines).discountMinor;
        const fewer = earned(promotions, lines.slice(1)).discountMinor;
        expect(all).toBeGreaterThanOrEqual(fewer);
      }),
      { numRuns: 300 },
    );
  });
});

describe('thresholds', () => {
  const spend = (more: object = {}): readonly object[] => [
    {
      id: 'p',
      kind: 'spend',
      tiers: [{ spendMinor: 10_000, reward: { offMinor: 2000 } }],
      ...more,
    },
  ];

  test.each([
    [9_999, 0],
    [10_000, 2000],
    [10_001, 2000],
    [20_000, 2000],
  ])('spend 100, 20 off, once: a basket of %i minor units earns %i', (amount, discountMinor) => {
    expect(earned(spend(), [line('1', amount)]).discountMinor).toBe(discountMinor);
  });

  test.each([
    [19_999, 2000],
    [20_000, 4000],
    [29_999, 4000],
    [40_000, 6000],
  ])('for every 100, at most three times: a basket of %i earns %i', (amount, discountMinor) => {
    const promotions = spend({ repeat: true, maxTimes: 3 });
    expect(earned(promotions, [line('1', amount)]).discountMinor).toBe(discountMinor);
  });

  test('pooling an uncapped repeated spend never loses: the pool earns at least what the parts earn', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(amounts, amounts, (first, second) => {
        const lines = (prices: readonly number[], name: string): Line[] =>
          prices.map((amount, index) => line(`${name}${index}`, amount));
        const [one, other] = [lines(first, 'a'), lines(second, 'b')];
        const value = (of: readonly Line[]): number =>
          earned(spend({ repeat: true }), of).discountMinor;
        expect(value([...one, ...other])).toBeGreaterThanOrEqual(value(one) + value(other));
      }),
    );
  });

  test('a discount never exceeds what is in scope', () => {
    const promotions = [
      { id: 'p', kind: 'spend', tiers: [{ spendMinor: 100, reward: { offMinor: 5000 } }] },
    ];
    expect(earned(promotions, [line('1', 300)]).totalMinor).toBe(0);
  });
});

describe('layers, groups and alone', () => {
  test('a spend promotion sees what the item layer left', () => {
    const promotions = [
      { id: 'half', kind: 'plain', reward: { percentOff: 50 } },
      { id: 'spend', kind: 'spend', tiers: [{ spendMinor: 10_000, reward: { offMinor: 2000 } }] },
    ];
    expect(earned(promotions, [line('1', 19_999)]).discountMinor).toBe(10_000);
    expect(earned(promotions, [line('1', 20_000)]).discountMinor).toBe(12_000);
  });

  test('spend promotions apply by ascending priority, each seeing what the one before left', () => {
    const percentThenOff = (first: number, second: number): readonly object[] => [
      {
        id: 'off',
        kind: 'spend',
        priority: first,
        tiers: [{ spendMinor: 10_000, reward: { offMinor: 1000 } }],
      },
      {
        id: 'percent',
        kind: 'spend',
        priority: second,
        tiers: [{ spendMinor: 1, reward: { percentOff: 10 } }],
      },
    ];
    expect(earned(percentThenOff(1, 2), [line('1', 10_000)]).discountMinor).toBe(1900);
    expect(earned(percentThenOff(2, 1), [line('1', 10_000)]).discountMinor).toBe(1000);
    expect(earned(percentThenOff(1, 1), [line('1', 10_000)]).discountMinor).toBe(1900);
  });

  test('of a group only the best is given; an alone promotion wins only when strictly better', () => {
    const tier = (spendMinor: number, offMinor: number): object => ({
      kind: 'spend',
      tiers: [{ spendMinor, reward: { offMinor } }],
    });
    const promotions = [
      { id: 'a', group: 'g', ...tier(100, 30) },
      { id: 'b', group: 'g', ...tier(100, 40) },
      { id: 'c', ...tier(100, 5) },
    ];
    const ids = (more: readonly object[]): readonly string[] =>
      earned([...promotions, ...more], [line('1', 200)]).applied.map((one) => one.promotion);
    expect(ids([])).toEqual(['b', 'c']);
    expect(ids([{ id: 'd', alone: true, ...tier(100, 45) }])).toEqual(['b', 'c']);
    expect(ids([{ id: 'd', alone: true, ...tier(100, 46) }])).toEqual(['d']);
  });

  test('the item layer takes its largest discount even where that loses a spend threshold', () => {
    const promotions = [
      { id: 'item', kind: 'plain', reward: { unitOffMinor: 1 } },
      { id: 'spend', kind: 'spend', tiers: [{ spendMinor: 1000, reward: { offMinor: 500 } }] },
    ];
    expect(earned(promotions, [line('1', 1000)]).discountMinor).toBe(1);
  });

  test('triggers and targets are marked, so that a return can be priced', () => {
    const promotions = [
      {
        id: 'p',
        kind: 'buy-get',
        buy: { scope: { include: { categories: ['pans'] } }, quantity: 1 },
        get: { scope: { include: { categories: ['lids'] } }, quantity: 1 },
        reward: { percentOff: 100 },
      },
    ];
    const result = earned(promotions, [line('1', 5000, 1, 'pans'), line('2', 900, 2, 'lids')]);
    expect(result.applied).toEqual([
      {
        promotion: 'p',
        times: 1,
        discountMinor: 900,
        lines: [
          { line: '1', discountMinor: 0, role: 'trigger' },
          { line: '2', discountMinor: 900, role: 'target' },
        ],
      },
    ]);
  });

  test('a get unit is never dearer than a buy unit where the scopes overlap, and may be where they do not', () => {
    const offer = (buy: object, get: object): readonly object[] => [
      {
        id: 'p',
        kind: 'buy-get',
        buy: { scope: buy, quantity: 1 },
        get: { scope: get, quantity: 1 },
        reward: { percentOff: 100 },
      },
    ];
    const food = { include: { categories: ['food'] } };
    const both = { include: { categories: ['food', 'drinks'] } };
    const drinks = { include: { categories: ['drinks'] } };
    const lines = [line('1', 100), line('2', 300, 1, 'drinks')];
    expect(earned(offer(food, drinks), lines).discountMinor).toBe(300);
    expect(earned(offer(food, both), lines).discountMinor).toBe(0);
    expect(earned(offer(both, both), lines).discountMinor).toBe(100);
  });
});

describe('limits and conditions', () => {
  const plain = (more: object): readonly object[] => [
    { id: 'p', kind: 'plain', reward: { unitOffMinor: 10 }, ...more },
  ];
  const set = (more: object): ReturnType<typeof compilePromotions> =>
    compilePromotions(parsePromotions({ timeZone: 'Asia/Shanghai', promotions: plain(more) }));
  const lines = [line('1', 100, 5)];

  test('perReceipt counts times, perShopperPerDay counts what is left of the day', () => {
    const limited = set({ limit: { perReceipt: 3, perShopperPerDay: 4 } });
    expect(price(parseBasket({ lines }), limited).discountMinor).toBe(30);
    const used = (times: number): number =>
      price(parseBasket({ lines, usedToday: { p: times } }), limited).discountMinor;
    expect([used(1), used(2), used(4), used(9)]).toEqual([30, 20, 0, 0]);
  });

  test('registered members only', () => {
    const members = set({ members: 'registered' });
    expect(price(parseBasket({ lines }), members).discountMinor).toBe(0);
    expect(price(parseBasket({ lines, member: true }), members).discountMinor).toBe(50);
  });

  test('a cap holds for the whole promotion', () => {
    expect(price(parseBasket({ lines }), set({ capMinor: 17 })).discountMinor).toBe(17);
  });

  test('excludes win over includes, and a GTIN matches whatever its leading zeros', () => {
    const scoped = set({
      scope: {
        include: { categories: ['food'], gtins: ['4006381333931'] },
        exclude: { gtins: ['96385074'] },
      },
    });
    const basket = parseBasket({
      lines: [
        { id: '1', gtin: '04006381333931', category: 'x', quantity: 1, unitPriceMinor: 100 },
        { id: '2', gtin: '00000096385074', category: 'food', quantity: 1, unitPriceMinor: 100 },
        { id: '3', quantity: 1, unitPriceMinor: 100 },
      ],
    });
    const [applied] = price(basket, scoped).applied;
    expect(applied?.lines.map((one) => one.line)).toEqual(['1']);
  });
});

describe('near: what is missing to the next step', () => {
  test('a spend promotion, one cent below its threshold', () => {
    const promotions = [
      { id: 'p', kind: 'spend', tiers: [{ spendMinor: 1000, reward: { offMinor: 200 } }] },
    ];
    expect(earned(promotions, [line('1', 999)]).near).toEqual([
      { promotion: 'p', missingMinor: 1, wouldSaveMinor: 200 },
    ]);
    expect(earned(promotions, [line('1', 1000)]).near).toEqual([]);
  });

  test('a repeated spend says the next multiple until its times are used up', () => {
    const promotions = [
      {
        id: 'p',
        kind: 'spend',
        tiers: [{ spendMinor: 1000, reward: { offMinor: 200 } }],
        repeat: true,
        maxTimes: 2,
      },
    ];
    expect(earned(promotions, [line('1', 1700)]).near).toEqual([
      { promotion: 'p', missingMinor: 300, wouldSaveMinor: 200 },
    ]);
    expect(earned(promotions, [line('1', 2700)]).near).toEqual([]);
  });

  test('a block that lacks a unit says what one more of the cheapest would save', () => {
    const promotions = [
      { id: 'p', kind: 'multi-buy', buy: 2, get: 1, reward: { percentOff: 100 } },
    ];
    expect(earned(promotions, [line('1', 900), line('2', 400)]).near).toEqual([
      { promotion: 'p', missingQuantity: 1, wouldSaveMinor: 400 },
    ]);
  });
});
