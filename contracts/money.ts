import { z } from 'zod';

/** An amount of money in minor units (cents, fen), always a whole number; may be negative. */
export const MinorUnits = z.number().int().safe();
export type MinorUnits = z.infer<typeof MinorUnits>;

/** An amount that cannot be negative, in minor units. */
export const NonNegativeMinor = MinorUnits.min(0);

/** An ISO 4217 currency code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters, as in ISO 4217');

/**
 * Spreads an amount over weights in whole minor units by the largest remainder; ties go to the earlier weight. The parts always
 * sum to `amountMinor`; where all weights are zero the parts are equal, the odd units going to the first. Integer arithmetic
 * throughout (bigint inside), so no rounding drift at any size.
 * Source: docs/facts/promotions.md#largest-remainder.
 */
export function spreadByLargestRemainder(
  amountMinor: number,
  weights: readonly number[],
): readonly number[] {
  if (weights.length === 0) return [];
  const negative = amountMinor < 0;
  const amount = BigInt(Math.abs(amountMinor));
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const units = total === 0n ? weights.map(() => 1n) : weights.map((weight) => BigInt(weight));
  const divisor = total === 0n ? BigInt(weights.length) : total;
  const parts = units.map((unit, index) => {
    const product = amount * unit;
    return { index, whole: product / divisor, remainder: product % divisor };
  });
  let left = amount - parts.reduce((sum, part) => sum + part.whole, 0n);
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const result = parts.map((part) => Number(part.whole));
  for (const part of byRemainder) {
    if (left === 0n) break;
    result[part.index] = (result[part.index] ?? 0) + 1;
    left -= 1n;
  }
  return negative ? result.map((part) => (part === 0 ? 0 : -part)) : result;
}
