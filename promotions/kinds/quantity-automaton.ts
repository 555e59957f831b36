import type { QuantityPromotion, QuantityReward } from '../../contracts/promotion-quantity.ts';
import { SCALE } from '../model/arithmetic.ts';
import type { Applicable, Receipt } from '../model/receipt.ts';
import { NO_TRANSITIONS, same, type Automaton, type Transition } from './automaton.ts';
import { unitGain, unitWeight } from './unit-reward.ts';

/** A unit's part in a tier's reward; an amount once per receipt is spread by price. */
export function tierWeight(reward: QuantityReward, unitPriceMinor: number): number {
  return 'offMinor' in reward ? unitPriceMinor : unitWeight(reward, unitPriceMinor);
}

/**
 * The tier is chosen with the first unit; the state is the tier and the units so far, kept below the next tier. Under an
 * amount off, also what was gained so far. Per line, the count starts again with every line, and the state keeps whether the
 * amount off was given.
 */
export function quantityAutomaton(
  promotion: QuantityPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const linesInScope = new Set(applicable.lines);
  const isPerLine = promotion.counts === 'per-line';
  const tiers = promotion.tiers.map((tier, index) => ({
    ...tier,
    last: promotion.tiers[index + 1] === undefined,
    // The top tier has no upper bound: its count stops at its own quantity.
    most: (promotion.tiers[index + 1]?.quantity ?? tier.quantity + 1) - 1,
  }));
  const counts = Math.max(...tiers.map((tier) => tier.most)) + 1;
  const sums =
    Math.max(0, ...tiers.map((tier) => ('offMinor' in tier.reward ? tier.reward.offMinor : 0))) + 1;
  // state = ((used · tiers + tier) · sums + sum) · counts + count; count 0 = no tier chosen
  const encode = (place: Place): number =>
    ((place.used * tiers.length + place.tier) * sums + place.sum) * counts + place.count;
  const decode = (state: number): Place => {
    const count = state % counts;
    const rest = Math.floor(state / counts);
    const sum = rest % sums;
    const upper = Math.floor(rest / sums);
    return { count, sum, tier: upper % tiers.length, used: Math.floor(upper / tiers.length) };
  };
  const isComplete = (place: Place): boolean =>
    place.count === 0 || place.count >= (tiers[place.tier]?.quantity ?? 0);
  const moveIn = (place: Place, tier: number, price: number): readonly Transition[] => {
    const rule = tiers[tier];
    if (rule === undefined) return NO_TRANSITIONS;
    if (!rule.last && place.count >= rule.most) return NO_TRANSITIONS;
    const count = Math.min(place.count + 1, rule.most);
    if ('offMinor' in rule.reward) {
      if (isPerLine && place.used === 1) return NO_TRANSITIONS;
      const sum = Math.min(place.sum + price, rule.reward.offMinor);
      const gain = (sum - place.sum) * SCALE;
      const weight = isPerLine ? gain : price;
      return [{ next: encode({ ...place, tier, count, sum }), gain, isTarget: true, weight }];
    }
    const gain = unitGain(rule.reward, price);
    const weight = isPerLine ? gain : tierWeight(rule.reward, price);
    return [{ next: encode({ ...place, tier, count }), gain, isTarget: true, weight }];
  };
  return {
    start: 0,
    moves: (state, line) => {
      if (!linesInScope.has(line)) return NO_TRANSITIONS;
      const place = decode(state);
      const price = receipt.unitPriceMinor[line] ?? 0;
      if (place.count > 0) return moveIn(place, place.tier, price);
      return tiers.flatMap((_, tier) => moveIn(place, tier, price));
    },
    endLine: (state) => {
      if (!isPerLine) return state;
      const place = decode(state);
      if (!isComplete(place)) return -1;
      const reward = tiers[place.tier]?.reward;
      const gave = place.count > 0 && reward !== undefined && 'offMinor' in reward;
      return encode({ tier: 0, count: 0, sum: 0, used: gave ? 1 : place.used });
    },
    endPrice: same,
    accepts: (state) => isComplete(decode(state)),
    perLine: isPerLine,
    times: () => 1,
    takesAll: false,
    prefersAll: true,
    fitsOneMore: (taken) =>
      taken > 0 && !promotion.tiers.some((tier) => tier.quantity === taken + 1),
  };
}

interface Place {
  readonly tier: number;
  readonly count: number;
  readonly sum: number;
  readonly used: number;
}
