import fc from 'fast-check';
import type { Highs } from 'highs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Column, createRestrictedMaster } from './restricted-master.ts';

/** What one unit may gain without its column being taken in; the solver leaves so much on the table. */
const WORTHWHILE = 0.5;

interface Programme {
  /** By class. */
  readonly units: readonly number[];
  readonly machines: number;
  readonly columns: readonly Column[];
}

let highs: Highs;
beforeAll(async () => {
  // The package's types describe its CommonJS form; what an import gives is the loader itself.
  const loader: unknown = (await import('highs')).default;
  if (typeof loader !== 'function') throw new Error('highs exports no loader');
  highs = (await loader()) as Highs;
});

/** The packing programme: the most that columns gain, within the units of each class and one use of each promotion. */
function packed({ units, machines, columns }: Programme): number {
  const row = (terms: readonly string[], most: number): string =>
    terms.length === 0 ? '' : `${terms.join(' + ')} <= ${most}\n`;
  const uses = (unitClass: number): readonly string[] =>
    columns.flatMap((column, index) => {
      const count = column.counts[column.classes.indexOf(unitClass)];
      return count === undefined ? [] : [`${count} x${index}`];
    });
  const text = [
    'Maximize\n obj: ',
    columns.map(({ value }, index) => `${value} x${index}`).join(' + '),
    '\nSubject To\n',
    ...units.map((most, unitClass) => row(uses(unitClass), most)),
    ...Array.from({ length: machines }, (_, machine) =>
      row(
        columns.flatMap((column, index) => (column.machine === machine ? [`x${index}`] : [])),
        1,
      ),
    ),
    'End\n',
  ];
  return solved(text.join(''));
}

/** The covering programme, its dual: the cheapest prices of units and promotions at which no column gains anything. */
function covered({ units, machines, columns }: Programme): number {
  const names = [
    ...units.map((_, unitClass) => `u${unitClass}`),
    ...Array.from({ length: machines }, (_, machine) => `m${machine}`),
  ];
  const text = [
    'Minimize\n obj: ',
    names.map((name, index) => `${units[index] ?? 1} ${name}`).join(' + '),
    '\nSubject To\n',
    ...columns.map(
      ({ machine, classes, counts, value }) =>
        `${[...classes.map((unitClass, place) => `${counts[place] ?? 0} u${unitClass}`), `m${machine}`].join(' + ')} >= ${value}\n`,
    ),
    'End\n',
  ];
  return solved(text.join(''));
}

function solved(text: string): number {
  const { Status, ObjectiveValue } = highs.solve(text, { output_flag: false });
  expect(Status).toBe('Optimal');
  return ObjectiveValue;
}

/** The right sides stand so much above whole numbers at most, so that ties are rare. */
const NUDGE = 1.01e-6;

/** How far the value may stand from the optimum: what no entering column was worth, over all that could enter, and the nudges. */
function slack({ units, machines, columns }: Programme): number {
  const all = units.reduce((sum, count) => sum + count, 0) + machines;
  const most = Math.max(...columns.map(({ value }) => value));
  return WORTHWHILE * all + NUDGE * most * (units.length + machines) + 0.01;
}

function master(programme: Programme): ReturnType<typeof createRestrictedMaster> {
  const made = createRestrictedMaster(programme.units, programme.machines);
  for (const column of programme.columns) made.add(column);
  return made;
}

/** The value, the mix and the prices of a solved master, against the solver and against each other. */
function agrees(programme: Programme, made: ReturnType<typeof createRestrictedMaster>): void {
  const { units, machines, columns } = programme;
  const optimum = packed(programme);
  const within = slack(programme);
  expect(Math.abs(made.value() - optimum)).toBeLessThanOrEqual(within);

  // The mix is one: nothing is used more often than it is there, and it is worth what the master says.
  const used = units.map(() => 0);
  const turns = Array.from({ length: machines }, () => 0);
  let worth = 0;
  for (const { column, share } of made.shares()) {
    const { machine, classes, counts, value } = columns[column] ?? expect.fail('no such column');
    worth += share * value;
    turns[machine] = (turns[machine] ?? 0) + share;
    for (const [place, unitClass] of classes.entries()) {
      used[unitClass] = (used[unitClass] ?? 0) + share * (counts[place] ?? 0);
    }
  }
  for (const [unitClass, count] of used.entries()) {
    expect(count).toBeLessThanOrEqual((units[unitClass] ?? 0) + 1e-3);
  }
  for (const turn of turns) expect(turn).toBeLessThanOrEqual(1 + 1e-3);
  // Shares below a ten-thousandth are left out of the mix, and a nudge is worth as little.
  expect(Math.abs(worth - made.value())).toBeLessThanOrEqual(
    1 + 2e-4 * Math.max(...columns.map(({ value }) => value)) * (units.length + machines),
  );

  // The prices cover: with what each promotion still gains at them, they cost what the best mix earns.
  const prices = made.prices();
  for (const price of prices) expect(price).toBeGreaterThanOrEqual(-WORTHWHILE - 1e-6);
  const left = Array.from({ length: machines }, () => 0);
  for (const { machine, classes, counts, value } of columns) {
    const price = classes.reduce(
      (sum, unitClass, place) => sum + (prices[unitClass] ?? 0) * (counts[place] ?? 0),
      0,
    );
    left[machine] = Math.max(left[machine] ?? 0, value - price);
  }
  const cost =
    units.reduce((sum, count, unitClass) => sum + count * (prices[unitClass] ?? 0), 0) +
    left.reduce((sum, gain) => sum + gain, 0);
  expect(Math.abs(cost - optimum)).toBeLessThanOrEqual(within);
  expect(Math.abs(covered(programme) - optimum)).toBeLessThanOrEqual(1e-4 * (1 + optimum));
}

const programmes = (of: {
  readonly units: fc.Arbitrary<number>;
  readonly counts: fc.Arbitrary<number>;
  readonly values: fc.Arbitrary<number>;
}): fc.Arbitrary<Programme> =>
  fc
    .tuple(fc.array(of.units, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 5 }))
    .chain(([units, machines]) =>
      fc.record({
        units: fc.constant(units),
        machines: fc.constant(machines),
        columns: fc.uniqueArray(
          fc
            .record({
              machine: fc.nat(machines - 1),
              uses: fc.dictionary(fc.nat(units.length - 1).map(String), of.counts, {
                minKeys: 1,
                maxKeys: 4,
              }),
              value: of.values,
            })
            .map(({ machine, uses, value }) => ({
              machine,
              classes: Object.keys(uses).map(Number),
              counts: Object.values(uses),
              value,
            })),
          {
            minLength: 1,
            maxLength: 40,
            selector: ({ machine, classes, counts }) =>
              `${machine} ${classes.join()} ${counts.join()}`,
          },
        ),
      }),
    );

describe('the simplex method agrees with HiGHS', () => {
  test.each([
    [
      'any programme',
      {
        units: fc.integer({ min: 1, max: 12 }),
        counts: fc.integer({ min: 1, max: 5 }),
        values: fc.integer({ min: 1, max: 9_000_000 }),
      },
    ],
    [
      'one unit of each class and equal values: each ratio ties',
      { units: fc.constant(1), counts: fc.constant(1), values: fc.constant(120_000) },
    ],
    [
      'classes without a unit: the first pivots move nothing',
      {
        units: fc.constantFrom(0, 0, 1, 3),
        counts: fc.integer({ min: 1, max: 3 }),
        values: fc.constantFrom(50_000, 100_000),
      },
    ],
    [
      'more units than anybody wants: only the promotions bound it',
      {
        units: fc.constant(500),
        counts: fc.integer({ min: 1, max: 3 }),
        values: fc.integer({ min: 1, max: 900_000 }),
      },
    ],
    [
      'gains that are hardly worth a pivot',
      { units: fc.constant(1), counts: fc.constant(1), values: fc.integer({ min: 1, max: 200 }) },
    ],
    [
      'gains of one ten-thousandth up to a fortune',
      {
        units: fc.integer({ min: 1, max: 4 }),
        counts: fc.integer({ min: 1, max: 2 }),
        values: fc.constantFrom(1, 2, 500, 90_000_000),
      },
    ],
  ])('%s', (_, of) => {
    fc.assert(
      fc.property(programmes(of), (programme) => {
        const made = master(programme);
        expect(made.solve()).toBe(true);
        agrees(programme, made);
      }),
      { numRuns: 40 },
    );
  });

  test('many columns, beyond the pivots after which the inverse is worked out afresh', () => {
    let state = 7;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const units = Array.from({ length: 60 }, () => 1 + draw(6));
    const columns = Array.from({ length: 4000 }, (): Column => {
      const classes = [...new Set(Array.from({ length: 3 }, () => draw(60)))];
      const counts = classes.map(() => 1 + draw(2));
      return { machine: draw(40), classes, counts, value: 10_000 + draw(1_000_000) };
    });
    const made = createRestrictedMaster(units, 40);
    const added = columns.filter((column) => made.add(column));
    expect(made.solve()).toBe(true);
    agrees({ units, machines: 40, columns: added }, made);
  });
});

describe('columns that come later', () => {
  const any = programmes({
    units: fc.integer({ min: 0, max: 6 }),
    counts: fc.integer({ min: 1, max: 4 }),
    values: fc.integer({ min: 1, max: 2_000_000 }),
  });

  test('give the same optimum as columns that were there from the beginning', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 7 }), (programme, step) => {
        const { units, machines, columns } = programme;
        const made = createRestrictedMaster(units, machines);
        let before = 0;
        for (let from = 0; from < columns.length; from += step) {
          const some = columns.slice(from, from + step);
          expect(some.map((column) => made.add(column))).toEqual(some.map(() => true));
          expect(made.solve()).toBe(true);
          const known = { ...programme, columns: columns.slice(0, from + step) };
          agrees(known, made);
          expect(made.value()).toBeGreaterThanOrEqual(before - slack(programme));
          before = made.value();
        }
      }),
      { numRuns: 15 },
    );
  });

  test('that gain nothing at the prices of before cost one look, and a column that is there is not added again', () => {
    const units = [4, 4, 4];
    const good: Column = { machine: 0, classes: [0, 1], counts: [1, 1], value: 300_000 };
    const made = createRestrictedMaster(units, 2);
    made.add(good);
    made.solve();
    const [value, work] = [made.value(), made.work()];
    expect(made.add(good)).toBe(false);
    expect(made.add({ machine: 0, classes: [0, 1], counts: [2, 2], value: 200_000 })).toBe(true);
    made.solve();
    expect(made.value()).toBe(value);
    // No pivot, which would have touched the whole inverse twice: each column was looked at once.
    expect(made.work() - work).toBeLessThan(2 * (units.length + 2) ** 2);
  });
});
