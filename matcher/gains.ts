import { bestJoint, synergyMinor } from './joint.ts';
import type { Member, Part } from './member.ts';
import type { Pricer } from './pricer.ts';

/** Part ids and node numbers stay below this, so that a node and an id make one safe integer. */
const ID_LIMIT = 0x400_0000;

/**
 * Remembers what groups gain, so that an event prices only what it changed. What is remembered never goes stale: parts of a
 * changed basket have new ids. It is emptied when it is full, which changes the work and never a result.
 */
export interface Gains {
  readonly pricer: Pricer;
  readonly limit: number;
  /** Pairs of parts by their ids, then triples by the pair's node and the third id. */
  readonly nodes: Map<number, number>;
  readonly gainByNode: number[];
  /** Receipts priced so far: the unit in which budgets are counted. */
  operations: number;
}

export function createGains(pricer: Pricer, limit: number): Gains {
  return { pricer, limit, nodes: new Map(), gainByNode: [], operations: 0 };
}

/** `gain(G)` of DESIGN 5 in minor units; the same as `bestJoint(…).gainMinor`, but quick. */
export function gainMinor(gains: Gains, members: readonly Member[]): number {
  if (members.length < 2) return 0;
  let registered = 0;
  for (const member of members) if (member.registered) registered += 1;
  const isMixed = registered > 0 && registered < members.length;
  let total = 0;
  const at = [0, 0, 0, 0];
  for (;;) {
    let component = Infinity;
    for (let index = 0; index < members.length; index += 1) {
      const part = members[index]?.parts[at[index] ?? 0];
      if (part !== undefined && part.component < component) component = part.component;
    }
    if (component === Infinity) return total;
    if (isMixed && gains.pricer.dependsOnRegistration(component)) {
      gains.operations += 1;
      return bestJoint(members, gains.pricer).gainMinor;
    }
    const parts: Part[] = [];
    for (let index = 0; index < members.length; index += 1) {
      const position = at[index] ?? 0;
      const part = members[index]?.parts[position];
      if (part?.component !== component) continue;
      parts.push(part);
      at[index] = position + 1;
    }
    total += partsGain(gains, parts);
  }
}

/** The gain of parts of one component: the best of all choices among them. */
function partsGain(gains: Gains, parts: Part[]): number {
  if (parts.length < 2) return 0;
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
  // A triple's key is its pair's node above all part ids, so it can never be taken for a pair's.
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
  gains.operations += 1;
  let registered = true;
  for (const part of parts) registered &&= part.registered;
  return synergyMinor(parts, registered, gains.pricer);
}
