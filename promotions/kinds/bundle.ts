import type { BundlePromotion } from '../../contracts/promotion-bundle.ts';
import { basisPoints, percentOfMinor, SCALE } from '../model/arithmetic.ts';
import type { Receipt, Take, Applicable, Use } from '../model/receipt.ts';
import { bundleAutomaton } from './bundle-automaton.ts';
import { ALL_PARTS, ONE_UNIT, type PromotionKind } from './kind.ts';
import { nextSet } from './next-step.ts';

/** So many units of each part make a set, and each set has its reward. */
export const bundleKind: PromotionKind<'bundle'> = {
  actsOn: 'units',
  layer: () => 'item',
  parts: ({ parts }) => parts,
  comparesParts: false,
  minimum: (promotion) => ({
    ...ONE_UNIT,
    units: unitsOfSet(promotion),
    partUnits: promotion.parts.length > 1 ? promotion.parts.map((part) => part.quantity) : [],
  }),
  mostTimes: () => Infinity,
  roleOf: () => 'both',
  reached: (promotion, { quantity }) => ({
    thresholdQuantity: unitsOfSet(promotion),
    reachedQuantity: quantity,
  }),
  aggregate: () => undefined,
  rewards: ({ reward }) => [reward],
  contradictions: () => [],
  poolingLosses: () => [],
  bestAlone: bestBundle,
  automaton: bundleAutomaton,
  retailerRow: undefined,
  takesLowestOnly: false,
  gainPerUnit: undefined,
  hasOneWay: () => false,
  targetParts: ALL_PARTS,
  highestPoints: ({ reward }) => ('percentOff' in reward ? basisPoints(reward.percentOff) : SCALE),
  nextStep: ({ parts }, applicable, receipt) =>
    nextSet(
      applicable,
      receipt,
      parts.map((part) => part.quantity),
    ),
};

function unitsOfSet(promotion: BundlePromotion): number {
  return promotion.parts.reduce((sum, part) => sum + part.quantity, 0);
}

/**
 * Sets with one unit list for each part, where no line lies in two parts (or every line in all): each part gives its dearest units first, and sets
 * are made as long as the next one is worth something. Unanswered where parts share lines, or where an amount off is larger
 * than some set, so that it matters which units stand together: those are searched.
 */
function bestBundle(
  promotion: BundlePromotion,
  applicable: Applicable,
  receipt: Receipt,
): Use | 'unanswered' {
  const parts = separateParts(promotion, applicable);
  if (parts === undefined) return 'unanswered';
  let times = applicable.timesLimit;
  for (const part of parts) {
    let units = 0;
    for (const line of part.lines) units += receipt.quantity[line] ?? 0;
    times = Math.min(times, Math.floor(units / part.quantity));
  }
  const { reward } = promotion;
  if ('offMinor' in reward && !earnsWhole(reward.offMinor, parts, times, receipt)) {
    return 'unanswered';
  }
  if ('priceMinor' in reward) {
    times = fallingPoint(times, (count) => {
      let worth = -reward.priceMinor;
      for (const { lines, quantity } of parts) {
        worth += dearest(count * quantity, lines, receipt);
        worth -= dearest((count - 1) * quantity, lines, receipt);
      }
      return worth;
    });
  }
  const takes: Take[] = [];
  let totalMinor = 0;
  for (const part of parts) {
    let left = times * part.quantity;
    for (const line of part.lines) {
      if (left === 0) break;
      const units = Math.min(left, receipt.quantity[line] ?? 0);
      left -= units;
      const weight = units * (receipt.unitPriceMinor[line] ?? 0);
      totalMinor += weight;
      if (units > 0) takes.push({ line, units, targets: units, weight });
    }
  }
  const discountMinor = rewardOf(promotion, times, totalMinor);
  return {
    compiled: applicable.compiled,
    times,
    discountMinor: Math.min(discountMinor, applicable.compiled.capMinor),
    takes: parts.length === 1 ? takes : takes.sort((a, b) => a.line - b.line),
  };
}

interface SeparatePart {
  readonly quantity: number;
  readonly lines: readonly number[];
}

/** Parts that share no line, or one part of all units where every line lies in every part; undefined otherwise. */
function separateParts(
  promotion: BundlePromotion,
  applicable: Applicable,
): readonly SeparatePart[] | undefined {
  const { lines, masks } = applicable;
  const all = 2 ** promotion.parts.length - 1;
  let [isWhole, isShared] = [true, false];
  for (let place = 0; place < masks.length; place += 1) {
    const mask = masks[place] ?? 0;
    if (mask !== all) isWhole = false;
    if ((mask & (mask - 1)) !== 0) isShared = true;
  }
  if (isWhole) {
    let quantity = 0;
    for (const part of promotion.parts) quantity += part.quantity;
    return [{ quantity, lines }];
  }
  if (isShared) return undefined;
  const parts: SeparatePart[] = [];
  for (let part = 0; part < promotion.parts.length; part += 1) {
    const ofPart: number[] = [];
    for (let place = 0; place < lines.length; place += 1) {
      if (masks[place] === 1 << part) ofPart.push(lines[place] ?? 0);
    }
    parts.push({ quantity: promotion.parts[part]?.quantity ?? 1, lines: ofPart });
  }
  return parts;
}

/** Whether sets of the dearest units each cost the amount off at least, however they are put together. */
function earnsWhole(
  offMinor: number,
  parts: readonly SeparatePart[],
  times: number,
  receipt: Receipt,
): boolean {
  if (times === 0) return true;
  let cheapestMinor = 0;
  for (const part of parts) {
    let left = times * part.quantity;
    let lowest = 0;
    for (const line of part.lines) {
      if (left <= 0) break;
      const units = receipt.quantity[line] ?? 0;
      if (units === 0) continue;
      lowest = receipt.unitPriceMinor[line] ?? 0;
      left -= units;
    }
    cheapestMinor += part.quantity * lowest;
  }
  return cheapestMinor >= offMinor;
}

function rewardOf(promotion: BundlePromotion, times: number, totalMinor: number): number {
  const { reward } = promotion;
  if ('priceMinor' in reward) return totalMinor - times * reward.priceMinor;
  if ('percentOff' in reward) return percentOfMinor(totalMinor, basisPoints(reward.percentOff));
  return times * reward.offMinor;
}

/** The price of the dearest so many units of the lines. */
function dearest(units: number, lines: readonly number[], receipt: Receipt): number {
  let left = units;
  let sum = 0;
  for (let place = 0; place < lines.length && left > 0; place += 1) {
    const line = lines[place] ?? 0;
    const taken = Math.min(left, receipt.quantity[line] ?? 0);
    sum += taken * (receipt.unitPriceMinor[line] ?? 0);
    left -= taken;
  }
  return sum;
}

/** The last count up to `limit` whose worth is above zero, where worth falls as the count rises. */
function fallingPoint(limit: number, worth: (count: number) => number): number {
  let [low, high] = [0, limit];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (worth(middle) > 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
