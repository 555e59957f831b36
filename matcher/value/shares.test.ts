import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitGain } from './shares.ts';

/** Gains by members: `ab` is that of the first two. */
function gains(table: Readonly<Record<string, number>>): (mask: number) => number {
  return (mask) =>
    table[['a', 'b', 'c', 'd'].filter((_, bit) => (mask & (1 << bit)) !== 0).join('')] ?? 0;
}

const ROOM = [1000, 1000, 1000, 1000];

interface Row {
  readonly what: string;
  readonly table: Readonly<Record<string, number>>;
  readonly minima?: readonly number[];
  readonly caps?: readonly number[];
  readonly saves: readonly number[];
  readonly shapley: readonly number[];
  readonly floors?: readonly number[];
}

const ROWS: readonly Row[] = [
  { what: 'two share equally', table: { ab: 50 }, saves: [25, 25], shapley: [25, 25] },
  { what: 'the first has the odd unit', table: { ab: 51 }, saves: [26, 25], shapley: [25, 25] },
  {
    what: 'Shapley 8/3, 2/3, 2/3 in thirds of a unit (reference promotions, section 9)',
    table: { a: 6, ab: 6, ac: 6, abc: 12 },
    saves: [8, 2, 2],
    shapley: [8, 2, 2],
  },
  {
    what: 'in whole units the largest remainders get what is left: 2.67, 0.67, 0.67 of 4',
    table: { a: 2, ab: 2, ac: 2, abc: 4 },
    minima: [0, 0, 0],
    saves: [3, 1, 0],
    shapley: [2, 0, 0],
  },
  {
    what: 'who is needed by both others has more',
    table: { ab: 30, ac: 30, abc: 60 },
    saves: [30, 15, 15],
    shapley: [30, 15, 15],
  },
  {
    what: 'four alike',
    table: {
      ab: 10,
      ac: 10,
      ad: 10,
      bc: 10,
      bd: 10,
      cd: 10,
      abc: 20,
      abd: 20,
      acd: 20,
      bcd: 20,
      abcd: 42,
    },
    saves: [11, 11, 10, 10],
    shapley: [10, 10, 10, 10],
  },
  {
    what: 'a minimum is taken from the other',
    table: { ab: 50 },
    minima: [30, 1],
    saves: [30, 20],
    shapley: [25, 25],
    floors: [5, 0],
  },
  {
    what: 'a minimum is taken from the excess of the others in proportion',
    table: { ab: 30, ac: 30, abc: 60 },
    minima: [1, 1, 25],
    // 10 more, of 29 and 14 above their minima.
    saves: [23, 12, 25],
    shapley: [30, 15, 15],
    floors: [0, 0, 10],
  },
  {
    what: 'nobody is paid for joining: what is above what her lines cost goes to the other',
    table: { ab: 50 },
    caps: [1000, 10],
    saves: [40, 10],
    shapley: [25, 25],
  },
  {
    what: 'caps and minima that just hold',
    table: { ab: 50 },
    minima: [40, 10],
    caps: [40, 10],
    saves: [40, 10],
    shapley: [25, 25],
    floors: [15, 0],
  },
];

describe('how a gain is shared', () => {
  test.each(ROWS)('$what', ({ table, minima, caps, saves, shapley, floors }) => {
    const count = saves.length;
    const parts = splitGain({
      gainOfMask: gains(table),
      minima: minima ?? saves.map(() => 1),
      caps: caps ?? ROOM.slice(0, count),
    });
    expect(parts?.map((part) => part.savesMinor)).toEqual(saves);
    expect(parts?.map((part) => part.shapleyMinor)).toEqual(shapley);
    expect(parts?.map((part) => part.floorMinor)).toEqual(floors ?? saves.map(() => 0));
    const whole = Math.max(...Object.values(table));
    expect(saves.reduce((sum, minor) => sum + minor, 0)).toBe(whole);
    for (const part of parts ?? [])
      expect(part.shapleyMinor + part.floorMinor + part.adjustedMinor).toBe(part.savesMinor);
  });

  test.each([
    ['minima above the gain', [26, 25], [1000, 1000]],
    ['caps below the gain', [1, 1], [24, 25]],
    ['a cap below its own minimum', [20, 1], [19, 1000]],
  ])('there is no split with %s', (_, minima, caps) => {
    expect(splitGain({ gainOfMask: gains({ ab: 50 }), minima, caps })).toBeUndefined();
  });

  test('whatever the gains, minima and caps: the shares sum to the gain, within minimum and cap', () => {
    const amount = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 16, maxLength: 16 }),
        fc.array(fc.tuple(amount, amount), { minLength: 2, maxLength: 4 }),
        (steps, bounds) => {
          // Monotone gains: the best of what its parts gain, and something more.
          const table: number[] = [];
          for (let mask = 0; mask < 1 << bounds.length; mask += 1) {
            const below = bounds.map((_, bit) =>
              (mask & (1 << bit)) === 0 ? 0 : (table[mask ^ (1 << bit)] ?? 0),
            );
            const isGroup = (mask & (mask - 1)) !== 0;
            table[mask] = Math.max(0, ...below) + (isGroup ? (steps[mask] ?? 0) : 0);
          }
          const gain = table.at(-1) ?? 0;
          const minima = bounds.map(([minimum]) => minimum);
          const caps = bounds.map(([minimum, room]) => minimum + room);
          const parts = splitGain({ gainOfMask: (mask) => table[mask] ?? 0, minima, caps });
          const sum = (values: readonly number[]): number =>
            values.reduce((total, value) => total + value, 0);
          if (sum(minima) > gain || sum(caps) < gain) {
            expect(parts).toBeUndefined();
            return;
          }
          expect(sum(parts?.map((part) => part.savesMinor) ?? [])).toBe(gain);
          for (const [index, part] of (parts ?? []).entries()) {
            expect(part.savesMinor).toBeGreaterThanOrEqual(minima[index] ?? 0);
            expect(part.savesMinor).toBeLessThanOrEqual(caps[index] ?? 0);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
