import { describe, expect, test } from 'vitest';
import { spreadByLargestRemainder } from '../contracts/money.ts';
import { compilePromotions } from './compile/compile.ts';
import { parseBasket, parsePromotions } from './parse.ts';
import { price } from './price.ts';

/** Prices and quantities: [unit price in minor units, quantity]. */
type Lines = readonly (readonly [number, number])[];

function priced(promotions: readonly object[], lines: Lines): ReturnType<typeof price> {
  const named = promotions.map((promotion, index) => ({ id: `p${index}`, ...promotion }));
  const basket = parseBasket({
    lines: lines.map(([unitPriceMinor, quantity], index) => ({
      id: String(index + 1),
      quantity,
      unitPriceMinor,
    })),
  });
  const result = price(basket, compilePromotions(parsePromotions({ promotions: named })));
  expect(result.exact).toBe(true);
  expect(result.totalMinor).toBe(result.subtotalMinor - result.discountMinor);
  for (const applied of result.applied) {
    const sum = applied.lines.reduce((total, line) => total + line.discountMinor, 0);
    expect(sum).toBe(applied.discountMinor);
  }
  return result;
}

const CHEAPEST_OF_THREE = { kind: 'multi-buy', buy: 2, get: 1, reward: { percentOff: 100 } };
const THREE_FOR_20 = { kind: 'bundle', parts: [{ quantity: 3 }], reward: { priceMinor: 2000 } };
const TWO_OFF_3 = { kind: 'quantity', tiers: [{ quantity: 2, reward: { offMinor: 300 } }] };
const TWO_20_PERCENT = { kind: 'quantity', tiers: [{ quantity: 2, reward: { percentOff: 20 } }] };
const TWO_OFF_3_EACH = {
  kind: 'quantity',
  tiers: [{ quantity: 2, reward: { unitOffMinor: 300 } }],
};
const SPEND_10_OFF_3 = { kind: 'spend', tiers: [{ spendMinor: 1000, reward: { offMinor: 300 } }] };

/**
 * Table O, docs/facts/promotions.md#table-o. Source: django-oscar/django-oscar at cdbfc44, tests/integration/offer. In minor
 * units. O3 is a property of its applicator (one unit per line per offer), not of a promotion. O4, O5, O15, O20, O27 and O28
 * combine a spend or count condition with a per-unit or one-unit reward, which no kind of ours has.
 */
const TABLE_O: readonly {
  readonly id: string;
  readonly promotions: readonly object[];
  readonly lines: Lines;
  readonly discountMinor: number;
  readonly onLines?: readonly number[];
}[] = [
  { id: 'O1', promotions: [CHEAPEST_OF_THREE], lines: [[1200, 3]], discountMinor: 1200 },
  {
    id: 'O2, in the retailer’s favour',
    promotions: [{ ...CHEAPEST_OF_THREE, favours: 'retailer', limit: { perReceipt: 1 } }],
    lines: [
      [400, 4],
      [200, 4],
    ],
    discountMinor: 200,
  },
  {
    id: 'O2, in the customer’s favour: the dearest block counts, on purpose',
    promotions: [{ ...CHEAPEST_OF_THREE, limit: { perReceipt: 1 } }],
    lines: [
      [400, 4],
      [200, 4],
    ],
    discountMinor: 400,
  },
  { id: 'O6', promotions: [THREE_FOR_20], lines: [[600, 3]], discountMinor: 0 },
  { id: 'O7', promotions: [THREE_FOR_20], lines: [[500, 4]], discountMinor: 0 },
  { id: 'O8', promotions: [THREE_FOR_20], lines: [[800, 4]], discountMinor: 400 },
  {
    id: 'O9',
    promotions: [THREE_FOR_20],
    lines: [
      [700, 1],
      [700, 1],
      [700, 1],
    ],
    discountMinor: 100,
    onLines: [34, 33, 33],
  },
  { id: 'O10', promotions: [TWO_OFF_3], lines: [[1200, 2]], discountMinor: 300 },
  {
    id: 'O11',
    promotions: [TWO_OFF_3],
    lines: [
      [1200, 1],
      [1200, 1],
    ],
    discountMinor: 300,
    onLines: [150, 150],
  },
  {
    id: 'O12',
    promotions: [TWO_OFF_3],
    lines: [
      [100, 1],
      [150, 1],
    ],
    discountMinor: 250,
    onLines: [100, 150],
  },
  {
    id: 'O13',
    promotions: [TWO_OFF_3],
    lines: [
      [1200, 2],
      [1000, 2],
    ],
    discountMinor: 300,
  },
  {
    id: 'O14 (the source lets the last line take the delta: 133, 133, 134)',
    promotions: [{ kind: 'quantity', tiers: [{ quantity: 2, reward: { offMinor: 400 } }] }],
    lines: [
      [200, 1],
      [200, 1],
      [200, 1],
    ],
    discountMinor: 400,
    onLines: [134, 133, 133],
  },
  { id: 'O16', promotions: [SPEND_10_OFF_3], lines: [[1000, 1]], discountMinor: 300 },
  { id: 'O17', promotions: [SPEND_10_OFF_3], lines: [[400, 3]], discountMinor: 300 },
  { id: 'O18', promotions: [TWO_20_PERCENT], lines: [[1200, 2]], discountMinor: 480 },
  { id: 'O19', promotions: [TWO_20_PERCENT], lines: [[1200, 3]], discountMinor: 720 },
  {
    id: 'O21 (the source rounds down: 52)',
    promotions: [{ kind: 'plain', reward: { percentOff: 3 } }],
    lines: [
      [237, 6],
      [328, 1],
    ],
    discountMinor: 53,
  },
  {
    id: 'O22 (the source rounds down: 87)',
    promotions: [{ kind: 'plain', reward: { percentOff: 5 } }],
    lines: [
      [237, 6],
      [328, 1],
    ],
    discountMinor: 88,
  },
  {
    id: 'O23',
    promotions: [{ kind: 'spend', tiers: [{ spendMinor: 10_000, reward: { offMinor: 1000 } }] }],
    lines: [[10_000, 5]],
    discountMinor: 1000,
  },
  {
    id: 'O24',
    promotions: [TWO_OFF_3_EACH],
    lines: [
      [1200, 2],
      [1000, 2],
    ],
    discountMinor: 1200,
  },
  {
    id: 'O25',
    promotions: [TWO_OFF_3_EACH],
    lines: [
      [200, 2],
      [400, 1],
    ],
    discountMinor: 700,
  },
  {
    id: 'O26',
    promotions: [TWO_OFF_3_EACH],
    lines: [
      [200, 2],
      [400, 2],
    ],
    discountMinor: 1000,
  },
  {
    id: 'O29: a line never goes below zero',
    promotions: [
      { kind: 'plain', reward: { unitOffMinor: 10_000 } },
      { kind: 'plain', reward: { unitOffMinor: 10_000 } },
    ],
    lines: [[2000, 1]],
    discountMinor: 2000,
    onLines: [2000],
  },
];

describe('table O: cases of django-oscar', () => {
  test.each(TABLE_O)('$id', ({ promotions, lines, discountMinor, onLines }) => {
    const result = priced(promotions, lines);
    expect(result.discountMinor).toBe(discountMinor);
    if (onLines !== undefined) {
      expect(result.applied[0]?.lines.map((line) => line.discountMinor)).toEqual(onLines);
    }
  });
});

const ONCE = { kind: 'spend', tiers: [{ spendMinor: 10_000, reward: { offMinor: 2000 } }] };
const EVERY = { ...ONCE, repeat: true };
const TIERS = {
  kind: 'spend',
  tiers: [
    { spendMinor: 10_000, reward: { offMinor: 2000 } },
    { spendMinor: 20_000, reward: { offMinor: 4500 } },
    { spendMinor: 30_000, reward: { offMinor: 8000 } },
  ],
};

/**
 * Table P, docs/facts/promotions.md#table-p, derived by exhaustive enumeration. `shares` divide v of the pool, `gains` what a
 * member saves against paying alone.
 */
const TABLE_P: readonly {
  readonly id: string;
  readonly promotion: object;
  readonly members: readonly Lines[];
  readonly alone: readonly number[];
  readonly pool: number;
  readonly shares?: readonly number[];
}[] = [
  {
    id: 'P1',
    promotion: ONCE,
    members: [[[6000, 1]], [[5000, 1]]],
    alone: [0, 0],
    pool: 2000,
    shares: [1000, 1000],
  },
  {
    id: 'P2',
    promotion: ONCE,
    members: [[[12_000, 1]], [[11_000, 1]]],
    alone: [2000, 2000],
    pool: 2000,
  },
  {
    id: 'P3',
    promotion: EVERY,
    members: [[[12_000, 1]], [[8000, 1]]],
    alone: [2000, 0],
    pool: 4000,
    shares: [3000, 1000],
  },
  {
    id: 'P4',
    promotion: EVERY,
    members: [[[15_000, 1]], [[6000, 1]]],
    alone: [2000, 0],
    pool: 4000,
    shares: [3000, 1000],
  },
  {
    id: 'P5',
    promotion: EVERY,
    members: [[[15_000, 1]], [[4000, 1]]],
    alone: [2000, 0],
    pool: 2000,
  },
  {
    id: 'P6',
    promotion: TIERS,
    members: [[[12_000, 1]], [[9000, 1]]],
    alone: [2000, 0],
    pool: 4500,
    shares: [3250, 1250],
  },
  {
    id: 'P7',
    promotion: TIERS,
    members: [[[16_000, 1]], [[15_000, 1]]],
    alone: [2000, 2000],
    pool: 8000,
    shares: [4000, 4000],
  },
  {
    id: 'P8',
    promotion: ONCE,
    members: [[[7000, 1]], [[2000, 1]], [[1500, 1]]],
    alone: [0, 0, 0],
    pool: 2000,
    shares: [667, 667, 666],
  },
  {
    id: 'P9, in the retailer’s favour: pooling destroys 99 of 101',
    promotion: { ...CHEAPEST_OF_THREE, favours: 'retailer' },
    members: [[[10_000, 3]], [[100, 3]]],
    alone: [10_000, 100],
    pool: 200,
  },
  {
    id: 'P9, in the customer’s favour: pooling gains nothing',
    promotion: CHEAPEST_OF_THREE,
    members: [[[10_000, 3]], [[100, 3]]],
    alone: [10_000, 100],
    pool: 10_100,
  },
  {
    id: 'P10',
    promotion: CHEAPEST_OF_THREE,
    members: [
      [
        [3000, 1],
        [2000, 1],
      ],
      [[2500, 1]],
    ],
    alone: [0, 0],
    pool: 2000,
    shares: [1000, 1000],
  },
];

/** Shapley value of a value over coalitions, by all orders, in whole minor units by largest remainder. */
function shapley(count: number, value: (members: readonly number[]) => number): readonly number[] {
  const totals: number[] = Array.from({ length: count }, () => 0);
  const visit = (joined: readonly number[]): void => {
    for (let member = 0; member < count; member += 1) {
      if (joined.includes(member)) continue;
      const next = [...joined, member];
      let orders = 1;
      for (let rest = count - next.length; rest > 1; rest -= 1) orders *= rest;
      totals[member] = (totals[member] ?? 0) + orders * (value(next) - value(joined));
      visit(next);
    }
  };
  visit([]);
  const all = Array.from({ length: count }, (_, member) => member);
  return spreadByLargestRemainder(value(all), totals);
}

describe('table P: what pooling is worth', () => {
  test.each(TABLE_P)('$id', ({ promotion, members, alone, pool, shares }) => {
    const value = (chosen: readonly number[]): number =>
      priced(
        [promotion],
        chosen.flatMap((member) => members[member] ?? []),
      ).discountMinor;
    expect(members.map((_, member) => value([member]))).toEqual(alone);
    expect(value(members.map((_, member) => member))).toBe(pool);
    if (shares === undefined) return;
    expect(shapley(members.length, value)).toEqual(shares);
    // The gain form (docs/rules.md#gain): a share of the pool's discount less what she had alone.
    const gain = (chosen: readonly number[]): number =>
      value(chosen) - chosen.reduce((sum, member) => sum + (alone[member] ?? 0), 0);
    expect(shapley(members.length, gain)).toEqual(
      shares.map((share, member) => share - (alone[member] ?? 0)),
    );
  });
});
