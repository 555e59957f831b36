import { bestAlone } from '../kinds/kinds.ts';
import type { Receipt, Touch, Use } from '../receipt/receipt.ts';

/** What dividing the units found. */
export interface Divided {
  readonly valueMinor: number;
  readonly uses: readonly Use[];
}

const NODES_LIMIT = 120;

/** What a promotion has of a line where several want it: so many units, which the others cannot have. */
interface Division {
  readonly line: number;
  readonly holder: number;
  units: number;
  /** Whether it may have more than that, as far as the others leave any. */
  isOpen: boolean;
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
  const holder = holderOf(search, wishes, line);
  const wantedUnits = unitsWanted(wishes[holder], line);
  // Where it holds some already this stands in their place, so that the units of a line are counted once.
  let place = divisions.findIndex((one) => one.line === line && one.holder === holder);
  if (place < 0) place = divisions.length;
  const before = divisions[place];
  const division: Division = { line, holder, units: wantedUnits, isOpen: true };
  divisions[place] = division;
  for (let units = wantedUnits; units >= (before?.units ?? 0); units -= 1) {
    division.units = units;
    // What it wants and more comes first, then exactly so many fewer: every way to divide the line, each once.
    division.isOpen = units === wantedUnits;
    const divided = wishes.slice();
    for (let index = 0; index < wishes.length; index += 1) {
      // A wish that fits is still the best one.
      if (unitsWanted(wishes[index], line) <= allowance(search, index, line)) continue;
      const narrowed = wishAgain(search, index);
      if (narrowed === 'unanswered') return false;
      divided[index] = narrowed;
    }
    if (!visit(search, divided)) return false;
  }
  if (before === undefined) divisions.pop();
  else divisions[place] = before;
  return true;
}

/** The earliest promotion that wants more of the line than it holds. */
function holderOf(search: Search, wishes: readonly (Use | undefined)[], line: number): number {
  for (let index = 0; index < wishes.length; index += 1) {
    let held = 0;
    for (const one of search.divisions) {
      if (one.line === line && one.holder === index) held = one.units;
    }
    if (unitsWanted(wishes[index], line) > held) return index;
  }
  throw new Error('bug: a line wanted beyond its units, and nobody wants it');
}

/** How many units of a line the divisions leave a promotion. */
function allowance(search: Search, index: number, line: number): number {
  let left = search.receipt.quantity[line] ?? 0;
  for (let depth = 0; depth < search.divisions.length; depth += 1) {
    const one = search.divisions[depth];
    if (one === undefined || one.line !== line) continue;
    if (one.holder !== index) left -= one.units;
    else if (!one.isOpen) return one.units;
  }
  return Math.max(0, left);
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
    const line = divisions[depth]?.line ?? 0;
    quantity[line] = allowance(search, index, line);
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
