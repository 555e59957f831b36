import { grown } from '../../promotions/assign/grown.ts';
import type { PartialGroup } from './incremental-gain.ts';
import { cachedGain } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { discountOfSums } from './two-sum-discount.ts';

/**
 * What shoppers could bring to one component, in arrays: so that what each of them would add to a group is worked out for all of them in
 * one go, and only where they have something in common with the group.
 */
export interface ComponentContributions {
  /** Entries are the first so many. */
  count: number;
  /** Whose entry it is: a number by which its owner is known to whoever made the shelf. */
  owners: Int32Array;
  spends: Float64Array;
  units: Float64Array;
  alones: Float64Array;
  /** Whether its owner used a promotion today: then the sums do not say everything. */
  isUsed: Uint8Array;
  readonly parts: Part[];
}

/** Shelves by component. */
export type Contributions = readonly ComponentContributions[];

const FIRST_CAPACITY = 8;

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

export function addContributions(shelves: Contributions, owner: number, member: Member): void {
  for (const part of member.parts) {
    const entries = shelves[part.component];
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

export function removeContributions(shelves: Contributions, owner: number, member: Member): void {
  for (const { component } of member.parts) {
    const entries = shelves[component];
    if (entries === undefined) continue;
    const entry = entries.owners.subarray(0, entries.count).indexOf(owner);
    if (entry < 0) continue;
    const last = entries.count - 1;
    entries.count = last;
    entries.owners[entry] = entries.owners[last] ?? 0;
    entries.spends[entry] = entries.spends[last] ?? 0;
    entries.units[entry] = entries.units[last] ?? 0;
    entries.alones[entry] = entries.alones[last] ?? 0;
    entries.isUsed[entry] = entries.isUsed[last] ?? 0;
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

/** Whom to ask what they would add: those who can come to one of the points, by owner. */
export interface MarginalQuery {
  readonly contributions: Contributions;
  readonly pointBits: Int32Array;
}

/**
 * What each owner would add to the frame's group, into `added` by owner; nothing for those who can come to none of the points.
 * Right for those who are as registered as the group where that matters, and who are not in it.
 */
export function marginalGains(
  partial: PartialGroup,
  asked: MarginalQuery,
  points: number,
  added: Float64Array,
): void {
  added.fill(0);
  const { from, to, used } = partial;
  for (let component = 0; component < to.length; component += 1) {
    if (to[component] === from[component]) continue;
    const entries = asked.contributions[component];
    if (entries === undefined || entries.count === 0) continue;
    if (used[component] !== 0 || partial.aggregates[component] === undefined) {
      for (let entry = 0; entry < entries.count; entry += 1) {
        if (((asked.pointBits[entries.owners[entry] ?? 0] ?? 0) & points) !== 0)
          addFromEngine(partial, entries, entry, component, added);
      }
    } else addFromSums(partial, entries, component, { ...asked, points, added });
  }
}

/** Where the sums of two numbers say everything. */
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
  const before = partial.bestMinor[component] ?? 0;
  const firstChoice = component * 16 + (partial.from[component] ?? 0);
  const lastChoice = component * 16 + (partial.to[component] ?? 0);
  for (let entry = 0; entry < count; entry += 1) {
    const owner = owners[entry] ?? 0;
    if (((pointBits[owner] ?? 0) & points) === 0) continue;
    if (isUsed[entry] === 1) {
      addFromEngine(partial, entries, entry, component, added);
      continue;
    }
    const spend = entries.spends[entry] ?? 0;
    const unit = entries.units[entry] ?? 0;
    const alone = entries.alones[entry] ?? 0;
    let best = before;
    for (let choice = firstChoice; choice < lastChoice; choice += 1) {
      const gain =
        discountOfSums(
          aggregate,
          (partial.spends[choice] ?? 0) + spend,
          (partial.units[choice] ?? 0) + unit,
        ) -
        (partial.alones[choice] ?? 0) -
        alone;
      if (gain > best) best = gain;
    }
    if (best > before) added[owner] = (added[owner] ?? 0) + best - before;
  }
}

/** Where lines have to be looked at: the engine prices it, and what it said is remembered. */
function addFromEngine(
  partial: PartialGroup,
  entries: ComponentContributions,
  entry: number,
  component: number,
  added: Float64Array,
): void {
  const part = entries.parts[entry];
  if (part === undefined) return;
  const owner = entries.owners[entry] ?? 0;
  const gain = cachedGain(partial.gainCache, [...(partial.parts[component] ?? []), part]);
  added[owner] = (added[owner] ?? 0) + gain - (partial.bestMinor[component] ?? 0);
}
