import type { BuyGetPromotion } from '../../contracts/promotion-buy-get.ts';
import { basisPoints, percentOfMinor } from '../model/arithmetic.ts';
import { NO_TRANSITIONS, same, type Automaton, type Transition } from './automaton.ts';
import type { Receipt, Take, Applicable, Use } from '../model/receipt.ts';
import { bestBlocks } from './blocks.ts';
import { ONE_UNIT, roleByTargets, type PromotionKind } from './kind.ts';
import { nextSet } from './next-step.ts';

const BUY = 1;
const GET = 2;

/** Buy from one set, get from another at a discount. */
export const buyGetKind: PromotionKind<'buy-get'> = {
  actsOn: 'units',
  layer: () => 'item',
  parts: ({ buy, get }) => [buy, get],
  comparesParts: true,
  minimum: ({ buy, get }) => ({
    ...ONE_UNIT,
    units: buy.quantity + get.quantity,
    partUnits: [buy.quantity, get.quantity],
  }),
  mostTimes: () => Infinity,
  roleOf: roleByTargets,
  reached: ({ buy, get }, { quantity }) => ({
    thresholdQuantity: buy.quantity + get.quantity,
    reachedQuantity: quantity,
  }),
  aggregate: () => undefined,
  rewards: ({ reward }) => [reward],
  contradictions: () => [],
  poolingLosses: () => [],
  bestAlone: bestBuyGet,
  automaton: buyGetAutomaton,
  retailerRow: undefined,
  takesLowestOnly: false,
  gainPerUnit: undefined,
  hasOneWay: () => false,
  // A buy unit triggers only.
  targetParts: GET,
  highestPoints: ({ reward }) => basisPoints(reward.percentOff),
  nextStep: ({ buy, get }, applicable, receipt) =>
    nextSet(applicable, receipt, [buy.quantity, get.quantity]),
};

/** Whether a get unit may not be dearer than a buy unit of its set: the scopes overlap, by the file or on this receipt. */
function overlaps(applicable: Applicable): boolean {
  return applicable.compiled.overlaps || applicable.masks.includes(BUY | GET);
}

/**
 * The most sets of `buy` and `get` units, each get unit as dear as can be. Two shapes have a direct answer: no unit lies in
 * both scopes and they cannot overlap, or every unit lies in both; the others are searched.
 */
function bestBuyGet(
  promotion: BuyGetPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Use | 'unanswered' {
  const { percentOff } = promotion.reward;
  const [buy, get] = [promotion.buy.quantity, promotion.get.quantity];
  const { lines, masks } = applicable;
  const { quantity, unitPriceMinor } = receipt;
  let [isBoth, isMixed] = [true, false];
  let buyUnits = 0;
  let getUnits = 0;
  for (let place = 0; place < lines.length; place += 1) {
    const mask = masks[place] ?? 0;
    if (mask === (BUY | GET)) isMixed = true;
    else isBoth = false;
    if (mask === BUY) buyUnits += quantity[lines[place] ?? 0] ?? 0;
    else getUnits += quantity[lines[place] ?? 0] ?? 0;
  }
  if (isBoth) return bestBlocks({ buy, get, percentOff }, applicable, receipt);
  if (isMixed || applicable.compiled.overlaps) return 'unanswered';
  const times = Math.min(
    applicable.timesLimit,
    Math.floor(buyUnits / buy),
    Math.floor(getUnits / get),
  );
  let buysLeft = times * buy;
  let getsLeft = times * get;
  let targetMinor = 0;
  const takes: Take[] = [];
  for (let place = 0; place < lines.length && buysLeft + getsLeft > 0; place += 1) {
    const line = lines[place] ?? 0;
    const available = quantity[line] ?? 0;
    if (masks[place] === BUY) {
      const units = Math.min(buysLeft, available);
      buysLeft -= units;
      if (units > 0) takes.push({ line, units, targets: 0, weight: 0 });
    } else {
      const units = Math.min(getsLeft, available);
      getsLeft -= units;
      const weight = units * (unitPriceMinor[line] ?? 0);
      targetMinor += weight;
      if (units > 0) takes.push({ line, units, targets: units, weight });
    }
  }
  const discountMinor = percentOfMinor(targetMinor, basisPoints(percentOff));
  return {
    compiled: applicable.compiled,
    times,
    discountMinor: Math.min(discountMinor, applicable.compiled.capMinor),
    takes,
  };
}

/**
 * The state is the buy units in hand (those of sets already begun taken off, so it may go below zero), the place within the
 * get units of the current set, and the sets begun where a limit makes them matter. Where the scopes overlap, a set's buy
 * units must be there by the end of the price of its first get unit: then no get unit is dearer than a buy unit of its set.
 */
function buyGetAutomaton(
  promotion: BuyGetPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const [buy, get] = [promotion.buy.quantity, promotion.get.quantity];
  const points = basisPoints(promotion.reward.percentOff);
  const isOrdered = overlaps(applicable);
  const maskOf = new Map(
    applicable.lines.map((line, place) => [line, applicable.masks[place] ?? 0]),
  );
  let [buyUnits, getUnits] = [0, 0];
  for (const [place, line] of applicable.lines.entries()) {
    if (((applicable.masks[place] ?? 0) & BUY) !== 0) buyUnits += receipt.quantity[line] ?? 0;
    if (((applicable.masks[place] ?? 0) & GET) !== 0) getUnits += receipt.quantity[line] ?? 0;
  }
  const possible = Math.min(Math.floor(buyUnits / buy), Math.floor(getUnits / get));
  const most = Math.min(possible, applicable.timesLimit);
  const isLimited = most < possible;
  const reach = most * buy;
  const width = 2 * reach + 1;
  const encode = (inHand: number, place: number, begun: number): number =>
    (begun * get + place) * width + inHand + reach;
  return {
    start: encode(0, 0, 0),
    moves: (state, line) => {
      const mask = maskOf.get(line);
      if (mask === undefined) return NO_TRANSITIONS;
      const inHand = (state % width) - reach;
      const place = Math.floor(state / width) % get;
      const begun = Math.floor(state / (width * get));
      const moves: Transition[] = [];
      if ((mask & BUY) !== 0 && inHand < reach) {
        moves.push({
          next: encode(inHand + 1, place, begun),
          gain: 0,
          isTarget: false,
          weight: 0,
        });
      }
      const left = place === 0 ? inHand - buy : inHand;
      if ((mask & GET) !== 0 && left >= -reach && (place > 0 || !isLimited || begun < most)) {
        const price = receipt.unitPriceMinor[line] ?? 0;
        moves.push({
          next: encode(left, (place + 1) % get, place === 0 && isLimited ? begun + 1 : begun),
          gain: price * points,
          isTarget: true,
          weight: price,
        });
      }
      return moves;
    },
    endLine: same,
    endPrice: (state) => (isOrdered && state % width < reach ? -1 : state),
    accepts: (state) => state % width === reach && Math.floor(state / width) % get === 0,
    perLine: false,
    times: (_, targets) => targets / get,
    takesAll: false,
    prefersAll: false,
    fitsOneMore: () => false,
  };
}
