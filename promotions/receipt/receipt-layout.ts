import type { OpenApplicable, Receipt } from '../model/receipt.ts';
import { beginTally, countLine, reaches } from '../compile/reachability.ts';
import type { CompiledPromotion, Membership, TimesLimitOf } from '../model/compiled.ts';
import type { Scratch } from './scratch.ts';

/** A line of a basket. The order of ids decides ties. */
export interface LineToLay {
  readonly id: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
}

/** A line whose applicable promotions are known already. */
export interface PlacedLine extends LineToLay {
  readonly membership: Membership;
}

/** The memberships of lines, in the scratch array: valid for one call of `layOutReceipt`. */
export function membershipsOf(
  lines: readonly PlacedLine[],
  { memberships }: Scratch,
): readonly Membership[] {
  memberships.length = lines.length;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line !== undefined) memberships[index] = line.membership;
  }
  return memberships;
}

/** A receipt in the form that the engine works on, and the promotions that apply to it. */
export interface ReceiptLayout {
  readonly receipt: Receipt;
  /** Promotions for which the receipt holds the minimum needed, in file order. */
  readonly applicables: readonly OpenApplicable[];
  /** The other promotions, where they were asked for. */
  readonly unreached: readonly OpenApplicable[];
  /** By line of the receipt, the index of the given line. */
  readonly order: readonly number[];
}

/** A promotion that applies, and where its lines begin in `applicableLines`. */
interface Picked {
  readonly compiled: CompiledPromotion;
  readonly timesLimit: number;
  readonly from: number;
  readonly isReached: boolean;
}

const LEFT_OUT = -1;
const NOTHING_APPLIES: ReceiptLayout = {
  receipt: { unitPriceMinor: [], quantity: [], ranks: [] },
  applicables: [],
  unreached: [],
  order: [],
};

/**
 * Lays out a receipt: the lines to which some promotion applies, dearest first and equal prices by id in code point order, and the
 * promotions that apply, in file order.
 * @param memberships parallel to `lines`
 * @param scratch of the set under which the memberships hold
 * @param given.unreached whether promotions for which the receipt does not hold the minimum are wanted too
 */
export function layOutReceipt(
  lines: readonly LineToLay[],
  memberships: readonly Membership[],
  scratch: Scratch,
  given: { readonly timesLimitOf: TimesLimitOf; readonly unreached: boolean },
): ReceiptLayout {
  const picked = pickPromotions(lines, memberships, scratch, given);
  if (picked.length === 0) return NOTHING_APPLIES;
  const { order, ranks, prices, quantities } = scratch;
  const count = findLines(lines, memberships, scratch);
  sortLines(lines, count, scratch);
  for (let place = 0; place < count; place += 1) {
    const index = order[place] ?? 0;
    const line = lines[index];
    const membership = memberships[index];
    if (line === undefined || membership === undefined) continue;
    quantities[place] = line.quantity;
    prices[place] = line.unitPriceMinor;
    fillApplicables(scratch, membership, place);
  }
  return {
    receipt: {
      unitPriceMinor: prices.slice(0, count),
      quantity: quantities.slice(0, count),
      ranks: ranks.slice(0, count),
    },
    applicables: applicablesFrom(scratch, picked, true),
    unreached: given.unreached ? applicablesFrom(scratch, picked, false) : [],
    order: order.slice(0, count),
  };
}

/** Counts the lines for each promotion. Sets `tally.fillAt`. @returns the promotions that apply, in file order */
function pickPromotions(
  lines: readonly LineToLay[],
  memberships: readonly Membership[],
  scratch: Scratch,
  given: { readonly timesLimitOf: TimesLimitOf; readonly unreached: boolean },
): readonly Picked[] {
  const { set, tally } = scratch;
  beginTally(tally);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const membership = memberships[index];
    if (line === undefined || membership === undefined || line.quantity === 0) continue;
    countLine(tally, membership, line.quantity, line.unitPriceMinor);
  }
  const { counted, fillAt } = tally;
  ascending(counted, tally.countedPromotions);
  const picked: Picked[] = [];
  let from = 0;
  for (let entry = 0; entry < tally.countedPromotions; entry += 1) {
    const place = counted[entry] ?? 0;
    const compiled = set.promotions[place];
    if (compiled === undefined) continue;
    fillAt[place] = LEFT_OUT;
    const isReached = reaches(tally, place, compiled.minimum);
    if (!isReached && !given.unreached) continue;
    const timesLimit = given.timesLimitOf(compiled);
    if (timesLimit <= 0) continue;
    fillAt[place] = from;
    picked.push({ compiled, timesLimit, from, isReached });
    from += tally.lineCount[place] ?? 0;
  }
  return picked;
}

/** Puts the lines to which a picked promotion applies into `order`. @returns how many */
function findLines(
  lines: readonly LineToLay[],
  memberships: readonly Membership[],
  { order, tally: { fillAt } }: Scratch,
): number {
  let count = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const membership = memberships[index];
    if (membership === undefined || lines[index]?.quantity === 0) continue;
    const { places } = membership;
    for (let entry = 0; entry < places.length; entry += 1) {
      if (fillAt[places[entry] ?? 0] === LEFT_OUT) continue;
      order[count] = index;
      count += 1;
      break;
    }
  }
  return count;
}

/** Adds a line of the receipt to each promotion that applies to it. */
function fillApplicables(scratch: Scratch, membership: Membership, line: number): void {
  const { applicableLines, applicableMasks } = scratch;
  const { fillAt } = scratch.tally;
  const { places, masks } = membership;
  for (let entry = 0; entry < places.length; entry += 1) {
    const place = places[entry] ?? 0;
    const at = fillAt[place] ?? LEFT_OUT;
    if (at === LEFT_OUT) continue;
    applicableLines[at] = line;
    applicableMasks[at] = masks[entry] ?? 0;
    fillAt[place] = at + 1;
  }
}

function applicablesFrom(
  { tally, applicableLines, applicableMasks }: Scratch,
  picked: readonly Picked[],
  isReached: boolean,
): OpenApplicable[] {
  const applicables: OpenApplicable[] = [];
  for (const one of picked) {
    if (one.isReached !== isReached) continue;
    const { compiled, timesLimit, from } = one;
    const end = tally.fillAt[compiled.index] ?? from;
    applicables.push({
      compiled,
      timesLimit,
      lines: applicableLines.slice(from, end),
      masks: applicableMasks.slice(from, end),
      best: undefined,
    });
  }
  return applicables;
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

/** Sorts the first `count` entries of `order` as a receipt's lines, and writes each line's rank by id into `ranks`. */
function sortLines(lines: readonly LineToLay[], count: number, scratch: Scratch): void {
  if (count > FEW) {
    sortMany(lines, count, scratch);
    return;
  }
  const { order, ranks, byId, pricesById } = scratch;
  for (let next = 0; next < count; next += 1) {
    const index = order[next] ?? 0;
    const id = lines[index]?.id ?? '';
    let at = next;
    for (; at > 0 && id < (lines[byId[at - 1] ?? -1]?.id ?? ''); at -= 1)
      byId[at] = byId[at - 1] ?? 0;
    byId[at] = index;
  }
  for (let rank = 0; rank < count; rank += 1) {
    const price = lines[byId[rank] ?? -1]?.unitPriceMinor ?? 0;
    pricesById[rank] = price;
    let at = rank;
    for (; at > 0 && (pricesById[ranks[at - 1] ?? 0] ?? 0) < price; at -= 1)
      ranks[at] = ranks[at - 1] ?? 0;
    ranks[at] = rank;
  }
  for (let place = 0; place < count; place += 1) order[place] = byId[ranks[place] ?? 0] ?? 0;
}

function sortMany(lines: readonly LineToLay[], count: number, { order, ranks }: Scratch): void {
  const idOf = (index: number): string => lines[index]?.id ?? '';
  const priceOf = (index: number): number => lines[index]?.unitPriceMinor ?? 0;
  const indexes = order.slice(0, count).sort((a, b) => {
    const [one, other] = [idOf(a), idOf(b)];
    return one < other ? -1 : one > other ? 1 : a - b;
  });
  const places = indexes
    .map((_, rank) => rank)
    .sort((a, b) => priceOf(indexes[b] ?? 0) - priceOf(indexes[a] ?? 0) || a - b);
  for (const [place, rank] of places.entries()) {
    ranks[place] = rank;
    order[place] = indexes[rank] ?? 0;
  }
}
