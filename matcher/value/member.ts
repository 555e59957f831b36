import type { BasketLine } from '../../contracts/basket.ts';
import { instantMs } from '../../contracts/instant.ts';
import type { Requirements } from '../../contracts/visit.ts';
import { NOTHING_USED, type PreparedLines, type Pricer } from './pricer.ts';

/** A shopper as the matcher takes her in: at one moment, with the lines that count. */
export interface Candidate {
  readonly id: string;
  readonly waitingSinceMs: number;
  readonly lines: readonly BasketLine[];
  readonly requirements: Requirements;
  readonly registered: boolean;
  readonly usedToday: Readonly<Record<string, number>>;
}

/** A member's lines within one promotion component: they stay together on a joint receipt. */
export interface Part {
  /** Unique among all parts ever made by one `Members`; a changed basket has new parts, so what was cached stays right. */
  readonly id: number;
  readonly owner: string;
  readonly component: number;
  readonly lines: readonly BasketLine[];
  readonly prepared: PreparedLines;
  /** What the lines cost before any discount. */
  readonly costMinor: number;
  /** The discount that they earn on her own receipt. */
  readonly aloneMinor: number;
  readonly registered: boolean;
  readonly usedToday: Readonly<Record<string, number>>;
}

/** A shopper, priced alone, and split into the parts that she can bring to a joint receipt. */
export interface Member {
  readonly id: string;
  readonly waitingSinceMs: number;
  readonly maxGroupSize: number;
  readonly minSavingMinor: number;
  readonly meetingPoints: 'any' | readonly string[];
  /** Her deadline, or infinity. */
  readonly untilMs: number;
  readonly blocks: ReadonlySet<string>;
  readonly registered: boolean;
  /** All that she would pay without a group, over all of her lines. */
  readonly alonePaysMinor: number;
  /** What she may bring, by ascending component. */
  readonly parts: readonly Part[];
  /** The same by component, and their components as bits, 32 a word. */
  readonly partAt: readonly (Part | undefined)[];
  readonly componentBits: Int32Array;
  /** Why she brings nothing although promotions touch her lines. */
  readonly held: 'nothing' | 'pooling-forbidden' | 'not-on-her-list';
}

/** Numbers parts. One for each matcher, so that ids of parts are unique in its caches. */
export interface PartCounter {
  next: number;
}

/**
 * Splits a shopper's lines into parts and prices her alone. Lines that no promotion touches bring nothing
 * (docs/rules.md#ruling-f); of a component that is not wholly on her list (docs/rules.md#ruling-b), or where a promotion forbids
 * pooling one of her lines (docs/rules.md#ruling-c), all of her lines stay on her own receipt, since the lines of a component
 * stay together.
 */
export function memberOf(candidate: Candidate, pricer: Pricer, counter: PartCounter): Member {
  const { requirements, registered } = candidate;
  const usedToday =
    Object.keys(candidate.usedToday).length === 0 ? NOTHING_USED : candidate.usedToday;
  const byComponent = new Map<number, BasketLine[]>();
  let costMinor = 0;
  for (const line of candidate.lines) {
    costMinor += line.quantity * line.unitPriceMinor;
    const component = pricer.componentOf(line);
    if (component < 0) continue;
    const lines = byComponent.get(component);
    if (lines === undefined) byComponent.set(component, [line]);
    else lines.push(line);
  }
  const parts: Part[] = [];
  let discountMinor = 0;
  let held: Member['held'] = 'nothing';
  for (const component of [...byComponent.keys()].sort((a, b) => a - b)) {
    const lines = byComponent.get(component) ?? [];
    const prepared = pricer.prepare(component, candidate.id, lines);
    const aloneMinor = pricer.discountMinor(component, [prepared], { registered, usedToday });
    discountMinor += aloneMinor;
    if (!isOnList(pricer.promotionsOf(component), requirements.promotions)) {
      held = 'not-on-her-list';
      continue;
    }
    if (!lines.every((line) => pricer.isPoolable(line))) {
      if (held === 'nothing') held = 'pooling-forbidden';
      continue;
    }
    parts.push({
      id: counter.next,
      owner: candidate.id,
      component,
      lines,
      prepared,
      costMinor: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0),
      aloneMinor,
      registered,
      usedToday,
    });
    counter.next += 1;
  }
  const partAt: (Part | undefined)[] = Array.from({ length: pricer.componentCount });
  const componentBits = new Int32Array(Math.ceil(pricer.componentCount / 32));
  for (const part of parts) {
    const word = part.component >> 5;
    partAt[part.component] = part;
    componentBits[word] = (componentBits[word] ?? 0) | (1 << (part.component & 31));
  }
  return {
    id: candidate.id,
    waitingSinceMs: candidate.waitingSinceMs,
    maxGroupSize: requirements.maxGroupSize,
    minSavingMinor: requirements.minSavingMinor,
    meetingPoints: requirements.meetingPoints,
    untilMs: requirements.until === undefined ? Infinity : instantMs(requirements.until),
    blocks: new Set<string>(requirements.blocks),
    registered,
    alonePaysMinor: costMinor - discountMinor,
    parts,
    partAt,
    componentBits,
    held: parts.length > 0 ? 'nothing' : held,
  };
}

function isOnList(promotions: readonly string[], list: 'any' | readonly string[]): boolean {
  return list === 'any' || promotions.every((promotion) => list.includes(promotion));
}

/** Canonical order of members: earlier arrival first, then id in code point order. Source: docs/rules.md#canonical-order. */
export function byArrival(
  a: { readonly waitingSinceMs: number; readonly id: string },
  b: { readonly waitingSinceMs: number; readonly id: string },
): number {
  if (a.waitingSinceMs !== b.waitingSinceMs) return a.waitingSinceMs - b.waitingSinceMs;
  return compareText(a.id, b.id);
}

/** Code point order; `<` on strings compares UTF-16 units, which differs where one is beyond the basic plane. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
