import { beforeAll, describe, expect, test } from 'vitest';
import type { Highs } from 'highs';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../../promotions/parse.ts';
import { price } from '../../promotions/price.ts';
import { loadHighs } from '../highs.ts';
import { bruteForce, type OracleCase } from './brute-force.ts';
import { denseCase, type DenseSize } from './dense.ts';
import { denseProgramme } from './dense-programme.ts';
import { solveWhole } from './integer-programme.ts';

/** Many more seeds by PINDAN_DENSE=1, with a line of figures for each basket. */
const IS_LONG = process.env['PINDAN_DENSE'] !== undefined;
/** The programme is proven in a second or a few; a machine that is busy with other things may take longer. */
const SECONDS = 120;

/** `least` is what share of the optimum a basket earns whose optimum the engine did not prove; caps loosen its bound most. */
const SIZES: readonly (Omit<DenseSize, 'categories' | 'unitsOfLine'> & {
  readonly least: number;
  readonly seeds: number;
  readonly longSeeds: number;
})[] = [
  { lines: 20, promotions: 10, stepMinor: 100, capped: 0, least: 0.99, seeds: 8, longSeeds: 100 },
  { lines: 20, promotions: 10, stepMinor: 1, capped: 0.15, least: 0.99, seeds: 8, longSeeds: 100 },
  { lines: 30, promotions: 12, stepMinor: 100, capped: 0, least: 0.99, seeds: 4, longSeeds: 40 },
  { lines: 60, promotions: 24, stepMinor: 100, capped: 0, least: 0.99, seeds: 2, longSeeds: 30 },
  { lines: 60, promotions: 24, stepMinor: 10, capped: 0.15, least: 0.95, seeds: 2, longSeeds: 30 },
];

function unitsOf({ lines }: OracleCase): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

let highs: Highs;
beforeAll(async () => {
  highs = await loadHighs();
});

describe('the engine against an integer programme', () => {
  test('the programme itself earns what every assignment of every unit does', () => {
    const size = { lines: 4, promotions: 4, categories: 3, unitsOfLine: 2, capped: 0.3 };
    const wrong: string[] = [];
    let earning = 0;
    for (let seed = 1; seed <= (IS_LONG ? 1000 : 80); seed += 1) {
      const given = denseCase(seed, { ...size, stepMinor: seed % 2 === 0 ? 100 : 1 });
      const { valueMinor, boundMinor } = solveWhole(highs, denseProgramme(given), SECONDS);
      const expected = bruteForce(given);
      if (valueMinor !== expected || boundMinor !== expected)
        wrong.push(
          `programme ${valueMinor} to ${boundMinor}, every assignment ${expected}: ${JSON.stringify(given)}`,
        );
      if (expected > 0) earning += 1;
    }
    expect(wrong).toEqual([]);
    expect(earning).toBeGreaterThan(30);
  }, 600_000);

  test.each(SIZES)(
    '$lines lines under $promotions promotions at prices in steps of $stepMinor, $capped of them capped: exact is exact, the rest earns $least at least',
    ({ lines, promotions, stepMinor, capped, least, seeds, longSeeds }) => {
      const size = { lines, promotions, stepMinor, capped, categories: 8, unitsOfLine: 5 };
      const wrong: string[] = [];
      let exact = 0;
      for (let seed = 1; seed <= (IS_LONG ? longSeeds : seeds); seed += 1) {
        const given = denseCase(seed, size);
        const file = parsePromotions({
          currency: 'CNY',
          minorDigits: 2,
          timeZone: 'Asia/Shanghai',
          promotions: given.promotions,
        });
        const priced = price(parseBasket({ lines: given.lines }), compilePromotions(file), {
          near: false,
        });
        const { valueMinor, boundMinor } = solveWhole(highs, denseProgramme(given), SECONDS);
        const what = `${lines}x${promotions}/${stepMinor}/${capped} seed ${seed}, ${unitsOf(given)} units: engine ${priced.discountMinor} ${priced.exact ? 'exact' : 'not proven'}, programme ${valueMinor} to ${boundMinor}, ratio ${(priced.discountMinor / boundMinor).toFixed(6)}`;
        if (IS_LONG) process.stdout.write(`${what}\n`);
        const isRight =
          valueMinor === boundMinor &&
          priced.discountMinor <= valueMinor &&
          priced.discountMinor >= (priced.exact ? 1 : least) * valueMinor;
        if (!isRight) wrong.push(what);
        if (priced.exact) exact += 1;
      }
      expect(wrong).toEqual([]);
      expect(exact).toBeGreaterThan(0);
    },
    3_600_000,
  );
});
