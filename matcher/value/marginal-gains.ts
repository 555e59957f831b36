import { grown } from '../../promotions/assign/grown.ts';
import type { PartialGroup } from './incremental-gain.ts';
import { cachedGain } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { discountOfSums } from './two-sum-discount.ts';

/**
 * What shoppers can bring to one component, as a structure of arrays. The marginal gains of all of them are computed in one pass
 * over the components that they have in common with a group.
 */
export interface ComponentContributions {
  /** How many entries are in use. The arrays may be longer and grow by doubling. */
  count: number;
  /** By entry its owner: a slot, or a place among partners. Whoever creates the contributions chooses which. */
  owners: Int32Array;
  /** By entry spending in minor units, units, and own discount in minor units. */
  spends: Float64Array;
  units: Float64Array;
  alones: Float64Array;
  /** By entry 1 if its owner used a promotion today: then the two sums do not suffice. */
  isUsed: Uint8Array;
  readonly parts: Part[];
}

/** The contributions of all shoppers, by component. */
export type Contributions = readonly ComponentContributions[];

const FIRST_CAPACITY = 8;

/** No contributions yet. */
export function createContributions(componentCount: number): Contributions {
  return Array.from({ length: componentCount }, () => ({
    count: 0,
    owners: new Int32Array(FIRST_CAPACITY),
    spends: new Float64Array(FIRST_CAPACITY),
    units: new Float64Array(FIRST_CAPACITY),
    alones: new Float64Array(FIRST_CAPACITY),
    isUsed: new Uint8Array(FIRST_CAPACITY),
    parts: [],
  }));
}

/** Adds the parts of a member. @param owner her number in these contributions */
export function addContributions(
  contributions: Contributions,
  owner: number,
  member: Member,
): void {
  for (const part of member.parts) {
    const entries = contributions[part.component];
    if (entries === undefined) continue;
    const entry = entries.count;
    if (entry === entries.owners.length) grow(entries);
    entries.count += 1;
    entries.owners[entry] = owner;
    entries.spends[entry] = part.prepared.spendMinor;
    entries.units[entry] = part.prepared.units;
    entries.alones[entry] = part.aloneMinor;
    entries.isUsed[entry] = part.usedToday === NOTHING_USED ? 0 : 1;
    entries.parts[entry] = part;
  }
}

/** Removes the parts of a member; does nothing for parts that are not there. */
export function removeContributions(
  contributions: Contributions,
  owner: number,
  member: Member,
): void {
  for (const { component } of member.parts) {
    const entries = contributions[component];
    if (entries === undefined) continue;
    const entry = entries.owners.subarray(0, entries.count).indexOf(owner);
    if (entry < 0) continue;
    const last = entries.count - 1;
    entries.count = last;
    entries.owners[entry] = entries.owners[last]!;
    entries.spends[entry] = entries.spends[last]!;
    entries.units[entry] = entries.units[last]!;
    entries.alones[entry] = entries.alones[last]!;
    entries.isUsed[entry] = entries.isUsed[last]!;
    const moved = entries.parts.pop();
    if (moved !== undefined && entry < last) entries.parts[entry] = moved;
  }
}

function grow(entries: ComponentContributions): void {
  const capacity = entries.owners.length * 2;
  entries.owners = grown(entries.owners, new Int32Array(capacity));
  entries.spends = grown(entries.spends, new Float64Array(capacity));
  entries.units = grown(entries.units, new Float64Array(capacity));
  entries.alones = grown(entries.alones, new Float64Array(capacity));
  entries.isUsed = grown(entries.isUsed, new Uint8Array(capacity));
}

/** Whose marginal gains are asked for. */
export interface MarginalQuery {
  readonly contributions: Contributions;
  /** By owner her meeting points as bits (`pointBitsOf`). */
  readonly pointBits: Int32Array;
}

/**
 * The marginal gain of each owner: what the group gains more with her as one more member, in minor units.
 * Valid for owners who are not in the group and, where a promotion asks for registration, are registered as the group is.
 * @param points meeting points as bits; owners who share none of them get 0
 * @param added written: by owner the marginal gain; at least as long as the largest owner number
 */
export function marginalGains(
  partial: PartialGroup,
  query: MarginalQuery,
  points: number,
  added: Float64Array,
): void {
  added.fill(0);
  const { from, to, used } = partial;
  for (let component = 0; component < to.length; component += 1) {
    if (to[component] === from[component]) continue;
    const entries = query.contributions[component];
    if (entries === undefined || entries.count === 0) continue;
    if (used[component] !== 0 || partial.aggregates[component] === undefined) {
      for (let entry = 0; entry < entries.count; entry += 1) {
        if ((query.pointBits[entries.owners[entry]!]! & points) !== 0)
          addFromEngine(partial, entries, entry, component, added);
      }
    } else addFromSums(partial, entries, component, { ...query, points, added });
  }
}

/** Marginal gains within one component whose discount depends on two sums. */
function addFromSums(
  partial: PartialGroup,
  entries: ComponentContributions,
  component: number,
  to: { readonly pointBits: Int32Array; readonly points: number; readonly added: Float64Array },
): void {
  const { pointBits, points, added } = to;
  const { owners, isUsed, count } = entries;
  const aggregate = partial.aggregates[component];
  if (aggregate === undefined) return;
  const before = partial.bestMinor[component]!;
  const firstSubset = component * 16 + partial.from[component]!;
  const lastSubset = component * 16 + partial.to[component]!;
  for (let entry = 0; entry < count; entry += 1) {
    const owner = owners[entry]!;
    if ((pointBits[owner]! & points) === 0) continue;
    if (isUsed[entry] === 1) {
      addFromEngine(partial, entries, entry, component, added);
      continue;
    }
    const spend = entries.spends[entry]!;
    const unit = entries.units[entry]!;
    const alone = entries.alones[entry]!;
    let best = before;
    for (let subset = firstSubset; subset < lastSubset; subset += 1) {
      const gain =
        discountOfSums(aggregate, partial.spends[subset]! + spend, partial.units[subset]! + unit) -
        partial.alones[subset]! -
        alone;
      if (gain > best) best = gain;
    }
    if (best > before) added[owner] = added[owner]! + best - before;
  }
}

/** The marginal gain of one entry, priced by the promotion engine through the cache. */
function addFromEngine(
  partial: PartialGroup,
  entries: ComponentContributions,
  entry: number,
  component: number,
  added: Float64Array,
): void {
  const part = entries.parts[entry];
  if (part === undefined) return;
  const owner = entries.owners[entry]!;
  const gain = cachedGain(partial.gainCache, [...(partial.parts[component] ?? []), part]);
  added[owner] = added[owner]! + gain - partial.bestMinor[component]!;
}
