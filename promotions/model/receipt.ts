import { spread } from './arithmetic.ts';
import type { CompiledPromotion } from './compiled.ts';

/**
 * The lines of one receipt, dearest first and equal prices in canonical order. Parallel arrays, because a receipt is priced
 * thousands of times a second.
 */
export interface Receipt {
  /** By line, the price of one unit. */
  readonly unitPriceMinor: readonly number[];
  /** By line, its units. */
  readonly quantity: readonly number[];
  /** By line, its rank in the order of line ids. Ties go to the smaller rank, which is called canonical. */
  readonly ranks: readonly number[];
}

/** A promotion, and the lines of the receipt to which it applies. */
export interface Applicable {
  readonly compiled: CompiledPromotion;
  /** How many times it may still be given on this receipt. */
  readonly timesLimit: number;
  /** Indexes of the receipt's lines, dearest first. */
  readonly lines: readonly number[];
  /** Parallel to `lines`: bit i is set where the line lies in part i of the promotion. */
  readonly masks: readonly number[];
  /** Its best use of the receipt without competitors, where that was computed already (see thatCanFire in dominance.ts). */
  readonly best?: Use | 'unanswered' | undefined;
}

/** An applicable promotion that its owner may still write. */
export interface OpenApplicable extends Applicable {
  readonly lines: number[];
  readonly masks: number[];
  best: Use | 'unanswered' | undefined;
}

/** Units of a line that a promotion took. */
export interface Take {
  readonly line: number;
  readonly units: number;
  /** How many of them the discount falls on. */
  readonly targets: number;
  /** The line's share of the discount, relative to the other takes of the same use. */
  readonly weight: number;
}

/** What a promotion gave on a receipt. A promotion that gives nothing takes nothing. */
export interface Use {
  readonly compiled: CompiledPromotion;
  readonly times: number;
  readonly discountMinor: number;
  readonly takes: readonly Take[];
}

/**
 * A use's discount on each of its lines, parallel to `takes`: by largest remainder, ties to the canonical first. Where a
 * remainder would lift a line above the price of its targets (only lines that earn at different rates can), it goes to the
 * canonical first line with room.
 */
export function useDiscounts(use: Use, receipt: Receipt): number[] {
  const { takes } = use;
  if (takes.length === 1) return [use.discountMinor];
  const weights: number[] = [];
  const ranks: number[] = [];
  for (let place = 0; place < takes.length; place += 1) {
    const take = takes[place];
    if (take === undefined) continue;
    weights.push(take.weight);
    ranks.push(receipt.ranks[take.line] ?? 0);
  }
  const parts = spread(use.discountMinor, weights, ranks);
  for (let place = 0; place < takes.length; place += 1) {
    const take = takes[place];
    if (take === undefined) continue;
    let above = (parts[place] ?? 0) - priceOfTargets(take, receipt);
    while (above > 0) {
      const other = roomiest(parts, takes, receipt);
      if (other < 0) break;
      parts[other] = (parts[other] ?? 0) + 1;
      parts[place] = (parts[place] ?? 0) - 1;
      above -= 1;
    }
  }
  return parts;
}

function priceOfTargets(take: Take, receipt: Receipt): number {
  return take.targets * (receipt.unitPriceMinor[take.line] ?? 0);
}

/** The canonical first take whose part is below the price of its targets; −1 where none is. */
function roomiest(parts: readonly number[], takes: readonly Take[], receipt: Receipt): number {
  let first = -1;
  for (const [place, take] of takes.entries()) {
    if ((parts[place] ?? 0) >= priceOfTargets(take, receipt)) continue;
    const firstLine = takes[first]?.line;
    const isEarlier =
      firstLine === undefined || (receipt.ranks[take.line] ?? 0) < (receipt.ranks[firstLine] ?? 0);
    if (isEarlier) first = place;
  }
  return first;
}

/** Takes at most `limit` units, the dearest first. Every unit is a target with the weight that `weightOf` gives for its price. */
export function takeDearest(
  applicable: Applicable,
  receipt: Receipt,
  limit: number,
  weightOf: (unitPriceMinor: number) => number,
): Take[] {
  const takes: Take[] = [];
  let left = limit;
  for (const line of applicable.lines) {
    const units = Math.min(left, receipt.quantity[line] ?? 0);
    if (units === 0) continue;
    left -= units;
    takes.push({
      line,
      units,
      targets: units,
      weight: units * weightOf(receipt.unitPriceMinor[line] ?? 0),
    });
  }
  return takes;
}

/** How many units of the receipt the promotion applies to. */
export function applicableUnits(applicable: Applicable, receipt: Receipt): number {
  let units = 0;
  for (const line of applicable.lines) units += receipt.quantity[line] ?? 0;
  return units;
}
