/** A member's share of the gain and its three summands, all in minor units. */
export interface ShareParts {
  /** The share: the sum of the three below. */
  readonly savesMinor: number;
  /** Her Shapley value, rounded down. */
  readonly shapleyMinor: number;
  /** What is missing from the Shapley value to her minimum. */
  readonly floorMinor: number;
  /** The rest: what other members' minima, the caps and rounding add or take. */
  readonly adjustedMinor: number;
}

/** What `splitGain` needs; members are in canonical order, amounts in minor units. */
export interface ShareInput {
  /** The gain of the sub-group whose members are the set bits, for every mask. */
  readonly gainOfMask: (mask: number) => number;
  readonly minima: readonly number[];
  /** The most that each member can save: what her joint lines cost her alone (docs/rules.md#ruling-i). */
  readonly caps: readonly number[];
}

/** By group size, and by how many members come before: the weight of a marginal gain in the Shapley value, times 12 (exact). */
const TWELFTHS: Readonly<Record<number, readonly number[]>> = {
  2: [6, 6],
  3: [4, 2, 4],
  4: [3, 1, 1, 3],
};

/**
 * Splits the gain of a group, in exact fractions until the last step:
 * 1. the Shapley value (Shapley 1953);
 * 2. raised to each member's minimum, paid out of what the others have above theirs (docs/rules.md#ruling-d);
 * 3. cut to each member's cap, the excess going to the others in proportion to their room (docs/rules.md#ruling-i);
 * 4. rounded to whole units by the largest remainder, ties in canonical order.
 * Source: docs/rules.md#shares.
 * @returns the shares in the order of members, or undefined where minima and caps cannot both hold
 * @throws if the group has not two to four members
 */
export function splitGain(input: ShareInput): readonly ShareParts[] | undefined {
  const { gainOfMask, minima, caps } = input;
  const count = minima.length;
  const gain = gainOfMask((1 << count) - 1);
  const isBelow = (cap: number, index: number): boolean => cap < (minima[index] ?? 0);
  if (sum(minima) > gain || sum(caps) < gain || caps.some(isBelow)) return undefined;

  const twelfths = minima.map((_, index) => shapleyTwelfths(gainOfMask, count, index));
  const whole = liesWithinBounds(twelfths, input)
    ? largestRemainder(twelfths.map(BigInt), 12n, gain)
    : movedIntoBounds(twelfths, input, gain);
  return whole.map((savesMinor, index) => {
    const shapleyMinor = Math.floor((twelfths[index] ?? 0) / 12);
    const floorMinor = Math.max(0, (minima[index] ?? 0) - shapleyMinor);
    return {
      savesMinor,
      shapleyMinor,
      floorMinor,
      adjustedMinor: savesMinor - shapleyMinor - floorMinor,
    };
  });
}

/** Whether each Shapley value already lies between minimum and cap, which is the most frequent case. */
function liesWithinBounds(twelfths: readonly number[], { minima, caps }: ShareInput): boolean {
  return twelfths.every(
    (value, index) => value >= (minima[index] ?? 0) * 12 && value <= (caps[index] ?? 0) * 12,
  );
}

/** Steps 2 to 4: raised to the minima, cut to the caps, rounded. */
function movedIntoBounds(
  twelfths: readonly number[],
  { minima, caps }: ShareInput,
  gain: number,
): readonly number[] {
  const lifted = lift(
    twelfths.map(BigInt),
    minima.map((minimum) => BigInt(minimum) * 12n),
  );
  const capped = cap(
    lifted.values,
    caps.map((limit) => BigInt(limit) * 12n * lifted.scale),
  );
  const unit = 12n * lifted.scale * capped.scale;
  return largestRemainder(capped.values, unit, gain);
}

/** Twelve times the Shapley value of one member: a whole number. */
function shapleyTwelfths(gainOfMask: (mask: number) => number, count: number, who: number): number {
  const weights = TWELFTHS[count];
  if (weights === undefined) throw new Error(`a group of ${count}: groups have 2 to 4 members`);
  let value = 0;
  for (let mask = 0; mask < 1 << count; mask += 1) {
    if ((mask & (1 << who)) !== 0) continue;
    const before = bitCount(mask);
    value += (weights[before] ?? 0) * (gainOfMask(mask | (1 << who)) - gainOfMask(mask));
  }
  return value;
}

/** Fractions with a common denominator. */
interface Scaled {
  readonly values: readonly bigint[];
  /** The factor by which every value was multiplied to stay whole. */
  readonly scale: bigint;
}

function lift(values: readonly bigint[], minima: readonly bigint[]): Scaled {
  return redistribute(
    values,
    values.map((value, index) => (minima[index] ?? 0n) - value),
  );
}

function cap(values: readonly bigint[], limits: readonly bigint[]): Scaled {
  const over = values.map((value, index) => value - (limits[index] ?? 0n));
  const moved = redistribute(
    values.map((value) => -value),
    over,
  );
  return { values: moved.values.map((value) => -value), scale: moved.scale };
}

/**
 * Adds each positive need to its value. The sum of these needs is taken from the values with negative needs, in proportion to
 * their size.
 */
function redistribute(values: readonly bigint[], needs: readonly bigint[]): Scaled {
  const needed = needs.reduce((total, need) => (need > 0n ? total + need : total), 0n);
  const spare = needs.reduce((total, need) => (need < 0n ? total - need : total), 0n);
  if (needed === 0n) return { values, scale: 1n };
  return {
    scale: spare,
    values: values.map((value, index) => {
      const need = needs[index] ?? 0n;
      return need > 0n ? (value + need) * spare : value * spare + needed * need;
    }),
  };
}

/** Rounds `values / unit` to whole numbers that sum to `gain`. */
function largestRemainder(
  values: readonly bigint[],
  unit: bigint,
  gain: number,
): readonly number[] {
  const whole = values.map((value) => Number(value / unit));
  let unitsToGive = gain - sum(whole);
  const order = values
    .map((value, index) => ({ index, remainder: value % unit }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of order) {
    if (unitsToGive <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    unitsToGive -= 1;
  }
  return whole;
}

function bitCount(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
