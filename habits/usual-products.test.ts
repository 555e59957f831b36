import { describe, expect, test } from 'vitest';
import { usualProductsOf, learnRepurchaseModels, type PastPurchase } from './usual-products.ts';

const DAY_MS = 86_400_000;

function bought(
  shopper: string,
  item: string,
  days: readonly number[],
  kind = 'food',
): PastPurchase[] {
  return days.map((day) => ({ shopper, item, kind, atMs: day * DAY_MS }));
}

function every(days: number, until: number, from = 0): readonly number[] {
  return Array.from(
    { length: Math.ceil((until - from) / days) },
    (_, index) => from + index * days,
  );
}

/** Twenty shoppers who come every second day: milk every fourth, soap every thirtieth, and a gift once. */
const SHOP = Array.from({ length: 20 }, (_, number) => [
  ...bought(`s${number}`, 'bread', every(2, 120, number % 2)),
  ...bought(`s${number}`, 'milk', every(4, 120, number % 2)),
  ...bought(`s${number}`, 'soap', every(30, 120, number % 2), 'care'),
  ...bought(`s${number}`, 'gift', [number % 2], 'gifts'),
]).flat();
const RHYTHMS = learnRepurchaseModels(SHOP);

function chances(history: readonly PastPurchase[], day: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    usualProductsOf(RHYTHMS, history, day * DAY_MS).map((one) => [one.item, one.probability]),
  );
}

const ANN = [
  ...bought('ann', 'bread', every(2, 100)),
  ...bought('ann', 'milk', every(4, 100)),
  ...bought('ann', 'soap', [0, 30, 60, 90], 'care'),
  ...bought('ann', 'gift', [0], 'gifts'),
];

describe('what a shopper usually buys', () => {
  test('is foretold at its time: milk that is due, and not milk of the day before yesterday', () => {
    const [due, fresh] = [chances(ANN, 100), chances(ANN, 98)];
    expect(due['milk']).toBeGreaterThan(0.6);
    expect(fresh['milk']).toBeLessThan(0.3);
    expect(due['bread']).toBeGreaterThan(0.9);
  });

  test('an item bought once and never again is not predicted', () => {
    expect(chances(ANN, 100)['gift']).toBeLessThan(0.02);
  });

  test('soap of ten days ago is not foretold, soap of six weeks ago is', () => {
    expect(chances(ANN, 100)['soap']).toBeLessThan(0.2);
    expect(chances(ANN, 132)['soap']).toBeGreaterThan(0.5);
  });

  test('the longer she stays away, the more she needs: no probability falls', () => {
    const days = [100, 104, 110, 130, 200];
    for (const item of ['bread', 'milk', 'soap', 'gift']) {
      const rising = days.map((day) => chances(ANN, day)[item] ?? 0);
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    }
  });

  test('her own habit outweighs what others do', () => {
    const bob = [
      ...bought('bob', 'bread', every(2, 100)),
      ...bought('bob', 'soap', every(2, 100), 'care'),
    ];
    expect(chances(bob, 100)['soap']).toBeGreaterThan(0.8);
  });

  test('a product that nobody bought before gets the rates of its kind', () => {
    const history = [...bought('eve', 'bread', [94, 96, 98]), ...bought('eve', 'oat milk', [94])];
    const strange = [
      ...bought('eve', 'bread', [94, 96, 98]),
      ...bought('eve', 'vase', [94], 'gifts'),
    ];
    expect(chances(history, 100)['oat milk']).toBeGreaterThan(chances(strange, 100)['vase'] ?? 1);
  });

  test('the most probable stands first, with how often she needs it; probabilities are probabilities', () => {
    const intentions = usualProductsOf(RHYTHMS, ANN, 100 * DAY_MS);
    const all = intentions.map((one) => one.probability);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    for (const probability of all) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
    const milk = intentions.find((one) => one.item === 'milk');
    expect(milk?.times).toBe(25);
    expect((milk?.everyMs ?? 0) / DAY_MS).toBeGreaterThan(2);
    expect((milk?.everyMs ?? 0) / DAY_MS).toBeLessThan(6);
  });

  test('the order of the purchases does not matter, and what comes later is not looked at', () => {
    const later = [...ANN, ...bought('ann', 'caviar', [101])].toReversed();
    expect(usualProductsOf(RHYTHMS, later, 100 * DAY_MS)).toEqual(
      usualProductsOf(RHYTHMS, ANN, 100 * DAY_MS),
    );
    expect(learnRepurchaseModels(SHOP.toReversed()).overall.stages).toBe(RHYTHMS.overall.stages);
  });

  test('somebody without a history wants nothing that we know of', () => {
    expect(usualProductsOf(RHYTHMS, [], 100 * DAY_MS)).toEqual([]);
    expect(
      usualProductsOf(learnRepurchaseModels([]), bought('ann', 'bread', [0]), DAY_MS)[0]
        ?.probability,
    ).toBeLessThan(0.5);
  });
});
