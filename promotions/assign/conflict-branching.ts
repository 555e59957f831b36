import { bestAlone, takesLowestOnly } from '../kinds/kinds.ts';
import type { Receipt, Applicable, Use } from '../model/receipt.ts';

/** An optimal assignment, its uses in file order. */
export interface BranchingResult {
  readonly valueMinor: number;
  readonly uses: readonly Use[];
}

const NODES_LIMIT = 120;

/** A branching decision: how many units of a contested line are reserved for one promotion. */
interface BranchingDecision {
  readonly line: number;
  readonly holder: number;
  /** Units that no other promotion may take. */
  units: number;
  /** Whether the holder may take more units than that where others leave any. */
  isOpen: boolean;
}

interface Search {
  readonly applicables: readonly Applicable[];
  readonly receipt: Receipt;
  /** By promotion, the price of the only unit that it may take, where it takes the lowest-priced unit only; −1 where there is none. */
  readonly lowest: readonly number[];
  /** The decisions on the path to the current node. */
  readonly decisions: BranchingDecision[];
  /** The receipt with the units that one promotion may take. `quantity` equals the receipt's own outside `reoptimize`. */
  readonly view: Receipt;
  readonly quantity: number[];
  /** By line, how many units the relaxed optima take; zero but in `firstConflict`. */
  readonly wanted: number[];
  best: BranchingResult;
  nodes: number;
}

/**
 * Branch and bound on conflicts, for a few competing promotions. The relaxation lets every promotion use all units, so each optimum
 * has a direct formula, and the sum of these relaxed optima is an upper bound. Relaxed optima that do not take the same units are an
 * assignment. Otherwise the search branches on the units of the first contested line: how many are reserved for one of the
 * promotions that want it. Depth first; a node is pruned when its bound does not exceed the best assignment.
 * @returns an optimal assignment; undefined where a kind has no direct formula or the limit on nodes was reached
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
  const wanted = receipt.quantity.map(() => 0);
  if (firstConflict(relaxedOptima, receipt, wanted) < 0) return gathered(relaxedOptima);
  const { unitPriceMinor, ranks } = receipt;
  const quantity = [...receipt.quantity];
  const search: Search = {
    applicables,
    receipt,
    lowest: relaxedOptima.map((optimum) => unitPriceMinor[optimum?.takes[0]?.line ?? -1] ?? -1),
    decisions: [],
    view: { unitPriceMinor, quantity, ranks },
    quantity,
    wanted,
    best: { valueMinor: -1, uses: [] },
    nodes: 0,
  };
  return visit(search, relaxedOptima) ? search.best : undefined;
}

/** Relaxed optima without conflict, as an assignment. */
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

/** Solves the subtree of a node. @returns false when the limit on nodes was reached or a kind has no direct formula */
function visit(search: Search, relaxedOptima: readonly (Use | undefined)[]): boolean {
  search.nodes += 1;
  if (search.nodes > NODES_LIMIT) return false;
  let bound = 0;
  for (const optimum of relaxedOptima) if (optimum !== undefined) bound += optimum.discountMinor;
  if (bound <= search.best.valueMinor) return true;
  const { receipt, decisions } = search;
  const line = firstConflict(relaxedOptima, receipt, search.wanted);
  if (line < 0) {
    search.best = gathered(relaxedOptima);
    return true;
  }
  const holder = holderOf(search, relaxedOptima, line);
  const wantedUnits = unitsWanted(relaxedOptima[holder], line);
  // A promotion that holds units of the line already gets a new decision in the old one's place, so that units count once.
  let place = decisions.findIndex((one) => one.line === line && one.holder === holder);
  if (place < 0) place = decisions.length;
  const before = decisions[place];
  const decision: BranchingDecision = { line, holder, units: wantedUnits, isOpen: true };
  decisions[place] = decision;
  for (let units = wantedUnits; units >= (before?.units ?? 0); units -= 1) {
    decision.units = units;
    // The first child reserves all that the holder wants and lets it take more. Each further child limits it to exactly one unit
    // fewer than the child before. Together the children cover every assignment once.
    decision.isOpen = units === wantedUnits;
    const childOptima = relaxedOptima.slice();
    for (let index = 0; index < relaxedOptima.length; index += 1) {
      // A relaxed optimum that the decisions allow is still optimal.
      if (unitsWanted(relaxedOptima[index], line) <= allowance(search, index, line)) continue;
      const narrowed = reoptimize(search, index);
      if (narrowed === 'unanswered') return false;
      childOptima[index] = narrowed;
    }
    if (!visit(search, childOptima)) return false;
  }
  if (before === undefined) decisions.pop();
  else decisions[place] = before;
  return true;
}

/** The earliest promotion whose relaxed optimum takes more units of the line than are reserved for it. */
function holderOf(
  search: Search,
  relaxedOptima: readonly (Use | undefined)[],
  line: number,
): number {
  for (let index = 0; index < relaxedOptima.length; index += 1) {
    let held = 0;
    for (const one of search.decisions) {
      if (one.line === line && one.holder === index) held = one.units;
    }
    if (unitsWanted(relaxedOptima[index], line) > held) return index;
  }
  throw new Error('bug: a line wanted beyond its units, and nobody wants it');
}

/** How many units of a line a promotion may take under the decisions. */
function allowance(search: Search, index: number, line: number): number {
  let left = search.receipt.quantity[line] ?? 0;
  for (let depth = 0; depth < search.decisions.length; depth += 1) {
    const one = search.decisions[depth];
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

/** A promotion's relaxed optimum under the decisions; undefined where it gives nothing. */
function reoptimize(search: Search, index: number): Use | 'unanswered' | undefined {
  const { decisions, quantity, receipt, view } = search;
  const applicable = search.applicables[index];
  if (applicable === undefined) return undefined;
  for (let depth = 0; depth < decisions.length; depth += 1) {
    const line = decisions[depth]?.line ?? 0;
    quantity[line] = allowance(search, index, line);
  }
  const use = bestAlone(applicable, view);
  for (let depth = 0; depth < decisions.length; depth += 1) {
    const line = decisions[depth]?.line ?? 0;
    quantity[line] = receipt.quantity[line] ?? 0;
  }
  if (use === 'unanswered') return use;
  if (use === undefined || use.discountMinor === 0) return undefined;
  if (takesLowestOnly(applicable)) {
    const line = use.takes[0]?.line ?? -1;
    if (receipt.unitPriceMinor[line] !== search.lowest[index]) return undefined;
  }
  return use;
}

/**
 * The first line, in the order of the optima and their takes, of which they take more units than there are; −1 without.
 * @param wanted zero for every line, before and after
 */
function firstConflict(
  relaxedOptima: readonly (Use | undefined)[],
  { quantity }: Receipt,
  wanted: number[],
): number {
  for (const optimum of relaxedOptima) {
    if (optimum === undefined) continue;
    for (const { line, units } of optimum.takes) wanted[line] = (wanted[line] ?? 0) + units;
  }
  let conflict = -1;
  for (const optimum of relaxedOptima) {
    if (optimum === undefined) continue;
    for (const { line } of optimum.takes) {
      if (conflict < 0 && (wanted[line] ?? 0) > (quantity[line] ?? 0)) conflict = line;
      wanted[line] = 0;
    }
  }
  return conflict;
}
