import { expect, test } from 'vitest';
import { covers, filtersHeardBy, filtersSpokenBy } from './topic-rights.ts';

const box = { venue: 'shop', dev: 'box-1' };

test('a box may say and hear exactly this', () => {
  expect(filtersSpokenBy(box).toSorted()).toEqual([
    'pindan/v1/shop/ch/+/box-1',
    'pindan/v1/shop/st/box-1',
    'pindan/v1/shop/up/box-1/answer',
    'pindan/v1/shop/up/box-1/ask',
    'pindan/v1/shop/up/box-1/connect',
    'pindan/v1/shop/up/box-1/event',
    'pindan/v1/shop/up/box-1/slip',
    'pindan/v1/shop/up/box-1/visit',
  ]);
  expect(filtersHeardBy(box).toSorted()).toEqual([
    'pindan/v1/shop/all/call',
    'pindan/v1/shop/all/staff',
    'pindan/v1/shop/ch/+/+',
    'pindan/v1/shop/down/box-1/ack',
    'pindan/v1/shop/down/box-1/pairing',
    'pindan/v1/shop/down/box-1/reply/+',
    'pindan/v1/shop/down/box-1/suggestion',
    'pindan/v1/shop/down/box-1/visit',
    'pindan/v1/shop/ref/products/+',
    'pindan/v1/shop/ref/promotions',
    'pindan/v1/shop/st/central',
  ]);
});

test.each([
  ['a/+/c', 'a/b/c', true],
  ['a/+/c', 'a/+/c', true],
  ['a/b/c', 'a/+/c', false],
  ['a/+', 'a/#', false],
  ['a/+', 'a/b/c', false],
  ['a/b/c', 'a/b', false],
  ['a/+', 'a/', true],
])('the filter %s stands for all of %s: %s', (filter, narrower, isCovered) => {
  expect(covers(filter, narrower)).toBe(isCovered);
});
