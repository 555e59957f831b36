import { describe, expect, test } from 'vitest';
import { MatchInput } from '../../contracts/match.ts';
import { matchShoppers } from '../../matcher/offline/match.ts';
import { judge, optimum } from './definition.ts';

/** A shopper with food for these amounts, each on a line of its own. */
interface Row {
  readonly food: readonly number[];
  readonly quantity?: number;
  readonly needs?: Readonly<Record<string, unknown>>;
}

const T = 200;

/** Spend 200 on food, 50 off. */
const SPEND = { kind: 'spend', tiers: [{ spendMinor: T, reward: { offMinor: 50 } }] };

function inputOf(rows: readonly Row[], promotion: object = SPEND): MatchInput {
  return MatchInput.parse({
    at: '2026-11-30T09:00:00Z',
    promotions: [{ id: 'p', scope: { include: { categories: ['food'] } }, ...promotion }],
    shoppers: rows.map(({ food, quantity, needs }, index) => ({
      id: `s${index}`,
      lines: food.map((unitPriceMinor, line) => ({
        id: String(line + 1),
        category: 'food',
        quantity: quantity ?? 1,
        unitPriceMinor,
      })),
      requirements: needs ?? {},
    })),
  });
}

const BLOCK = (...ids: readonly string[]): Row => ({ food: [120], needs: { blocks: ids } });

/** What each shop comes to: the groups' savings, and each member's in order. */
const CASES: readonly [string, readonly Row[], object, readonly (readonly number[])[]][] = [
  ['exactly T', [{ food: [120] }, { food: [T - 120] }], SPEND, [[25, 25]]],
  ['T - 1', [{ food: [120] }, { food: [T - 121] }], SPEND, []],
  ['T + 1', [{ food: [120] }, { food: [T - 119] }], SPEND, [[25, 25]]],
  ['T alone, so nobody is needed', [{ food: [T] }, { food: [1] }], SPEND, []],
  ['T - 1 alone and a line of 1', [{ food: [T - 1] }, { food: [1, 30] }], SPEND, [[25, 25]]],
  ['zero-price lines only', [{ food: [0, 0] }, { food: [0] }], SPEND, []],
  ['a zero-price line beside T - 1', [{ food: [T - 1] }, { food: [0] }], SPEND, []],
  ['a quantity of 0', [{ food: [120] }, { food: [90], quantity: 0 }], SPEND, []],
  ['two identical baskets', [{ food: [100] }, { food: [100] }], SPEND, [[25, 25]]],
  [
    'four identical baskets make two pairs, not one group of four',
    [{ food: [100] }, { food: [100] }, { food: [100] }, { food: [100] }],
    SPEND,
    [
      [25, 25],
      [25, 25],
    ],
  ],
  [
    'an odd saving: the earlier id gets the odd unit',
    [{ food: [100] }, { food: [100] }],
    { ...SPEND, tiers: [{ spendMinor: T, reward: { offMinor: 51 } }] },
    [[26, 25]],
  ],
  ['nobody', [], SPEND, []],
  ['one shopper', [{ food: [T] }], SPEND, []],
  [
    'three who all block each other',
    [BLOCK('s1', 's2'), BLOCK('s0', 's2'), BLOCK('s0', 's1')],
    SPEND,
    [],
  ],
  ['three of whom only two may meet', [BLOCK('s2'), BLOCK('s2'), BLOCK()], SPEND, [[25, 25]]],
  [
    'a gain one below the sum of minima',
    [
      { food: [120], needs: { minSavingMinor: 26 } },
      { food: [90], needs: { minSavingMinor: 25 } },
    ],
    SPEND,
    [],
  ],
  [
    'a gain of exactly the sum of minima',
    [
      { food: [120], needs: { minSavingMinor: 26 } },
      { food: [90], needs: { minSavingMinor: 24 } },
    ],
    SPEND,
    [[26, 24]],
  ],
  [
    'units at exactly the tier',
    [{ food: [10, 10] }, { food: [10] }],
    { kind: 'quantity', tiers: [{ quantity: 3, reward: { percentOff: 50 } }] },
    [[8, 7]],
  ],
  [
    'units one below the tier',
    [{ food: [10] }, { food: [10] }],
    { kind: 'quantity', tiers: [{ quantity: 3, reward: { percentOff: 50 } }] },
    [],
  ],
  [
    'somebody who brings nothing that counts is no free rider',
    [{ food: [120] }, { food: [90] }, { food: [1] }],
    SPEND,
    [[25, 25]],
  ],
  [
    'a share is never more than the joint lines cost',
    [{ food: [190] }, { food: [10] }],
    SPEND,
    [[40, 10]],
  ],
];

describe('invariant 9: boundaries', () => {
  test.each(CASES)('invariant 9: %s', (_, rows, promotion, saves) => {
    const input = inputOf(rows, promotion);
    const output = matchShoppers(input);
    expect(output.groups.map((group) => group.shares.map((share) => share.savesMinor))).toEqual(
      saves,
    );
    expect(output.totalSavingMinor).toBe(saves.flat().reduce((sum, minor) => sum + minor, 0));
    expect(output.totalSavingMinor).toBe(optimum(input));
    for (const { members, shares } of output.groups) {
      const verdict = judge(
        input.shoppers.filter((shopper) => members.includes(shopper.id)),
        input,
      );
      expect(verdict.kind === 'feasible' && [...verdict.saves.values()]).toEqual(
        shares.map((share) => share.savesMinor),
      );
    }
  });
});
