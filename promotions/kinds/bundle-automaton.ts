import type { BundlePromotion } from '../../contracts/promotion-bundle.ts';
import { basisPoints, SCALE } from '../model/arithmetic.ts';
import { NO_TRANSITIONS, same, type Automaton, type Transition } from './automaton.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';
import { openSetsAutomaton } from './bundle-sets.ts';

/** Whether even the cheapest conceivable set costs at least the amount off, so that every set earns all of it. */
function coversEverySet(
  promotion: BundlePromotion,
  applicable: Applicable,
  receipt: Receipt,
): boolean {
  if (!('offMinor' in promotion.reward)) return true;
  let cheapestMinor = 0;
  for (const [index, part] of promotion.parts.entries()) {
    let lowest = Infinity;
    for (const [place, line] of applicable.lines.entries()) {
      if (((applicable.masks[place] ?? 0) & (1 << index)) === 0) continue;
      if ((receipt.quantity[line] ?? 0) === 0) continue;
      lowest = Math.min(lowest, receipt.unitPriceMinor[line] ?? 0);
    }
    cheapestMinor += part.quantity * (lowest === Infinity ? 0 : lowest);
  }
  return cheapestMinor >= promotion.reward.offMinor;
}

/**
 * The state counts the units in hand for each part; whenever every part is complete a set leaves it (and is counted where a
 * limit makes that matter). Which units stand together does not matter: a set worth less than its price is simply not made,
 * so the units of any number of sets earn their sum less the price of the sets.
 */
export function bundleAutomaton(
  promotion: BundlePromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  if (!coversEverySet(promotion, applicable, receipt))
    return openSetsAutomaton(promotion, applicable, receipt);
  const quantities = promotion.parts.map((part) => part.quantity);
  const possible = Math.min(
    ...quantities.map((quantity, index) =>
      Math.floor(unitsOfPart(index, applicable, receipt) / quantity),
    ),
  );
  const most = Math.min(possible, applicable.timesLimit);
  const isLimited = most < possible;
  const widths = quantities.map((quantity) => most * quantity + 1);
  const capacity = widths.reduce((product, width) => product * width, 1);
  const maskOf = new Map(
    applicable.lines.map((line, place) => [line, applicable.masks[place] ?? 0]),
  );
  const { reward } = promotion;
  const perSet =
    'priceMinor' in reward
      ? -reward.priceMinor * SCALE
      : 'offMinor' in reward
        ? reward.offMinor * SCALE
        : 0;
  const perMinor =
    'priceMinor' in reward ? SCALE : 'percentOff' in reward ? basisPoints(reward.percentOff) : 0;
  const setSize = quantities.reduce((sum, quantity) => sum + quantity, 0);
  return {
    start: 0,
    moves: (state, line) => {
      const mask = maskOf.get(line);
      if (mask === undefined || most === 0) return NO_TRANSITIONS;
      const made = Math.floor(state / capacity);
      if (isLimited && made >= most) return NO_TRANSITIONS;
      const counts = decode(state % capacity, widths);
      const price = receipt.unitPriceMinor[line] ?? 0;
      const moves: Transition[] = [];
      for (let part = 0; part < quantities.length; part += 1) {
        const roof = (widths[part] ?? 0) - 1 - made * (quantities[part] ?? 0);
        if ((mask & (1 << part)) === 0 || (counts[part] ?? 0) >= roof) continue;
        const next = counts.with(part, (counts[part] ?? 0) + 1);
        const isSet = next.every((count, index) => count >= (quantities[index] ?? 0));
        const kept = isSet ? next.map((count, index) => count - (quantities[index] ?? 0)) : next;
        moves.push({
          next: (isLimited && isSet ? made + 1 : made) * capacity + encode(kept, widths),
          gain: price * perMinor + (isSet ? perSet : 0),
          isTarget: true,
          weight: price,
        });
      }
      return moves;
    },
    endLine: same,
    endPrice: same,
    accepts: (state) => state % capacity === 0,
    perLine: false,
    times: (units) => units / setSize,
    takesAll: false,
    prefersAll: false,
    fitsOneMore: () => false,
  };
}

function unitsOfPart(index: number, applicable: Applicable, receipt: Receipt): number {
  let units = 0;
  for (const [place, line] of applicable.lines.entries()) {
    if (((applicable.masks[place] ?? 0) & (1 << index)) !== 0) units += receipt.quantity[line] ?? 0;
  }
  return units;
}

function encode(counts: readonly number[], widths: readonly number[]): number {
  let state = 0;
  for (let part = counts.length - 1; part >= 0; part -= 1) {
    state = state * (widths[part] ?? 1) + (counts[part] ?? 0);
  }
  return state;
}

function decode(state: number, widths: readonly number[]): number[] {
  const counts: number[] = [];
  let rest = state;
  for (const width of widths) {
    counts.push(rest % width);
    rest = Math.floor(rest / width);
  }
  return counts;
}
