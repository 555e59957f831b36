import { assign, type Assignments, type Ways } from './assign.ts';
import { retailerRow } from './kinds/multi-buy.ts';
import { withoutBeaten } from './prune.ts';
import { useDiscounts, type Receipt, type Touch, type Use } from './receipt.ts';
import { applySpends, spendGift } from './spend.ts';

/** What a connected part of a receipt earns under one choice of promotions. */
export interface PartValue {
  readonly discountMinor: number;
  /** Item promotions in file order, then spend promotions in the order in which they apply. */
  readonly uses: readonly Use[];
  readonly exact: boolean;
}

const NOTHING: PartValue = { discountMinor: 0, uses: [], exact: true };
const COMBINATIONS_LIMIT = 5_000;

/** How a touched promotion acts: for units by the best assignment, on what that leaves, or on amounts. */
type Layer = 'item' | 'retailer' | 'spend';

function layerOf(touch: Touch): Layer {
  const { promotion } = touch.compiled;
  if (promotion.kind === 'spend') return 'spend';
  return promotion.kind === 'multi-buy' && promotion.favours === 'retailer' ? 'retailer' : 'item';
}

/**
 * The discount of these promotions on a receipt, layer by layer (DESIGN 6): the item layer's best assignment, retailer rows
 * on the units that it left, spend promotions on the amounts that remain. Of equally good assignments the one with the
 * larger final discount counts (ruling 11).
 * @param touches in file order; no two of one group, no `alone` beside others
 */
export function valueOf(
  touches: readonly Touch[],
  receipt: Receipt,
  budget: { left: number },
): PartValue {
  const [only] = touches;
  if (touches.length === 1 && only?.best !== undefined && only.best !== 'unanswered') {
    if (layerOf(only) === 'item') {
      return { discountMinor: only.best.discountMinor, uses: [only.best], exact: true };
    }
  }
  const items = touches.filter((touch) => layerOf(touch) === 'item');
  const retailers = touches.filter((touch) => layerOf(touch) === 'retailer');
  const spends = touches
    .filter((touch) => layerOf(touch) === 'spend')
    .sort(
      (a, b) =>
        a.compiled.promotion.priority - b.compiled.promotion.priority ||
        a.compiled.index - b.compiled.index,
    );
  let exact = true;
  const fixed: Use[] = [];
  const open: (readonly (readonly Use[])[])[] = [];
  const parts = connected(withoutBeaten(items, receipt));
  const matters = parts.map((part) => waysThatMatter(part, retailers, spends));
  const firsts = parts.map((part, index) =>
    matters[index] === 'every' ? undefined : assign(part, receipt, { ways: 'one', budget }),
  );
  const isSettled = giftsAreSettled({ parts, firsts, spends, receipt });
  for (const [index, part] of parts.entries()) {
    const first = firsts[index];
    const found =
      first !== undefined && (isSettled || matters[index] === 'one')
        ? first
        : assign(part, receipt, { ways: matters[index] ?? 'one', budget });
    exact &&= found.exact;
    const [way] = found.ways;
    if (found.ways.length > 1) open.push(found.ways);
    else if (way !== undefined) fixed.push(...way);
  }
  const later = { retailers, spends, receipt };
  if (open.length === 0) return finish(fixed, later, exact);
  let best: PartValue | undefined;
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

interface LaterLayers {
  readonly retailers: readonly Touch[];
  readonly spends: readonly Touch[];
  readonly receipt: Receipt;
}

function finish(items: readonly Use[], later: LaterLayers, exact: boolean): PartValue {
  const { retailers, spends, receipt } = later;
  const uses = items.toSorted((a, b) => a.compiled.index - b.compiled.index);
  if (retailers.length > 0) {
    const quantity = [...receipt.quantity];
    const take = (use: Use): void => {
      for (const { line, units } of use.takes) quantity[line] = (quantity[line] ?? 0) - units;
    };
    for (const use of items) take(use);
    for (const touch of retailers) {
      const { promotion } = touch.compiled;
      if (promotion.kind !== 'multi-buy') continue;
      const use = retailerRow(promotion, touch, { ...receipt, quantity });
      if (use.discountMinor === 0) continue;
      take(use);
      uses.push(use);
    }
  }
  if (spends.length > 0) {
    const leftMinor = receipt.quantity.map(
      (units, line) => units * (receipt.unitPriceMinor[line] ?? 0),
    );
    for (const use of uses) {
      const parts = useDiscounts(use, receipt);
      for (const [place, { line }] of use.takes.entries()) {
        leftMinor[line] = (leftMinor[line] ?? 0) - (parts[place] ?? 0);
      }
    }
    uses.push(...applySpends(spends, receipt, leftMinor));
  }
  let discountMinor = 0;
  for (const use of uses) discountMinor += use.discountMinor;
  return { discountMinor, uses, exact };
}

/**
 * Whether it matters to later layers which of the best assignments holds. It does not where every spend scope contains all
 * of the part's lines or none of them, and none cuts through the lines over which an earlier one spreads its discount.
 */
function waysThatMatter(
  part: readonly Touch[],
  retailers: readonly Touch[],
  spends: readonly Touch[],
): Ways {
  if (retailers.length > 0) return 'every';
  if (spends.length === 0) return 'one';
  if (part.length === 1 && part[0] !== undefined && hasOneWay(part[0])) return 'one';
  const lines = new Set(part.flatMap((touch) => touch.lines));
  const cuts = (touch: Touch, whole: ReadonlySet<number>): boolean => {
    const inside = touch.lines.filter((line) => whole.has(line)).length;
    return inside > 0 && inside < whole.size;
  };
  const meets = (touch: Touch): boolean => touch.lines.some((line) => lines.has(line));
  const isCut = spends.some(
    (spend, place) =>
      cuts(spend, lines) ||
      (meets(spend) && spends.slice(place + 1).some((later) => cuts(later, new Set(spend.lines)))),
  );
  return isCut ? 'full' : 'one';
}

interface Settling {
  readonly parts: readonly (readonly Touch[])[];
  readonly firsts: readonly (Assignments | undefined)[];
  readonly spends: readonly Touch[];
  readonly receipt: Receipt;
}

/**
 * Whether every spend promotion gives the same wherever the item discounts fall: what a part that its scope cuts may take off
 * the amount lies between nothing and the part's whole discount, and the amount reaches the same tier and multiple at both
 * ends. Then the best assignments need not be told apart.
 */
function giftsAreSettled(given: Settling): boolean {
  const { parts, firsts, spends, receipt } = given;
  let earlierMinor = 0;
  for (const spend of spends) {
    const { promotion } = spend.compiled;
    if (promotion.kind !== 'spend') return false;
    let offMinor = 0;
    for (const { reward } of promotion.tiers) {
      if (!('offMinor' in reward) || reward.offMinor < offMinor) return false;
      ({ offMinor } = reward);
    }
    const scope = new Set(spend.lines);
    let mostMinor = 0;
    for (const line of spend.lines) {
      mostMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    }
    let leastMinor = mostMinor - earlierMinor;
    for (const [index, part] of parts.entries()) {
      const valueMinor = firsts[index]?.valueMinor;
      const inside = part.map((touch) => touch.lines.filter((line) => scope.has(line)).length);
      if (inside.every((count) => count === 0)) continue;
      if (valueMinor === undefined) return false;
      // What promotions give at most inside the scope, and at most outside it.
      let [insideMinor, outsideMinor] = [0, 0];
      for (const [place, touch] of part.entries()) {
        const bestMinor =
          touch.best === undefined || touch.best === 'unanswered'
            ? valueMinor
            : touch.best.discountMinor;
        if (inside[place] !== 0) insideMinor += bestMinor;
        if (inside[place] !== touch.lines.length) outsideMinor += bestMinor;
      }
      leastMinor -= Math.min(valueMinor, insideMinor);
      mostMinor -= Math.max(0, valueMinor - outsideMinor);
    }
    const least = spendGift(Math.max(0, leastMinor), promotion, spend.timesLimit);
    const most = spendGift(mostMinor, promotion, spend.timesLimit);
    if (least.discountMinor !== most.discountMinor) return false;
    earlierMinor += most.discountMinor;
  }
  return true;
}

/** A promotion that wants every unit in scope has only one best assignment when it is by itself. */
function hasOneWay(touch: Touch): boolean {
  const { promotion } = touch.compiled;
  if (promotion.kind === 'plain') return touch.timesLimit === Infinity;
  return (
    promotion.kind === 'quantity' && promotion.counts === 'together' && promotion.tiers.length === 1
  );
}

/** Promotions that share lines, directly or through others, in file order. */
export function connected(touches: readonly Touch[]): readonly (readonly Touch[])[] {
  if (touches.length <= 1) return touches.length === 0 ? [] : [touches];
  const parts: { readonly lines: Set<number>; readonly members: Touch[] }[] = [];
  for (const touch of touches) {
    const meeting = parts.filter((part) => touch.lines.some((line) => part.lines.has(line)));
    const [home, ...others] = meeting;
    if (home === undefined) {
      parts.push({ lines: new Set(touch.lines), members: [touch] });
      continue;
    }
    home.members.push(touch);
    for (const line of touch.lines) home.lines.add(line);
    for (const other of others) {
      home.members.push(...other.members);
      for (const line of other.lines) home.lines.add(line);
      parts.splice(parts.indexOf(other), 1);
    }
  }
  return parts.map((part) => part.members.toSorted((a, b) => a.compiled.index - b.compiled.index));
}

function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}
