import { cachedGain, type GainCache } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { discountOfSums, type AggregateDiscount } from './two-sum-discount.ts';

/**
 * A group that grows and shrinks by its last member, with what it gainCache: for each component the best choice among the members'
 * parts. What others would add is then worked out over what they have in common with it only (`marginal-gains.ts`). A cache for the search;
 * `gainMinor` of gain-cache.ts is the plain definition that it equals.
 */
export interface PartialGroup {
  readonly gainCache: GainCache;
  readonly aggregates: readonly (AggregateDiscount | undefined)[];
  gainMinor: number;
  /** For each component the members' parts. */
  readonly parts: Part[][];
  /** How many of them are of shoppers who used a promotion today: then the sums do not say everything. */
  readonly used: Uint8Array;
  readonly bestMinor: Float64Array;
  /** For each component the choices that a further part may join, `[from, to)` of its sixteen; three sums each. */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly spends: Float64Array;
  readonly units: Float64Array;
  readonly alones: Float64Array;
  /** What the last members changed, to take it back. */
  readonly undo: number[];
}

/** The parts of a member as the frame reads them: component, spend, units and what they earn alone, four numbers each. */
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

function bestWith(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
  at: number,
): number {
  const component = contributions[at] ?? 0;
  const aggregate = partial.aggregates[component];
  const part = member.parts[at >> 2];
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
    contributions[at + 1] ?? 0,
    contributions[at + 2] ?? 0,
    contributions[at + 3] ?? 0,
  ];
  let best = partial.bestMinor[component] ?? 0;
  const end = component * 16 + (partial.to[component] ?? 0);
  for (let choice = component * 16 + (partial.from[component] ?? 0); choice < end; choice += 1) {
    const gain =
      discountOfSums(aggregate, (spends[choice] ?? 0) + spend, (units[choice] ?? 0) + unit) -
      (alones[choice] ?? 0) -
      alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** Takes one more member in. */
export function pushMember(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
): void {
  const { from, to, bestMinor, undo } = partial;
  for (let at = 0; at < contributions.length; at += 4) {
    const component = contributions[at] ?? 0;
    const part = member.parts[at >> 2];
    if (part === undefined) continue;
    const before = bestMinor[component] ?? 0;
    undo.push(from[component] ?? 0, to[component] ?? 0, before);
    if (to[component] !== from[component]) {
      const best = bestWith(partial, member, contributions, at);
      partial.gainMinor += best - before;
      bestMinor[component] = best;
    }
    addChoices(partial, component, contributions, at);
    partial.parts[component]?.push(part);
    if (part.usedToday !== NOTHING_USED)
      partial.used[component] = (partial.used[component] ?? 0) + 1;
  }
}

/**
 * The choices with the new part behind those without it. Who earns nothing alone is in every choice worth a look, where more
 * never earns less: then the choices without her are left out.
 */
function addChoices(
  partial: PartialGroup,
  component: number,
  contributions: Float64Array,
  at: number,
): void {
  const { from, to, spends, units, alones } = partial;
  const [spend, unit, alone] = [
    contributions[at + 1] ?? 0,
    contributions[at + 2] ?? 0,
    contributions[at + 3] ?? 0,
  ];
  const isAlwaysIn = alone === 0 && partial.aggregates[component]?.isMonotone === true;
  const base = component * 16;
  const [first, last] = [from[component] ?? 0, to[component] ?? 0];
  let free = last;
  let hasFree = false;
  for (let choice = base + first; choice < base + last; choice += 1) {
    spends[base + free] = (spends[choice] ?? 0) + spend;
    units[base + free] = (units[choice] ?? 0) + unit;
    alones[base + free] = (alones[choice] ?? 0) + alone;
    hasFree ||= alones[choice] === 0;
    free += 1;
  }
  if (!hasFree || partial.aggregates[component]?.isMonotone !== true) {
    spends[base + free] = spend;
    units[base + free] = unit;
    alones[base + free] = alone;
    free += 1;
  }
  if (isAlwaysIn) from[component] = last;
  to[component] = free;
}

/** Takes the member that came last out again. */
export function popMember(
  partial: PartialGroup,
  member: Member,
  contributions: Float64Array,
): void {
  const { from, to, bestMinor, undo } = partial;
  for (let at = contributions.length - 4; at >= 0; at -= 4) {
    const component = contributions[at] ?? 0;
    const before = undo.pop() ?? 0;
    to[component] = undo.pop() ?? 0;
    from[component] = undo.pop() ?? 0;
    partial.gainMinor -= (bestMinor[component] ?? 0) - before;
    bestMinor[component] = before;
    partial.parts[component]?.pop();
    if (member.parts[at >> 2]?.usedToday !== NOTHING_USED)
      partial.used[component] = (partial.used[component] ?? 0) - 1;
  }
}
