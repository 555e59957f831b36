import { afterEach, describe, expect, test } from 'vitest';
import { Product } from '../../contracts/product.ts';
import { PromotionsInForce, type ProductsPage } from '../../contracts/reference.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { groupCommit } from '../../store/group-commit.ts';
import { indexProducts } from './catalogue.ts';
import { ownPrice } from '../kiosk/progress.ts';
import { openReference, type Reference } from './reference.ts';
import { DAEMON_SCHEMA } from '../box/schema.ts';

const databases: Database[] = [];
afterEach(() => {
  for (const db of databases.splice(0)) db.close();
});

function product(code: string, more: object = {}): Product {
  return Product.parse({
    code,
    title: { en: code },
    category: 'food',
    unitPriceMinor: 100,
    ...more,
  });
}

function freshDatabase(): Database {
  const { db } = openDatabase(':memory:', DAEMON_SCHEMA);
  databases.push(db);
  return db;
}

function referenceOn(db: Database): Reference & { readonly changes: () => number } {
  let changes = 0;
  const reference = openReference(db, groupCommit(db), () => (changes += 1));
  return Object.assign(Object.create(reference) as Reference, { changes: () => changes });
}

const page = (version: string, index: number, pages: number, code: string): ProductsPage => ({
  version,
  page: index,
  pages,
  products: [product(code)],
});

const promotions = PromotionsInForce.parse({
  version: 'p1',
  file: {
    currency: 'CNY',
    promotions: [
      {
        id: 'autumn',
        title: { en: 'Autumn' },
        kind: 'spend',
        tiers: [
          { spendMinor: 1000, reward: { offMinor: 100 } },
          { spendMinor: 2000, reward: { offMinor: 300 } },
          { spendMinor: 3000, reward: { offMinor: 500 } },
        ],
      },
      {
        id: 'again',
        kind: 'spend',
        repeat: true,
        tiers: [{ spendMinor: 500, reward: { offMinor: 20 } }],
        scope: { include: { categories: ['tea'] } },
      },
    ],
  },
});

describe('the kept copy', () => {
  test('counts when all pages of one version are there, in whatever order, and survives a restart', async () => {
    const db = freshDatabase();
    const reference = referenceOn(db);
    await reference.takeProductsPage(page('v1', 1, 2, 'B'));
    expect(reference.inForce.productsVersion).toBeUndefined();
    await reference.takeProductsPage(page('v1', 0, 2, 'A'));
    await reference.takePromotions(promotions);
    const again = referenceOn(db).inForce;
    for (const inForce of [reference.inForce, again]) {
      expect(inForce.productsVersion).toBe('v1');
      expect(inForce.catalogue.products.map((one) => one.code)).toEqual(['A', 'B']);
      expect(inForce.promotions?.file.promotions.map((one) => one.id)).toEqual(['autumn', 'again']);
    }
  });

  test('is not mixed from two versions, and the old one stays until the new one is whole', async () => {
    const reference = referenceOn(freshDatabase());
    await reference.takeProductsPage(page('v1', 0, 1, 'OLD'));
    await reference.takeProductsPage(page('v2', 0, 2, 'NEW-1'));
    await reference.takeProductsPage(page('v3', 1, 2, 'OTHER'));
    expect(reference.inForce.catalogue.products.map((one) => one.code)).toEqual(['OLD']);
    await reference.takeProductsPage(page('v2', 1, 2, 'NEW-2'));
    expect(reference.inForce.catalogue.products.map((one) => one.code)).toEqual(['NEW-1', 'NEW-2']);
  });

  test('ignores a page that cannot be, and a version that it has', async () => {
    const reference = referenceOn(freshDatabase());
    await reference.takeProductsPage(page('v1', 5, 2, 'X'));
    await reference.takeProductsPage(page('v1', 0, 1, 'A'));
    await reference.takeProductsPage(page('v1', 0, 1, 'B'));
    expect(reference.inForce.catalogue.products.map((one) => one.code)).toEqual(['A']);
    expect(reference.changes()).toBe(1);
  });
});

describe('the catalogue', () => {
  const catalogue = indexProducts([
    product('85123A', {
      gtins: ['4006381333931'],
      tillNames: ['WHITE  HANGING'],
      title: { en: 'White heart', 'zh-Hans': '白色心形' },
    }),
    product('22423', { tillNames: ['shared name'] }),
    product('22424', { tillNames: ['SHARED NAME'] }),
  ]);

  test.each([
    ['a GTIN in any length', { name: '', code: '04006381333931' }, '85123A'],
    ['its code', { name: '', code: '22423' }, '22423'],
    [
      'its till name, whatever the case and spaces',
      { name: ' white hanging ', code: undefined },
      '85123A',
    ],
    ['its till name in wide letters', { name: 'ＷＨＩＴＥ HANGING', code: undefined }, '85123A'],
    ['its till name where the code says nothing', { name: 'WHITE HANGING', code: '999' }, '85123A'],
    ['a name that two products claim', { name: 'Shared Name', code: undefined }, undefined],
    ['nothing known', { name: 'MYSTERY', code: undefined }, undefined],
  ])('finds a till line by %s', (_, line, code) => {
    expect(catalogue.ofTillLine(line)?.code).toBe(code);
  });

  test.each([
    ['heart white', ['85123A']],
    ['心形', ['85123A']],
    ['224', ['22423', '22424']],
    ['', []],
    ['nothing', []],
  ])('search for "%s" finds %j', (text, codes) => {
    expect(catalogue.search(text).map((one) => one.code)).toEqual(codes);
  });
});

describe('own progress without central', () => {
  test.each<
    [
      number,
      string,
      { readonly reachedMinor: number; readonly missingMinor: number; readonly savesMinor: number },
    ]
  >([
    [999, 'autumn', { reachedMinor: 999, missingMinor: 1, savesMinor: 0 }],
    [1000, 'autumn', { reachedMinor: 1000, missingMinor: 1000, savesMinor: 100 }],
    [1500, 'autumn', { reachedMinor: 1500, missingMinor: 500, savesMinor: 100 }],
    [2500, 'autumn', { reachedMinor: 2500, missingMinor: 500, savesMinor: 300 }],
    [2999, 'autumn', { reachedMinor: 2999, missingMinor: 1, savesMinor: 300 }],
  ])('%i of food stands so towards %s', async (amountMinor, id, expected) => {
    const reference = referenceOn(freshDatabase());
    await reference.takePromotions(promotions);
    const line = {
      id: '1',
      category: 'food',
      quantity: 1,
      unitPriceMinor: amountMinor,
      source: 'scanned',
    } as const;
    const { progress } = ownPrice([line], { isRegistered: false, nowMs: 1 }, reference.inForce);
    expect(progress.find((one) => one.promotion === id)).toMatchObject(expected);
  });

  test('1200 of tea reached two of 500 and 200 of the third', async () => {
    const reference = referenceOn(freshDatabase());
    await reference.takePromotions(promotions);
    const line = {
      id: '1',
      category: 'tea',
      quantity: 4,
      unitPriceMinor: 300,
      source: 'scanned',
    } as const;
    const own = ownPrice([line], { isRegistered: false, nowMs: 1 }, reference.inForce);
    const again = own.progress.find((one) => one.promotion === 'again');
    // What the other promotion took off is gone: 1200 less its 100 stand towards the third 500.
    expect((again?.reachedMinor ?? 0) + (again?.missingMinor ?? 0)).toBe(1500);
    expect(again?.savesMinor).toBe(40);
  });
});
