import { bestAlone } from './kinds/kinds.ts';
import type { Receipt, Touch, Use } from './receipt.ts';

/** What dividing the units found. */
export interface Divided {
  readonly valueMinor: number;
  readonly uses: readonly Use[];
}

const NODES_LIMIT = 120;

/** The units of a line that all but one promotion, and that one, may have. */
interface Division {
  readonly line: number;
  readonly first: number;
  own: number;
  others: number;
}

interface Search {
  readonly touches: readonly Touch[];
  readonly receipt: Receipt;
  /** For each `cheapest` promotion, the price of the one unit that it may have; below zero where there is none. */
  readonly lowest: readonly number[];
  /** The divisions on the way to the node that is looked at. */
  readonly divisions: Division[];
  /** The receipt with the units that one promotion may have; `quantity` is the receipt's own outside `wishAgain`. */
  readonly view: Receipt;
  readonly quantity: number[];
  best: Divided;
  nodes: number;
}

/**
 * The best assignment for a few competing promotions, directly: each takes its best use of all units; where two want the same
 * units, the line is divided between them in every way and each part tried again. The sum of the wishes is an upper bound,
 * and wishes that do not collide are an assignment. Exact; undefined where there is no direct answer for some kind, or more
 * than a handful of divisions would be needed: then the general search takes over.
 */
export function divide(touches: readonly Touch[], receipt: Receipt): Divided | undefined {
  const wishes: (Use | undefined)[] = [];
  for (const touch of touches) {
    const wish = touch.best ?? bestAlone(touch, receipt);
    if (wish === 'unanswered') return undefined;
    wishes.push(wish === undefined || wish.discountMinor === 0 ? undefined : wish);
  }
  if (findClash(wishes, receipt) < 0) return gathered(wishes);
  const { unitPriceMinor, ranks } = receipt;
  const quantity = [...receipt.quantity];
  const search: Search = {
    touches,
    receipt,
    lowest: wishes.map((wish) => unitPriceMinor[wish?.takes[0]?.line ?? -1] ?? -1),
    divisions: [],
    view: { unitPriceMinor, quantity, ranks },
    quantity,
    best: { valueMinor: -1, uses: [] },
    nodes: 0,
  };
  return visit(search, wishes) ? search.best : undefined;
}

function gathered(wishes: readonly (Use | undefined)[]): Divided {
  let valueMinor = 0;
  const uses: Use[] = [];
  for (const wish of wishes) {
    if (wish === undefined) continue;
    valueMinor += wish.discountMinor;
    uses.push(wish);
  }
  return { valueMinor, uses };
}

/** False when the limit was reached or a kind has no direct answer. */
function visit(search: Search, wishes: readonly (Use | undefined)[]): boolean {
  search.nodes += 1;
  if (search.nodes > NODES_LIMIT) return false;
  let bound = 0;
  for (const wish of wishes) if (wish !== undefined) bound += wish.discountMinor;
  if (bound <= search.best.valueMinor) return true;
  const { receipt, divisions } = search;
  const line = findClash(wishes, receipt);
  if (line < 0) {
    search.best = gathered(wishes);
    return true;
  }
  let first = 0;
  while (unitsWanted(wishes[first], line) === 0) first += 1;
  const units = receipt.quantity[line] ?? 0;
  const division: Division = { line, first, own: 0, others: 0 };
  divisions.push(division);
  for (let own = Math.min(unitsWanted(wishes[first], line), units); own >= 0; own -= 1) {
    division.own = own;
    division.others = units - own;
    const divided = wishes.slice();
    for (let index = 0; index < wishes.length; index += 1) {
      // A wish that fits is still the best one.
      if (unitsWanted(wishes[index], line) <= (index === first ? own : units - own)) continue;
      const narrowed = wishAgain(search, index);
      if (narrowed === 'unanswered') return false;
      divided[index] = narrowed;
    }
    if (!visit(search, divided)) return false;
  }
  divisions.pop();
  return true;
}

function unitsWanted(wish: Use | undefined, line: number): number {
  if (wish === undefined) return 0;
  for (const take of wish.takes) if (take.line === line) return take.units;
  return 0;
}

/** A promotion's best use of what the divisions leave it. */
function wishAgain(search: Search, index: number): Use | 'unanswered' | undefined {
  const { divisions, quantity, receipt, view } = search;
  const touch = search.touches[index];
  if (touch === undefined) return undefined;
  for (let depth = 0; depth < divisions.length; depth += 1) {
    const division = divisions[depth];
    if (division === undefined) continue;
    const allowed = index === division.first ? division.own : division.others;
    quantity[division.line] = Math.min(quantity[division.line] ?? 0, allowed);
  }
  const use = bestAlone(touch, view);
  for (let depth = 0; depth < divisions.length; depth += 1) {
    const line = divisions[depth]?.line ?? 0;
    quantity[line] = receipt.quantity[line] ?? 0;
  }
  if (use === 'unanswered') return use;
  if (use === undefined || use.discountMinor === 0) return undefined;
  if (touch.compiled.promotion.kind === 'cheapest') {
    const line = use.takes[0]?.line ?? -1;
    if (receipt.unitPriceMinor[line] !== search.lowest[index]) return undefined;
  }
  return use;
}

/** Scratch: how many units of each line are wanted. Zero between calls. */
const wanted: number[] = [];

/** The first line, in the order in which the wishes name them, of which more units are wanted than there are; −1 without. */
function findClash(wishes: readonly (Use | undefined)[], receipt: Receipt): number {
  while (wanted.length < receipt.quantity.length) wanted.push(0);
  for (const wish of wishes) {
    if (wish === undefined) continue;
    for (const { line, units } of wish.takes) wanted[line] = (wanted[line] ?? 0) + units;
  }
  let clash = -1;
  for (const wish of wishes) {
    if (wish === undefined) continue;
    for (const { line } of wish.takes) {
      if (clash < 0 && (wanted[line] ?? 0) > (receipt.quantity[line] ?? 0)) clash = line;
      wanted[line] = 0;
    }
  }
  return clash;
}
