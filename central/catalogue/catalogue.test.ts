import { describe, expect, test } from 'vitest';
import { MESSAGE_LIMIT_BYTES } from '../../contracts/envelope.ts';
import { Product } from '../../contracts/product.ts';
import { createCatalogue, cataloguePages, describeLine, pricesOf } from './catalogue.ts';
import { sale } from '../testing/messages.ts';
import { PRODUCTS } from '../testing/venue.ts';

const products = PRODUCTS.products.map((product) => Product.parse(product));
const line = (name: string, more: object = {}) => ({
  name,
  category: 'unknown',
  quantity: 1,
  unitPriceMinor: 100,
  amountMinor: 100,
  discountMinor: 0,
  ...more,
});

describe('the catalogue', () => {
  test.each([
    [{ gtin: '4006381333931' }, 'RICE'],
    [{ gtin: '04006381333931' }, 'RICE'],
    [{ code: '96385074' }, 'OIL'],
    [{ code: 'COLA' }, 'COLA'],
    [{ name: 'cola   330ml' }, 'COLA'],
    [{ name: 'ＣＯＬＡ 330ML' }, 'COLA'],
    [{ code: 'no such', name: 'RICE 5KG' }, 'RICE'],
    [{ name: 'COLA' }, undefined],
  ])('finds %j', (item, code) => {
    expect(createCatalogue(products, []).find(item)?.code).toBe(code);
  });

  test('a till line that it knows gets its GTIN, or its code without one, and its category', () => {
    const catalogue = createCatalogue(products, []);
    expect(describeLine(catalogue, line('RICE 5KG'))).toMatchObject({
      gtin: '04006381333931',
      category: 'food',
    });
    expect(describeLine(catalogue, line('COLA 330ML'))).toMatchObject({
      gtin: 'COLA',
      category: 'drinks',
    });
    expect(describeLine(catalogue, line('MYSTERY'))).toEqual(line('MYSTERY'));
  });

  test('a till name that two products claim stays unknown', () => {
    const twin = Product.parse({ ...PRODUCTS.products[0], code: 'RICE2', gtins: [] });
    const catalogue = createCatalogue([...products, twin], []);
    expect(catalogue.find({ name: 'RICE 5KG' })).toBeUndefined();
    expect(catalogue.ambiguousNames).toEqual(['RICE 5KG']);
  });

  test('a price seen at a till counts until the file says otherwise', () => {
    const first = createCatalogue(products, []);
    const lesson = first.lessonOf('COLA', 350);
    if (lesson === undefined) throw new Error('a new price teaches something');
    first.learn(lesson);
    expect(first.byCode('COLA')?.unitPriceMinor).toBe(350);
    expect(first.lessonOf('COLA', 350)).toBeUndefined();
    expect(createCatalogue(products, [lesson]).byCode('COLA')?.unitPriceMinor).toBe(350);
    const newer = products.map((one) =>
      one.code === 'COLA' ? { ...one, unitPriceMinor: 320 } : one,
    );
    expect(createCatalogue(newer, [lesson]).byCode('COLA')?.unitPriceMinor).toBe(320);
  });

  test('prices are learnt from single units of balanced sales alone', () => {
    const ham = Product.parse({
      code: 'HAM',
      title: { en: 'Ham' },
      unitPriceMinor: 1,
      soldBy: 'measure',
    });
    const catalogue = createCatalogue([...products, ham], []);
    const one = sale(1, [['COLA 330ML', 350]]);
    expect(pricesOf(catalogue, one)).toEqual([{ code: 'COLA', unitPriceMinor: 350 }]);
    expect(pricesOf(catalogue, { ...one, balance: { kind: 'unbalanced', deltaMinor: 1 } })).toEqual(
      [],
    );
    expect(pricesOf(catalogue, { ...one, balance: { kind: 'unchecked' } })).toEqual([]);
    expect(pricesOf(catalogue, { ...one, kind: 'refund' })).toEqual([]);
    expect(pricesOf(catalogue, { ...one, truncated: true })).toEqual([]);
    const lines = [
      line('COLA 330ML', { quantity: 2, unitPriceMinor: 350, amountMinor: 700 }),
      line('COLA 330ML', { unitPriceMinor: 350, amountMinor: 350, discountMinor: 50 }),
      line('HAM', { code: 'HAM', unitPriceMinor: 735, amountMinor: 735 }),
      line('COLA 330ML', { unitPriceMinor: 0, amountMinor: 0 }),
    ];
    expect(pricesOf(catalogue, { ...one, lines })).toEqual([]);
  });

  test('pages fit a message, hold everything once, and change version with any product', () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      Product.parse({
        code: `P${index}`,
        title: { 'zh-Hans': '有机红富士苹果'.repeat(3) },
        unitPriceMinor: index,
      }),
    );
    const pages = cataloguePages(many);
    for (const page of pages) {
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MESSAGE_LIMIT_BYTES - 500);
      expect(page.products.length).toBeLessThanOrEqual(500);
    }
    expect(pages.flatMap((page) => page.products)).toEqual(many);
    expect(new Set(pages.map((page) => page.version)).size).toBe(1);
    const dearer = many.map((product, index) =>
      index === 2999 ? { ...product, unitPriceMinor: 1 } : product,
    );
    expect(cataloguePages(dearer)[0]?.version).not.toBe(pages[0]?.version);
    expect(cataloguePages([])).toMatchObject([{ page: 0, pages: 1, products: [] }]);
  });
});
