import type { MultiBuyPromotion } from '../../contracts/promotion-multi-buy.ts';
import { basisPoints, percentOfMinor } from '../model/arithmetic.ts';
import {
  applicableUnits,
  type Receipt,
  type Take,
  type Applicable,
  type Use,
} from '../model/receipt.ts';
import { bestBlocks, blocksAutomaton } from './blocks.ts';
import { ALL_PARTS, ONE_UNIT, roleByTargets, type PromotionKind } from './kind.ts';
import { nextSet } from './next-step.ts';

/** Of every block of `buy + get` units the cheapest `get` are discounted. */
export const multiBuyKind: PromotionKind<'multi-buy'> = {
  actsOn: 'units',
  layer: ({ favours }) => (favours === 'retailer' ? 'retailer' : 'item'),
  parts: () => [],
  comparesParts: false,
  minimum: ({ buy, get }) => ({ ...ONE_UNIT, units: buy + get }),
  mostTimes: () => Infinity,
  roleOf: roleByTargets,
  reached: ({ buy, get }, { quantity }) => ({
    thresholdQuantity: buy + get,
    reachedQuantity: quantity,
  }),
  aggregate: () => undefined,
  rewards: ({ reward }) => [reward],
  contradictions: () => [],
  poolingLosses: ({ favours }) => (favours === 'retailer' ? ['pooled-retailer'] : []),
  bestAlone: ({ buy, get, reward: { percentOff } }, applicable, receipt) =>
    bestBlocks({ buy, get, percentOff }, applicable, receipt),
  automaton: ({ buy, get, reward: { percentOff } }, applicable, receipt) =>
    blocksAutomaton({ buy, get, percentOff }, applicable, receipt),
  retailerRow,
  takesLowestOnly: false,
  gainPerUnit: undefined,
  hasOneWay: () => false,
  targetParts: ALL_PARTS,
  highestPoints: ({ reward }) => basisPoints(reward.percentOff),
  nextStep: ({ buy, get }, applicable, receipt) => nextSet(applicable, receipt, [buy + get]),
};

/**
 * The retailer's favour (docs/rules.md#pricing-6): all units that no other promotion took stand in one row, and the cheapest ⌊n /
 * (buy + get)⌋ · get of them are discounted. What triggers them is the dearest of the row; the units in between stay free for a
 * later promotion.
 */
function retailerRow(promotion: MultiBuyPromotion, applicable: Applicable, receipt: Receipt): Use {
  const size = promotion.buy + promotion.get;
  const units = applicableUnits(applicable, receipt);
  const times = Math.min(applicable.timesLimit, Math.floor(units / size));
  const triggersEnd = times * promotion.buy;
  const targetsStart = units - times * promotion.get;
  const takes: Take[] = [];
  let place = 0;
  let targetMinor = 0;
  for (const line of applicable.lines) {
    const end = place + (receipt.quantity[line] ?? 0);
    const triggers = Math.max(0, Math.min(end, triggersEnd) - place);
    const targets = Math.max(0, end - Math.max(place, targetsStart));
    if (triggers + targets > 0) {
      const weight = targets * (receipt.unitPriceMinor[line] ?? 0);
      takes.push({ line, units: triggers + targets, targets, weight });
      targetMinor += weight;
    }
    place = end;
  }
  const discountMinor = percentOfMinor(targetMinor, basisPoints(promotion.reward.percentOff));
  return {
    compiled: applicable.compiled,
    times,
    discountMinor: Math.min(discountMinor, applicable.compiled.capMinor),
    takes,
  };
}
