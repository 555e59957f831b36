import { bestJoint, synergyMinor } from './joint-receipt.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED, type Pricer } from './pricer.ts';
import { giftMinor, type SumGift } from './two-sum-discount.ts';

/** Part ids and node numbers stay below this, so that a node and an id make one safe integer. */
const ID_LIMIT = 0x400_0000;

/**
 * Remembers what groups gain, so that an event prices only what it changed. What is remembered never goes stale: parts of a
 * changed basket have new ids. It is emptied when it is full, which changes the work and never a result. Components whose gift
 * is a function of two sums are not remembered at all: they are quicker worked out than looked up.
 */
export interface Gains {
  readonly pricer: Pricer;
  readonly limit: number;
  readonly dependsOnRegistration: boolean;
  /** Pairs of parts by their ids, then triples by the pair's node and the third id. */
  readonly nodes: Map<number, number>;
  readonly gainByNode: number[];
}

export function createGains(pricer: Pricer, limit: number): Gains {
  let dependsOnRegistration = false;
  for (let component = 0; component < pricer.componentCount; component += 1) {
    dependsOnRegistration ||= pricer.dependsOnRegistration(component);
  }
  return { pricer, limit, dependsOnRegistration, nodes: new Map(), gainByNode: [] };
}

/** `gain(G)` of DESIGN 5 in minor units; the same as `bestJoint(…).gainMinor`, but quick. */
export function gainMinor(gains: Gains, members: readonly Member[]): number {
  const [first] = members;
  if (first === undefined || members.length < 2) return 0;
  if (gains.dependsOnRegistration && isMixed(members)) {
    return bestJoint(members, gains.pricer).gainMinor;
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
      total += componentGain(gains, members, word * 32 + 31 - Math.clz32(lowest));
    }
  }
  return total;
}

function isMixed(members: readonly Member[]): boolean {
  return members.some((member) => member.registered !== members[0]?.registered);
}

/** The gain of the members' parts of one component: the best of all choices among them. */
function componentGain(gains: Gains, members: readonly Member[], component: number): number {
  const parts: Part[] = [];
  let areUnused = true;
  for (const member of members) {
    const part = member.partAt[component];
    if (part === undefined) continue;
    areUnused &&= part.usedToday === NOTHING_USED;
    parts.push(part);
  }
  const gift = areUnused
    ? gains.pricer.sumGift(component, parts[0]?.registered ?? false)
    : undefined;
  return gift === undefined ? partsGain(gains, parts) : giftGain(parts, gift);
}

const spendOfMask = new Float64Array(16);
const unitsOfMask = new Float64Array(16);
const aloneOfMask = new Float64Array(16);

/** All choices among at most four parts, where sums say everything. The arrays are scratch: written before they are read. */
function giftGain(parts: readonly Part[], gift: SumGift): number {
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
    const gain = giftMinor(gift, spend, units) - alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** The gain of some parts of one component, priced by the engine and remembered. Sorts the parts. */
export function partsGain(gains: Gains, parts: Part[]): number {
  parts.sort((a, b) => a.id - b.id);
  const [a, b, c, d] = parts;
  if (a === undefined || b === undefined) return 0;
  if (c === undefined) return pairGain(gains, a, b);
  if (d === undefined) return tripleGain(gains, a, b, c);
  return Math.max(
    tripleGain(gains, a, b, c),
    tripleGain(gains, a, b, d),
    tripleGain(gains, a, c, d),
    tripleGain(gains, b, c, d),
    synergy(gains, parts),
  );
}

function pairGain(gains: Gains, a: Part, b: Part): number {
  return gains.gainByNode[pairNode(gains, a, b)] ?? 0;
}

function pairNode(gains: Gains, a: Part, b: Part): number {
  const key = a.id * ID_LIMIT + b.id;
  const known = gains.nodes.get(key);
  if (known !== undefined) return known;
  return remember(gains, key, Math.max(0, synergy(gains, [a, b])));
}

function tripleGain(gains: Gains, a: Part, b: Part, c: Part): number {
  // A triple's key is below zero, so it can never be taken for a pair's.
  const key = -1 - (pairNode(gains, a, b) * ID_LIMIT + c.id);
  const known = gains.nodes.get(key);
  if (known !== undefined) return gains.gainByNode[known] ?? 0;
  const gain = Math.max(
    pairGain(gains, a, b),
    pairGain(gains, a, c),
    pairGain(gains, b, c),
    synergy(gains, [a, b, c]),
  );
  return gains.gainByNode[remember(gains, key, gain)] ?? 0;
}

function remember(gains: Gains, key: number, gain: number): number {
  const node = gains.gainByNode.length;
  gains.nodes.set(key, node);
  gains.gainByNode.push(gain);
  return node;
}

/** Empties the memory when it is full. To be called between events only, never while nodes are in use. */
export function tidyGains(gains: Gains): void {
  if (gains.gainByNode.length <= gains.limit) return;
  gains.nodes.clear();
  gains.gainByNode.length = 0;
}

function synergy(gains: Gains, parts: readonly Part[]): number {
  let registered = true;
  for (const part of parts) registered &&= part.registered;
  return synergyMinor(parts, registered, gains.pricer);
}
