import type { QuantityPromotion, SpendPromotion } from '../contracts/promotion.ts';
import { basisPoints, percentOfMinor } from '../promotions/arithmetic.ts';
import type { CompiledPromotion } from '../promotions/compile.ts';

/** What a receipt earns in a component, where that depends on two sums over its lines in scope only. */
export interface SumGift {
  readonly giftMinor: (spendMinor: number, units: number) => number;
  /** More never earns less: then somebody who earns nothing alone always belongs on the joint receipt. */
  readonly isMonotone: boolean;
}

const NOTHING: SumGift = { giftMinor: () => 0, isMonotone: true };

/**
 * The discount of a component as a function of two sums: where it is a single spend promotion, or a single quantity promotion
 * whose percentages rise with its tiers. Undefined for all others: those need a look at single lines.
 * The same as the engine to the minor unit, but in nanoseconds: it is asked for every group that is looked at.
 */
export function sumGiftOf(
  promotions: readonly CompiledPromotion[],
  timesLimit: number,
): SumGift | undefined {
  const [only] = promotions;
  if (only === undefined || promotions.length !== 1) return undefined;
  const { promotion } = only;
  if (promotion.kind === 'spend') return spendSumGift(promotion, timesLimit);
  if (promotion.kind !== 'quantity' || promotion.counts !== 'together') return undefined;
  return quantitySumGift(promotion, { timesLimit, capMinor: only.capMinor });
}

function spendSumGift(promotion: SpendPromotion, timesLimit: number): SumGift {
  if (timesLimit === 0) return NOTHING;
  const capMinor = promotion.capMinor ?? Infinity;
  const [first] = promotion.tiers;
  if (promotion.repeat && first !== undefined && 'offMinor' in first.reward) {
    const { spendMinor: stepMinor } = first;
    const { offMinor } = first.reward;
    return {
      isMonotone: true,
      giftMinor: (spendMinor) => {
        const times = Math.min(timesLimit, Math.floor(spendMinor / stepMinor));
        return Math.min(times * offMinor, spendMinor, capMinor);
      },
    };
  }
  // Behind each threshold what it pays: an amount, or hundredths of a percent where the amount is below zero.
  const thresholds = Float64Array.from(promotion.tiers, (tier) => tier.spendMinor);
  const amounts = Float64Array.from(promotion.tiers, ({ reward }) =>
    'offMinor' in reward ? reward.offMinor : -1,
  );
  const points = Float64Array.from(promotion.tiers, ({ reward }) =>
    'percentOff' in reward ? basisPoints(reward.percentOff) : 0,
  );
  const isOfAmounts = amounts.every((amount) => amount >= 0);
  const isOfPercents = amounts.every((amount) => amount < 0);
  return {
    isMonotone: (isOfAmounts && isRising(amounts)) || (isOfPercents && isRising(points)),
    giftMinor: (spendMinor) => {
      let tier = thresholds.length - 1;
      while (tier >= 0 && (thresholds[tier] ?? 0) > spendMinor) tier -= 1;
      if (tier < 0) return 0;
      const amount = amounts[tier] ?? 0;
      const gift = amount >= 0 ? amount : percentOfMinor(spendMinor, points[tier] ?? 0);
      return Math.min(gift, spendMinor, capMinor);
    },
  };
}

function quantitySumGift(
  promotion: QuantityPromotion,
  limits: { readonly timesLimit: number; readonly capMinor: number },
): SumGift | undefined {
  const points: number[] = [];
  for (const { reward } of promotion.tiers) {
    if (!('percentOff' in reward)) return undefined;
    points.push(basisPoints(reward.percentOff));
  }
  if (!isRising(points)) return undefined;
  if (limits.timesLimit === 0) return NOTHING;
  const thresholds = promotion.tiers.map((tier) => tier.quantity);
  const { capMinor } = limits;
  return {
    isMonotone: true,
    giftMinor: (spendMinor, units) => {
      let tier = thresholds.length - 1;
      while (tier >= 0 && (thresholds[tier] ?? 0) > units) tier -= 1;
      return tier < 0 ? 0 : Math.min(percentOfMinor(spendMinor, points[tier] ?? 0), capMinor);
    },
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
