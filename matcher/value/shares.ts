/** A share of a gain with how it came about, all in minor units. */
export interface ShareParts {
  readonly savesMinor: number;
  /** The Shapley value, rounded down. */
  readonly shapleyMinor: number;
  /** What was added to reach the member's minimum. */
  readonly floorMinor: number;
  /** What was added or taken so that others reach theirs, nobody is paid for joining, and units are whole. */
  readonly adjustedMinor: number;
}

export interface ShareInput {
  /** `gain` of the sub-group whose members are the set bits, for every mask; by canonical order of members. */
  readonly gainOfMask: (mask: number) => number;
  readonly minima: readonly number[];
  /** The most that a member can save: what her joint lines would cost her alone (docs/rules.md#ruling-i). */
  readonly caps: readonly number[];
}

/** Orders of the members before and after a given one, as weights over 12: exact for two, three and four members. */
const TWELFTHS: Readonly<Record<number, readonly number[]>> = {
  2: [6, 6],
  3: [4, 2, 4],
  4: [3, 1, 1, 3],
};

/**
 * Splits the gain of a group: Shapley value, lifted to each member's minimum out of the others' excess over theirs
 * (docs/rules.md#ruling-d), then capped, what is above going to the others in proportion to their room (docs/rules.md#ruling-i),
 * then whole units by largest remainder, ties in canonical order. Undefined where minima and caps cannot both hold. Exact
 * fractions throughout. Source: docs/rules.md#shares.
 */
export function splitGain(input: ShareInput): readonly ShareParts[] | undefined {
  const { gainOfMask, minima, caps } = input;
  const count = minima.length;
  const gain = gainOfMask((1 << count) - 1);
  const isBelow = (cap: number, index: number): boolean => cap < (minima[index] ?? 0);
  if (sum(minima) > gain || sum(caps) < gain || caps.some(isBelow)) return undefined;

  const twelfths = minima.map((_, index) => shapleyTwelfths(gainOfMask, count, index));
  const whole = needsNoMove(twelfths, input)
    ? largestRemainder(twelfths.map(BigInt), 12n, gain)
    : moved(twelfths, input, gain);
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

/** The commonest case: everybody's Shapley value lies between her minimum and her cap as it is. */
function needsNoMove(twelfths: readonly number[], { minima, caps }: ShareInput): boolean {
  return twelfths.every(
    (value, index) => value >= (minima[index] ?? 0) * 12 && value <= (caps[index] ?? 0) * 12,
  );
}

/** Lifted to the minima, then cut to the caps, then whole. */
function moved(
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

interface Scaled {
  readonly values: readonly bigint[];
  /** By how much every value was multiplied to stay whole. */
  readonly scale: bigint;
}

function lift(values: readonly bigint[], floors: readonly bigint[]): Scaled {
  return move(
    values,
    values.map((value, index) => (floors[index] ?? 0n) - value),
  );
}

function cap(values: readonly bigint[], limits: readonly bigint[]): Scaled {
  const over = values.map((value, index) => value - (limits[index] ?? 0n));
  const moved = move(
    values.map((value) => -value),
    over,
  );
  return { values: moved.values.map((value) => -value), scale: moved.scale };
}

/** Adds each positive need and takes the sum of them from the others in proportion to how far below zero theirs is. */
function move(values: readonly bigint[], needs: readonly bigint[]): Scaled {
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

function largestRemainder(
  values: readonly bigint[],
  unit: bigint,
  gain: number,
): readonly number[] {
  const whole = values.map((value) => Number(value / unit));
  let left = gain - sum(whole);
  const order = values
    .map((value, index) => ({ index, remainder: value % unit }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of order) {
    if (left <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    left -= 1;
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
