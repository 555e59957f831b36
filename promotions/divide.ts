import { bestAlone } from './kinds/kinds.ts';
import type { Receipt, Touch, Use } from './receipt.ts';

/** What dividing the units found. */
export interface Divided {
  readonly valueMinor: number;
  readonly uses: readonly Use[];
}

const NODES_LIMIT = 120;

/** One promotion in the search: the units that it may have at this moment, and its best use of them. */
interface Wisher {
  readonly touch: Touch;
  /** The receipt with only the units that it may have; `quantity` is its own and changes with the search. */
  readonly view: Receipt;
  readonly quantity: number[];
  /** Price of the one unit that a `cheapest` promotion may have. */
  readonly lowest: number;
  wish: Use | undefined;
}

interface Search {
  readonly wishers: readonly Wisher[];
  readonly receipt: Receipt;
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
  const wishers: Wisher[] = [];
  for (let index = 0; index < touches.length; index += 1) {
    const touch = touches[index];
    if (touch === undefined) continue;
    const wish = wishes[index];
    const quantity = [...receipt.quantity];
    const { unitPriceMinor, memberships, ranks } = receipt;
    const view = { unitPriceMinor, quantity, memberships, ranks };
    const line = wish?.takes[0]?.line ?? -1;
    wishers.push({ touch, view, quantity, lowest: receipt.unitPriceMinor[line] ?? -1, wish });
  }
  const search: Search = { wishers, receipt, best: { valueMinor: -1, uses: [] }, nodes: 0 };
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
  const { receipt, wishers } = search;
  const line = findClash(wishes, receipt);
  if (line < 0) {
    search.best = gathered(wishes);
    return true;
  }
  const first = wishes.findIndex((wish) => unitsWanted(wish, line) > 0);
  const units = receipt.quantity[line] ?? 0;
  const before = wishers.map((wisher) => wisher.quantity[line] ?? 0);
  let isDone = true;
  for (let own = Math.min(unitsWanted(wishes[first], line), units); own >= 0 && isDone; own -= 1) {
    const divided: (Use | undefined)[] = [];
    for (let index = 0; index < wishers.length; index += 1) {
      const wisher = wishers[index];
      if (wisher === undefined) continue;
      const allowed = index === first ? own : units - own;
      wisher.quantity[line] = Math.min(before[index] ?? 0, allowed);
      const wish = wishes[index];
      // A wish that fits is still the best one.
      const narrowed = unitsWanted(wish, line) <= allowed ? wish : wishAgain(wisher);
      if (narrowed === 'unanswered') return false;
      divided.push(narrowed);
    }
    isDone = visit(search, divided);
  }
  for (let index = 0; index < wishers.length; index += 1) {
    const wisher = wishers[index];
    if (wisher !== undefined) wisher.quantity[line] = before[index] ?? 0;
  }
  return isDone;
}

function unitsWanted(wish: Use | undefined, line: number): number {
  if (wish === undefined) return 0;
  for (const take of wish.takes) if (take.line === line) return take.units;
  return 0;
}

function wishAgain(wisher: Wisher): Use | 'unanswered' | undefined {
  const { touch, view, lowest } = wisher;
  const use = bestAlone(touch, view);
  if (use === 'unanswered') return use;
  if (use === undefined || use.discountMinor === 0) return undefined;
  if (touch.compiled.promotion.kind === 'cheapest') {
    const line = use.takes[0]?.line ?? -1;
    if (view.unitPriceMinor[line] !== lowest) return undefined;
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
