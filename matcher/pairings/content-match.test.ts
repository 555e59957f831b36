import { describe, expect, test } from 'vitest';
import { PairingId, ShopperId, TillId } from '../../contracts/ids.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import type { VenueSettings } from '../state/settings.ts';
import {
  arrive,
  food,
  happen,
  notices,
  openShop,
  pairingOf,
  pairUp,
  saleOf,
  SETTINGS,
  shown,
  SPEND_200,
  START_MS,
  TILL,
  visitState,
  wait,
  type Shop,
} from '../testing/shop.ts';

const MINUTE = 60_000;
const NO_CODES: VenueSettings = { ...SETTINGS, contentTills: [TILL] };

function paired(settings = NO_CODES): { readonly shop: Shop; readonly ann: PairingForMember } {
  const shop = openShop([SPEND_200], settings);
  arrive(shop, 'ann', { lines: [food(12_000)] });
  arrive(shop, 'bob', { lines: [food(9000)] });
  return { shop, ann: pairUp(shop, 'ann', 'bob') };
}

function sell(shop: Shop, pairing: PairingForMember, other = {}): readonly string[] {
  return notices(happen(shop, { kind: 'sale', sale: saleOf(shop, pairing, other) }));
}

function say(shop: Shop, pairing: PairingForMember, isRedeemed: boolean) {
  return happen(shop, { kind: 'staff-answer', pairing: pairing.pairing, isRedeemed });
}

describe('at a till that reads no codes, a sale with the lines and the total of a joint receipt', () => {
  test('is probably it: staff are told, and nothing is redeemed until they say so', () => {
    const { shop, ann } = paired();
    const said = happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
    expect(said).toMatchObject([
      {
        kind: 'staff',
        value: {
          notice: 'content-match-probable',
          till: TILL,
          pairing: ann.pairing,
          expectedMinor: 16_000,
          actualMinor: 16_000,
        },
      },
    ]);
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
    const redeemed = say(shop, ann, true);
    expect(redeemed.filter((message) => message.kind === 'redeemed')).toMatchObject([
      { pairing: ann.pairing, till: TILL, savingMinor: 5000, jointTotalMinor: 16_000 },
    ]);
    expect(pairingOf(shop, 'bob')?.state).toBe('redeemed');
    expect(visitState(shop, 'bob')).toMatchObject({ open: false, endedBecause: 'sale' });
    expect(sell(shop, ann, { codes: [ann.slip.code] })).toEqual(['code-already-redeemed']);
  });

  test('is nothing at a till that reads codes', () => {
    const { shop, ann } = paired(SETTINGS);
    expect(sell(shop, ann)).toEqual([]);
    const { shop: other, ann: pairing } = paired();
    expect(sell(other, pairing, { till: TillId.parse('till-2') })).toEqual([]);
  });

  test.each([
    ['a cent more', { totalMinor: 16_001 }],
    ['a cent less', { totalMinor: 15_999 }],
    ['a line less', { lines: [] }],
    ['a refund', { kind: 'refund' }],
    ['a receipt of which bytes were lost', { truncated: true }],
    ['closed before the pairing was confirmed', { closedAtMs: START_MS - 1 }],
    ['closed after it ran out', { closedAtMs: START_MS + 20 * MINUTE + 1 }],
  ])('is none of it with %s', (_, other) => {
    const { shop, ann } = paired();
    expect(sell(shop, ann, other)).toEqual([]);
    expect(say(shop, ann, true)).toMatchObject([{ kind: 'refused', reason: 'no-such-pairing' }]);
  });

  test('closed at the last moment of the pairing is still one', () => {
    const { shop, ann } = paired();
    expect(sell(shop, ann, { closedAtMs: ann.slip.expiresAtMs })).toEqual([
      'content-match-probable',
    ]);
  });

  test('was not it, say staff: the pairing goes on, and the next sale that fits is asked about', () => {
    const { shop, ann } = paired();
    sell(shop, ann);
    say(shop, ann, false);
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
    expect(sell(shop, ann)).toEqual(['content-match-probable']);
    say(shop, ann, true);
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('with a slip’s code on it is redeemed at once, as everywhere', () => {
    const { shop, ann } = paired();
    expect(sell(shop, ann, { codes: [ann.slip.code] })).toEqual([]);
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('asks about one pairing only, the one that was confirmed first', () => {
    const { shop, ann } = paired();
    arrive(shop, 'cat', { lines: [food(12_000)] });
    arrive(shop, 'dan', { lines: [food(9000)] });
    const cat = pairUp(shop, 'cat', 'dan');
    const said = happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
    expect(said.map((message) => message.kind === 'staff' && message.value.pairing)).toEqual([
      ann.pairing,
    ]);
    expect(
      happen(shop, { kind: 'sale', sale: saleOf(shop, cat) }).map(
        (message) => message.kind === 'staff' && message.value.pairing,
      ),
    ).toEqual([cat.pairing]);
  });

  test('lets nobody be taken for who did not come, and counts although the answer comes after the deadline', () => {
    const { shop, ann } = paired();
    sell(shop, ann);
    wait(shop, 20 * MINUTE);
    expect(pairingOf(shop, 'ann')?.state).toBe('expired');
    expect(visitState(shop, 'ann')).toMatchObject({ open: false, endedBecause: 'sale' });
    expect(say(shop, ann, true).some((message) => message.kind === 'redeemed')).toBe(true);
    expect(pairingOf(shop, 'bob')?.state).toBe('redeemed');
    expect(say(shop, ann, true)).toMatchObject([{ kind: 'refused' }]);
  });

  test('uses a promotion of the day once, with her card on it too', () => {
    const once = { ...SPEND_200, limit: { perShopperPerDay: 2 } };
    const shop = openShop([once], NO_CODES);
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    const ann = pairUp(shop, 'ann', 'bob');
    happen(shop, { kind: 'sale', sale: saleOf(shop, ann), shopper: ShopperId.parse('ann') });
    say(shop, ann, true);
    expect(shop.state.used.get('ann')?.times).toEqual({ autumn: 1 });
    expect(shop.state.used.get('bob')?.times).toEqual({ autumn: 1 });
  });

  test('a cancelled pairing is past answering', () => {
    const { shop, ann } = paired();
    sell(shop, ann);
    happen(shop, { kind: 'pairing-cancelled', visit: ann.visit, pairing: ann.pairing });
    expect(say(shop, ann, true)).toMatchObject([{ kind: 'refused', reason: 'too-late' }]);
    expect(shown(shop, 'ann')).toEqual([]);
    expect(
      happen(shop, {
        kind: 'staff-answer',
        pairing: PairingId.parse('01ZZZZZZZZZZZZZZZZZZZZZZZZ'),
        isRedeemed: true,
      }),
    ).toMatchObject([{ kind: 'refused', reason: 'no-such-pairing' }]);
  });
});
