import type { QuantityPromotion, SpendPromotion } from '../../contracts/promotion.ts';
import { basisPoints, percentOfMinor } from '../../promotions/receipt/arithmetic.ts';
import type { CompiledPromotion } from '../../promotions/compile/compiled.ts';

/**
 * What a receipt earns in a component, where that depends on two sums over its lines in scope only. Plain numbers, not a function of
 * its own: `giftMinor` is asked some million times a second, and one function for all of them is compiled best.
 */
export interface AggregateDiscount {
  /** More never earns less: then somebody who earns nothing alone always belongs on the joint receipt. */
  readonly isMonotone: boolean;
  /** Above zero: `offMinor` for each whole step of spending, at most `timesLimit` times. Zero: it goes by thresholds. */
  readonly stepMinor: number;
  readonly offMinor: number;
  readonly timesLimit: number;
  /** Thresholds of spending, or of units, ascending; behind each what it pays: an amount, or hundredths of a percent of the spending
   *  where the amount is below zero. */
  readonly isOfUnits: boolean;
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

/** What lines that cost `spendMinor` and are so many units earn, in minor units. */
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
  while (tier >= 0 && (thresholds[tier] ?? 0) > reached) tier -= 1;
  if (tier < 0) return 0;
  const amount = aggregate.amounts[tier] ?? 0;
  const earned = amount >= 0 ? amount : percentOfMinor(spendMinor, aggregate.points[tier] ?? 0);
  return Math.min(earned, spendMinor, aggregate.capMinor);
}

/**
 * The discount of a component as a function of two sums: where it is a single spend promotion, or a single quantity promotion
 * whose percentages rise with its tiers. Undefined for all others: those need a look at single lines.
 * The same as the engine to the minor unit, but in nanoseconds: it is asked for every group that is looked at.
 */
export function aggregateDiscountOf(
  promotions: readonly CompiledPromotion[],
  timesLimit: number,
): AggregateDiscount | undefined {
  const [only] = promotions;
  if (only === undefined || promotions.length !== 1) return undefined;
  const { promotion } = only;
  if (promotion.kind === 'spend') return spendSumGift(promotion, timesLimit);
  if (promotion.kind !== 'quantity' || promotion.counts !== 'together') return undefined;
  return quantitySumGift(promotion, { timesLimit, capMinor: only.capMinor });
}

function spendSumGift(promotion: SpendPromotion, timesLimit: number): AggregateDiscount {
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

function quantitySumGift(
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
