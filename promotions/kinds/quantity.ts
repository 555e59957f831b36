import type { QuantityPromotion, QuantityReward } from '../../contracts/promotion-quantity.ts';
import { basisPoints, SCALE } from '../model/arithmetic.ts';
import {
  takeDearest,
  applicableUnits,
  type Receipt,
  type Take,
  type Applicable,
  type Use,
} from '../model/receipt.ts';
import { isRising, NO_DISCOUNT, type AggregateDiscount } from './aggregate-discount.ts';
import { ALL_PARTS, ONE_UNIT, type AggregateLimits, type PromotionKind } from './kind.ts';
import { nextOnALine, nextTier } from './next-step.ts';
import { quantityAutomaton, tierWeight } from './quantity-automaton.ts';
import { tierContradictions } from './tier-contradictions.ts';
import { totalOfWeights, unitGain } from './unit-reward.ts';

type Tier = QuantityPromotion['tiers'][number];

function tierTotal(reward: QuantityReward, weight: number): number {
  return 'offMinor' in reward ? Math.min(reward.offMinor, weight) : totalOfWeights(reward, weight);
}

/** Buy so many units, get a reward on all of them. */
export const quantityKind: PromotionKind<'quantity'> = {
  actsOn: 'units',
  layer: () => 'item',
  parts: () => [],
  comparesParts: false,
  minimum: ({ tiers, counts }) => {
    const quantity = tiers[0]?.quantity ?? 1;
    return counts === 'per-line'
      ? { ...ONE_UNIT, onALine: quantity }
      : { ...ONE_UNIT, units: quantity };
  },
  mostTimes: () => Infinity,
  roleOf: () => 'both',
  reached: ({ tiers }, { quantity }) => {
    const tier = tiers.findLast((candidate) => candidate.quantity <= quantity);
    return tier === undefined
      ? { reachedQuantity: quantity }
      : { thresholdQuantity: tier.quantity, reachedQuantity: quantity };
  },
  aggregate,
  rewards: ({ tiers }) => tiers.map((tier) => tier.reward),
  contradictions: tierContradictions,
  poolingLosses: ({ tiers }) =>
    tiers.some((tier) => 'offMinor' in tier.reward) ? ['pooled-once'] : [],
  bestAlone: bestQuantity,
  automaton: quantityAutomaton,
  retailerRow: undefined,
  takesLowestOnly: false,
  gainPerUnit: undefined,
  hasOneWay: ({ counts, tiers }) => counts === 'together' && tiers.length === 1,
  targetParts: ALL_PARTS,
  highestPoints: ({ tiers }) =>
    Math.max(
      ...tiers.map(({ reward }) =>
        'percentOff' in reward ? basisPoints(reward.percentOff) : SCALE,
      ),
    ),
  nextStep: ({ counts, tiers }, applicable, receipt) => {
    const quantities = tiers.map((tier) => tier.quantity);
    return counts === 'per-line'
      ? nextOnALine(applicable, receipt, quantities)
      : nextTier(applicable, receipt, quantities);
  },
};

/**
 * The tier that the units reach, on all of them (docs/rules.md#pricing-3). Where a lower tier gives more, fewer units take part:
 * an assignment may leave units out, and the best one counts.
 */
function bestQuantity(promotion: QuantityPromotion, applicable: Applicable, receipt: Receipt): Use {
  if (promotion.counts === 'per-line') return bestPerLine(promotion, applicable, receipt);
  const units = applicableUnits(applicable, receipt);
  let best: Use = { compiled: applicable.compiled, times: 1, discountMinor: 0, takes: [] };
  for (let index = promotion.tiers.length - 1; index >= 0; index -= 1) {
    const tier = promotion.tiers[index];
    if (tier === undefined || tier.quantity > units) continue;
    const most = Math.min(units, (promotion.tiers[index + 1]?.quantity ?? Infinity) - 1);
    const takes = takeDearest(applicable, receipt, most, (price) => tierWeight(tier.reward, price));
    const weight = takes.reduce((sum, take) => sum + take.weight, 0);
    const discountMinor = Math.min(tierTotal(tier.reward, weight), applicable.compiled.capMinor);
    if (discountMinor > best.discountMinor) {
      best = { compiled: applicable.compiled, times: 1, discountMinor, takes };
    }
  }
  return best;
}

interface LineOption {
  readonly take: Take;
  readonly gain: number;
}

/**
 * Each line by itself (docs/rules.md#pricing-14). The percentage is rounded once, on the total; an amount off is given once per
 * receipt.
 */
function bestPerLine(promotion: QuantityPromotion, applicable: Applicable, receipt: Receipt): Use {
  const perUnit: (LineOption | undefined)[] = [];
  let sum = 0;
  let [offPlace, offGain, offTake]: [number, number, Take | undefined] = [-1, 0, undefined];
  for (const line of applicable.lines) {
    const quantity = receipt.quantity[line] ?? 0;
    const price = receipt.unitPriceMinor[line] ?? 0;
    let best: LineOption | undefined;
    let off: LineOption | undefined;
    for (const [index, tier] of promotion.tiers.entries()) {
      if (tier.quantity > quantity) break;
      const most = Math.min(quantity, (promotion.tiers[index + 1]?.quantity ?? Infinity) - 1);
      const option = lineOption(tier, line, { units: most, price });
      if ('offMinor' in tier.reward) {
        if (option.gain >= (off?.gain ?? 0)) off = option;
      } else if (option.gain >= (best?.gain ?? 0)) best = option;
    }
    const more = (off?.gain ?? 0) - (best?.gain ?? 0);
    if (off !== undefined && more > offGain) {
      [offPlace, offGain, offTake] = [perUnit.length, more, off.take];
    }
    perUnit.push(best);
    sum += best?.gain ?? 0;
  }
  const takes = perUnit.flatMap((option, place) => {
    if (place === offPlace && offTake !== undefined) return [offTake];
    return option === undefined ? [] : [option.take];
  });
  const discountMinor = Math.min(
    Math.floor((sum + offGain + SCALE / 2) / SCALE),
    applicable.compiled.capMinor,
  );
  return { compiled: applicable.compiled, times: 1, discountMinor, takes };
}

function lineOption(
  tier: Tier,
  line: number,
  given: { readonly units: number; readonly price: number },
): LineOption {
  const { units, price } = given;
  const { reward } = tier;
  const gain =
    'offMinor' in reward
      ? Math.min(reward.offMinor, units * price) * SCALE
      : units * unitGain(reward, price);
  // Tiers may reward differently, so each line weighs what it earns itself.
  return { take: { line, units, targets: units, weight: gain }, gain };
}

function aggregate(
  promotion: QuantityPromotion,
  limits: AggregateLimits,
): AggregateDiscount | undefined {
  if (promotion.counts !== 'together') return undefined;
  const points: number[] = [];
  for (const { reward } of promotion.tiers) {
    if (!('percentOff' in reward)) return undefined;
    points.push(basisPoints(reward.percentOff));
  }
  if (!isRising(points)) return undefined;
  if (limits.timesLimit === 0) return NO_DISCOUNT;
  return {
    ...NO_DISCOUNT,
    isOfUnits: true,
    thresholds: Float64Array.from(promotion.tiers, (tier) => tier.quantity),
    amounts: new Float64Array(points.length).fill(-1),
    points: Float64Array.from(points),
    capMinor: limits.capMinor,
  };
}
