import type { QuantityPromotion } from '../../contracts/promotion/quantity.ts';
import type { SpendPromotion } from '../../contracts/promotion/spend.ts';
import { basisPoints, percentOfMinor } from '../../promotions/receipt/arithmetic.ts';
import type { CompiledPromotion } from '../../promotions/compile/compiled.ts';
import { at } from '../../contracts/typed-array.ts';

/**
 * The discount of a component that depends on two sums over the lines in scope only: spending and units. It is plain data and
 * not a closure: `discountOfSums` is called some million times a second, and one function for all of them compiles best.
 */
export interface AggregateDiscount {
  /** Whether more spending or units never earn less. Then a part that earns nothing alone can always go onto the joint receipt. */
  readonly isMonotone: boolean;
  /** Above zero: `offMinor` for each whole step of spending, at most `timesLimit` times. Zero: the thresholds apply. */
  readonly stepMinor: number;
  readonly offMinor: number;
  readonly timesLimit: number;
  /** Whether thresholds are of units; else of spending in minor units. */
  readonly isOfUnits: boolean;
  /** By tier, ascending: the threshold, and what it pays. That is the amount in minor units, or where the amount is negative so
   *  many basis points of the spending. */
  readonly thresholds: Float64Array;
  readonly amounts: Float64Array;
  readonly points: Float64Array;
  readonly capMinor: number;
}

const NO_NUMBERS = new Float64Array(0);

const NOTHING: AggregateDiscount = {
  isMonotone: true,
  stepMinor: 0,
  offMinor: 0,
  timesLimit: 0,
  isOfUnits: false,
  thresholds: NO_NUMBERS,
  amounts: NO_NUMBERS,
  points: NO_NUMBERS,
  capMinor: 0,
};

/** The discount of lines that cost `spendMinor` and are `units` units, in minor units. */
export function discountOfSums(
  aggregate: AggregateDiscount,
  spendMinor: number,
  units: number,
): number {
  if (aggregate.stepMinor > 0) {
    const times = Math.min(aggregate.timesLimit, Math.floor(spendMinor / aggregate.stepMinor));
    return Math.min(times * aggregate.offMinor, spendMinor, aggregate.capMinor);
  }
  const { thresholds } = aggregate;
  const reached = aggregate.isOfUnits ? units : spendMinor;
  let tier = thresholds.length - 1;
  while (tier >= 0 && at(thresholds, tier) > reached) tier -= 1;
  if (tier < 0) return 0;
  const amount = at(aggregate.amounts, tier);
  const earned = amount >= 0 ? amount : percentOfMinor(spendMinor, at(aggregate.points, tier));
  return Math.min(earned, spendMinor, aggregate.capMinor);
}

/**
 * The discount of a component as a function of two sums, where it has a single spend promotion or a single quantity promotion
 * whose percentages rise with its tiers. Undefined for all others: their discount depends on single lines.
 * Equals the promotion engine to the minor unit, but takes nanoseconds: the search needs it for every group that it considers.
 */
export function aggregateDiscountOf(
  promotions: readonly CompiledPromotion[],
  timesLimit: number,
): AggregateDiscount | undefined {
  const [only] = promotions;
  if (only === undefined || promotions.length !== 1) return undefined;
  const { promotion } = only;
  if (promotion.kind === 'spend') return spendAggregate(promotion, timesLimit);
  if (promotion.kind !== 'quantity' || promotion.counts !== 'together') return undefined;
  return quantityAggregate(promotion, { timesLimit, capMinor: only.capMinor });
}

function spendAggregate(promotion: SpendPromotion, timesLimit: number): AggregateDiscount {
  if (timesLimit === 0) return NOTHING;
  const capMinor = promotion.capMinor ?? Infinity;
  const [first] = promotion.tiers;
  if (promotion.repeat && first !== undefined && 'offMinor' in first.reward) {
    const { offMinor } = first.reward;
    return { ...NOTHING, stepMinor: first.spendMinor, offMinor, timesLimit, capMinor };
  }
  const amounts = Float64Array.from(promotion.tiers, ({ reward }) =>
    'offMinor' in reward ? reward.offMinor : -1,
  );
  const points = Float64Array.from(promotion.tiers, ({ reward }) =>
    'percentOff' in reward ? basisPoints(reward.percentOff) : 0,
  );
  const isOfAmounts = amounts.every((amount) => amount >= 0);
  const isOfPercents = amounts.every((amount) => amount < 0);
  return {
    ...NOTHING,
    isMonotone: (isOfAmounts && isRising(amounts)) || (isOfPercents && isRising(points)),
    thresholds: Float64Array.from(promotion.tiers, (tier) => tier.spendMinor),
    amounts,
    points,
    capMinor,
  };
}

function quantityAggregate(
  promotion: QuantityPromotion,
  limits: { readonly timesLimit: number; readonly capMinor: number },
): AggregateDiscount | undefined {
  const points: number[] = [];
  for (const { reward } of promotion.tiers) {
    if (!('percentOff' in reward)) return undefined;
    points.push(basisPoints(reward.percentOff));
  }
  if (!isRising(points)) return undefined;
  if (limits.timesLimit === 0) return NOTHING;
  return {
    ...NOTHING,
    isOfUnits: true,
    thresholds: Float64Array.from(promotion.tiers, (tier) => tier.quantity),
    amounts: new Float64Array(points.length).fill(-1),
    points: Float64Array.from(points),
    capMinor: limits.capMinor,
  };
}

function isRising(values: Iterable<number>): boolean {
  let last = 0;
  for (const value of values) {
    if (value < last) return false;
    last = value;
  }
  return true;
}
