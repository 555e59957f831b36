import { assign } from '../assign/assign.ts';
import { connected } from '../receipt/connected-components.ts';
import type { Work } from '../receipt/scratch.ts';
import { spendUpperBound, type CanonicalAssignments } from './spend-upper-bound.ts';
import { hasOneWay, isTarget, retailerRow } from '../kinds/kinds.ts';
import { withoutDominated } from '../assign/dominance.ts';
import { useDiscounts, type Receipt, type Applicable, type Use } from '../model/receipt.ts';
import { applySpends } from './spend-layer.ts';
import type { Ways } from '../assign/assignments.ts';

/** The discount of one connected component of a receipt, under one choice of promotions. */
export interface ComponentValue {
  readonly discountMinor: number;
  /** Item promotions in file order, then spend promotions in the order in which they apply. */
  readonly uses: readonly Use[];
  /** False when a search ended at its budget or a limit before the discount was proven to be the largest. */
  readonly exact: boolean;
}

const NOTHING: ComponentValue = { discountMinor: 0, uses: [], exact: true };
/** Combinations of equally good assignments that are tried with the later layers. */
const COMBINATIONS_LIMIT = 5_000;

/**
 * The discount of these promotions on a receipt, layer by layer (docs/rules.md#layers). The item layer has an optimal assignment of
 * units. Retailer rows use the units that are left. Spend promotions apply to the amounts that remain. Of equally good
 * assignments the one with the largest final discount counts (docs/rules.md#pricing-11).
 * @param applicables in file order; no two of one group, no `alone` beside others
 */
export function discountOfComponent(
  applicables: readonly Applicable[],
  receipt: Receipt,
  work: Work,
): ComponentValue {
  const only = applicables[0];
  if (only !== undefined && applicables.length === 1) {
    const value = aloneInPart(only, receipt);
    if (value !== undefined) return value;
  }
  let isItemsOnly = true;
  for (const applicable of applicables)
    if (applicable.compiled.layer !== 'item') isItemsOnly = false;
  if (isItemsOnly) return itemsAlone(applicables, receipt, work);
  const items: Applicable[] = [];
  const retailers: Applicable[] = [];
  const spends: Applicable[] = [];
  for (const applicable of applicables) {
    const { layer } = applicable.compiled;
    (layer === 'item' ? items : layer === 'spend' ? spends : retailers).push(applicable);
  }
  if (spends.length > 1) spends.sort(byPriority);
  let exact = true;
  const fixed: Use[] = [];
  const open: (readonly (readonly Use[])[])[] = [];
  const parts = connected(withoutDominated(items, receipt), work.scratch);
  const waysWanted = parts.map((part) => waysThatMatter(part, retailers, spends));
  const canonical = parts.map((part, index) =>
    waysWanted[index] === 'every'
      ? undefined
      : assign(part, receipt, { ways: 'one', budget: work }),
  );
  const later = { retailers, spends, receipt };
  if (waysWanted.some((ways) => ways !== 'one')) {
    const value = canonicalIfOptimal({ parts, canonical }, later);
    if (value !== undefined) return value;
  }
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? [];
    const first = canonical[index];
    const found =
      first !== undefined && waysWanted[index] === 'one'
        ? first
        : assign(part, receipt, { ways: waysWanted[index] ?? 'one', budget: work });
    exact &&= found.exact;
    const way = found.ways[0];
    if (found.ways.length > 1) open.push(found.ways);
    else if (way !== undefined) fixed.push(...way);
  }
  if (open.length === 0) return finish(fixed, later, exact);
  let best: ComponentValue | undefined;
  let tried = 0;
  for (const ways of combinations(open)) {
    tried += 1;
    if (tried > COMBINATIONS_LIMIT) {
      exact = false;
      break;
    }
    const value = finish([...fixed, ...ways.flat()], later, exact);
    if (best === undefined || value.discountMinor > best.discountMinor) best = value;
  }
  return best === undefined ? NOTHING : { ...best, exact };
}

/** Only item promotions: any optimal assignment gives the largest discount, since no later layer follows. */
function itemsAlone(
  applicables: readonly Applicable[],
  receipt: Receipt,
  work: Work,
): ComponentValue {
  let discountMinor = 0;
  let exact = true;
  const uses: Use[] = [];
  const parts = connected(withoutDominated(applicables, receipt), work.scratch);
  for (const part of parts) {
    const found = assign(part, receipt, { ways: 'one', budget: work });
    discountMinor += found.valueMinor;
    exact &&= found.exact;
    for (const use of found.ways[0] ?? []) uses.push(use);
  }
  if (parts.length > 1) uses.sort(byFile);
  return { discountMinor, uses, exact };
}

/** The discount of a promotion without competitors; undefined where its kind has no direct formula. */
function aloneInPart(applicable: Applicable, receipt: Receipt): ComponentValue | undefined {
  switch (applicable.compiled.layer) {
    case 'item': {
      if (applicable.best === undefined || applicable.best === 'unanswered') return undefined;
      return { discountMinor: applicable.best.discountMinor, uses: [applicable.best], exact: true };
    }
    case 'retailer': {
      const use = retailerRow(applicable, receipt);
      return use.discountMinor === 0
        ? NOTHING
        : { discountMinor: use.discountMinor, uses: [use], exact: true };
    }
    case 'spend': {
      const uses = applySpends([applicable], receipt, amountsOf(receipt));
      return { discountMinor: uses[0]?.discountMinor ?? 0, uses, exact: true };
    }
  }
}

/** The order in which spend promotions apply. */
function byPriority(a: Applicable, b: Applicable): number {
  return (
    a.compiled.promotion.priority - b.compiled.promotion.priority ||
    a.compiled.index - b.compiled.index
  );
}

/** By line, its full price in minor units. */
function amountsOf(receipt: Receipt): number[] {
  const { quantity, unitPriceMinor } = receipt;
  const amounts: number[] = [];
  for (let line = 0; line < quantity.length; line += 1) {
    amounts.push((quantity[line] ?? 0) * (unitPriceMinor[line] ?? 0));
  }
  return amounts;
}

/** The layers after the item layer. */
interface LaterLayers {
  readonly retailers: readonly Applicable[];
  readonly spends: readonly Applicable[];
  readonly receipt: Receipt;
}

/** Applies the later layers to an assignment of the item layer. */
function finish(items: readonly Use[], later: LaterLayers, exact: boolean): ComponentValue {
  const { retailers, spends, receipt } = later;
  const uses = [...items];
  if (uses.length > 1) uses.sort(byFile);
  if (retailers.length > 0) {
    const quantity = [...receipt.quantity];
    const take = (use: Use): void => {
      for (const { line, units } of use.takes) quantity[line] = (quantity[line] ?? 0) - units;
    };
    for (const use of items) take(use);
    for (const applicable of retailers) {
      const use = retailerRow(applicable, { ...receipt, quantity });
      if (use.discountMinor === 0) continue;
      take(use);
      uses.push(use);
    }
  }
  if (spends.length > 0) {
    const leftMinor = amountsOf(receipt);
    for (const use of uses) {
      const parts = useDiscounts(use, receipt);
      for (let place = 0; place < parts.length; place += 1) {
        const line = use.takes[place]?.line ?? 0;
        leftMinor[line] = (leftMinor[line] ?? 0) - (parts[place] ?? 0);
      }
    }
    uses.push(...applySpends(spends, receipt, leftMinor));
  }
  let discountMinor = 0;
  for (const use of uses) discountMinor += use.discountMinor;
  return { discountMinor, uses, exact };
}

function byFile(a: Use, b: Use): number {
  return a.compiled.index - b.compiled.index;
}

/**
 * Which optimal assignments of a component can lead to different discounts in the later layers. One is enough where every spend
 * scope contains all lines that the component's discounts can fall on or none of them, and no later spend scope contains only
 * some of the lines over which an earlier one spreads its discount.
 */
function waysThatMatter(
  part: readonly Applicable[],
  retailers: readonly Applicable[],
  spends: readonly Applicable[],
): Ways {
  if (retailers.length > 0) return 'every';
  if (spends.length === 0) return 'one';
  if (part.length === 1 && part[0] !== undefined && hasOneWay(part[0])) return 'one';
  const lines = new Set<number>();
  for (const applicable of part) addTargets(applicable, lines);
  const cuts = (applicable: Applicable, whole: ReadonlySet<number>): boolean => {
    const inside = countInside(applicable, whole);
    return inside > 0 && inside < whole.size;
  };
  const isCut = spends.some(
    (spend, place) =>
      cuts(spend, lines) ||
      (place + 1 < spends.length &&
        countInside(spend, lines) > 0 &&
        spends.slice(place + 1).some((later) => cuts(later, new Set(spend.lines)))),
  );
  return isCut ? 'full' : 'one';
}

/** The lines on which a promotion's discount can fall: a buy unit of buy-get triggers only. */
function addTargets(applicable: Applicable, lines: Set<number>): void {
  for (let place = 0; place < applicable.lines.length; place += 1) {
    if (isTarget(applicable, place)) lines.add(applicable.lines[place] ?? 0);
  }
}

/** How many of a promotion's lines are among these. */
function countInside(applicable: Applicable, lines: ReadonlySet<number>): number {
  let inside = 0;
  for (const line of applicable.lines) if (lines.has(line)) inside += 1;
  return inside;
}

/**
 * The value with the canonical assignment of every component, if the spend promotions then give as much as their upper bound. No
 * other optimal assignment can give more.
 * @returns undefined where other assignments must be tried
 */
function canonicalIfOptimal(
  given: CanonicalAssignments,
  later: LaterLayers,
): ComponentValue | undefined {
  const { canonical } = given;
  const items: Use[] = [];
  let valueMinor = 0;
  let exact = true;
  for (const first of canonical) {
    if (first === undefined) return undefined;
    items.push(...(first.ways[0] ?? []));
    valueMinor += first.valueMinor;
    exact &&= first.exact;
  }
  const mostMinor = spendUpperBound(given, later.spends, later.receipt);
  if (mostMinor === undefined) return undefined;
  const value = finish(items, later, exact);
  return value.discountMinor >= valueMinor + mostMinor ? value : undefined;
}

/** The Cartesian product of the lists, in lexical order. */
function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}
