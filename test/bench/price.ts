import { Engine, type RuleProperties } from 'json-rules-engine';
import { Basket } from '../../contracts/basket.ts';
import type { PromotionsFile } from '../../contracts/promotion.ts';
import { compilePromotions } from '../../promotions/compile.ts';
import { parsePromotions } from '../../promotions/parse.ts';
import { price } from '../../promotions/price.ts';
import { priceTable } from '../../promotions/price-table.ts';
import type { BenchIo } from '../bench-io.ts';
import { seeded } from '../oracle/generate.ts';

interface Load {
  readonly lines: number;
  readonly promotions: number;
  readonly baskets: number;
}

const LOADS: readonly Load[] = [
  { lines: 10, promotions: 20, baskets: 2_000 },
  { lines: 60, promotions: 200, baskets: 200 },
];
const BUDGET_MS = 2_000;

/**
 * `pindan bench price`: baskets per second on one core, everything compiled beforehand, for 10 lines × 20 promotions and
 * 60 × 200, next to json-rules-engine with the same promotions written as its user would write them (one rule for each
 * promotion: a condition on facts of the basket, a reward in the event), in the same run. The peer applies every rule that
 * matches to the whole basket: it has no best assignment, no layers and no allocation to compute.
 */
export async function bench(_args: readonly string[], io: BenchIo): Promise<number> {
  for (const load of LOADS) {
    const file = promotionsFor(load);
    const baskets = basketsFor(load);
    const set = compilePromotions(file);
    const whole = rate(baskets, (basket) => price(basket, set).discountMinor);
    const plain = rate(baskets, (basket) => price(basket, set, { near: false }).discountMinor);
    const table = priceTable(set);
    const terms = table.terms({ member: true, at: baskets[0]?.at });
    const receipts = baskets.map((basket) =>
      basket.lines.map((line) => table.register({ ...line, key: line.id })),
    );
    const discount = rate(receipts, (handles) => table.discountMinor(handles, terms));
    const peer = await peerRate(file, baskets);
    const inexact = baskets.filter((basket) => !price(basket, set, { near: false }).exact).length;
    io.out(
      `${JSON.stringify({
        bench: 'price',
        lines: load.lines,
        promotions: load.promotions,
        basketsPerSecond: Math.round(plain),
        withNearPerSecond: Math.round(whole),
        priceTablePerSecond: Math.round(discount),
        jsonRulesEnginePerSecond: Math.round(peer),
        timesThePeer: Math.round(plain / peer),
        notExact: inexact,
      })}\n`,
    );
  }
  return 0;
}

/** Product groups: so many that a line lies in the scope of about one promotion, whatever their number. */
function categoriesFor(load: { readonly promotions: number }): readonly string[] {
  return Array.from({ length: Math.round(load.promotions * 1.2) }, (_, index) => `group-${index}`);
}

/** What a supermarket runs side by side: each promotion on a product group or two. */
export function promotionsFor(load: { readonly promotions: number }): PromotionsFile {
  const random = seeded(load.promotions);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const categories = categoriesFor(load);
  const category = (): string => categories[whole(0, categories.length - 1)] ?? '';
  const promotions = Array.from({ length: load.promotions }, (_, index) => {
    const scope = {
      include: { categories: index % 4 === 0 ? [category(), category()] : [category()] },
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
            { scope: { include: { categories: [category()] } }, quantity: 1 },
            { scope: { include: { categories: [category()] } }, quantity: 1 },
          ],
          reward: { offMinor: 300 },
        };
      case 5:
        return {
          id: common.id,
          kind: 'buy-get',
          buy: { scope: { include: { categories: [category()] } }, quantity: 2 },
          get: { scope: { include: { categories: [category()] } }, quantity: 1 },
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

export function basketsFor(load: Load): readonly Basket[] {
  const categories = categoriesFor(load);
  const random = seeded(load.lines);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return Array.from({ length: load.baskets }, () =>
    Basket.parse({
      member: true,
      at: '2026-11-22T10:00:00+08:00',
      lines: Array.from({ length: load.lines }, (_, index) => ({
        id: String(index + 1),
        gtin: String(whole(1, 3000)),
        category: categories[whole(0, categories.length - 1)],
        quantity: whole(1, 10) < 8 ? 1 : whole(2, 4),
        unitPriceMinor: whole(20, 600) * 10 - 10,
      })),
    }),
  );
}

/** Calls per second, warmed up, over at least the budget. */
function rate<T>(items: readonly T[], work: (item: T) => number): number {
  let checksum = 0;
  for (const item of items) checksum += work(item);
  const startMs = performance.now();
  let calls = 0;
  while (performance.now() - startMs < BUDGET_MS) {
    for (const item of items) checksum += work(item);
    calls += items.length;
  }
  if (!Number.isFinite(checksum)) throw new Error('bug: a discount that is not a number');
  return (calls * 1000) / (performance.now() - startMs);
}

/** One rule for each promotion, over facts that are computed for each basket by category. */
async function peerRate(file: PromotionsFile, baskets: readonly Basket[]): Promise<number> {
  const engine = new Engine(file.promotions.map(ruleOf), { allowUndefinedFacts: true });
  let calls = 0;
  let matched = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < BUDGET_MS) {
    const basket = baskets[calls % baskets.length];
    if (basket === undefined) break;
    const facts: Record<string, number> = {};
    for (const line of basket.lines) {
      const amount = `amount ${line.category}`;
      const units = `units ${line.category}`;
      facts[amount] = (facts[amount] ?? 0) + line.quantity * line.unitPriceMinor;
      facts[units] = (facts[units] ?? 0) + line.quantity;
    }
    const result = await engine.run(facts);
    matched += result.events.length;
    calls += 1;
  }
  if (matched === 0) throw new Error('bug: the peer never matched a rule');
  return (calls * 1000) / (performance.now() - startMs);
}

function ruleOf(promotion: PromotionsFile['promotions'][number]): RuleProperties {
  const atLeast = (fact: string, value: number): RuleProperties['conditions'] => ({
    all: [{ fact, operator: 'greaterThanInclusive', value }],
  });
  const category = promotion.scope.include?.categories?.[0] ?? '';
  const event = { type: promotion.id };
  switch (promotion.kind) {
    case 'spend':
      return {
        conditions: atLeast(`amount ${category}`, promotion.tiers[0]?.spendMinor ?? 0),
        event,
      };
    case 'quantity':
      return {
        conditions: atLeast(`units ${category}`, promotion.tiers[0]?.quantity ?? 0),
        event,
      };
    case 'multi-buy':
      return { conditions: atLeast(`units ${category}`, promotion.buy + promotion.get), event };
    case 'buy-get':
      return {
        conditions: {
          all: [promotion.buy, promotion.get].map((part) => ({
            fact: `units ${part.scope.include?.categories?.[0] ?? ''}`,
            operator: 'greaterThanInclusive',
            value: part.quantity,
          })),
        },
        event,
      };
    case 'bundle':
      return {
        conditions: {
          all: promotion.parts.map((part) => ({
            fact: `units ${part.scope.include?.categories?.[0] ?? ''}`,
            operator: 'greaterThanInclusive',
            value: part.quantity,
          })),
        },
        event,
      };
    case 'cheapest':
    case 'plain':
      return { conditions: atLeast(`units ${category}`, 1), event };
  }
}
