import type { BundlePromotion } from '../../contracts/promotion/bundle.ts';
import { basisPoints, percentOfMinor, SCALE } from '../receipt/arithmetic.ts';
import { NO_TRANSITIONS, same, type Automaton, type Transition } from './automaton.ts';
import type { Receipt, Take, Applicable, Use } from '../receipt/receipt.ts';
import { openSetsAutomaton } from './bundle-sets.ts';

/**
 * Sets with one unit list for each part, where no line lies in two parts (or every line in all): each part gives its dearest units first, and sets
 * are made as long as the next one is worth something. Undefined where parts share lines, or where an amount off is larger
 * than some set, so that it matters which units stand together: those are searched.
 */
export function bestBundle(
  promotion: BundlePromotion,
  applicable: Applicable,
  receipt: Receipt,
): Use | undefined {
  const parts = separateParts(promotion, applicable);
  if (parts === undefined) return undefined;
  let times = applicable.timesLimit;
  for (const part of parts) {
    let units = 0;
    for (const line of part.lines) units += receipt.quantity[line] ?? 0;
    times = Math.min(times, Math.floor(units / part.quantity));
  }
  const { reward } = promotion;
  if ('offMinor' in reward && !earnsWhole(reward.offMinor, parts, times, receipt)) return undefined;
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
