import { readFileSync } from 'node:fs';
import { MatchInput } from '../../contracts/match.ts';

/** Draws numbers in [0, 1); its own generator, so that the oracle shares nothing with what it checks. */
export type Draw = () => number;

export function drawFrom(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}

interface Goods {
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** Where baskets come from: an endless supply of them. */
export type Baskets = (draw: Draw) => readonly Goods[];

const CATEGORIES = 48;

/** Invented baskets: exponential length, Zipf categories, lognormal prices. */
export const inventedBaskets: Baskets = (draw) => {
  const lines = 1 + Math.floor(-Math.log(1 - draw()) * 6);
  return Array.from({ length: Math.min(lines, 30) }, () => ({
    category: `c${Math.min(CATEGORIES - 1, Math.floor(CATEGORIES ** draw() - 1))}`,
    quantity: 1 + Math.floor(draw() * draw() * 4),
    unitPriceMinor: Math.round(Math.exp(6 + normal(draw) * 0.7)),
  }));
};

function normal(draw: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

const DAYS = new URL('../../../shared/data/online-retail/', import.meta.url);

/** Real baskets: the invoices of a day, at most 30 lines, quantities capped at 24. Undefined where the file is not here. */
export function realBaskets(day: string): Baskets | undefined {
  let text: string;
  try {
    text = readFileSync(new URL(`${day}.csv`, DAYS), 'utf8');
  } catch {
    return undefined; // a clone that stands alone has no such file, and its tests say so
  }
  const invoices = new Map<string, Goods[]>();
  for (const row of text.split('\n').slice(1)) {
    const cells =
      row.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [];
    const [invoice = '', code = '', , quantity = '', , price = ''] = cells;
    const units = Number(quantity);
    const unitPriceMinor = Math.round(Number(price) * 100);
    if (invoice === '' || !(units > 0) || !(unitPriceMinor > 0)) continue;
    const goods = invoices.get(invoice) ?? [];
    if (goods.length < 30) {
      goods.push({
        category: `c${Number.parseInt(code, 10) % CATEGORIES || 0}`,
        quantity: Math.min(24, units),
        unitPriceMinor,
      });
    }
    invoices.set(invoice, goods);
  }
  const all = [...invoices.values()];
  return (draw) => all[Math.floor(draw() * all.length)] ?? [];
}

export interface InstanceOptions {
  readonly seed: number;
  readonly shoppers: number;
  readonly baskets: Baskets;
  readonly promotions?: number;
  readonly maxGroupSize?: number;
}

type ShopperInput = MatchInput['shoppers'][number];

/** An invented shop: promotions whose thresholds are 1.3 to 2.8 times what a shopper typically spends in their scope, six
 *  meeting points of which each accepts one to three, minimum savings, sizes and a few blocks. */
export function makeInstance(options: InstanceOptions): MatchInput {
  const draw = drawFrom(options.seed);
  const sample = Array.from({ length: 300 }, () => options.baskets(draw));
  const count = options.promotions ?? 24;
  const promotions = Array.from({ length: count }, (_, index) => {
    const categories = categoriesOf(index, count);
    const spends = sample
      .map((basket) =>
        sum(
          basket
            .filter((goods) => categories.includes(goods.category))
            .map((goods) => goods.quantity * goods.unitPriceMinor),
        ),
      )
      .filter((spend) => spend > 0)
      .sort((a, b) => a - b);
    const median = spends[spends.length >> 1] ?? 1000;
    const spendMinor = Math.round(median * (1.3 + draw() * 1.5));
    const offMinor = Math.max(50, Math.round(spendMinor * (0.1 + draw() * 0.15)));
    return {
      id: `p${index}`,
      scope: { include: { categories } },
      ...kindOf(draw(), spendMinor, offMinor),
    };
  });
  const input = {
    at: '2026-11-30T09:00:00Z',
    promotions,
    shoppers: Array.from({ length: options.shoppers }, (_, index) =>
      makeShopper(`s${String(index).padStart(5, '0')}`, index, draw, options),
    ),
  };
  return MatchInput.parse(input);
}

function categoriesOf(index: number, count: number): readonly string[] {
  const categories: string[] = [];
  for (let category = index; category < CATEGORIES; category += count)
    categories.push(`c${category}`);
  return categories;
}

function kindOf(which: number, spendMinor: number, offMinor: number): Record<string, unknown> {
  if (which < 0.4) return { kind: 'spend', tiers: [{ spendMinor, reward: { offMinor } }] };
  if (which < 0.6)
    return { kind: 'spend', tiers: [{ spendMinor, reward: { offMinor } }], repeat: true };
  if (which < 0.8) {
    return {
      kind: 'spend',
      tiers: [
        { spendMinor, reward: { offMinor } },
        { spendMinor: spendMinor * 2, reward: { offMinor: Math.round(offMinor * 2.4) } },
      ],
    };
  }
  return {
    kind: 'quantity',
    tiers: [
      { quantity: 6, reward: { percentOff: 8 } },
      { quantity: 12, reward: { percentOff: 15 } },
    ],
  };
}

export function makeShopper(
  id: string,
  waited: number,
  draw: Draw,
  options: InstanceOptions,
): ShopperInput {
  const points = ['north', 'east', 'south', 'west', 'desk', 'till'];
  const accepted = new Set<string>();
  const wanted = 1 + Math.floor(draw() * 3);
  while (accepted.size < wanted) accepted.add(points[Math.floor(draw() * points.length)] ?? 'desk');
  const sizes = [2, 3, 4, 4, 4, 4];
  const maxGroupSize = Math.min(
    options.maxGroupSize ?? 4,
    sizes[Math.floor(draw() * sizes.length)] ?? 4,
  );
  const input = MatchInput.parse({
    promotions: [],
    shoppers: [
      {
        id,
        waitingSince: new Date(Date.parse('2026-11-30T08:00:00Z') + waited * 1000).toISOString(),
        lines: options.baskets(draw).map((goods, index) => ({ id: String(index + 1), ...goods })),
        requirements: {
          maxGroupSize,
          minSavingMinor: 20 + Math.floor(draw() * 80),
          meetingPoints: [...accepted],
          blocks:
            draw() < 0.05
              ? [`s${String(Math.floor(draw() * options.shoppers)).padStart(5, '0')}`].filter(
                  (other) => other !== id,
                )
              : [],
        },
      },
    ],
  });
  const [shopper] = input.shoppers;
  if (shopper === undefined) throw new Error('one shopper in, one shopper out');
  return shopper;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
