import fc from 'fast-check';
import type { Highs } from 'highs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Column, RestrictedMaster } from './restricted-master.ts';

/** A column whose reduced cost is at most this does not enter the basis, so each unit may leave so much ungained. */
const LEAST_REDUCED_COST = 0.5;

interface Programme {
  /** By class. */
  readonly units: readonly number[];
  readonly promotions: number;
  readonly columns: readonly Column[];
}

let highs: Highs;
beforeAll(async () => {
  // The package's types describe its CommonJS form; what an import gives is the loader itself.
  const loader: unknown = (await import('highs')).default;
  if (typeof loader !== 'function') throw new Error('highs exports no loader');
  highs = (await loader()) as Highs;
});

/** The primal (packing) programme: the most that columns gain, within the units of each class and one use of each promotion. */
function packed({ units, promotions, columns }: Programme): number {
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
    ...Array.from({ length: promotions }, (_, promotion) =>
      row(
        columns.flatMap((column, index) => (column.promotion === promotion ? [`x${index}`] : [])),
        1,
      ),
    ),
    'End\n',
  ];
  return solved(text.join(''));
}

/** The dual (covering) programme: the lowest prices of units and promotions at which no column has a positive reduced cost. */
function covered({ units, promotions, columns }: Programme): number {
  const names = [
    ...units.map((_, unitClass) => `u${unitClass}`),
    ...Array.from({ length: promotions }, (_, promotion) => `p${promotion}`),
  ];
  const text = [
    'Minimize\n obj: ',
    names.map((name, index) => `${units[index] ?? 1} ${name}`).join(' + '),
    '\nSubject To\n',
    ...columns.map(
      ({ promotion, classes, counts, value }) =>
        `${[...classes.map((unitClass, place) => `${counts[place] ?? 0} u${unitClass}`), `p${promotion}`].join(' + ')} >= ${value}\n`,
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

/** The perturbation of the right-hand sides is below this. */
const NUDGE = 1.01e-6;

/** How far the objective may be from the optimum: the reduced costs that were ignored, and the perturbation. */
function slack({ units, promotions, columns }: Programme): number {
  const all = units.reduce((sum, count) => sum + count, 0) + promotions;
  const most = Math.max(...columns.map(({ value }) => value));
  return LEAST_REDUCED_COST * all + NUDGE * most * (units.length + promotions) + 0.01;
}

function master(programme: Programme): RestrictedMaster {
  const made = new RestrictedMaster(programme.units, programme.promotions);
  for (const column of programme.columns) made.add(column);
  return made;
}

/** Compares the objective, the primal solution and the duals of a solved master with HiGHS and with each other. */
function agrees(programme: Programme, made: RestrictedMaster): void {
  const { units, promotions, columns } = programme;
  const optimum = packed(programme);
  const within = slack(programme);
  expect(Math.abs(made.objective - optimum)).toBeLessThanOrEqual(within);

  // The primal solution is feasible, and its value is the objective.
  const used = units.map(() => 0);
  const usesOfPromotion = Array.from({ length: promotions }, () => 0);
  let total = 0;
  for (const { column, share } of made.primalSolution()) {
    const { promotion, classes, counts, value } = columns[column] ?? expect.fail('no such column');
    total += share * value;
    usesOfPromotion[promotion] = (usesOfPromotion[promotion] ?? 0) + share;
    for (const [place, unitClass] of classes.entries()) {
      used[unitClass] = (used[unitClass] ?? 0) + share * (counts[place] ?? 0);
    }
  }
  for (const [unitClass, count] of used.entries()) {
    expect(count).toBeLessThanOrEqual((units[unitClass] ?? 0) + 1e-3);
  }
  for (const use of usesOfPromotion) expect(use).toBeLessThanOrEqual(1 + 1e-3);
  // The solution leaves out shares below a ten-thousandth, and the perturbation changes as little.
  expect(Math.abs(total - made.objective)).toBeLessThanOrEqual(
    1 + 2e-4 * Math.max(...columns.map(({ value }) => value)) * (units.length + promotions),
  );

  // Strong duality: the prices of all units and the best reduced cost of each promotion add up to the optimum.
  const duals = made.dualsOfClasses();
  for (const price of duals) expect(price).toBeGreaterThanOrEqual(-LEAST_REDUCED_COST - 1e-6);
  const left = Array.from({ length: promotions }, () => 0);
  for (const { promotion, classes, counts, value } of columns) {
    const price = classes.reduce(
      (sum, unitClass, place) => sum + (duals[unitClass] ?? 0) * (counts[place] ?? 0),
      0,
    );
    left[promotion] = Math.max(left[promotion] ?? 0, value - price);
  }
  const cost =
    units.reduce((sum, count, unitClass) => sum + count * (duals[unitClass] ?? 0), 0) +
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
    .chain(([units, promotions]) =>
      fc.record({
        units: fc.constant(units),
        promotions: fc.constant(promotions),
        columns: fc.uniqueArray(
          fc
            .record({
              promotion: fc.nat(promotions - 1),
              uses: fc.dictionary(fc.nat(units.length - 1).map(String), of.counts, {
                minKeys: 1,
                maxKeys: 4,
              }),
              value: of.values,
            })
            .map(({ promotion, uses, value }) => ({
              promotion,
              classes: Object.keys(uses).map(Number),
              counts: Object.values(uses),
              value,
            })),
          {
            minLength: 1,
            maxLength: 40,
            selector: ({ promotion, classes, counts }) =>
              `${promotion} ${classes.join()} ${counts.join()}`,
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
      'more units than any column takes: only the promotions limit it',
      {
        units: fc.constant(500),
        counts: fc.integer({ min: 1, max: 3 }),
        values: fc.integer({ min: 1, max: 900_000 }),
      },
    ],
    [
      'gains that are hardly above the tolerance',
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

  test('many columns, so many pivots that the inverse is recomputed', () => {
    let state = 7;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const units = Array.from({ length: 60 }, () => 1 + draw(6));
    const columns = Array.from({ length: 4000 }, (): Column => {
      const classes = [...new Set(Array.from({ length: 3 }, () => draw(60)))];
      const counts = classes.map(() => 1 + draw(2));
      return { promotion: draw(40), classes, counts, value: 10_000 + draw(1_000_000) };
    });
    const made = new RestrictedMaster(units, 40);
    const added = columns.filter((column) => made.add(column));
    expect(made.solve()).toBe(true);
    agrees({ units, promotions: 40, columns: added }, made);
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
        const { units, promotions, columns } = programme;
        const made = new RestrictedMaster(units, promotions);
        let before = 0;
        for (let from = 0; from < columns.length; from += step) {
          const some = columns.slice(from, from + step);
          expect(some.map((column) => made.add(column))).toEqual(some.map(() => true));
          expect(made.solve()).toBe(true);
          const known = { ...programme, columns: columns.slice(0, from + step) };
          agrees(known, made);
          expect(made.objective).toBeGreaterThanOrEqual(before - slack(programme));
          before = made.objective;
        }
      }),
      { numRuns: 15 },
    );
  });

  test('that gain nothing at the earlier prices are priced once, and a column that is there is not added again', () => {
    const units = [4, 4, 4];
    const good: Column = { promotion: 0, classes: [0, 1], counts: [1, 1], value: 300_000 };
    const made = new RestrictedMaster(units, 2);
    made.add(good);
    made.solve();
    const [value, work] = [made.objective, made.work];
    expect(made.add(good)).toBe(false);
    expect(made.add({ promotion: 0, classes: [0, 1], counts: [2, 2], value: 200_000 })).toBe(true);
    made.solve();
    expect(made.objective).toBe(value);
    // A pivot would have written the whole inverse twice: each column was only priced once.
    expect(made.work - work).toBeLessThan(2 * (units.length + 2) ** 2);
  });
});
