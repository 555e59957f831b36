import { EXPANSIONS } from '../assign/assign.ts';
import { connected } from '../receipt/connected-components.ts';
import { valueOf, type PartValue } from './component-value.ts';
import { livelyOnes } from '../assign/dominance.ts';
import type { OpenTouch, Receipt, Touch, Use } from '../receipt/receipt.ts';

/** What a whole receipt earns. */
export interface ReceiptValue {
  readonly discountMinor: number;
  readonly uses: readonly Use[];
  readonly exact: boolean;
}

const CHOICES_LIMIT = 4_096;

/**
 * The discount of a whole receipt: of all allowed choices (at most one promotion of each group, or one `alone` by itself)
 * the one with the largest discount; an `alone` wins only if it is strictly better (ruling 9). Parts of the receipt that
 * share neither lines nor a group are settled one by one. Marks the touches with what they give alone: for one call only.
 * @param budget what the search may spend on the whole receipt
 */
export function evaluate(
  touches: readonly OpenTouch[],
  receipt: Receipt,
  budget: { left: number } = { left: EXPANSIONS },
): ReceiptValue {
  if (touches.length === 0) return { discountMinor: 0, uses: [], exact: true };
  const live = livelyOnes(touches, receipt);
  let hasAlone = false;
  for (const touch of live) hasAlone ||= touch.compiled.alone;
  const together = hasAlone ? live.filter((touch) => !touch.compiled.alone) : live;
  let discountMinor = 0;
  let exact = true;
  let uses: readonly Use[] = [];
  for (const part of linked(together)) {
    const value = bestChoice(part, receipt, budget);
    discountMinor += value.discountMinor;
    exact &&= value.exact;
    uses = uses.length === 0 ? value.uses : [...uses, ...value.uses];
  }
  if (!hasAlone) return { discountMinor, uses, exact };
  for (const touch of live) {
    if (!touch.compiled.alone) continue;
    const value = valueOf([touch], receipt, budget);
    exact &&= value.exact;
    if (value.discountMinor > discountMinor) {
      ({ discountMinor, uses } = value);
    }
  }
  return { discountMinor, uses, exact };
}

/** The best of all ways to keep at most one promotion of each group; earlier promotions first where equal. */
function bestChoice(
  touches: readonly Touch[],
  receipt: Receipt,
  budget: { left: number },
): PartValue {
  if (!hasGroup(touches)) return valueOf(touches, receipt, budget);
  const always = touches.filter((touch) => touch.compiled.group < 0);
  const groups = Map.groupBy(
    touches.filter((touch) => touch.compiled.group >= 0),
    (touch) => touch.compiled.group,
  );
  let best: PartValue | undefined;
  let tried = 0;
  let exact = true;
  for (const chosen of choices([...groups.values()])) {
    tried += 1;
    if (tried > CHOICES_LIMIT) {
      exact = false;
      break;
    }
    const value = settled([...always, ...chosen], receipt, budget);
    exact &&= value.exact;
    if (best === undefined || value.discountMinor > best.discountMinor) best = value;
  }
  return { discountMinor: best?.discountMinor ?? 0, uses: best?.uses ?? [], exact };
}

function hasGroup(touches: readonly Touch[]): boolean {
  for (const touch of touches) if (touch.compiled.group >= 0) return true;
  return false;
}

/** One choice, its unlinked parts settled apart: leaving a promotion out may have separated them. */
function settled(touches: readonly Touch[], receipt: Receipt, budget: { left: number }): PartValue {
  const ordered = touches.toSorted((a, b) => a.compiled.index - b.compiled.index);
  const parts = connected(ordered).map((part) => valueOf(part, receipt, budget));
  return {
    discountMinor: parts.reduce((sum, part) => sum + part.discountMinor, 0),
    uses: parts.flatMap((part) => part.uses),
    exact: parts.every((part) => part.exact),
  };
}

/** Every way to take one member of each group, or none of it; members in file order, none last. */
function* choices(groups: readonly (readonly Touch[])[]): Generator<Touch[]> {
  const [first, ...rest] = groups;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const touch of first) for (const others of choices(rest)) yield [touch, ...others];
  yield* choices(rest);
}

/** Promotions that share lines or a group, directly or through others. */
function linked(touches: readonly Touch[]): readonly (readonly Touch[])[] {
  const parts = connected(touches);
  if (parts.length < 2 || !hasGroup(touches)) return parts;
  const result: (readonly Touch[])[] = [];
  for (const part of parts) {
    const groups = new Set(part.map((touch) => touch.compiled.group));
    groups.delete(-1);
    let merged = part;
    for (let index = result.length - 1; index >= 0; index -= 1) {
      const other = result[index] ?? [];
      if (!other.some((touch) => groups.has(touch.compiled.group))) continue;
      for (const touch of other) if (touch.compiled.group >= 0) groups.add(touch.compiled.group);
      merged = [...other, ...merged];
      result.splice(index, 1);
    }
    result.push(merged);
  }
  return result;
}
