import { expect, test } from 'vitest';
import { CodePrefix, pairingCode } from '../../contracts/code.ts';
import { Gtin } from '../../contracts/gtin.ts';
import { Product } from '../../contracts/product.ts';
import type { Scan } from '../../contracts/scan.ts';
import { indexProducts } from '../central/catalogue.ts';
import { scanOutcome } from './scan-outcome.ts';

const COLA = Product.parse({
  code: 'COLA',
  gtins: ['4006381333931'],
  tillNames: ['COLA 330ML'],
  title: { en: 'Cola' },
  unitPriceMinor: 300,
});
const CHEESE = Product.parse({
  code: '12345',
  title: { en: 'Cheese' },
  unitPriceMinor: 2000,
  soldBy: 'measure',
});
const TEST_KIT = Product.parse({
  code: 'TEST',
  gtins: ['4012345678901'],
  title: { en: 'Pregnancy test' },
  unitPriceMinor: 900,
  sensitive: true,
});
const catalogue = indexProducts([COLA, CHEESE, TEST_KIT]);

const scanned = (product: Product): object => ({
  kind: 'added',
  item: { product, source: 'scanned' },
});

test('a product of the shop is added at its own price', () => {
  const gtin = Gtin.parse('4006381333931');
  expect(scanOutcome({ kind: 'product', gtin }, catalogue)).toEqual(scanned(COLA));
});

test('a weighed pack is added at the price on its label', () => {
  const pack: Scan = { kind: 'measured', item: '12345', priceMinor: 523 };
  expect(scanOutcome(pack, catalogue)).toEqual({
    kind: 'added',
    item: { product: CHEESE, source: 'scanned', packPriceMinor: 523 },
  });
});

test('a pack whose label carries a weight and no price is added at the price of the product', () => {
  const pack: Scan = { kind: 'measured', item: '12345', weightGrams: 261 };
  expect(scanOutcome(pack, catalogue)).toEqual(scanned(CHEESE));
});

test.each([
  ['its code', 'COLA'],
  ['the name that the till prints', 'cola  330ml'],
])('a text that is no barcode of goods finds a product by %s', (_, text) => {
  expect(scanOutcome({ kind: 'other', text }, catalogue)).toEqual(scanned(COLA));
});

test.each<Scan>([
  { kind: 'product', gtin: Gtin.parse('5901234123457') },
  { kind: 'measured', item: '99999', priceMinor: 100 },
  { kind: 'other', text: 'NOTHING' },
])('what the shop does not know is said to be not in the catalogue: %o', (scan) => {
  expect(scanOutcome(scan, catalogue)).toEqual({ kind: 'not-in-catalogue' });
});

test.each<Scan>([
  { kind: 'product', gtin: Gtin.parse('4012345678901') },
  { kind: 'measured', item: 'TEST', priceMinor: 100 },
  { kind: 'other', text: 'TEST' },
])('goods that are nobody else’s business are not pooled, however they are scanned: %o', (scan) => {
  expect(scanOutcome(scan, catalogue)).toEqual({
    kind: 'not-for-pooling',
    title: { en: 'Pregnancy test' },
  });
});

test('a card is a card, even where its number is a product code', () => {
  expect(scanOutcome({ kind: 'card', card: 'COLA' }, catalogue)).toEqual({
    kind: 'card',
    card: 'COLA',
  });
});

test('a pairing code is for the till: at a kiosk it is invalid', () => {
  const code = pairingCode(CodePrefix.parse('29'), () => 0.4);
  expect(scanOutcome({ kind: 'code', code }, catalogue)).toEqual({ kind: 'invalid' });
});

test('what could not be read is invalid, whatever its text says', () => {
  const scan: Scan = { kind: 'invalid', text: 'COLA', reason: 'wrong check digit' };
  expect(scanOutcome(scan, catalogue)).toEqual({ kind: 'invalid' });
});
