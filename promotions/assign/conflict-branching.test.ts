import { describe, expect, test } from 'vitest';
import { compilePromotions } from '../compile/compile.ts';
import { branchOnConflicts, type BranchingResult } from './conflict-branching.ts';
import { layOutReceipt } from '../receipt/receipt-layout.ts';
import { openScratch } from '../receipt/scratch.ts';
import { parsePromotions } from '../parse.ts';

interface Line {
  readonly id: string;
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

function branched(
  promotions: readonly object[],
  lines: readonly Line[],
): BranchingResult | undefined {
  const set = compilePromotions(parsePromotions({ promotions }));
  const memberships = lines.map((line) => set.membership(undefined, line.category));
  const { receipt, applicables } = layOutReceipt(lines, memberships, openScratch(set), {
    timesLimitOf: (compiled) => compiled.timesLimit,
    unreached: false,
  });
  return branchOnConflicts(applicables, receipt);
}

const inA = { include: { categories: ['a'] } };
const inB = { include: { categories: ['b'] } };
const both = { include: { categories: ['a', 'b'] } };

describe('a line that several promotions want', () => {
  test('is divided between three of them, each unit once', () => {
    const found = branched(
      [
        { id: 'five', kind: 'plain', scope: inA, reward: { percentOff: 5 } },
        {
          id: 'get-b',
          kind: 'buy-get',
          buy: { scope: inA, quantity: 2 },
          get: { scope: inB, quantity: 1 },
          reward: { percentOff: 50 },
        },
        {
          id: 'one-of-a',
          kind: 'bundle',
          parts: [{ scope: inA, quantity: 1 }],
          limit: { perReceipt: 1 },
          reward: { offMinor: 300 },
        },
      ],
      [
        { id: '1', category: 'a', quantity: 4, unitPriceMinor: 4000 },
        { id: '2', category: 'b', quantity: 1, unitPriceMinor: 2000 },
      ],
    );
    // Two units buy the b at half price (1000), one earns 300, and one is left for 5 % (200).
    expect(found?.valueMinor).toBe(1500);
    expect(found?.uses.map((use) => [use.compiled.index, use.discountMinor])).toEqual([
      [0, 200],
      [1, 1000],
      [2, 300],
    ]);
  });

  test('may go to one that wanted less of it before it lost another line', () => {
    const found = branched(
      [
        // Wants the dear b and one a; without the b it wants two of a.
        {
          id: 'pair',
          kind: 'multi-buy',
          scope: both,
          buy: 1,
          get: 1,
          limit: { perReceipt: 1 },
          reward: { percentOff: 50 },
        },
        { id: 'b-free', kind: 'plain', scope: inB, reward: { percentOff: 100 } },
        { id: 'a-ten', kind: 'plain', scope: inA, reward: { percentOff: 10 } },
      ],
      [
        { id: '1', category: 'b', quantity: 1, unitPriceMinor: 5000 },
        { id: '2', category: 'a', quantity: 2, unitPriceMinor: 1000 },
      ],
    );
    // The b is free, and half of one a is more than a tenth of two.
    expect(found?.valueMinor).toBe(5500);
  });
});
