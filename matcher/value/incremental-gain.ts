import { cachedGain, type GainCache } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { discountOfSums } from './two-sum-discount.ts';
import type { AggregateDiscount } from '../../promotions/kinds/aggregate-discount.ts';

/**
 * A group that grows and shrinks by its last member (a stack), with its gain kept up to date component by component. The marginal
 * gains of other shoppers are computed from it over the common components only (`marginal-gains.ts`). Its gain always equals
 * `gainMinor` of gain-cache.ts, which is the plain definition.
 */
export interface PartialGroup {
  readonly gainCache: GainCache;
  /** By component the discount as a function of two sums; undefined where the engine must price the lines. */
  readonly aggregates: readonly (AggregateDiscount | undefined)[];
  /** The gain of the group as it stands, in minor units. */
  gainMinor: number;
  /** By component the members' parts, in the order in which they were pushed. */
  readonly parts: Part[][];
  /** By component how many of the parts are of shoppers who used a promotion today. Above zero the two sums do not suffice. */
  readonly used: Uint8Array;
  /** By component the gain, in minor units. */
  readonly bestMinor: Float64Array;
  /** By component the subsets of parts that a further part may join: `[from, to)` of the component's sixteen places. */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** Sixteen places a component: spending, units and own discounts of each subset (minor units; units). */
  readonly spends: Float64Array;
  readonly units: Float64Array;
  readonly alones: Float64Array;
  /** For each pushed part three numbers to restore: `from`, `to` and `bestMinor` of its component. */
  readonly undo: number[];
}

/** A member's parts as `pushMember` reads them, four numbers each: component, spending (minor), units, own discount (minor). */
export function contributionsOf(member: Member): Float64Array {
  const contributions = new Float64Array(member.parts.length * 4);
  for (const [index, part] of member.parts.entries()) {
    contributions[index * 4] = part.component;
    contributions[index * 4 + 1] = part.prepared.spendMinor;
    contributions[index * 4 + 2] = part.prepared.units;
    contributions[index * 4 + 3] = part.aloneMinor;
  }
  return contributions;
}

/** A group without members. @param registered whether its receipts count as a registered shopper's */
export function openPartialGroup(gainCache: GainCache, registered: boolean): PartialGroup {
  const count = gainCache.pricer.componentCount;
  const aggregates: (AggregateDiscount | undefined)[] = [];
  for (let component = 0; component < count; component += 1) {
    aggregates.push(gainCache.pricer.aggregateDiscount(component, registered));
  }
  return {
    gainCache,
    aggregates,
    gainMinor: 0,
    parts: Array.from({ length: count }, () => []),
    used: new Uint8Array(count),
    bestMinor: new Float64Array(count),
    from: new Uint8Array(count),
    to: new Uint8Array(count),
    spends: new Float64Array(count * 16),
    units: new Float64Array(count * 16),
    alones: new Float64Array(count * 16),
    undo: [],
  };
}

/** The gain of a component with one more part, in minor units. */
function bestWith(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
  offset: number,
): number {
  const component = contributions[offset]!;
  const aggregate = partial.aggregates[component];
  const part = member.parts[offset >> 2];
  if (
    aggregate === undefined ||
    partial.used[component] !== 0 ||
    part?.usedToday !== NOTHING_USED
  ) {
    const parts = partial.parts[component] ?? [];
    return part === undefined ? 0 : cachedGain(partial.gainCache, [...parts, part]);
  }
  const { spends, units, alones } = partial;
  const [spend, unit, alone] = [
    contributions[offset + 1]!,
    contributions[offset + 2]!,
    contributions[offset + 3]!,
  ];
  let best = partial.bestMinor[component]!;
  const end = component * 16 + partial.to[component]!;
  for (let subset = component * 16 + partial.from[component]!; subset < end; subset += 1) {
    const gain =
      discountOfSums(aggregate, spends[subset]! + spend, units[subset]! + unit) -
      alones[subset]! -
      alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** Adds a member on top of the group. @param contributions `contributionsOf(member)` */
export function pushMember(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
): void {
  const { from, to, bestMinor, undo } = partial;
  for (let offset = 0; offset < contributions.length; offset += 4) {
    const component = contributions[offset]!;
    const part = member.parts[offset >> 2];
    if (part === undefined) continue;
    const before = bestMinor[component]!;
    undo.push(from[component]!, to[component]!, before);
    if (to[component] !== from[component]) {
      const best = bestWith(partial, member, contributions, offset);
      partial.gainMinor += best - before;
      bestMinor[component] = best;
    }
    addSubsets(partial, component, contributions, offset);
    partial.parts[component]?.push(part);
    if (part.usedToday !== NOTHING_USED) partial.used[component] = partial.used[component]! + 1;
  }
}

/**
 * Adds the subsets with the new part behind those without it.
 * Where the discount is monotone, a part that earns nothing alone is in some best subset, so the subsets without it are dropped.
 */
function addSubsets(
  partial: PartialGroup,
  component: number,
  contributions: Float64Array,
  offset: number,
): void {
  const { from, to, spends, units, alones } = partial;
  const [spend, unit, alone] = [
    contributions[offset + 1]!,
    contributions[offset + 2]!,
    contributions[offset + 3]!,
  ];
  const isInEverySubset = alone === 0 && partial.aggregates[component]?.isMonotone === true;
  const base = component * 16;
  const [first, last] = [from[component]!, to[component]!];
  let free = last;
  let hasFree = false;
  for (let subset = base + first; subset < base + last; subset += 1) {
    spends[base + free] = spends[subset]! + spend;
    units[base + free] = units[subset]! + unit;
    alones[base + free] = alones[subset]! + alone;
    hasFree ||= alones[subset] === 0;
    free += 1;
  }
  if (!hasFree || partial.aggregates[component]?.isMonotone !== true) {
    spends[base + free] = spend;
    units[base + free] = unit;
    alones[base + free] = alone;
    free += 1;
  }
  if (isInEverySubset) from[component] = last;
  to[component] = free;
}

/** Removes the member that was pushed last. @param contributions `contributionsOf(member)` */
export function popMember(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
): void {
  const { from, to, bestMinor, undo } = partial;
  for (let offset = contributions.length - 4; offset >= 0; offset -= 4) {
    const component = contributions[offset]!;
    const before = undo.pop() ?? 0;
    to[component] = undo.pop() ?? 0;
    from[component] = undo.pop() ?? 0;
    partial.gainMinor -= bestMinor[component]! - before;
    bestMinor[component] = before;
    partial.parts[component]?.pop();
    if (member.parts[offset >> 2]?.usedToday !== NOTHING_USED)
      partial.used[component] = partial.used[component]! - 1;
  }
}
