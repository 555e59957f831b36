import { describe, expect, test } from 'vitest';
import type { Basket } from '../../contracts/basket.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../../promotions/parse.ts';
import { price } from '../../promotions/price.ts';
import { randomCase, seeded } from './generate.ts';
import { amountAlone } from './amount-alone.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';

interface Priceable {
  readonly basket: Basket;
  readonly compile: () => PromotionSet;
}

/** Cases of several sizes, each with its own promotions. */
function cases(seed: number, count: number): readonly Priceable[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const one = randomCase(random, { units: 3 + (index % 6), promotions: 1 + (index % 5) });
    const file = parsePromotions({ promotions: one.promotions, timeZone: 'Asia/Shanghai' });
    const { lines, member, at, usedToday } = one;
    return {
      basket: parseBasket({ lines, member, at, usedToday }),
      compile: () => compilePromotions(file),
    };
  });
}

describe('pricing works on scratch that it uses again and again', () => {
  test('a basket costs the same whatever was priced before it', () => {
    const all = cases(11, 400);
    const fresh = all.map(({ basket, compile }) => JSON.stringify(price(basket, compile())));
    // Every set prices its neighbours' baskets in between, larger and smaller ones.
    const sets = all.map(({ compile }) => compile());
    const again = all.map(({ basket }, index) => {
      const set = sets[index];
      if (set === undefined) return '';
      for (const other of [1, 7, 13]) {
        const neighbour = all[(index + other) % all.length];
        if (neighbour !== undefined) price(neighbour.basket, set, { near: other === 7 });
      }
      return JSON.stringify(price(basket, set));
    });
    expect(again).toEqual(fresh);
  });

  test('what was handed out stays as it was when the next basket is priced', () => {
    const all = cases(12, 200);
    const [first] = all;
    const set = first?.compile();
    if (set === undefined) throw new Error('no case');
    const results = all.map(({ basket }) => price(basket, set));
    const texts = results.map((result) => JSON.stringify(result));
    for (const { basket } of all.toReversed()) price(basket, set);
    expect(results.map((result) => JSON.stringify(result))).toEqual(texts);
  });

  test('what is applied does not depend on whether the next steps are asked for', () => {
    for (const { basket, compile } of cases(13, 1_500)) {
      const set = compile();
      const { near, ...withNear } = price(basket, set);
      const { near: none, ...without } = price(basket, set, { near: false });
      expect(without).toEqual(withNear);
      expect(none).toEqual([]);
      expect(Array.isArray(near)).toBe(true);
    }
  });

  test('the amount alone is the amount with everything', () => {
    for (const { basket, compile } of cases(14, 1_500)) {
      const set = compile();
      expect(amountAlone(basket, set)).toBe(price(basket, set).discountMinor);
    }
  });

  test('counting goes on after the last round that a set can number', () => {
    for (const { basket, compile } of cases(15, 200)) {
      const set = compile();
      const before = price(basket, set);
      set.tally.round = 2 ** 31 - 2;
      expect([price(basket, set), price(basket, set), price(basket, set)]).toEqual([
        before,
        before,
        before,
      ]);
    }
  });
});
