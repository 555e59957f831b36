import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assign, type SearchParameters } from './assign.ts';
import { compilePromotions } from '../compile/compile.ts';
import { layOutReceipt } from '../receipt/receipt-layout.ts';
import { openScratch } from '../receipt/scratch.ts';
import { parsePromotions } from '../parse.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';

const CATEGORIES = ['a', 'b', 'c', 'd', 'e'];
const anyScope = fc
  .subarray(CATEGORIES, { minLength: 1, maxLength: 3 })
  .map((categories) => ({ include: { categories } }));
const anyPercent = fc
  .constantFrom(5, 10, 12.5, 33.33, 50, 100)
  .map((percentOff) => ({ percentOff }));
const limits = fc.constantFrom({}, {}, {}, { limit: { perReceipt: 2 } }, { capMinor: 700 });
const anyPart = fc.record({ scope: anyScope, quantity: fc.integer({ min: 1, max: 2 }) });

const anyPromotion = fc.oneof(
  fc.record({ kind: fc.constant('plain'), scope: anyScope, reward: anyPercent }),
  fc.record({
    kind: fc.constant('multi-buy'),
    scope: anyScope,
    buy: fc.integer({ min: 1, max: 3 }),
    get: fc.constant(1),
    reward: anyPercent,
  }),
  fc.record({
    kind: fc.constant('quantity'),
    scope: anyScope,
    tiers: fc.constantFrom(
      [{ quantity: 3, reward: { percentOff: 10 } }],
      [
        { quantity: 2, reward: { percentOff: 5 } },
        { quantity: 5, reward: { percentOff: 20 } },
      ],
      [{ quantity: 4, reward: { offMinor: 900 } }],
    ),
  }),
  fc.record({
    kind: fc.constant('bundle'),
    parts: fc.array(anyPart, { minLength: 1, maxLength: 2 }),
    reward: fc.oneof(anyPercent, fc.constant({ priceMinor: 1500 })),
  }),
  fc.record({ kind: fc.constant('buy-get'), buy: anyPart, get: anyPart, reward: anyPercent }),
);

const anyLine = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  quantity: fc.integer({ min: 1, max: 3 }),
  unitPriceMinor: fc.integer({ min: 1, max: 99 }).map((price) => price * 10 - 1),
});

/** Up to nine lines under up to six overlapping promotions: beyond what trying everything could check. */
const anyCompetition = fc
  .record({
    promotions: fc.array(fc.tuple(anyPromotion, limits), { minLength: 3, maxLength: 6 }),
    lines: fc.array(anyLine, { minLength: 5, maxLength: 9 }),
  })
  .map(({ promotions, lines }): { applicables: readonly Applicable[]; receipt: Receipt } => {
    const set = compilePromotions(
      parsePromotions({
        promotions: promotions.map(([rule, limit], index) => ({
          id: `p${index}`,
          ...rule,
          ...limit,
        })),
      }),
    );
    const { receipt, applicables } = layOutReceipt(
      lines.map((line, index) => ({ ...line, id: `l${index}` })),
      lines.map(({ category }) => set.membership(undefined, category)),
      openScratch(set),
      { timesLimitOf: (compiled) => compiled.timesLimit, unreached: false },
    );
    return { applicables, receipt };
  });

const WIDE: SearchParameters = {
  branchesFirst: false,
  beamWidths: [1, 50_000],
  localDualsFrom: Infinity,
};
const PARAMETERS: readonly (readonly [string, SearchParameters])[] = [
  [
    'duals recomputed in every layer, however small',
    { branchesFirst: false, beamWidths: [1, 50_000], localDualsFrom: 1 },
  ],
  [
    'one search of the full width',
    { branchesFirst: false, beamWidths: [50_000], localDualsFrom: Infinity },
  ],
  [
    'the default parameters',
    { branchesFirst: true, beamWidths: [16, 64, 256, 2048, 16_384], localDualsFrom: 500 },
  ],
];

describe('whatever the parameters, a proven optimum has the same value', () => {
  test.each(PARAMETERS)('%s', (_, parameters) => {
    let compared = 0;
    fc.assert(
      fc.property(anyCompetition, ({ applicables, receipt }) => {
        const found = (by: SearchParameters): ReturnType<typeof assign> =>
          assign(applicables, receipt, { ways: 'one', budget: { left: 300_000 }, parameters: by });
        const [wide, other] = [found(WIDE), found(parameters)];
        if (!wide.exact || !other.exact) return;
        compared += 1;
        expect(other.valueMinor).toBe(wide.valueMinor);
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  test('what an assignment gives adds up, and no unit is taken twice', () => {
    fc.assert(
      fc.property(anyCompetition, ({ applicables, receipt }) => {
        const { ways, valueMinor } = assign(applicables, receipt, {
          ways: 'one',
          budget: { left: 300_000 },
        });
        const uses = ways[0] ?? [];
        let sum = 0;
        const taken = receipt.quantity.map(() => 0);
        for (const use of uses) {
          sum += use.discountMinor;
          for (const take of use.takes) taken[take.line] = (taken[take.line] ?? 0) + take.units;
        }
        expect(sum).toBe(valueMinor);
        for (const [line, units] of taken.entries()) {
          expect(units).toBeLessThanOrEqual(receipt.quantity[line] ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
