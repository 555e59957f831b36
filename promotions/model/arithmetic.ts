import { spreadByLargestRemainder } from '../../contracts/money.ts';

/** Values inside the engine are counted in ten-thousandths of a minor unit: a percentage with two decimals is then exact. */
export const SCALE = 10_000;

/** A percentage with at most two decimals as whole hundredths of a percent. */
export function basisPoints(percentOff: number): number {
  return Math.round(percentOff * 100);
}

/**
 * A percentage of an amount, rounded half up to whole minor units, in whole-number arithmetic.
 * @param points the percentage in hundredths of a percent
 */
export function percentOfMinor(amountMinor: number, points: number): number {
  const whole = Math.floor(amountMinor / SCALE);
  const rest = amountMinor - whole * SCALE;
  return whole * points + Math.floor((rest * points + SCALE / 2) / SCALE);
}

/** Ten-thousandths rounded half up to whole minor units. */
export function roundHalfUp(scaled: number): number {
  return Math.floor((scaled + SCALE / 2) / SCALE);
}

/** Euclid's algorithm, for whole numbers of at least 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

/**
 * Spreads an amount over weights by the largest remainder; equal remainders go to the smaller rank, so the order of the
 * weights themselves does not matter. Where the amount does not exceed the weights' sum no part exceeds its weight.
 * @param ranks the canonical place of each weight, all different
 */
export function spread(
  amountMinor: number,
  weights: readonly number[],
  ranks: readonly number[],
): number[] {
  if (weights.length === 1) return [amountMinor];
  let total = 0;
  for (const weight of weights) total += weight;
  if (total === 0 || amountMinor * total > Number.MAX_SAFE_INTEGER) {
    const order = weights
      .map((_, index) => index)
      .sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0));
    const parts = spreadByLargestRemainder(
      amountMinor,
      order.map((index) => weights[index] ?? 0),
    );
    const result: number[] = Array.from(weights, () => 0);
    for (const [place, index] of order.entries()) result[index] = parts[place] ?? 0;
    return result;
  }
  const result: number[] = [];
  const remainders: number[] = [];
  let left = amountMinor;
  for (let index = 0; index < weights.length; index += 1) {
    const product = amountMinor * (weights[index] ?? 0);
    // The quotient may be one off after rounding; products stay below 2^53, so the remainder says so exactly.
    let part = Math.floor(product / total);
    let remainder = product - part * total;
    if (remainder < 0) {
      part -= 1;
      remainder += total;
    } else if (remainder >= total) {
      part += 1;
      remainder -= total;
    }
    result.push(part);
    remainders.push(remainder);
    left -= part;
  }
  while (left > 0) {
    let best = -1;
    for (let index = 0; index < remainders.length; index += 1) {
      const remainder = remainders[index] ?? 0;
      if (remainder < 0) continue;
      const bestRemainder = best < 0 ? -1 : (remainders[best] ?? 0);
      if (
        remainder > bestRemainder ||
        (remainder === bestRemainder && (ranks[index] ?? 0) < (ranks[best] ?? 0))
      )
        best = index;
    }
    result[best] = (result[best] ?? 0) + 1;
    remainders[best] = -1;
    left -= 1;
  }
  return result;
}
