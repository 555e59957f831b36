import type { AggregateDiscount } from '../../promotions/kinds/aggregate-discount.ts';
import { kindOf } from '../../promotions/kinds/kinds.ts';
import { percentOfMinor } from '../../promotions/model/arithmetic.ts';
import type { CompiledPromotion } from '../../promotions/model/compiled.ts';

/** The discount of lines that cost `spendMinor` and are `units` units, in minor units. */
export function discountOfSums(
  aggregate: AggregateDiscount,
  spendMinor: number,
  units: number,
): number {
  if (aggregate.stepMinor > 0) {
    const times = Math.min(aggregate.timesLimit, Math.floor(spendMinor / aggregate.stepMinor));
    return Math.min(times * aggregate.offMinor, spendMinor, aggregate.capMinor);
  }
  const { thresholds } = aggregate;
  const reached = aggregate.isOfUnits ? units : spendMinor;
  let tier = thresholds.length - 1;
  while (tier >= 0 && thresholds[tier]! > reached) tier -= 1;
  if (tier < 0) return 0;
  const amount = aggregate.amounts[tier]!;
  const earned = amount >= 0 ? amount : percentOfMinor(spendMinor, aggregate.points[tier]!);
  return Math.min(earned, spendMinor, aggregate.capMinor);
}

/**
 * The discount of a component as a function of two sums, where it has a single promotion whose kind knows such a function.
 * Undefined for all others: their discount depends on single lines. Equals the promotion engine to the minor unit, but takes
 * nanoseconds: the search needs it for every group that it considers.
 */
export function aggregateDiscountOf(
  promotions: readonly CompiledPromotion[],
  timesLimit: number,
): AggregateDiscount | undefined {
  const [only] = promotions;
  if (only === undefined || promotions.length !== 1) return undefined;
  const { promotion, capMinor } = only;
  return kindOf(promotion.kind).aggregate(promotion, { timesLimit, capMinor });
}
