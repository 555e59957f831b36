import { describe, expect, test } from 'vitest';
import { MatchInput } from '../../contracts/match.ts';
import { matchShoppers } from '../../matcher/offline/match.ts';

/** A row of table P, docs/facts/promotions.md#table-p: baskets, and how the whole discount of the pool is divided. */
interface Row {
  readonly id: string;
  readonly promotion: object;
  /** Unit prices of each member's lines. */
  readonly members: readonly (readonly number[])[];
  /** What each earns on her own receipt. */
  readonly alone: readonly number[];
  /** Each member's part of the pool's discount; nothing where the pool is rejected. */
  readonly shares: readonly number[] | undefined;
}

const once = (spendMinor: number, offMinor: number) => ({
  kind: 'spend',
  tiers: [{ spendMinor, reward: { offMinor } }],
});
const ONCE = once(10_000, 2000);
const EVERY = { ...ONCE, repeat: true };
const TIERS = {
  kind: 'spend',
  tiers: [
    { spendMinor: 10_000, reward: { offMinor: 2000 } },
    { spendMinor: 20_000, reward: { offMinor: 4500 } },
    { spendMinor: 30_000, reward: { offMinor: 8000 } },
  ],
};
const THIRD_FREE = { kind: 'multi-buy', buy: 2, get: 1, reward: { percentOff: 100 } };

const TABLE_P: readonly Row[] = [
  { id: 'P1', promotion: ONCE, members: [[6000], [5000]], alone: [0, 0], shares: [1000, 1000] },
  {
    id: 'P2: once is once, together too',
    promotion: ONCE,
    members: [[12_000], [11_000]],
    alone: [2000, 2000],
    shares: undefined,
  },
  {
    id: 'P3',
    promotion: EVERY,
    members: [[12_000], [8000]],
    alone: [2000, 0],
    shares: [3000, 1000],
  },
  {
    id: 'P4',
    promotion: EVERY,
    members: [[15_000], [6000]],
    alone: [2000, 0],
    shares: [3000, 1000],
  },
  {
    id: 'P5: by spend the first would be left with less than alone',
    promotion: EVERY,
    members: [[15_000], [4000]],
    alone: [2000, 0],
    shares: undefined,
  },
  {
    id: 'P6',
    promotion: TIERS,
    members: [[12_000], [9000]],
    alone: [2000, 0],
    shares: [3250, 1250],
  },
  {
    id: 'P7',
    promotion: TIERS,
    members: [[16_000], [15_000]],
    alone: [2000, 2000],
    shares: [4000, 4000],
  },
  {
    id: 'P8: all three are needed',
    promotion: ONCE,
    members: [[7000], [2000], [1500]],
    alone: [0, 0, 0],
    shares: [667, 667, 666],
  },
  {
    id: 'P9, in the retailer’s favour: pooling would destroy 99 of 101',
    promotion: { ...THIRD_FREE, favours: 'retailer' },
    members: [
      [100, 100, 100],
      [1, 1, 1],
    ],
    alone: [100, 1],
    shares: undefined,
  },
  {
    id: 'P9, in the customer’s favour: pooling gains nothing',
    promotion: THIRD_FREE,
    members: [
      [100, 100, 100],
      [1, 1, 1],
    ],
    alone: [100, 1],
    shares: undefined,
  },
  {
    id: 'P10',
    promotion: THIRD_FREE,
    members: [[3000, 2000], [2500]],
    alone: [0, 0],
    shares: [1000, 1000],
  },
];

describe('table P: pools and how their discount is divided', () => {
  test.each(TABLE_P)('$id', ({ promotion, members, alone, shares }) => {
    const input = MatchInput.parse({
      promotions: [{ id: 'p', scope: { include: { categories: ['food'] } }, ...promotion }],
      shoppers: members.map((prices, index) => ({
        id: `s${index}`,
        lines: prices.map((unitPriceMinor, line) => ({
          id: String(line + 1),
          category: 'food',
          quantity: 1,
          unitPriceMinor,
        })),
      })),
    });
    const { groups } = matchShoppers(input);
    const costs = members.map((prices) => prices.reduce((sum, price) => sum + price, 0));
    if (shares === undefined) {
      expect(groups).toEqual([]);
      return;
    }
    const found = groups[0]?.shares ?? [];
    expect(groups).toHaveLength(1);
    // In both forms: the gain over paying alone, and the part of the whole discount.
    expect(found.map((share) => share.savesMinor)).toEqual(
      shares.map((share, index) => share - (alone[index] ?? 0)),
    );
    expect(found.map((share, index) => (costs[index] ?? 0) - share.paysMinor)).toEqual(shares);
    expect(found.map((share, index) => (costs[index] ?? 0) - share.alonePaysMinor)).toEqual(alone);
    for (const share of found) expect(share.savesMinor).toBeGreaterThanOrEqual(1);
  });
});
