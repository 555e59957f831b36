import { describe, expect, test } from 'vitest';
import { KIND_NAMES, type KindName } from '../../contracts/promotion.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../../promotions/parse.ts';
import { price } from '../../promotions/price.ts';
import { bruteForce, type OracleCase } from './brute-force.ts';
import { amountAlone } from './amount-alone.ts';
import { randomCase, seeded } from './generate.ts';

/** How many baskets; PINDAN_ORACLE_BASKETS=1000000 for a night. */
const BASKETS = Number(process.env['PINDAN_ORACLE_BASKETS'] ?? 12_000);
const SEED = Number(process.env['PINDAN_ORACLE_SEED'] ?? 20_261_122);

function fileOf(given: OracleCase): ReturnType<typeof parsePromotions> {
  return parsePromotions({
    currency: 'CNY',
    minorDigits: 2,
    timeZone: 'Asia/Shanghai',
    promotions: given.promotions,
  });
}

describe('the engine against every assignment of every unit', () => {
  test(`${BASKETS} generated baskets across all kinds and modifiers earn the same to the minor unit`, () => {
    const random = seeded(SEED);
    let inexact = 0;
    let earning = 0;
    const earningKinds = new Set<KindName>();
    for (let number = 0; number < BASKETS; number += 1) {
      const given = randomCase(random, { units: 5, promotions: 4 });
      const basket = parseBasket(given);
      const set = compilePromotions(fileOf(given));
      const priced = price(basket, set);
      const expected = bruteForce(given);
      if (priced.discountMinor !== expected) {
        throw new Error(
          `basket ${number}: engine ${priced.discountMinor}, every assignment ${expected}\n${JSON.stringify(given)}`,
        );
      }
      if (amountAlone(basket, set) !== expected) {
        throw new Error(`basket ${number}: the amount alone differs\n${JSON.stringify(given)}`);
      }
      if (!priced.exact) inexact += 1;
      if (expected > 0) earning += 1;
      for (const { promotion, discountMinor } of priced.applied) {
        const { kind } = given.promotions.find(({ id }) => id === promotion) ?? {};
        if (kind !== undefined && discountMinor > 0) earningKinds.add(kind);
      }
    }
    expect([...earningKinds].toSorted()).toEqual(KIND_NAMES.toSorted());
    expect(inexact).toBe(0);
    expect(earning).toBeGreaterThan(BASKETS / 3);
  }, 600_000);
});
