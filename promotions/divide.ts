import { bestAlone } from './kinds/kinds.ts';
import type { Receipt, Touch, Use } from './receipt.ts';

/** What dividing the units found. */
export interface Divided {
  readonly valueMinor: number;
  readonly uses: readonly Use[];
}

const NODES_LIMIT = 120;

interface Search {
  readonly touches: readonly Touch[];
  readonly receipt: Receipt;
  readonly lowest: readonly number[];
  best: Divided;
  nodes: number;
}

/** A promotion's best use of the units that it may have; undefined where only the general search knows. */
interface Wish {
  readonly quantity: readonly number[];
  readonly use: Use | undefined;
}

/**
 * The best assignment for a few competing promotions, directly: each takes its best use of all units; where two want the same
 * units, the line is divided between them in every way and each part tried again. The sum of the wishes is an upper bound,
 * and wishes that do not collide are an assignment. Exact; undefined where there is no direct answer for some kind, or more
 * than a handful of divisions would be needed: then the general search takes over.
 */
export function divide(touches: readonly Touch[], receipt: Receipt): Divided | undefined {
  const wishes: Wish[] = [];
  const lowest: number[] = [];
  for (const touch of touches) {
    const wish = wishFrom(touch, receipt, {
      use: touch.best ?? bestAlone(touch, receipt),
      lowest: -1,
    });
    if (wish === undefined) return undefined;
    wishes.push(wish);
    const line = wish.use?.takes[0]?.line;
    lowest.push(line === undefined ? -1 : (receipt.unitPriceMinor[line] ?? 0));
  }
  const search: Search = {
    touches,
    receipt,
    lowest,
    best: { valueMinor: -1, uses: [] },
    nodes: 0,
  };
  return visit(search, wishes) ? search.best : undefined;
}

interface Asked {
  readonly use: Use | 'unanswered' | undefined;
  /** Price of the one unit that a `cheapest` promotion may have; below zero where any is. */
  readonly lowest: number;
}

function wishFrom(touch: Touch, receipt: Receipt, asked: Asked): Wish | undefined {
  const { use, lowest } = asked;
  if (use === 'unanswered') return undefined;
  const { quantity } = receipt;
  if (use === undefined || use.discountMinor === 0) return { quantity, use: undefined };
  if (touch.compiled.promotion.kind === 'cheapest' && lowest >= 0) {
    const line = use.takes[0]?.line ?? -1;
    if (receipt.unitPriceMinor[line] !== lowest) return { quantity, use: undefined };
  }
  return { quantity, use };
}

/** False when the limit was reached or a kind has no direct answer. */
function visit(search: Search, wishes: readonly Wish[]): boolean {
  search.nodes += 1;
  if (search.nodes > NODES_LIMIT) return false;
  let bound = 0;
  for (const wish of wishes) bound += wish.use?.discountMinor ?? 0;
  if (bound <= search.best.valueMinor) return true;
  const clash = firstClash(wishes, search.receipt);
  if (clash === undefined) {
    const uses = wishes.flatMap((wish) => (wish.use === undefined ? [] : [wish.use]));
    search.best = { valueMinor: bound, uses };
    return true;
  }
  const units = search.receipt.quantity[clash.line] ?? 0;
  for (let own = Math.min(clash.wanted, units); own >= 0; own -= 1) {
    const divided: Wish[] = [];
    for (const [index, wish] of wishes.entries()) {
      const allowed = index === clash.first ? own : units - own;
      const narrowed = narrow(search, { index, wish, line: clash.line, allowed });
      if (narrowed === undefined) return false;
      divided.push(narrowed);
    }
    if (!visit(search, divided)) return false;
  }
  return true;
}

interface Narrowing {
  readonly index: number;
  readonly wish: Wish;
  readonly line: number;
  readonly allowed: number;
}

function narrow(search: Search, given: Narrowing): Wish | undefined {
  const { wish, line, allowed } = given;
  const touch = search.touches[given.index];
  if (touch === undefined || !touch.lines.includes(line)) return wish;
  if ((wish.quantity[line] ?? 0) <= allowed) return wish;
  const quantity = wish.quantity.with(line, allowed);
  const wanted = wish.use?.takes.find((take) => take.line === line)?.units ?? 0;
  // A wish that fits is still the best one.
  if (wanted <= allowed) return { quantity, use: wish.use };
  const narrowed = { ...search.receipt, quantity };
  const lowest = search.lowest[given.index] ?? -1;
  return wishFrom(touch, narrowed, { use: bestAlone(touch, narrowed), lowest });
}

interface Clash {
  readonly line: number;
  /** The earliest promotion that wants units of the line, and how many. */
  readonly first: number;
  readonly wanted: number;
}

function firstClash(wishes: readonly Wish[], receipt: Receipt): Clash | undefined {
  const wanted = new Map<number, { first: number; own: number; total: number }>();
  for (const [index, wish] of wishes.entries()) {
    for (const { line, units } of wish.use?.takes ?? []) {
      const known = wanted.get(line);
      if (known === undefined) wanted.set(line, { first: index, own: units, total: units });
      else known.total += units;
    }
  }
  for (const [line, { first, own, total }] of wanted) {
    if (total > (receipt.quantity[line] ?? 0)) return { line, first, wanted: own };
  }
  return undefined;
}
