import { bestJointReceipt, pooledExtraMinor } from './joint-receipt.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED, type Pricer } from './pricer.ts';
import { discountOfSums, type AggregateDiscount } from './two-sum-discount.ts';

/** Part ids and node numbers stay below this, so that a node and an id make one safe integer. */
const ID_LIMIT = 0x400_0000;

/**
 * Remembers what groups gain, so that an event prices only what it changed. What is remembered never goes stale: parts of a
 * changed basket have new ids. It is emptied when it is full, which changes the work and never a result. Components whose gift
 * is a function of two sums are not remembered at all: they are quicker worked out than looked up.
 */
export interface GainCache {
  readonly pricer: Pricer;
  readonly limit: number;
  readonly dependsOnRegistration: boolean;
  /** Pairs of parts by their ids, then triples by the pair's node and the third id. */
  readonly nodes: Map<number, number>;
  readonly gainByNode: number[];
}

export function createGainCache(pricer: Pricer, limit: number): GainCache {
  let dependsOnRegistration = false;
  for (let component = 0; component < pricer.componentCount; component += 1) {
    dependsOnRegistration ||= pricer.dependsOnRegistration(component);
  }
  return { pricer, limit, dependsOnRegistration, nodes: new Map(), gainByNode: [] };
}

/** `gain(G)` (docs/rules.md#gain) in minor units; the same as `bestJoint(…).gainMinor`, but quick. */
export function gainMinor(gainCache: GainCache, members: readonly Member[]): number {
  const [first] = members;
  if (first === undefined || members.length < 2) return 0;
  if (gainCache.dependsOnRegistration && isMixed(members)) {
    return bestJointReceipt(members, gainCache.pricer).gainMinor;
  }
  let total = 0;
  for (let word = 0; word < first.componentBits.length; word += 1) {
    let once = 0;
    let shared = 0;
    for (const member of members) {
      const bits = member.componentBits[word] ?? 0;
      shared |= once & bits;
      once |= bits;
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

/** The gain of the members' parts of one component: the best of all choices among them. */
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
  return aggregate === undefined ? cachedGain(gainCache, parts) : gainOfSums(parts, aggregate);
}

const spendOfMask = new Float64Array(16);
const unitsOfMask = new Float64Array(16);
const aloneOfMask = new Float64Array(16);

/** All choices among at most four parts, where sums say everything. The arrays are scratch: written before they are read. */
function gainOfSums(parts: readonly Part[], aggregate: AggregateDiscount): number {
  let best = 0;
  for (let mask = 1; mask < 1 << parts.length; mask += 1) {
    const rest = mask & (mask - 1);
    const part = parts[31 - Math.clz32(mask ^ rest)];
    if (part === undefined) continue;
    const spend = (spendOfMask[rest] ?? 0) + part.prepared.spendMinor;
    const units = (unitsOfMask[rest] ?? 0) + part.prepared.units;
    const alone = (aloneOfMask[rest] ?? 0) + part.aloneMinor;
    spendOfMask[mask] = spend;
    unitsOfMask[mask] = units;
    aloneOfMask[mask] = alone;
    if (rest === 0) continue;
    const gain = discountOfSums(aggregate, spend, units) - alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** The gain of some parts of one component, priced by the engine and remembered. Sorts the parts. */
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
  // A triple's key is below zero, so it can never be taken for a pair's.
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

/** Empties the memory when it is full. To be called between events only, never while nodes are in use. */
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
