import { bestJointReceipt, pooledExtraMinor } from './joint-receipt.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED, type Pricer } from './pricer.ts';
import { discountOfSums } from './two-sum-discount.ts';
import type { AggregateDiscount } from '../../promotions/kinds/aggregate-discount.ts';

/** Part ids and node numbers stay below this limit, so that one of each fit into one safe integer. */
const ID_LIMIT = 0x400_0000;

/**
 * A cache of the gains of sets of parts, so that an event prices only what it changed. Entries never go stale: the parts of a
 * changed basket have new ids. A full cache is emptied, which costs time and never changes a result. Components whose discount
 * depends on two sums only (`AggregateDiscount`) are not cached: computing them is faster than a look-up.
 */
export interface GainCache {
  readonly pricer: Pricer;
  /** How many sets of parts are cached before the cache is emptied. */
  readonly limit: number;
  /** Whether any component has a promotion for registered shoppers only. */
  readonly dependsOnRegistration: boolean;
  /** The node of a set of parts: a trie with a pair's two ids first, then the pair's node and the third id. */
  readonly nodes: Map<number, number>;
  /** By node the gain in minor units. */
  readonly gainByNode: number[];
  /** Scratch of `gainOfSums`, overwritten by each call: the sums over each subset of at most four parts, by bit mask. */
  readonly subsetSums: SubsetSums;
}

/** By bit mask of parts (sixteen entries): spending and own discounts in minor units, and units. */
interface SubsetSums {
  readonly spends: Float64Array;
  readonly units: Float64Array;
  readonly alones: Float64Array;
}

/** An empty cache. @param limit how many sets of parts it holds before it is emptied */
export function createGainCache(pricer: Pricer, limit: number): GainCache {
  let dependsOnRegistration = false;
  for (let component = 0; component < pricer.componentCount; component += 1) {
    dependsOnRegistration ||= pricer.dependsOnRegistration(component);
  }
  const subsetSums = {
    spends: new Float64Array(16),
    units: new Float64Array(16),
    alones: new Float64Array(16),
  };
  return { pricer, limit, dependsOnRegistration, nodes: new Map(), gainByNode: [], subsetSums };
}

/** `gain(G)` (docs/rules.md#gain) in minor units. Equals `bestJointReceipt(…).gainMinor`, but is fast. */
export function gainMinor(gainCache: GainCache, members: readonly Member[]): number {
  const [first] = members;
  if (first === undefined || members.length < 2) return 0;
  if (gainCache.dependsOnRegistration && isMixed(members)) {
    return bestJointReceipt(members, gainCache.pricer).gainMinor;
  }
  let total = 0;
  for (let word = 0; word < first.componentBits.length; word += 1) {
    // Only components of at least two members can gain.
    let seen = 0;
    let shared = 0;
    for (const member of members) {
      const bits = member.componentBits[word]!;
      shared |= seen & bits;
      seen |= bits;
    }
    while (shared !== 0) {
      const lowest = shared & -shared;
      shared ^= lowest;
      total += componentGain(gainCache, members, word * 32 + 31 - Math.clz32(lowest));
    }
  }
  return total;
}

function isMixed(members: readonly Member[]): boolean {
  return members.some((member) => member.registered !== members[0]?.registered);
}

/** The gain of the members' parts of one component: the largest over all subsets of them. */
function componentGain(
  gainCache: GainCache,
  members: readonly Member[],
  component: number,
): number {
  const parts: Part[] = [];
  let areUnused = true;
  for (const member of members) {
    const part = member.partAt[component];
    if (part === undefined) continue;
    areUnused &&= part.usedToday === NOTHING_USED;
    parts.push(part);
  }
  const aggregate = areUnused
    ? gainCache.pricer.aggregateDiscount(component, parts[0]?.registered ?? false)
    : undefined;
  return aggregate === undefined
    ? cachedGain(gainCache, parts)
    : gainOfSums(gainCache.subsetSums, parts, aggregate);
}

/**
 * The largest gain over all subsets of at most four parts, where the discount depends on two sums only. A subset's sums are those
 * of the subset without its lowest part, plus that part.
 */
function gainOfSums(
  { spends, units, alones }: SubsetSums,
  parts: readonly Part[],
  aggregate: AggregateDiscount,
): number {
  let best = 0;
  for (let mask = 1; mask < 1 << parts.length; mask += 1) {
    const rest = mask & (mask - 1);
    const part = parts[31 - Math.clz32(mask ^ rest)];
    if (part === undefined) continue;
    const spend = spends[rest]! + part.prepared.spendMinor;
    const unitSum = units[rest]! + part.prepared.units;
    const alone = alones[rest]! + part.aloneMinor;
    spends[mask] = spend;
    units[mask] = unitSum;
    alones[mask] = alone;
    if (rest === 0) continue;
    const gain = discountOfSums(aggregate, spend, unitSum) - alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** The gain of some parts of one component in minor units, priced by the promotion engine and cached. Sorts `parts` in place. */
export function cachedGain(gainCache: GainCache, parts: Part[]): number {
  parts.sort((a, b) => a.id - b.id);
  const [a, b, c, d] = parts;
  if (a === undefined || b === undefined) return 0;
  if (c === undefined) return pairGain(gainCache, a, b);
  if (d === undefined) return tripleGain(gainCache, a, b, c);
  return Math.max(
    tripleGain(gainCache, a, b, c),
    tripleGain(gainCache, a, b, d),
    tripleGain(gainCache, a, c, d),
    tripleGain(gainCache, b, c, d),
    pooledExtra(gainCache, parts),
  );
}

function pairGain(gainCache: GainCache, a: Part, b: Part): number {
  return gainCache.gainByNode[pairNode(gainCache, a, b)] ?? 0;
}

function pairNode(gainCache: GainCache, a: Part, b: Part): number {
  const key = a.id * ID_LIMIT + b.id;
  const known = gainCache.nodes.get(key);
  if (known !== undefined) return known;
  return remember(gainCache, key, Math.max(0, pooledExtra(gainCache, [a, b])));
}

function tripleGain(gainCache: GainCache, a: Part, b: Part, c: Part): number {
  // A triple's key is negative, so it never equals a pair's.
  const key = -1 - (pairNode(gainCache, a, b) * ID_LIMIT + c.id);
  const known = gainCache.nodes.get(key);
  if (known !== undefined) return gainCache.gainByNode[known] ?? 0;
  const gain = Math.max(
    pairGain(gainCache, a, b),
    pairGain(gainCache, a, c),
    pairGain(gainCache, b, c),
    pooledExtra(gainCache, [a, b, c]),
  );
  return gainCache.gainByNode[remember(gainCache, key, gain)] ?? 0;
}

function remember(gainCache: GainCache, key: number, gain: number): number {
  const node = gainCache.gainByNode.length;
  gainCache.nodes.set(key, node);
  gainCache.gainByNode.push(gain);
  return node;
}

/** Empties the cache when it is full. Call it between events only, never while nodes are in use. */
export function emptyIfFull(gainCache: GainCache): void {
  if (gainCache.gainByNode.length <= gainCache.limit) return;
  gainCache.nodes.clear();
  gainCache.gainByNode.length = 0;
}

function pooledExtra(gainCache: GainCache, parts: readonly Part[]): number {
  let registered = true;
  for (const part of parts) registered &&= part.registered;
  return pooledExtraMinor(parts, registered, gainCache.pricer);
}
