import { KIND_NAMES, type KindName } from '../../contracts/promotion.ts';
import type { OracleCase } from './brute-force.ts';
import type {
  OracleLine,
  OraclePart,
  OraclePromotion,
  OracleReward,
  OracleScope,
} from './rules.ts';

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const CATEGORIES = ['a', 'b', 'c'];
const GTINS = ['g1', 'g2', 'g3', 'g4'];
const PERCENTS = [0, 5, 10, 12.5, 20, 33.33, 50, 50, 100, 100];

interface Dice {
  readonly whole: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
}

function diceOf(random: () => number): Dice {
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return {
    whole,
    chance: (probability) => random() < probability,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

/**
 * A small random case across all kinds and modifiers: at most `unitLimit` units, so that every assignment can be tried.
 * Prices are small and often equal, so that ties, caps and thresholds are hit exactly again and again.
 */
export function randomCase(
  random: () => number,
  limits: { readonly units: number; readonly promotions: number },
): OracleCase {
  const dice = diceOf(random);
  const lines = randomLines(dice, limits.units);
  const count = dice.whole(1, limits.promotions);
  const promotions = Array.from({ length: count }, (_, index) => randomPromotion(dice, index));
  const usedToday: Record<string, number> = {};
  for (const promotion of promotions) {
    if (dice.chance(0.3)) usedToday[promotion.id] = dice.whole(0, 2);
  }
  return {
    promotions,
    lines,
    member: dice.chance(0.5),
    offsetMinutes: 480,
    usedToday,
    ...(dice.chance(0.5)
      ? { at: `2026-11-${dice.whole(10, 30)}T${String(dice.whole(0, 23)).padStart(2, '0')}:30:00Z` }
      : {}),
  };
}

function randomLines(dice: Dice, unitLimit: number): OracleLine[] {
  const lines: OracleLine[] = [];
  let left = dice.whole(0, unitLimit);
  const highest = dice.pick([4, 12, 20]);
  const scale = dice.pick([1, 1, 5, 10]);
  while (left > 0 || dice.chance(0.1)) {
    const quantity = dice.chance(0.05) ? 0 : Math.min(left, dice.pick([1, 1, 1, 2, 3]));
    left -= quantity;
    lines.push({
      id: `l${lines.length}`,
      ...(dice.chance(0.6) ? { gtin: dice.pick(GTINS) } : {}),
      category: dice.pick(CATEGORIES),
      quantity,
      unitPriceMinor: dice.chance(0.04) ? 0 : dice.whole(1, highest) * scale,
    });
  }
  return lines;
}

function randomScope(dice: Dice): OracleScope {
  if (dice.chance(0.3)) return {};
  const include = {
    categories: CATEGORIES.filter(() => dice.chance(0.5)),
    ...(dice.chance(0.25) ? { gtins: [dice.pick(GTINS)] } : {}),
  };
  if (!dice.chance(0.2)) return { include };
  return dice.chance(0.5)
    ? { include, exclude: { gtins: [dice.pick(GTINS)] } }
    : { include, exclude: { categories: [dice.pick(CATEGORIES)] } };
}

function randomPart(dice: Dice): OraclePart {
  return { scope: randomScope(dice), quantity: dice.pick([1, 1, 1, 2]) };
}

function percent(dice: Dice): OracleReward {
  return { percentOff: dice.pick(PERCENTS) };
}

function randomPromotion(dice: Dice, index: number): OraclePromotion {
  const kind = dice.pick(KIND_NAMES);
  const { hasParts, rule } = GENERATORS[kind];
  return {
    id: `p${index}`,
    kind,
    ...(dice.chance(0.7) && !hasParts ? { scope: randomScope(dice) } : {}),
    ...rule(dice),
    ...(dice.chance(0.2) ? { capMinor: dice.whole(0, 15) } : {}),
    ...(dice.chance(0.2)
      ? { limit: { [dice.pick(['perReceipt', 'perShopperPerDay'])]: dice.whole(1, 3) } }
      : {}),
    ...(dice.chance(0.3) ? { priority: dice.whole(-1, 2) } : {}),
    ...(dice.chance(0.25) ? { group: dice.pick(['x', 'y']) } : {}),
    ...(dice.chance(0.1) ? { alone: true } : {}),
    ...(dice.chance(0.1) ? { members: 'registered' } : {}),
    ...(dice.chance(0.15) ? { when: randomWhen(dice) } : {}),
  };
}

function randomWhen(dice: Dice): NonNullable<OraclePromotion['when']> {
  const clock = (): string =>
    `${String(dice.whole(0, 23)).padStart(2, '0')}:${dice.pick(['00', '30'])}`;
  return {
    ...(dice.chance(0.3) ? { from: `2026-11-${dice.whole(10, 25)}T08:30:00` } : {}),
    ...(dice.chance(0.3) ? { until: `2026-11-${dice.whole(15, 30)}T20:30:00` } : {}),
    ...(dice.chance(0.4)
      ? { weekdays: [1, 2, 3, 4, 5, 6, 7].filter((day) => day === 3 || dice.chance(0.5)) }
      : {}),
    ...(dice.chance(0.5) ? { hours: [clock(), clock()] } : {}),
  };
}

interface Generator {
  /** Whether the parts of the rule have scopes, so that the promotion mostly has none. */
  readonly hasParts: boolean;
  readonly rule: (dice: Dice) => Partial<OraclePromotion>;
}

/** How a promotion of each kind is drawn. A kind of the contract that has no generator does not compile. */
const GENERATORS: Readonly<Record<KindName, Generator>> = {
  spend: { hasParts: false, rule: randomSpend },
  quantity: { hasParts: false, rule: randomQuantity },
  'multi-buy': {
    hasParts: false,
    rule: (dice) => ({
      buy: dice.whole(1, 2),
      get: dice.pick([1, 1, 2]),
      reward: percent(dice),
      ...(dice.chance(0.35) ? { favours: 'retailer' } : {}),
    }),
  },
  'buy-get': {
    hasParts: true,
    rule: (dice) => ({ buy: randomPart(dice), get: randomPart(dice), reward: percent(dice) }),
  },
  bundle: {
    hasParts: true,
    rule: (dice) => ({
      parts: Array.from({ length: dice.whole(1, 2) }, () => randomPart(dice)),
      reward: dice.pick([
        percent(dice),
        { offMinor: dice.whole(0, 15) },
        { priceMinor: dice.whole(0, 25) },
      ]),
    }),
  },
  cheapest: { hasParts: false, rule: (dice) => ({ reward: percent(dice) }) },
  plain: {
    hasParts: false,
    rule: (dice) => ({
      reward: dice.pick([
        percent(dice),
        { unitOffMinor: dice.whole(0, 6) },
        { unitPriceMinor: dice.whole(0, 12) },
      ]),
    }),
  },
};

function randomQuantity(dice: Dice): Partial<OraclePromotion> {
  const first = dice.whole(1, 3);
  const reward = (): OracleReward =>
    dice.pick([
      percent(dice),
      { unitOffMinor: dice.whole(0, 6) },
      { unitPriceMinor: dice.whole(0, 12) },
      { offMinor: dice.whole(0, 15) },
    ]);
  return {
    tiers: [
      { quantity: first, reward: reward() },
      ...(dice.chance(0.4) ? [{ quantity: first + dice.whole(1, 2), reward: reward() }] : []),
    ],
    ...(dice.chance(0.4) ? { counts: 'per-line' } : {}),
  };
}

function randomSpend(dice: Dice): Partial<OraclePromotion> {
  const first = dice.whole(1, 40);
  if (dice.chance(0.4)) {
    return {
      tiers: [{ spendMinor: first, reward: { offMinor: dice.whole(0, 12) } }],
      repeat: true,
      ...(dice.chance(0.4) ? { maxTimes: dice.whole(1, 3) } : {}),
    };
  }
  const reward = (): OracleReward =>
    dice.chance(0.5) ? percent(dice) : { offMinor: dice.whole(0, 25) };
  return {
    tiers: [
      { spendMinor: first, reward: reward() },
      ...(dice.chance(0.5) ? [{ spendMinor: first + dice.whole(1, 30), reward: reward() }] : []),
    ],
  };
}
