import { connected } from '../receipt/connected-components.ts';
import type { Scratch, Work } from '../receipt/scratch.ts';
import { discountOfComponent, type ComponentValue } from './component-value.ts';
import { thatCanFire } from '../assign/dominance.ts';
import type { OpenApplicable, Receipt, Applicable, Use } from '../model/receipt.ts';

/** The discount of a whole receipt. */
export interface ReceiptValue {
  readonly discountMinor: number;
  /** Component by component; within one as in ComponentValue. */
  readonly uses: readonly Use[];
  /** False when a search ended before the discount was proven to be the largest. */
  readonly exact: boolean;
}

/** Choices of group members that are tried for one component. */
const CHOICES_LIMIT = 4_096;

/**
 * The discount of a whole receipt: the largest over all allowed choices of promotions. A choice has at most one promotion of each
 * group, or one `alone` promotion by itself, which wins only if it is strictly better (docs/rules.md#pricing-9). Components that
 * share neither lines nor a group are evaluated independently.
 * @param applicables in file order. Their `best` is set to what each gives without competitors, for this call only.
 */
export function evaluate(
  applicables: readonly OpenApplicable[],
  receipt: Receipt,
  work: Work,
): ReceiptValue {
  if (applicables.length === 0) return { discountMinor: 0, uses: [], exact: true };
  const live = thatCanFire(applicables, receipt);
  let hasAlone = false;
  for (const applicable of live) hasAlone ||= applicable.compiled.alone;
  const together = hasAlone ? live.filter((applicable) => !applicable.compiled.alone) : live;
  let discountMinor = 0;
  let exact = true;
  let uses: readonly Use[] = [];
  for (const part of linked(together, work.scratch)) {
    const value = bestChoice(part, receipt, work);
    discountMinor += value.discountMinor;
    exact &&= value.exact;
    uses = uses.length === 0 ? value.uses : [...uses, ...value.uses];
  }
  if (!hasAlone) return { discountMinor, uses, exact };
  for (const applicable of live) {
    if (!applicable.compiled.alone) continue;
    const value = discountOfComponent([applicable], receipt, work);
    exact &&= value.exact;
    if (value.discountMinor > discountMinor) {
      ({ discountMinor, uses } = value);
    }
  }
  return { discountMinor, uses, exact };
}

/** The best choice of at most one promotion of each group; of equal ones the choice with earlier promotions. */
function bestChoice(
  applicables: readonly Applicable[],
  receipt: Receipt,
  work: Work,
): ComponentValue {
  if (!hasGroup(applicables)) return discountOfComponent(applicables, receipt, work);
  const always = applicables.filter((applicable) => applicable.compiled.group < 0);
  const groups = Map.groupBy(
    applicables.filter((applicable) => applicable.compiled.group >= 0),
    (applicable) => applicable.compiled.group,
  );
  let best: ComponentValue | undefined;
  let tried = 0;
  let exact = true;
  for (const chosen of choices([...groups.values()])) {
    tried += 1;
    if (tried > CHOICES_LIMIT) {
      exact = false;
      break;
    }
    const value = valueOfChoice([...always, ...chosen], receipt, work);
    exact &&= value.exact;
    if (best === undefined || value.discountMinor > best.discountMinor) best = value;
  }
  return { discountMinor: best?.discountMinor ?? 0, uses: best?.uses ?? [], exact };
}

function hasGroup(applicables: readonly Applicable[]): boolean {
  for (const applicable of applicables) if (applicable.compiled.group >= 0) return true;
  return false;
}

/** The value of one choice. Without the promotions that it leaves out, a component may fall apart into smaller ones. */
function valueOfChoice(
  applicables: readonly Applicable[],
  receipt: Receipt,
  work: Work,
): ComponentValue {
  const ordered = applicables.toSorted((a, b) => a.compiled.index - b.compiled.index);
  const parts = connected(ordered, work.scratch).map((part) =>
    discountOfComponent(part, receipt, work),
  );
  return {
    discountMinor: parts.reduce((sum, part) => sum + part.discountMinor, 0),
    uses: parts.flatMap((part) => part.uses),
    exact: parts.every((part) => part.exact),
  };
}

/** Every way to choose one member of each group, or none of it: members in file order, none last. */
function* choices(groups: readonly (readonly Applicable[])[]): Generator<Applicable[]> {
  const [first, ...rest] = groups;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const applicable of first) for (const others of choices(rest)) yield [applicable, ...others];
  yield* choices(rest);
}

/** The components of promotions that share lines or a group, directly or through others. */
function linked(
  applicables: readonly Applicable[],
  scratch: Scratch,
): readonly (readonly Applicable[])[] {
  const parts = connected(applicables, scratch);
  if (parts.length < 2 || !hasGroup(applicables)) return parts;
  const result: (readonly Applicable[])[] = [];
  for (const part of parts) {
    const groups = new Set(part.map((applicable) => applicable.compiled.group));
    groups.delete(-1);
    let merged = part;
    for (let index = result.length - 1; index >= 0; index -= 1) {
      const other = result[index] ?? [];
      if (!other.some((applicable) => groups.has(applicable.compiled.group))) continue;
      for (const applicable of other)
        if (applicable.compiled.group >= 0) groups.add(applicable.compiled.group);
      merged = [...other, ...merged];
      result.splice(index, 1);
    }
    result.push(merged);
  }
  return result;
}
