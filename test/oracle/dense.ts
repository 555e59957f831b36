import { KIND_NAMES, type KindName } from '../../contracts/promotion.ts';
import type { OracleCase } from './brute-force.ts';
import { seeded } from './generate.ts';
import type { OraclePromotion, OracleReward, OracleScope } from './rules.ts';

/** How large a dense case is, and what its prices are multiples of. */
export interface DenseSize {
  readonly lines: number;
  readonly promotions: number;
  /** 100 makes every percentage of every price a whole number of minor units; below that, promotions round. */
  readonly stepMinor: number;
  /** Eight at most. */
  readonly categories: number;
  /** Each line holds one unit to so many. */
  readonly unitsOfLine: number;
  /** The share of promotions that have a cap. */
  readonly capped: number;
}

const CATEGORIES = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'];

/**
 * A basket under promotions that all compete: a promotion names one to three of a few categories, so nearly every unit is wanted
 * by several, and nearly every promotion is linked with every other.
 */
export function denseCase(seed: number, size: DenseSize): OracleCase {
  const random = seeded(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[whole(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const known = CATEGORIES.slice(0, size.categories);
  const scope = (): OracleScope => {
    const categories = new Set<string>();
    for (let left = whole(1, 3); left > 0; left -= 1) categories.add(pick(known));
    return { include: { categories: [...categories] } };
  };
  const percent = (...of: readonly number[]): OracleReward => ({ percentOff: pick(of) });
  const limit = (from: number, to: number): Partial<OraclePromotion> =>
    random() < 0.4 ? { limit: { perReceipt: whole(from, to) } } : {};
  const cap = (): Partial<OraclePromotion> =>
    random() < size.capped ? { capMinor: whole(5, 60) * 100 } : {};
  /** At least one shape for each kind that takes units. A kind of the contract that is not here does not compile. */
  const shapes: Readonly<Record<KindName, readonly (() => Partial<OraclePromotion>)[]>> = {
    spend: [], // takes no units
    plain: [
      () => ({
        scope: scope(),
        reward: percent(5, 10, 12, 15, 20),
        ...limit(3, 10),
        ...cap(),
      }),
      () => ({
        scope: scope(),
        reward:
          random() < 0.5
            ? { unitOffMinor: whole(1, 8) * 100 }
            : { unitPriceMinor: whole(10, 50) * 100 },
        ...limit(3, 10),
        ...cap(),
      }),
    ],
    quantity: [
      () => ({
        scope: scope(),
        tiers: [
          { quantity: whole(2, 4), reward: { percentOff: 10 } },
          { quantity: whole(5, 8), reward: percent(5, 20, 20) },
        ],
        ...cap(),
      }),
      () => ({
        scope: scope(),
        tiers: [{ quantity: whole(3, 5), reward: { offMinor: whole(5, 20) * 100 } }],
      }),
      () => ({
        scope: scope(),
        tiers: [
          { quantity: whole(2, 4), reward: { unitOffMinor: whole(1, 4) * 100 } },
          { quantity: whole(5, 8), reward: { unitPriceMinor: whole(10, 50) * 100 } },
        ],
        ...cap(),
      }),
    ],
    'multi-buy': [
      () => ({
        scope: scope(),
        buy: whole(1, 3),
        get: 1,
        reward: percent(50, 100),
        ...limit(1, 3),
        ...cap(),
      }),
    ],
    'buy-get': [
      () => ({
        buy: { scope: scope(), quantity: whole(1, 3) },
        get: { scope: scope(), quantity: 1 },
        reward: percent(30, 50, 100),
        ...limit(2, 6),
        ...cap(),
      }),
    ],
    bundle: [
      () => ({
        parts: [{ scope: scope(), quantity: whole(2, 4) }],
        reward: { priceMinor: whole(30, 80) * 100 - (size.stepMinor === 100 ? 0 : 10) },
        ...cap(),
      }),
      () => ({
        parts: [
          { scope: scope(), quantity: 1 },
          { scope: scope(), quantity: whole(1, 2) },
        ],
        reward: percent(10, 15, 20, 25, 30),
        ...limit(2, 6),
        ...cap(),
      }),
    ],
    cheapest: [() => ({ scope: scope(), reward: percent(50, 100) })],
  };
  const row = inTurn(shapes);
  const promotions = Array.from({ length: size.promotions }, (_, index) => {
    const { kind, shape } = row[(seed + index) % row.length] ?? {
      kind: 'plain',
      shape: () => ({}),
    };
    return { id: `p${index}`, kind, ...shape() };
  });
  const { stepMinor } = size;
  const lines = Array.from({ length: size.lines }, (_, index) => ({
    id: String(index),
    category: pick(known),
    quantity: whole(1, size.unitsOfLine),
    unitPriceMinor: whole(Math.ceil(200 / stepMinor), Math.floor(6000 / stepMinor)) * stepMinor,
  }));
  return { promotions, lines };
}

/** The first shape of every kind, then the second ones, and so on; each seed begins with another. */
function inTurn<T>(
  shapes: Readonly<Record<KindName, readonly T[]>>,
): readonly { readonly kind: KindName; readonly shape: T }[] {
  const rounds = Math.max(...Object.values(shapes).map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    KIND_NAMES.flatMap((kind) => {
      const shape = shapes[kind][round];
      return shape === undefined ? [] : [{ kind, shape }];
    }),
  ).flat();
}
