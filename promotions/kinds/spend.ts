import type { SpendPromotion } from '../../contracts/promotion-spend.ts';
import { basisPoints, percentOfMinor } from '../model/arithmetic.ts';
import { isRising, NO_DISCOUNT, type AggregateDiscount } from './aggregate-discount.ts';
import {
  ONE_UNIT,
  type AggregateLimits,
  type AmountDiscount,
  type KindWarning,
  type PromotionKind,
} from './kind.ts';
import { tierContradictions } from './tier-contradictions.ts';

/** Spend so much in scope, get an amount or a percentage off. */
export const spendKind: PromotionKind<'spend'> = {
  actsOn: 'amounts',
  layer: () => 'spend',
  parts: () => [],
  comparesParts: false,
  minimum: ({ tiers }) => ({ ...ONE_UNIT, amountMinor: tiers[0]?.spendMinor ?? 0 }),
  mostTimes: ({ repeat, maxTimes }) => (repeat ? (maxTimes ?? Infinity) : Infinity),
  roleOf: () => 'both',
  reached: ({ tiers }, { amountMinor }) => {
    const tier = tiers.findLast((candidate) => candidate.spendMinor <= amountMinor);
    return tier === undefined
      ? { reachedMinor: amountMinor }
      : { thresholdMinor: tier.spendMinor, reachedMinor: amountMinor };
  },
  aggregate,
  rewards: ({ tiers }) => tiers.map((tier) => tier.reward),
  contradictions,
  poolingLosses: ({ repeat, tiers }) =>
    !repeat && tiers.some((tier) => 'offMinor' in tier.reward) ? ['pooled-once'] : [],
  discount,
  risesWithAmount,
  nextThreshold,
  nearestThreshold,
};

/**
 * What a spend promotion gives for this amount in scope; nothing below the first tier, and at exactly the threshold it fires.
 * Only the highest tier reached pays (docs/rules.md#pricing-3); never more than the amount or the cap.
 */
function discount(
  promotion: SpendPromotion,
  amountMinor: number,
  timesLimit: number,
): AmountDiscount {
  const tier = promotion.tiers.findLast((candidate) => candidate.spendMinor <= amountMinor);
  if (tier === undefined) return { times: 0, discountMinor: 0 };
  const roof = Math.min(amountMinor, promotion.capMinor ?? Infinity);
  if ('percentOff' in tier.reward) {
    const discountMinor = percentOfMinor(amountMinor, basisPoints(tier.reward.percentOff));
    return { times: 1, discountMinor: Math.min(discountMinor, roof) };
  }
  const times = promotion.repeat
    ? Math.min(timesLimit, Math.floor(amountMinor / tier.spendMinor))
    : 1;
  return { times, discountMinor: Math.min(times * tier.reward.offMinor, roof) };
}

/** Whether a larger amount never earns less; a higher tier may be worth less than the one below it. */
function risesWithAmount(promotion: SpendPromotion): boolean {
  for (let tier = 1; tier < promotion.tiers.length; tier += 1) {
    const { spendMinor } = promotion.tiers[tier] ?? { spendMinor: 0 };
    const below = discount(promotion, spendMinor - 1, Infinity);
    if (discount(promotion, spendMinor, Infinity).discountMinor < below.discountMinor) return false;
  }
  return true;
}

function nextThreshold(
  promotion: SpendPromotion,
  amountMinor: number,
  timesLimit: number,
): number | undefined {
  const { times } = discount(promotion, amountMinor, timesLimit);
  if (promotion.repeat && times < timesLimit) {
    return (times + 1) * (promotion.tiers[0]?.spendMinor ?? 0);
  }
  return promotion.tiers.find((tier) => tier.spendMinor > amountMinor)?.spendMinor;
}

function nearestThreshold(promotion: SpendPromotion, amountMinor: number): number {
  const first = promotion.tiers[0]?.spendMinor ?? amountMinor;
  if (promotion.repeat) return Math.max(1, Math.round(amountMinor / first)) * first;
  const distance = (tier: { readonly spendMinor: number }): number =>
    Math.abs(tier.spendMinor - amountMinor);
  return promotion.tiers.reduce((best, tier) => (distance(tier) < distance(best) ? tier : best))
    .spendMinor;
}

function contradictions(promotion: SpendPromotion): readonly KindWarning[] {
  const { repeat, maxTimes, tiers } = promotion;
  const [first] = tiers;
  const codes: KindWarning[] = [];
  if (maxTimes !== undefined && !repeat) codes.push('max-times-alone');
  if (repeat && first !== undefined && 'offMinor' in first.reward) {
    if (first.reward.offMinor > first.spendMinor) codes.push('off-above-threshold');
  }
  return [...codes, ...tierContradictions(promotion)];
}

function aggregate(promotion: SpendPromotion, { timesLimit }: AggregateLimits): AggregateDiscount {
  if (timesLimit === 0) return NO_DISCOUNT;
  const capMinor = promotion.capMinor ?? Infinity;
  const [first] = promotion.tiers;
  if (promotion.repeat && first !== undefined && 'offMinor' in first.reward) {
    const { offMinor } = first.reward;
    return { ...NO_DISCOUNT, stepMinor: first.spendMinor, offMinor, timesLimit, capMinor };
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
    ...NO_DISCOUNT,
    isMonotone: (isOfAmounts && isRising(amounts)) || (isOfPercents && isRising(points)),
    thresholds: Float64Array.from(promotion.tiers, (tier) => tier.spendMinor),
    amounts,
    points,
    capMinor,
  };
}
