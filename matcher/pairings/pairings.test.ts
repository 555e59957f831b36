import { describe, expect, test } from 'vitest';
import { PairingCode } from '../../contracts/code.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import { ShopperId } from '../../contracts/ids.ts';
import {
  arrive,
  BOX,
  food,
  happen,
  notices,
  openShop,
  pairingOf,
  pairUp,
  saleOf,
  scan,
  SETTINGS,
  shown,
  START_MS,
  TILL,
  visitOf,
  visitState,
  wait,
  type Shop,
} from '../testing/shop.ts';
import { presentMessages, step, createMatcher } from '../step.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { promotionsFile, SPEND_200 } from '../testing/shop.ts';

const MINUTE = 60_000;

function paired(): {
  readonly shop: Shop;
  readonly ann: PairingForMember;
  readonly bob: PairingForMember;
} {
  const shop = openShop();
  arrive(shop, 'ann', { lines: [food(12_000)] });
  arrive(shop, 'bob', { lines: [food(9000)] });
  const ann = pairUp(shop, 'ann', 'bob');
  const bob = pairingOf(shop, 'bob');
  if (bob === undefined) throw new Error('bob has no pairing');
  return { shop, ann, bob };
}

function withCode(shop: Shop, pairing: PairingForMember, other = {}): readonly string[] {
  const sale = saleOf(shop, pairing, { codes: [pairing.slip.code], ...other });
  return notices(happen(shop, { kind: 'sale', sale }));
}

describe('a pairing', () => {
  test('gives each member a code of her own, the whole joint receipt, and what she pays', () => {
    const { ann, bob } = paired();
    expect(ann.slip.code).not.toBe(bob.slip.code);
    expect(ann.slip.joint.map((line) => line.amountMinor)).toEqual([12_000, 9000]);
    expect(ann.slip.jointPaysMinor + bob.slip.jointPaysMinor).toBe(ann.slip.jointTotalMinor);
    expect(ann.slip.expiresAtMs).toBe(START_MS + 20 * MINUTE);
  });

  test('is frozen: a member who scans more, or ends her visit, changes nothing in it', () => {
    const { shop, ann } = paired();
    scan(shop, 'bob', []);
    happen(shop, { kind: 'visit-ended', visit: visitOf('bob') });
    expect(pairingOf(shop, 'ann')).toEqual(ann);
    expect(withCode(shop, ann)).toEqual([]);
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('ends at the first deadline of a member where that is before twenty minutes', () => {
    const shop = openShop();
    const until = new Date(START_MS + 12 * MINUTE).toISOString();
    arrive(shop, 'ann', { lines: [food(12_000)], requirements: { until } });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(pairUp(shop, 'ann', 'bob').slip.expiresAtMs).toBe(START_MS + 12 * MINUTE);
    wait(shop, 12 * MINUTE);
    expect(pairingOf(shop, 'bob')).toMatchObject({ state: 'expired', endedBecause: 'deadline' });
  });

  test('is ended by one cancel: the partner is told no more than that, and is matched anew', () => {
    const { shop, ann } = paired();
    arrive(shop, 'cat', { lines: [food(9000)] });
    happen(shop, { kind: 'pairing-cancelled', visit: visitOf('bob'), pairing: ann.pairing });
    expect(pairingOf(shop, 'bob')).toMatchObject({ state: 'cancelled', endedBecause: 'me' });
    expect(pairingOf(shop, 'ann')).toMatchObject({ state: 'cancelled', endedBecause: 'partner' });
    expect(shown(shop, 'cat').length).toBeGreaterThan(0);
    expect(withCode(shop, ann)).toEqual(['code-expired']);
  });

  test('a cancel of somebody else’s pairing, or of one that is over, is refused', () => {
    const { shop, ann } = paired();
    arrive(shop, 'cat');
    const cancel = (name: string) =>
      happen(shop, { kind: 'pairing-cancelled', visit: visitOf(name), pairing: ann.pairing });
    expect(cancel('cat')[0]).toMatchObject({ kind: 'refused', reason: 'no-such-pairing' });
    cancel('ann');
    expect(cancel('bob')[0]).toMatchObject({ kind: 'refused', reason: 'too-late' });
  });
});

describe('a code', () => {
  test('redeems once: all codes of the pairing are burnt, and both visits end with the sale', () => {
    const { shop, ann, bob } = paired();
    expect(withCode(shop, ann)).toEqual([]);
    expect(visitState(shop, 'bob')).toMatchObject({ open: false, endedBecause: 'sale' });
    expect(withCode(shop, ann)).toEqual(['code-already-redeemed']);
    expect(withCode(shop, bob)).toEqual(['code-already-redeemed']);
    expect(shop.said.filter((message) => message.kind === 'redeemed')).toHaveLength(1);
  });

  test('both slips on one sale redeem it once and trouble nobody', () => {
    const { shop, ann, bob } = paired();
    expect(withCode(shop, ann, { codes: [ann.slip.code, bob.slip.code] })).toEqual([]);
  });

  test('stays good when the sale lacks a joint line, and staff are told which', () => {
    const { shop, ann } = paired();
    const sale = saleOf(shop, ann, { codes: [ann.slip.code] });
    const said = happen(shop, { kind: 'sale', sale: { ...sale, lines: sale.lines.slice(0, 1) } });
    const notice = said.find((message) => message.kind === 'staff');
    expect(notice?.value).toMatchObject({ notice: 'joint-lines-missing', missing: ['Food 1'] });
    expect(withCode(shop, ann)).toEqual([]);
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test.each([
    ['truncated', { truncated: true }],
    ['a refund', { kind: 'refund' }],
    ['a void', { kind: 'void' }],
    ['a training receipt', { kind: 'training' }],
  ])('is not used up by a sale that is %s', (_, other) => {
    const { shop, ann } = paired();
    expect(withCode(shop, ann, other)).toEqual(['joint-lines-missing']);
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
  });

  test('redeems although the till’s total differs, and staff are told both totals', () => {
    const { shop, ann } = paired();
    expect(withCode(shop, ann, { totalMinor: 21_000 })).toEqual(['total-differs']);
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('that nobody knows is told to staff', () => {
    const { shop, ann } = paired();
    const unknown = PairingCode.parse('2900000000001');
    expect(withCode(shop, ann, { codes: [unknown] })).toEqual(['code-unknown']);
  });

  test('scanned at the till redeems the sale that closes there within three minutes, not a moment later', () => {
    for (const [laterMs, state] of [
      [3 * MINUTE, 'redeemed'],
      [3 * MINUTE + 1, 'confirmed'],
    ] as const) {
      const { shop, ann } = paired();
      happen(shop, { kind: 'till-scan', till: TILL, code: ann.slip.code, scannedAtMs: shop.nowMs });
      shop.nowMs += laterMs;
      happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
      expect(pairingOf(shop, 'ann')?.state).toBe(state);
    }
  });

  test('scanned while the sale overtook it on the way redeems all the same', () => {
    const { shop, ann } = paired();
    happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
    happen(shop, { kind: 'till-scan', till: TILL, code: ann.slip.code, scannedAtMs: shop.nowMs });
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('scanned a moment after a sale closed does not redeem that sale: it waits for the next one', () => {
    const { shop, ann } = paired();
    happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
    shop.nowMs += 1;
    happen(shop, { kind: 'till-scan', till: TILL, code: ann.slip.code, scannedAtMs: shop.nowMs });
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
    happen(shop, { kind: 'sale', sale: saleOf(shop, ann) });
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('that waits at a till is not redeemed by a sale that closed there before the scan and is reported late', () => {
    const { shop, ann } = paired();
    const sale = saleOf(shop, ann);
    shop.nowMs += 1;
    happen(shop, { kind: 'till-scan', till: TILL, code: ann.slip.code, scannedAtMs: shop.nowMs });
    happen(shop, { kind: 'sale', sale });
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
  });

  test('used in time is honoured although the news came after the pairing ran out', () => {
    const { shop, ann } = paired();
    const sale = saleOf(shop, ann, { codes: [ann.slip.code], closedAtMs: ann.slip.expiresAtMs });
    wait(shop, 21 * MINUTE);
    expect(pairingOf(shop, 'ann')?.state).toBe('expired');
    happen(shop, { kind: 'sale', sale });
    expect(pairingOf(shop, 'ann')?.state).toBe('redeemed');
  });

  test('on a slip that may not be readable is revoked and replaced; the partner’s stays good', () => {
    const { shop, ann, bob } = paired();
    happen(shop, {
      kind: 'slip-reported',
      pairing: ann.pairing,
      visit: visitOf('ann'),
      code: ann.slip.code,
      outcome: 'uncertain',
    });
    const again = pairingOf(shop, 'ann');
    expect(again?.slip.reprint).toBe(true);
    expect(again?.slip.code).not.toBe(ann.slip.code);
    expect(pairingOf(shop, 'bob')?.slip.code).toBe(bob.slip.code);
    expect(withCode(shop, ann)).toEqual(['code-revoked']);
    expect(withCode(shop, bob)).toEqual([]);
  });

  test('a report on the revoked slip does not revoke the new one', () => {
    const { shop, ann } = paired();
    const report = {
      kind: 'slip-reported',
      pairing: ann.pairing,
      visit: visitOf('ann'),
      code: ann.slip.code,
      outcome: 'uncertain',
    } as const;
    happen(shop, report);
    const again = pairingOf(shop, 'ann');
    happen(shop, report);
    expect(pairingOf(shop, 'ann')).toEqual(again);
  });
});

test('a sale with her card on it ends a visit, and what it used of the day is remembered', () => {
  const shop = openShop([{ ...SPEND_200, limit: { perShopperPerDay: 1 } }]);
  arrive(shop, 'ann', { lines: [food(12_000)] });
  const line = {
    name: 'x',
    category: 'food',
    quantity: 1,
    unitPriceMinor: 20_000,
    amountMinor: 20_000,
    discountMinor: 0,
  };
  const { shop: other, ann } = paired();
  const sale = { ...saleOf(other, ann), lines: [line], totalMinor: 15_000 };
  happen(shop, { kind: 'sale', sale, shopper: ShopperId.parse('ann') });
  expect(visitState(shop, 'ann')).toMatchObject({ open: false, endedBecause: 'sale' });
  arrive(shop, 'bob', { lines: [food(9000)] });
  arrive(shop, 'ann2', { lines: [food(12_000)] });
  expect(shown(shop, 'bob')).toHaveLength(1);
  happen(shop, { kind: 'visit-ended', visit: visitOf('ann2') });
  happen(shop, {
    kind: 'visit-opened',
    visit: visitOf('ann3'),
    device: BOX,
    terminal: pairingOf(other, 'ann')?.terminal ?? ann.terminal,
    shopper: ShopperId.parse('ann'),
    member: false,
    language: 'en',
    nickname: { fruit: 'fig', colour: 'red', number: 11 },
    usedToday: {},
    requirements: {
      maxGroupSize: 4,
      minSavingMinor: 1,
      promotions: 'any',
      meetingPoints: 'any',
      blocks: [],
    },
  });
  scan(shop, 'ann3', [food(12_000)]);
  expect(shown(shop, 'bob')).toEqual([]);
});

test('the same events give the same bytes', () => {
  const { shop, ann } = paired();
  withCode(shop, ann);
  const again = createMatcher(SETTINGS, compilePromotions(promotionsFile([SPEND_200])));
  const said = shop.events.flatMap((event) => step(again, event, event.atMs).messages);
  expect(JSON.stringify(said)).toBe(JSON.stringify(shop.said));
});

test('a daemon that was born anew is told everything that is true now, and only of its own visits', () => {
  const { shop } = paired();
  const kinds = presentMessages(shop.state, shop.nowMs, BOX).map((message) => message.kind);
  expect(kinds.toSorted()).toEqual([
    'pairing',
    'pairing',
    'suggestions',
    'suggestions',
    'visit',
    'visit',
  ]);
  expect(presentMessages(shop.state, shop.nowMs, 'elsewhere' as never)).toEqual([]);
});
