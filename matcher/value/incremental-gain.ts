import { partsGain, type Gains } from './gain-cache.ts';
import type { Member, Part } from './member.ts';
import { NOTHING_USED } from './pricer.ts';
import { giftMinor, type SumGift } from './two-sum-discount.ts';

/**
 * A group that grows and shrinks by its last member, with what it gains: for each component the best choice among the members'
 * parts. What others would add is then worked out over what they have in common with it only (`marginal-gains.ts`). A cache for the search;
 * `gainMinor` of gain-cache.ts is the plain definition that it equals.
 */
export interface Frame {
  readonly gains: Gains;
  readonly gifts: readonly (SumGift | undefined)[];
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
export function stakesOf(member: Member): Float64Array {
  const stakes = new Float64Array(member.parts.length * 4);
  for (const [index, part] of member.parts.entries()) {
    stakes[index * 4] = part.component;
    stakes[index * 4 + 1] = part.prepared.spendMinor;
    stakes[index * 4 + 2] = part.prepared.units;
    stakes[index * 4 + 3] = part.aloneMinor;
  }
  return stakes;
}

export function openFrame(gains: Gains, registered: boolean): Frame {
  const count = gains.pricer.componentCount;
  const gifts: (SumGift | undefined)[] = [];
  for (let component = 0; component < count; component += 1) {
    gifts.push(gains.pricer.sumGift(component, registered));
  }
  return {
    gains,
    gifts,
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

function bestWith(frame: Frame, member: Member, stakes: Float64Array, at: number): number {
  const component = stakes[at] ?? 0;
  const gift = frame.gifts[component];
  const part = member.parts[at >> 2];
  if (gift === undefined || frame.used[component] !== 0 || part?.usedToday !== NOTHING_USED) {
    const parts = frame.parts[component] ?? [];
    return part === undefined ? 0 : partsGain(frame.gains, [...parts, part]);
  }
  const { spends, units, alones } = frame;
  const [spend, unit, alone] = [stakes[at + 1] ?? 0, stakes[at + 2] ?? 0, stakes[at + 3] ?? 0];
  let best = frame.bestMinor[component] ?? 0;
  const end = component * 16 + (frame.to[component] ?? 0);
  for (let choice = component * 16 + (frame.from[component] ?? 0); choice < end; choice += 1) {
    const gain =
      giftMinor(gift, (spends[choice] ?? 0) + spend, (units[choice] ?? 0) + unit) -
      (alones[choice] ?? 0) -
      alone;
    if (gain > best) best = gain;
  }
  return best;
}

/** Takes one more member in. */
export function enter(frame: Frame, member: Member, stakes: Float64Array): void {
  const { from, to, bestMinor, undo } = frame;
  for (let at = 0; at < stakes.length; at += 4) {
    const component = stakes[at] ?? 0;
    const part = member.parts[at >> 2];
    if (part === undefined) continue;
    const before = bestMinor[component] ?? 0;
    undo.push(from[component] ?? 0, to[component] ?? 0, before);
    if (to[component] !== from[component]) {
      const best = bestWith(frame, member, stakes, at);
      frame.gainMinor += best - before;
      bestMinor[component] = best;
    }
    addChoices(frame, component, stakes, at);
    frame.parts[component]?.push(part);
    if (part.usedToday !== NOTHING_USED) frame.used[component] = (frame.used[component] ?? 0) + 1;
  }
}

/**
 * The choices with the new part behind those without it. Who earns nothing alone is in every choice worth a look, where more
 * never earns less: then the choices without her are left out.
 */
function addChoices(frame: Frame, component: number, stakes: Float64Array, at: number): void {
  const { from, to, spends, units, alones } = frame;
  const [spend, unit, alone] = [stakes[at + 1] ?? 0, stakes[at + 2] ?? 0, stakes[at + 3] ?? 0];
  const isAlwaysIn = alone === 0 && frame.gifts[component]?.isMonotone === true;
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
  if (!hasFree || frame.gifts[component]?.isMonotone !== true) {
    spends[base + free] = spend;
    units[base + free] = unit;
    alones[base + free] = alone;
    free += 1;
  }
  if (isAlwaysIn) from[component] = last;
  to[component] = free;
}

/** Takes the member that came last out again. */
export function leave(frame: Frame, member: Member, stakes: Float64Array): void {
  const { from, to, bestMinor, undo } = frame;
  for (let at = stakes.length - 4; at >= 0; at -= 4) {
    const component = stakes[at] ?? 0;
    const before = undo.pop() ?? 0;
    to[component] = undo.pop() ?? 0;
    from[component] = undo.pop() ?? 0;
    frame.gainMinor -= (bestMinor[component] ?? 0) - before;
    bestMinor[component] = before;
    frame.parts[component]?.pop();
    if (member.parts[at >> 2]?.usedToday !== NOTHING_USED)
      frame.used[component] = (frame.used[component] ?? 0) - 1;
  }
}
