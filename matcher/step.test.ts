import { expect, test } from 'vitest';
import {
  arrive,
  food,
  openShop,
  pairingOf,
  pairUp,
  reply,
  saleOf,
  happen,
  shown,
} from './testing/shop.ts';

test('two who reach the threshold together are shown one suggestion each, accept, pair and redeem', () => {
  const shop = openShop();
  arrive(shop, 'ann', { lines: [food(12_000)] });
  expect(shown(shop, 'ann')).toEqual([]);
  arrive(shop, 'bob', { lines: [food(9000)] });
  expect(shown(shop, 'ann').map((suggestion) => suggestion.savesMinor)).toEqual([2500]);
  expect(shown(shop, 'bob').map((suggestion) => suggestion.jointPaysMinor)).toEqual([6500]);
  const pairing = pairUp(shop, 'ann', 'bob');
  expect(pairing.slip.jointTotalMinor).toBe(16_000);
  expect(shown(shop, 'ann')).toEqual([]);
  const sale = saleOf(shop, pairing, { codes: [pairing.slip.code] });
  const said = happen(shop, { kind: 'sale', sale });
  expect(said.filter((message) => message.kind === 'redeemed')).toHaveLength(1);
  expect(pairingOf(shop, 'bob')?.state).toBe('redeemed');
  expect(() => reply(shop, 'ann', 'accept')).toThrow('no suggestion');
});
