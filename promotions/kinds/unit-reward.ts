import type { PlainReward } from '../../contracts/promotion-plain.ts';
import { basisPoints, percentOfMinor, SCALE } from '../model/arithmetic.ts';

/** What a reward for each unit gives on one unit, in ten-thousandths of a minor unit. Rises with the price. */
export function unitGain(reward: PlainReward, unitPriceMinor: number): number {
  if ('percentOff' in reward) return unitPriceMinor * basisPoints(reward.percentOff);
  return unitWeight(reward, unitPriceMinor) * SCALE;
}

/** The part of a unit's price that the reward works on: its share of the discount is in proportion to it. */
export function unitWeight(reward: PlainReward, unitPriceMinor: number): number {
  if ('percentOff' in reward) return unitPriceMinor;
  if ('unitOffMinor' in reward) return Math.min(reward.unitOffMinor, unitPriceMinor);
  return Math.max(0, unitPriceMinor - reward.unitPriceMinor);
}

/** The whole discount where the weights of all its units sum to this: a percentage is rounded once, on the total. */
export function totalOfWeights(reward: PlainReward, weight: number): number {
  return 'percentOff' in reward ? percentOfMinor(weight, basisPoints(reward.percentOff)) : weight;
}
