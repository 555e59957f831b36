import type { SpendPromotion } from '../../contracts/promotion/spend.ts';
import { basisPoints, percentOfMinor, spread } from './arithmetic.ts';
import type { Receipt, Take, Applicable, Use } from './receipt.ts';

/** What a spend promotion gives, and how many times. */
export interface SpendDiscount {
  readonly times: number;
  readonly discountMinor: number;
}

/**
 * What a spend promotion gives for this amount in scope; nothing below the first tier, and at exactly the threshold it fires.
 * Only the highest tier reached pays (docs/rules.md#pricing-3); never more than the amount or the cap.
 */
export function spendDiscount(
  amountMinor: number,
  promotion: SpendPromotion,
  timesLimit: number,
): SpendDiscount {
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
export function risesWithAmount(promotion: SpendPromotion): boolean {
  for (let tier = 1; tier < promotion.tiers.length; tier += 1) {
    const { spendMinor } = promotion.tiers[tier] ?? { spendMinor: 0 };
    const below = spendDiscount(spendMinor - 1, promotion, Infinity);
    if (spendDiscount(spendMinor, promotion, Infinity).discountMinor < below.discountMinor)
      return false;
  }
  return true;
}

/**
 * Spend promotions in turn, each seeing the amounts that the ones before it left, each discount spread over the lines in
 * scope in proportion to what is left of them. Uses up `leftMinor`.
 * @param applicables by ascending priority, then file order
 */
export function applySpends(
  applicables: readonly Applicable[],
  receipt: Receipt,
  leftMinor: number[],
): readonly Use[] {
  const uses: Use[] = [];
  for (let place = 0; place < applicables.length; place += 1) {
    const applicable = applicables[place];
    const promotion = applicable?.compiled.promotion;
    if (applicable === undefined || promotion?.kind !== 'spend') continue;
    let amountMinor = 0;
    for (const line of applicable.lines) amountMinor += leftMinor[line] ?? 0;
    const gift = spendDiscount(amountMinor, promotion, applicable.timesLimit);
    if (gift.discountMinor === 0) continue;
    const takes: Take[] = [];
    const weights: number[] = [];
    const ranks: number[] = [];
    for (const line of applicable.lines) {
      const weight = leftMinor[line] ?? 0;
      if (weight <= 0) continue;
      const units = receipt.quantity[line] ?? 0;
      takes.push({ line, units, targets: units, weight });
      weights.push(weight);
      ranks.push(receipt.ranks[line] ?? 0);
    }
    uses.push({
      compiled: applicable.compiled,
      times: gift.times,
      discountMinor: gift.discountMinor,
      takes,
    });
    // Nobody reads what the last one leaves.
    if (place === applicables.length - 1) break;
    const parts = spread(gift.discountMinor, weights, ranks);
    for (let entry = 0; entry < takes.length; entry += 1) {
      const line = takes[entry]?.line ?? 0;
      leftMinor[line] = (leftMinor[line] ?? 0) - (parts[entry] ?? 0);
    }
  }
  return uses;
}
