import type { Membership, PromotionSet } from './compile.ts';
import type { TimesLimitOf } from './evaluate.ts';
import type { OpenTouch, Receipt } from './receipt.ts';
import { beginTally, countLine, reaches } from './tally.ts';

/** What a receipt is laid out from; the id decides ties. */
export interface LineToLay {
  readonly id: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
}

/** A receipt, the promotions that touch it, and which of the given lines each of its lines is. */
export interface Laid {
  readonly receipt: Receipt;
  /** Those for which the receipt holds enough, in file order. */
  readonly touches: readonly OpenTouch[];
  /** The others, where they were asked for. */
  readonly unreached: readonly OpenTouch[];
  readonly order: readonly number[];
}

/**
 * Lays out what promotions work on: the lines that some promotion touches, dearest first, equal prices by id in code point order,
 * and the promotions that touch them, in file order.
 * @param memberships of each line
 * @param given.unreached also promotions for which the receipt does not hold enough
 */
export function layReceipt(
  lines: readonly LineToLay[],
  memberships: readonly Membership[],
  set: PromotionSet,
  given: { readonly timesLimitOf: TimesLimitOf; readonly unreached: boolean },
): Laid {
  const { tally } = set;
  beginTally(tally);
  for (let index = 0; index < lines.length; index += 1) {
    const [line, membership] = [lines[index], memberships[index]];
    if (line === undefined || membership === undefined || line.quantity === 0) continue;
    countLine(tally, membership, line.quantity, line.unitPriceMinor);
  }
  const touches: OpenTouch[] = [];
  const unreached: OpenTouch[] = [];
  openTouches(set, given.timesLimitOf, {
    touches,
    unreached: given.unreached ? unreached : undefined,
  });
  const order = linesTouched(lines, memberships, set);
  const ranks = sortLines(order, lines);
  const unitPriceMinor: number[] = [];
  const quantity: number[] = [];
  const ofLines: Membership[] = [];
  const { touchOf } = tally;
  for (let place = 0; place < order.length; place += 1) {
    const index = order[place] ?? 0;
    const [line, membership] = [lines[index], memberships[index]];
    if (line === undefined || membership === undefined) continue;
    unitPriceMinor.push(line.unitPriceMinor);
    quantity.push(line.quantity);
    ofLines.push(membership);
    const { places, masks } = membership;
    for (let entry = 0; entry < places.length; entry += 1) {
      const number = touchOf[places[entry] ?? 0] ?? NONE;
      if (number === NONE) continue;
      const touch = number >= 0 ? touches[number] : unreached[FIRST_UNREACHED - number];
      if (touch === undefined) continue;
      touch.lines.push(place);
      touch.masks.push(masks[entry] ?? 0);
    }
  }
  return {
    receipt: { unitPriceMinor, quantity, memberships: ofLines, ranks },
    touches,
    unreached,
    order,
  };
}

/** What `tally.touchOf` says: the number of a touch, or one of these: none, and the unreached ones counting down. */
const NONE = -1;
const FIRST_UNREACHED = -2;

/** A touch without lines for each promotion that applies, in file order; `tally.touchOf` says which is whose. */
function openTouches(
  set: PromotionSet,
  timesLimitOf: TimesLimitOf,
  into: { readonly touches: OpenTouch[]; readonly unreached: OpenTouch[] | undefined },
): void {
  const { tally } = set;
  const { touched, touchOf } = tally;
  const { touches, unreached } = into;
  ascending(touched, tally.touchedCount);
  for (let entry = 0; entry < tally.touchedCount; entry += 1) {
    const place = touched[entry] ?? 0;
    const compiled = set.promotions[place];
    if (compiled === undefined) continue;
    touchOf[place] = NONE;
    const isReached = reaches(tally, place, compiled.least);
    if (!isReached && unreached === undefined) continue;
    const timesLimit = timesLimitOf(compiled);
    if (timesLimit <= 0) continue;
    const touch = { compiled, timesLimit, lines: [], masks: [], best: undefined };
    if (isReached) {
      touchOf[place] = touches.length;
      touches.push(touch);
    } else if (unreached !== undefined) {
      touchOf[place] = FIRST_UNREACHED - unreached.length;
      unreached.push(touch);
    }
  }
}

/** The given lines that any of the touches lies on. */
function linesTouched(
  lines: readonly LineToLay[],
  memberships: readonly Membership[],
  set: PromotionSet,
): number[] {
  const { touchOf } = set.tally;
  const order: number[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    if (lines[index]?.quantity === 0) continue;
    const places = memberships[index]?.places ?? [];
    for (let entry = 0; entry < places.length; entry += 1) {
      if (touchOf[places[entry] ?? 0] === NONE) continue;
      order.push(index);
      break;
    }
  }
  return order;
}

/** Above this, sorting by insertion is slower than the runtime's sort. */
const FEW = 64;

function ascending(places: Int32Array, count: number): void {
  if (count > FEW) {
    places.subarray(0, count).sort();
    return;
  }
  for (let next = 1; next < count; next += 1) {
    const place = places[next] ?? 0;
    let at = next;
    for (; at > 0 && (places[at - 1] ?? 0) > place; at -= 1) places[at] = places[at - 1] ?? 0;
    places[at] = place;
  }
}

/** Puts line numbers in a receipt's order, and says each one's place by id alone. */
function sortLines(order: number[], lines: readonly LineToLay[]): number[] {
  sortById(order, lines);
  const byId: number[] = [];
  const prices: number[] = [];
  const ranks: number[] = [];
  for (let rank = 0; rank < order.length; rank += 1) {
    const index = order[rank] ?? 0;
    byId.push(index);
    prices.push(lines[index]?.unitPriceMinor ?? 0);
    ranks.push(rank);
  }
  if (ranks.length > FEW) ranks.sort((a, b) => (prices[b] ?? 0) - (prices[a] ?? 0) || a - b);
  else {
    for (let next = 1; next < ranks.length; next += 1) {
      const price = prices[next] ?? 0;
      let at = next;
      for (; at > 0 && (prices[ranks[at - 1] ?? 0] ?? 0) < price; at -= 1) {
        ranks[at] = ranks[at - 1] ?? 0;
      }
      ranks[at] = next;
    }
  }
  for (let place = 0; place < order.length; place += 1) order[place] = byId[ranks[place] ?? 0] ?? 0;
  return ranks;
}

function sortById(order: number[], lines: readonly LineToLay[]): void {
  const idOf = (index: number | undefined): string => lines[index ?? -1]?.id ?? '';
  if (order.length > FEW) {
    order.sort((a, b) => {
      const [one, other] = [idOf(a), idOf(b)];
      return one < other ? -1 : one > other ? 1 : a - b;
    });
    return;
  }
  for (let next = 1; next < order.length; next += 1) {
    const index = order[next] ?? 0;
    const id = idOf(index);
    let at = next;
    for (; at > 0 && id < idOf(order[at - 1]); at -= 1) order[at] = order[at - 1] ?? 0;
    order[at] = index;
  }
}
