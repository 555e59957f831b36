import { describe, expect, test } from 'vitest';
import { VIRTUAL_PRODUCTS } from './catalogue.ts';
import { VIRTUAL_PROMOTIONS } from './promotions.ts';

describe('the virtual supermarket', () => {
  test('sells sixty products, each with a code, a GTIN and a till name of its own', () => {
    expect(VIRTUAL_PRODUCTS).toHaveLength(60);
    expect(new Set(VIRTUAL_PRODUCTS.map((product) => product.code)).size).toBe(60);
    expect(new Set(VIRTUAL_PRODUCTS.flatMap((product) => product.gtins)).size).toBe(60);
    expect(new Set(VIRTUAL_PRODUCTS.flatMap((product) => product.tillNames)).size).toBe(60);
  });

  test.each(VIRTUAL_PRODUCTS)(
    '$code fits on a receipt line and has a name in three languages',
    (product) => {
      expect(product.tillNames[0]).toMatch(/^[A-Z][A-Z0-9 ]{2,19}$/);
      expect(Object.keys(product.title)).toEqual(['en', 'zh-Hans', 'zh-Hant']);
      expect(product.gtins[0]).toMatch(/^0952\d{10}$/);
    },
  );

  test('promises only what its categories can keep', () => {
    const categories = new Set(VIRTUAL_PRODUCTS.map((product) => product.category));
    for (const promotion of VIRTUAL_PROMOTIONS.promotions) {
      const scope = 'scope' in promotion ? promotion.scope : undefined;
      for (const category of scope?.include?.categories ?? [])
        expect(categories).toContain(category);
    }
  });
});
