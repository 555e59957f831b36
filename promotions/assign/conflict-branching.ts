import { bestAlone } from '../kinds/kinds.ts';
import type { Receipt, Applicable, Use } from '../receipt/receipt.ts';

/** What dividing the units found. */
export interface BranchingResult {
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
  readonly applicables: readonly Applicable[];
  readonly receipt: Receipt;
  /** For each `cheapest` promotion, the price of the one unit that it may have; below zero where there is none. */
  readonly lowest: readonly number[];
  /** The divisions on the way to the node that is looked at. */
  readonly divisions: Division[];
  /** The receipt with the units that one promotion may have; `quantity` is the receipt's own outside `wishAgain`. */
  readonly view: Receipt;
  readonly quantity: number[];
  best: BranchingResult;
  nodes: number;
}

/**
 * The best assignment for a few competing promotions, directly: each takes its best use of all units; where two want the same
 * units, the line is divided between them in every way and each part tried again. The sum of the relaxedOptima is an upper bound,
 * and relaxedOptima that do not collide are an assignment. Exact; undefined where there is no direct answer for some kind, or more
 * than a handful of divisions would be needed: then the general search takes over.
 */
export function branchOnConflicts(
  applicables: readonly Applicable[],
  receipt: Receipt,
): BranchingResult | undefined {
  const relaxedOptima: (Use | undefined)[] = [];
  for (const applicable of applicables) {
    const optimum = applicable.best ?? bestAlone(applicable, receipt);
    if (optimum === 'unanswered') return undefined;
    relaxedOptima.push(optimum === undefined || optimum.discountMinor === 0 ? undefined : optimum);
  }
  if (firstConflict(relaxedOptima, receipt) < 0) return gathered(relaxedOptima);
  const { unitPriceMinor, ranks } = receipt;
  const quantity = [...receipt.quantity];
  const search: Search = {
    applicables,
    receipt,
    lowest: relaxedOptima.map((optimum) => unitPriceMinor[optimum?.takes[0]?.line ?? -1] ?? -1),
    divisions: [],
    view: { unitPriceMinor, quantity, ranks },
    quantity,
    best: { valueMinor: -1, uses: [] },
    nodes: 0,
  };
  return visit(search, relaxedOptima) ? search.best : undefined;
}

function gathered(relaxedOptima: readonly (Use | undefined)[]): BranchingResult {
  let valueMinor = 0;
  const uses: Use[] = [];
  for (const optimum of relaxedOptima) {
    if (optimum === undefined) continue;
    valueMinor += optimum.discountMinor;
    uses.push(optimum);
  }
  return { valueMinor, uses };
}

/** False when the limit was reached or a kind has no direct answer. */
function visit(search: Search, relaxedOptima: readonly (Use | undefined)[]): boolean {
  search.nodes += 1;
  if (search.nodes > NODES_LIMIT) return false;
  let bound = 0;
  for (const optimum of relaxedOptima) if (optimum !== undefined) bound += optimum.discountMinor;
  if (bound <= search.best.valueMinor) return true;
  const { receipt, divisions } = search;
  const line = firstConflict(relaxedOptima, receipt);
  if (line < 0) {
    search.best = gathered(relaxedOptima);
    return true;
  }
  const holder = holderOf(search, relaxedOptima, line);
  const wantedUnits = unitsWanted(relaxedOptima[holder], line);
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
    const divided = relaxedOptima.slice();
    for (let index = 0; index < relaxedOptima.length; index += 1) {
      // A optimum that fits is still the best one.
      if (unitsWanted(relaxedOptima[index], line) <= allowance(search, index, line)) continue;
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
function holderOf(
  search: Search,
  relaxedOptima: readonly (Use | undefined)[],
  line: number,
): number {
  for (let index = 0; index < relaxedOptima.length; index += 1) {
    let held = 0;
    for (const one of search.divisions) {
      if (one.line === line && one.holder === index) held = one.units;
    }
    if (unitsWanted(relaxedOptima[index], line) > held) return index;
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

function unitsWanted(optimum: Use | undefined, line: number): number {
  if (optimum === undefined) return 0;
  for (const take of optimum.takes) if (take.line === line) return take.units;
  return 0;
}

/** A promotion's best use of what the divisions leave it. */
function wishAgain(search: Search, index: number): Use | 'unanswered' | undefined {
  const { divisions, quantity, receipt, view } = search;
  const applicable = search.applicables[index];
  if (applicable === undefined) return undefined;
  for (let depth = 0; depth < divisions.length; depth += 1) {
    const line = divisions[depth]?.line ?? 0;
    quantity[line] = allowance(search, index, line);
  }
  const use = bestAlone(applicable, view);
  for (let depth = 0; depth < divisions.length; depth += 1) {
    const line = divisions[depth]?.line ?? 0;
    quantity[line] = receipt.quantity[line] ?? 0;
  }
  if (use === 'unanswered') return use;
  if (use === undefined || use.discountMinor === 0) return undefined;
  if (applicable.compiled.promotion.kind === 'cheapest') {
    const line = use.takes[0]?.line ?? -1;
    if (receipt.unitPriceMinor[line] !== search.lowest[index]) return undefined;
  }
  return use;
}

/** Scratch: how many units of each line are wanted. Zero between calls. */
const wanted: number[] = [];

/** The first line, in the order in which the relaxedOptima name them, of which more units are wanted than there are; −1 without. */
function firstConflict(relaxedOptima: readonly (Use | undefined)[], receipt: Receipt): number {
  while (wanted.length < receipt.quantity.length) wanted.push(0);
  for (const optimum of relaxedOptima) {
    if (optimum === undefined) continue;
    for (const { line, units } of optimum.takes) wanted[line] = (wanted[line] ?? 0) + units;
  }
  let clash = -1;
  for (const optimum of relaxedOptima) {
    if (optimum === undefined) continue;
    for (const { line } of optimum.takes) {
      if (clash < 0 && (wanted[line] ?? 0) > (receipt.quantity[line] ?? 0)) clash = line;
      wanted[line] = 0;
    }
  }
  return clash;
}
