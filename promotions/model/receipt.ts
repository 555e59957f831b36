import { spread } from './arithmetic.ts';
import type { CompiledPromotion } from './compiled.ts';

/**
 * The lines of one receipt, dearest first and equal prices in canonical order. Parallel arrays, because a receipt is priced
 * thousands of times a second.
 */
export interface Receipt {
  readonly unitPriceMinor: readonly number[];
  readonly quantity: readonly number[];
  /** Canonical place of each line: the order of line ids. Ties fall to the smaller one. */
  readonly ranks: readonly number[];
}

/** A promotion and the lines of the receipt that it touches, dearest first. */
export interface Applicable {
  readonly compiled: CompiledPromotion;
  /** How many times it may still be given on this receipt. */
  readonly timesLimit: number;
  readonly lines: readonly number[];
  /** Which of the promotion's parts each of those lines lies in. */
  readonly masks: readonly number[];
  /** What it gives on its receipt when nobody competes, where that was worked out already (see dominance.ts). */
  readonly best?: Use | 'unanswered' | undefined;
}

/** A touch while it is being laid out or looked at; its owner only writes it. */
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
  /** How much of the discount this line bears, relative to the other takes of the same use. */
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

/** Takes the dearest units first, at most so many; every unit a target that weighs what `weightOf` says. */
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

/** How many units of the receipt the promotion touches. */
export function touchedUnits(applicable: Applicable, receipt: Receipt): number {
  let units = 0;
  for (const line of applicable.lines) units += receipt.quantity[line] ?? 0;
  return units;
}
