import { Basket } from '../../contracts/basket.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { parsePromotions } from '../../promotions/parse.ts';
import { seeded } from '../oracle/generate.ts';

/** A workload: baskets of so many lines under so many promotions. */
export interface Load {
  readonly lines: number;
  readonly promotions: number;
  readonly baskets: number;
  /** In the scopes of how many promotions a line lies, on average. */
  readonly scopesPerLine: number;
}

/**
 * How densely promotions lie over a shop's goods. `supermarket` is what is measured: promoted goods are 26 % (2017) to 37 %
 * (2011) of what is spent in British supermarkets, and 43 % in American ones (2009), by Nielsen, and an article is in one
 * offer as a rule; so a line lies in 0.4 scopes. `busy` is three times that: every line in an offer and each fifth in a
 * second, as where promotions for a category, a brand and a day meet. `dense` is three scopes for every line: nothing sells
 * like that, but pools are looked at in their worst weeks too.
 */
export const DENSITIES = [
  { name: 'supermarket', scopesPerLine: 0.4 },
  { name: 'busy', scopesPerLine: 1.2 },
  { name: 'dense', scopesPerLine: 3 },
] as const;

const PRODUCTS = 3_000;

/** How many product groups the promotion at that place names, each drawn by itself. */
function groupsNamed(index: number): number {
  if (index % 10 === 4 || index % 10 === 5) return 2;
  return index % 4 === 0 ? 2 : 1;
}

/** So many product groups that a line lies in the scopes of `scopesPerLine` promotions. */
function productGroups(load: Load): readonly string[] {
  let named = 0;
  for (let index = 0; index < load.promotions; index += 1) named += groupsNamed(index);
  const count = Math.max(1, Math.round(named / load.scopesPerLine));
  return Array.from({ length: count }, (_, index) => `group-${index}`);
}

/** What a supermarket runs side by side: each promotion on a product group or two, drawn from all of them. */
export function promotionsFor(load: Load): PromotionsFile {
  const random = seeded(load.promotions);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const categories = productGroups(load);
  const category = (): string => categories[whole(0, categories.length - 1)] ?? '';
  const promotions = Array.from({ length: load.promotions }, (_, index) => {
    const only = { include: { categories: [category()] } };
    const other = groupsNamed(index) === 2 ? { include: { categories: [category()] } } : only;
    const scope = {
      include: { categories: [...new Set([only, other].flatMap((one) => one.include.categories))] },
    };
    const common = { id: `promotion-${index}`, scope };
    switch (index % 10) {
      case 0:
        return {
          ...common,
          kind: 'spend',
          tiers: [{ spendMinor: whole(20, 60) * 100, reward: { offMinor: whole(2, 10) * 100 } }],
          repeat: true,
        };
      case 1:
      case 2:
        return {
          ...common,
          kind: 'multi-buy',
          buy: whole(1, 2),
          get: 1,
          reward: { percentOff: 50 },
        };
      case 3:
        return {
          ...common,
          kind: 'quantity',
          tiers: [{ quantity: whole(2, 4), reward: { percentOff: 10 } }],
        };
      case 4:
        return {
          id: common.id,
          kind: 'bundle',
          parts: [
            { scope: only, quantity: 1 },
            { scope: other, quantity: 1 },
          ],
          reward: { offMinor: 300 },
        };
      case 5:
        return {
          id: common.id,
          kind: 'buy-get',
          buy: { scope: only, quantity: 2 },
          get: { scope: other, quantity: 1 },
          reward: { percentOff: 50 },
        };
      case 6:
        return {
          ...common,
          kind: 'spend',
          tiers: [
            { spendMinor: 5000, reward: { offMinor: 500 } },
            { spendMinor: 10_000, reward: { offMinor: 1500 } },
          ],
        };
      case 7:
        return {
          ...common,
          kind: 'bundle',
          parts: [{ scope, quantity: 3 }],
          reward: { priceMinor: 1990 },
        };
      default:
        return { ...common, kind: 'plain', reward: { percentOff: whole(1, 4) * 5 } };
    }
  });
  return parsePromotions({
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    promotions,
  });
}

/** Baskets of lines drawn from the same products: a product has one group and one price. */
export function basketsFor(load: Load): readonly Basket[] {
  const categories = productGroups(load);
  const random = seeded(load.lines);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const products = Array.from({ length: PRODUCTS }, (_, index) => ({
    gtin: String(index + 1),
    category: categories[whole(0, categories.length - 1)],
    unitPriceMinor: whole(20, 600) * 10 - 10,
  }));
  return Array.from({ length: load.baskets }, () =>
    Basket.parse({
      member: true,
      at: '2026-11-22T10:00:00+08:00',
      lines: Array.from({ length: load.lines }, (_, index) => ({
        ...products[whole(0, PRODUCTS - 1)],
        id: String(index + 1),
        quantity: whole(1, 10) < 8 ? 1 : whole(2, 4),
      })),
    }),
  );
}
