import type { BasketLine } from '../../contracts/basket.ts';
import { instantMs } from '../../contracts/instant.ts';
import type { Requirements } from '../../contracts/visit.ts';
import { NOTHING_USED, type PreparedLines, type Pricer } from './pricer.ts';

/** A shopper as input to the matcher: her basket lines and requirements at one moment. */
export interface Candidate {
  readonly id: string;
  readonly waitingSinceMs: number;
  readonly lines: readonly BasketLine[];
  readonly requirements: Requirements;
  readonly registered: boolean;
  readonly usedToday: Readonly<Record<string, number>>;
}

/** A member's lines within one promotion component. They are all on the joint receipt or all on her own. */
export interface Part {
  /** Unique within one matcher. A changed basket gets new parts with new ids, so cached gains never go stale. */
  readonly id: number;
  readonly owner: string;
  readonly component: number;
  readonly lines: readonly BasketLine[];
  readonly prepared: PreparedLines;
  /** What the lines cost before any discount. */
  readonly costMinor: number;
  /** The discount that the lines earn on her own receipt. */
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
  /** Her deadline in epoch milliseconds, or infinity. */
  readonly untilMs: number;
  readonly blocks: ReadonlySet<string>;
  readonly registered: boolean;
  /** What she pays without a group, over all of her lines, after her own discounts. */
  readonly alonePaysMinor: number;
  /** The parts that she can bring, by ascending component. */
  readonly parts: readonly Part[];
  /** The same parts indexed by component; undefined where she has none. Length: the pricer's `componentCount`. */
  readonly partAt: readonly (Part | undefined)[];
  /** The set of her components as a bit set, 32 components a word. */
  readonly componentBits: Int32Array;
  /** Why she can bring nothing although promotions apply to her lines; `nothing` where no part was held back. */
  readonly held: 'nothing' | 'pooling-forbidden' | 'not-on-her-list';
}

/** The next part id. Each matcher has one counter, so that part ids are unique in its caches. */
export interface PartCounter {
  next: number;
}

/**
 * Splits a shopper's lines into parts and prices her alone.
 * Lines that no promotion applies to are in no part (docs/rules.md#ruling-f). A component becomes no part if one of its promotions is not on
 * her list (docs/rules.md#ruling-b) or forbids pooling one of her lines (docs/rules.md#ruling-c): its lines then all stay on her own receipt.
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
    componentBits[word] = componentBits[word]! | (1 << (part.component & 31));
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

/** Compares by code point. The operator `<` compares UTF-16 units, which is another order for characters beyond the basic plane. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** The rank of a UTF-16 unit in code point order: surrogates rank above all other units. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
