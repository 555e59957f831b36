import type { KindName } from '../../contracts/promotion.ts';

/*
 * Promotions by their definition (docs/rules.md#pricing), slow and obvious, sharing nothing with promotions/: what one item
 * promotion gives on a given set of units. Every way to form blocks, pairs and sets is tried.
 */

export interface OracleScope {
  readonly include?: {
    readonly categories?: readonly string[];
    readonly gtins?: readonly string[];
  };
  readonly exclude?: {
    readonly categories?: readonly string[];
    readonly gtins?: readonly string[];
  };
}

export interface OracleReward {
  readonly offMinor?: number;
  readonly percentOff?: number;
  readonly unitOffMinor?: number;
  readonly unitPriceMinor?: number;
  readonly priceMinor?: number;
}

export interface OraclePart {
  readonly scope?: OracleScope;
  readonly quantity: number;
}

/** A promotion as it stands in a file, before any defaults. */
export interface OraclePromotion {
  readonly id: string;
  readonly kind: KindName;
  readonly scope?: OracleScope;
  readonly tiers?: readonly {
    readonly spendMinor?: number;
    readonly quantity?: number;
    readonly reward: OracleReward;
  }[];
  readonly repeat?: boolean;
  readonly maxTimes?: number;
  readonly counts?: 'together' | 'per-line';
  readonly buy?: number | OraclePart;
  readonly get?: number | OraclePart;
  readonly parts?: readonly OraclePart[];
  readonly reward?: OracleReward;
  readonly favours?: 'customer' | 'retailer';
  readonly when?: {
    readonly from?: string;
    readonly until?: string;
    readonly weekdays?: readonly number[];
    readonly hours?: readonly [string, string];
  };
  readonly limit?: { readonly perReceipt?: number; readonly perShopperPerDay?: number };
  readonly capMinor?: number;
  readonly priority?: number;
  readonly group?: string;
  readonly alone?: boolean;
  readonly members?: 'everyone' | 'registered';
}

export interface OracleLine {
  readonly id: string;
  readonly gtin?: string;
  readonly category: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** One unit of a line. */
export interface Unit {
  readonly line: number;
  readonly priceMinor: number;
  readonly gtin: string;
  readonly category: string;
}

/** What a promotion may do with exactly these units: its discount, and how it falls on lines (relative weights). */
export interface Outcome {
  readonly discountMinor: number;
  readonly weights: ReadonlyMap<number, number>;
}

export function inScope(scope: OracleScope | undefined, unit: Unit): boolean {
  if (scope?.exclude?.categories?.includes(unit.category) === true) return false;
  if (scope?.exclude?.gtins?.includes(unit.gtin) === true) return false;
  const categories = scope?.include?.categories ?? [];
  const gtins = scope?.include?.gtins ?? [];
  if (categories.length === 0 && gtins.length === 0) return true;
  return categories.includes(unit.category) || gtins.includes(unit.gtin);
}

/** The parts of a promotion; one that is the whole scope, for a kind without parts of its own. */
export function partsOf(promotion: OraclePromotion): readonly OraclePart[] {
  const parts = ownParts(promotion);
  return parts.length === 0 ? [{ quantity: 1 }] : parts;
}

/** The parts that have scopes of their own. */
export function ownParts(promotion: OraclePromotion): readonly OraclePart[] {
  return RULES[promotion.kind].parts(promotion);
}

export function touches(promotion: OraclePromotion, unit: Unit): boolean {
  return (
    inScope(promotion.scope, unit) && partsOf(promotion).some((part) => inScope(part.scope, unit))
  );
}

/** Round half up of an exact fraction of whole numbers. */
export function halfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

function percentOf(amountMinor: number, percentOff: number): number {
  return halfUp(amountMinor * Math.round(percentOff * 100), 10_000);
}

function sum(units: readonly Unit[]): number {
  return units.reduce((total, unit) => total + unit.priceMinor, 0);
}

function weigh(
  units: readonly Unit[],
  weightOf: (unit: Unit) => number,
): ReadonlyMap<number, number> {
  const weights = new Map<number, number>();
  for (const unit of units) {
    weights.set(unit.line, (weights.get(unit.line) ?? 0) + weightOf(unit));
  }
  return weights;
}

/** A reward for each unit, summed in ten-thousandths. */
export function unitReward(reward: OracleReward, unit: Unit): number {
  if (reward.percentOff !== undefined) {
    return unit.priceMinor * Math.round(reward.percentOff * 100);
  }
  if (reward.unitOffMinor !== undefined) {
    return Math.min(reward.unitOffMinor, unit.priceMinor) * 10_000;
  }
  return Math.max(0, unit.priceMinor - (reward.unitPriceMinor ?? 0)) * 10_000;
}

/** @see outcomes */
interface OnReceipt {
  readonly all: readonly Unit[];
  readonly timesLimit: number;
}

/** A kind by its definition. A kind of the contract that has none does not compile. */
interface OracleRule {
  readonly parts: (promotion: OraclePromotion) => readonly OraclePart[];
  /** See `outcomes`; the units lie in its scopes. None for what works on amounts: `brute-force.ts` gives that last. */
  readonly outcomes: (
    promotion: OraclePromotion,
    units: readonly Unit[],
    given: OnReceipt,
  ) => readonly Outcome[];
}

const RULES: Readonly<Record<KindName, OracleRule>> = {
  spend: { parts: () => [], outcomes: () => [] },
  quantity: {
    parts: () => [],
    outcomes: (promotion, units) =>
      promotion.counts === 'per-line' ? perLine(promotion, units) : together(promotion, units),
  },
  'multi-buy': { parts: () => [], outcomes: blocks },
  'buy-get': {
    parts: ({ buy, get }) => [buy, get].filter((part) => typeof part === 'object'),
    outcomes: pairings,
  },
  bundle: { parts: ({ parts = [] }) => parts, outcomes: sets },
  cheapest: { parts: () => [], outcomes: lowest },
  plain: { parts: () => [], outcomes: plain },
};

/**
 * Every way in which the promotion can use exactly these units, all of them; none where it cannot.
 * @param all every unit of the receipt, for the kinds that look at the whole of it
 */
export function outcomes(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const capped = (one: Outcome): Outcome => ({
    ...one,
    discountMinor: Math.min(one.discountMinor, promotion.capMinor ?? Infinity),
  });
  if (units.some((unit) => !touches(promotion, unit))) return [];
  return RULES[promotion.kind].outcomes(promotion, units, given).map(capped);
}

function plain(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const reward = promotion.reward ?? {};
  if (units.length > given.timesLimit) return [];
  if (units.some((unit) => unitReward(reward, unit) === 0)) return [];
  const total = units.reduce((gain, unit) => gain + unitReward(reward, unit), 0);
  return [
    {
      discountMinor: halfUp(total, 10_000),
      weights: weigh(units, (unit) =>
        reward.percentOff === undefined ? unitReward(reward, unit) : unit.priceMinor,
      ),
    },
  ];
}

function blocks(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const percentOff = promotion.reward?.percentOff ?? 0;
  const [buy, get] = [Number(promotion.buy), Number(promotion.get)];
  if (units.length % (buy + get) !== 0) return [];
  if (units.length / (buy + get) > given.timesLimit) return [];
  // The best grouping by trying all; the lines it falls on by the canonical row (ADR 0010).
  const bestMinor = bestGrouping(units, buy, get);
  const targets = rowTargets(units, buy, get);
  if (sum(targets) !== bestMinor) throw new Error('the canonical row is not the best grouping');
  return [
    {
      discountMinor: percentOf(bestMinor, percentOff),
      weights: weigh(targets, (unit) => unit.priceMinor),
    },
  ];
}

function sets(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const best = bestSets(promotion, units, given.timesLimit);
  if (best === undefined) return [];
  return [{ discountMinor: best, weights: weigh(units, (unit) => unit.priceMinor) }];
}

function lowest(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const percentOff = promotion.reward?.percentOff ?? 0;
  const [unit] = units;
  const lowestMinor = Math.min(
    ...given.all.filter((one) => touches(promotion, one)).map((one) => one.priceMinor),
  );
  if (unit === undefined || units.length !== 1 || unit.priceMinor !== lowestMinor) return [];
  return [
    {
      discountMinor: percentOf(unit.priceMinor, percentOff),
      weights: new Map([[unit.line, unit.priceMinor]]),
    },
  ];
}

function together(promotion: OraclePromotion, units: readonly Unit[]): readonly Outcome[] {
  const reached = (promotion.tiers ?? []).filter((tier) => (tier.quantity ?? 0) <= units.length);
  const reward = reached.at(-1)?.reward;
  if (reward === undefined) return [];
  if (reward.offMinor !== undefined) {
    return [
      {
        discountMinor: Math.min(reward.offMinor, sum(units)),
        weights: weigh(units, (unit) => unit.priceMinor),
      },
    ];
  }
  const total = units.reduce((gain, unit) => gain + unitReward(reward, unit), 0);
  return [
    {
      discountMinor: halfUp(total, 10_000),
      weights: weigh(units, (unit) =>
        reward.percentOff === undefined ? unitReward(reward, unit) : unit.priceMinor,
      ),
    },
  ];
}

function perLine(promotion: OraclePromotion, units: readonly Unit[]): readonly Outcome[] {
  let total = 0;
  let offs = 0;
  const weights = new Map<number, number>();
  for (const line of new Set(units.map((unit) => unit.line))) {
    const own = units.filter((unit) => unit.line === line);
    const reached = (promotion.tiers ?? []).filter((tier) => (tier.quantity ?? 0) <= own.length);
    const reward = reached.at(-1)?.reward;
    if (reward === undefined) return [];
    let gain = own.reduce((sumOfGains, unit) => sumOfGains + unitReward(reward, unit), 0);
    if (reward.offMinor !== undefined) {
      offs += 1;
      gain = Math.min(reward.offMinor, sum(own)) * 10_000;
    }
    total += gain;
    weights.set(line, gain);
  }
  // An amount off is given once per receipt.
  if (offs > 1) return [];
  return [{ discountMinor: halfUp(total, 10_000), weights }];
}

/** Units dearest first, equal prices by line; the last `get` of each block. */
function rowTargets(units: readonly Unit[], buy: number, get: number): readonly Unit[] {
  const row = units.toSorted((a, b) => b.priceMinor - a.priceMinor || a.line - b.line);
  return row.filter((_, place) => place % (buy + get) >= buy);
}

function bestGrouping(units: readonly Unit[], buy: number, get: number): number {
  const [first, ...rest] = units;
  if (first === undefined) return 0;
  let best = 0;
  for (const others of subsets(rest, buy + get - 1)) {
    const block = [first, ...others].toSorted((a, b) => a.priceMinor - b.priceMinor);
    const left = rest.filter((unit) => !others.includes(unit));
    best = Math.max(best, sum(block.slice(0, get)) + bestGrouping(left, buy, get));
  }
  return best;
}

function pairings(
  promotion: OraclePromotion,
  units: readonly Unit[],
  given: OnReceipt,
): readonly Outcome[] {
  const [buy, get] = partsOf(promotion);
  if (buy === undefined || get === undefined) return [];
  const isBuy = (unit: Unit): boolean => inScope(buy.scope, unit);
  const isGet = (unit: Unit): boolean => inScope(get.scope, unit);
  const isOrdered =
    couldOverlap(buy.scope, get.scope) ||
    given.all.some((unit) => touches(promotion, unit) && isBuy(unit) && isGet(unit));
  const found: Outcome[] = [];
  const go = (left: readonly Unit[], targets: readonly Unit[], times: number): void => {
    if (left.length === 0) {
      const minor = percentOf(sum(targets), promotion.reward?.percentOff ?? 0);
      found.push({ discountMinor: minor, weights: weigh(targets, (unit) => unit.priceMinor) });
      return;
    }
    if (times === given.timesLimit) return;
    const [first] = left;
    for (const set of subsets(left, buy.quantity + get.quantity)) {
      if (first === undefined || !set.includes(first)) continue;
      for (const gets of subsets(set, get.quantity)) {
        const buys = set.filter((unit) => !gets.includes(unit));
        if (!gets.every(isGet) || !buys.every(isBuy)) continue;
        const dearest = Math.max(...gets.map((unit) => unit.priceMinor));
        const cheapest = Math.min(...buys.map((unit) => unit.priceMinor));
        if (isOrdered && dearest > cheapest) continue;
        go(
          left.filter((unit) => !set.includes(unit)),
          [...targets, ...gets],
          times + 1,
        );
      }
    }
  };
  go(units, [], 0);
  return found;
}

/** Whether some product could lie in both scopes, going by what they name (no catalogue in these tests). */
function couldOverlap(one: OracleScope | undefined, other: OracleScope | undefined): boolean {
  const names = (scope: OracleScope | undefined): Unit[] => [
    ...(scope?.include?.categories ?? []).map((category) => unitOf('', category)),
    ...(scope?.include?.gtins ?? []).map((gtin) => unitOf(gtin, '')),
  ];
  const [first, second] = [names(one), names(other)];
  if (first.length === 0 && second.length === 0) return true;
  return [...first, ...second].some((unit) => inScope(one, unit) && inScope(other, unit));
}

function unitOf(gtin: string, category: string): Unit {
  return { line: -1, priceMinor: 0, gtin, category };
}

/** The best way to make sets of exactly these units; undefined where they do not come out even. */
function bestSets(
  promotion: OraclePromotion,
  units: readonly Unit[],
  timesLimit: number,
): number | undefined {
  const parts = partsOf(promotion);
  const reward = promotion.reward ?? {};
  const size = parts.reduce((total, part) => total + part.quantity, 0);
  if (units.length % size !== 0 || units.length / size > timesLimit) return undefined;
  const go = (left: readonly Unit[]): number | undefined => {
    const [first, ...rest] = left;
    if (first === undefined) return 0;
    let best: number | undefined;
    for (const others of subsets(rest, size - 1)) {
      const set = [first, ...others];
      if (!fills(parts, set)) continue;
      const after = go(left.filter((unit) => !set.includes(unit)));
      if (after === undefined) continue;
      // A set that costs less than its price is not made.
      if (reward.priceMinor !== undefined && sum(set) < reward.priceMinor) continue;
      const worth =
        reward.priceMinor === undefined
          ? Math.min(reward.offMinor ?? 0, sum(set))
          : sum(set) - reward.priceMinor;
      best = Math.max(best ?? 0, worth + after);
    }
    return best;
  };
  const best = go(units);
  if (best === undefined) return undefined;
  return reward.percentOff === undefined ? best : percentOf(sum(units), reward.percentOff);
}

function fills(parts: readonly OraclePart[], units: readonly Unit[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return units.length === 0;
  return subsets(units, part.quantity).some(
    (chosen) =>
      chosen.every((unit) => inScope(part.scope, unit)) &&
      fills(
        rest,
        units.filter((unit) => !chosen.includes(unit)),
      ),
  );
}

/** All subsets of that size. */
export function subsets<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  const [first, ...rest] = items;
  if (first === undefined || items.length < size) return [];
  return [...subsets(rest, size - 1).map((others) => [first, ...others]), ...subsets(rest, size)];
}
