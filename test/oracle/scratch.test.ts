import { describe, expect, test } from 'vitest';
import type { Basket } from '../../contracts/basket.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { parseBasket, parsePromotions } from '../../promotions/parse.ts';
import { openScratch } from '../../promotions/receipt/scratch.ts';
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
    // Every scratch prices its neighbours' baskets in between, larger and smaller ones.
    const scratches = all.map(({ compile }) => openScratch(compile()));
    const again = all.map(({ basket }, index) => {
      const scratch = scratches[index];
      if (scratch === undefined) return '';
      const { set } = scratch;
      for (const other of [1, 7, 13]) {
        const neighbour = all[(index + other) % all.length];
        if (neighbour !== undefined) price(neighbour.basket, set, { near: other === 7, scratch });
      }
      return JSON.stringify(price(basket, set, { scratch }));
    });
    expect(again).toEqual(fresh);
  });

  test('what was handed out stays as it was when the next basket is priced', () => {
    const all = cases(12, 200);
    const [first] = all;
    const set = first?.compile();
    if (set === undefined) throw new Error('no case');
    const scratch = openScratch(set);
    const results = all.map(({ basket }) => price(basket, set, { scratch }));
    const texts = results.map((result) => JSON.stringify(result));
    for (const { basket } of all.toReversed()) price(basket, set, { scratch });
    expect(results.map((result) => JSON.stringify(result))).toEqual(texts);
  });

  test('what is applied does not depend on whether the next steps are asked for', () => {
    for (const { basket, compile } of cases(13, 1_500)) {
      const set = compile();
      const scratch = openScratch(set);
      const { near, ...withNear } = price(basket, set, { scratch });
      const { near: none, ...without } = price(basket, set, { near: false, scratch });
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
      const scratch = openScratch(set);
      scratch.tally.round = 2 ** 31 - 2;
      const again = (): unknown => price(basket, set, { scratch });
      expect([again(), again(), again()]).toEqual([before, before, before]);
    }
  });

  test('a scratch of another file is refused', () => {
    const [one, other] = cases(16, 2);
    if (one === undefined || other === undefined) throw new Error('two cases were asked for');
    const scratch = openScratch(other.compile());
    expect(() => price(one.basket, one.compile(), { scratch })).toThrow('another compiled set');
  });
});
