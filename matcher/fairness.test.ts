import { describe, expect, test } from 'vitest';
import { matchShoppers } from './offline/match.ts';
import { partnersInPlan } from './search/restricted-master.ts';
import { MatchInput } from '../contracts/match.ts';
import {
  arrive,
  food,
  happen,
  openShop,
  pairingOf,
  pairUp,
  reply,
  scan,
  shown,
  SPEND_200,
  visitOf,
  visitState,
  wait,
  type Shop,
} from './testing/shop.ts';

const MINUTE = 60_000;
const PAIRS_ONLY = { requirements: { maxGroupSize: 2 } } as const;

/** Half of what is needed, all alike, so that only waiting tells them apart. */
function half(shop: Shop, name: string): void {
  arrive(shop, name, { lines: [food(10_000)], ...PAIRS_ONLY });
}

/** With whom the plan puts each: who is in a chosen group. */
function planned(shop: Shop): readonly string[] {
  return shop.state.master.slots
    .flatMap((slot) =>
      slot !== undefined && partnersInPlan(shop.state.master, slot.index).length > 1
        ? slot.member.id
        : [],
    )
    .toSorted();
}

describe('waiting', () => {
  test.each([
    [
      ['2026-11-30T09:00:00Z', '2026-11-30T09:02:00Z', '2026-11-30T09:01:00Z'],
      ['a', 'c'],
    ],
    [
      ['2026-11-30T09:02:00Z', '2026-11-30T09:01:00Z', '2026-11-30T09:00:00Z'],
      ['c', 'b'],
    ],
    // Nobody waits longer: ids decide.
    [
      ['2026-11-30T09:00:00Z', '2026-11-30T09:00:00Z', '2026-11-30T09:00:00Z'],
      ['a', 'b'],
    ],
  ])('of three alike since %j the longest-waiting two are grouped', (since, members) => {
    const input = MatchInput.parse({
      promotions: [SPEND_200],
      shoppers: since.map((waitingSince, index) => ({
        id: 'abc'.charAt(index),
        waitingSince,
        lines: [{ id: '1', category: 'food', quantity: 1, unitPriceMinor: 10_000 }],
        requirements: { maxGroupSize: 2 },
      })),
    });
    expect(matchShoppers(input).groups.map((group) => group.members)).toEqual([members]);
  });

  test('the odd cent goes to who waited longer', () => {
    const shop = openShop([
      { ...SPEND_200, tiers: [{ spendMinor: 20_000, reward: { offMinor: 5001 } }] },
    ]);
    half(shop, 'zoe');
    wait(shop, 1);
    half(shop, 'ann');
    expect(shown(shop, 'zoe')[0]?.savesMinor).toBe(2501);
    expect(shown(shop, 'ann')[0]?.savesMinor).toBe(2500);
  });

  test('in the stream the longest-waiting are planned together, also when another one comes', () => {
    const shop = openShop();
    for (const name of ['zoe', 'yan', 'ann']) {
      half(shop, name);
      wait(shop, 1000);
    }
    expect(planned(shop)).toEqual(['yan', 'zoe']);
  });
});

/** Pairs two, and the first of them cancels. */
function cancel(shop: Shop, name: string, partner: string): void {
  const pairing = pairUp(shop, name, partner);
  happen(shop, { kind: 'pairing-cancelled', visit: visitOf(name), pairing: pairing.pairing });
}

describe('letting others down', () => {
  test('who cancels stands behind those who wait, though she came first', () => {
    const shop = openShop();
    half(shop, 'ann');
    wait(shop, 1000);
    half(shop, 'bob');
    const pairing = pairUp(shop, 'ann', 'bob');
    wait(shop, 1000);
    half(shop, 'cat');
    wait(shop, 1000);
    happen(shop, { kind: 'pairing-cancelled', visit: visitOf('ann'), pairing: pairing.pairing });
    expect(planned(shop)).toEqual(['bob', 'cat']);
  });

  test('once, she goes before those who come later; the second time they go before her for a quarter of an hour', () => {
    for (const [times, expected] of [
      [1, ['ann', 'later']],
      [2, ['later', 'sooner']],
    ] as const) {
      const shop = openShop();
      half(shop, 'ann');
      for (let time = 0; time < times; time += 1) {
        half(shop, `partner${time}`);
        cancel(shop, 'ann', `partner${time}`);
        happen(shop, { kind: 'visit-ended', visit: visitOf(`partner${time}`) });
      }
      wait(shop, 5 * MINUTE);
      half(shop, 'later');
      wait(shop, MINUTE);
      half(shop, 'sooner');
      expect(planned(shop)).toEqual(expected);
    }
  });

  test('is remembered when she comes again, for a day', () => {
    for (const [hours, expected] of [
      [0, ['bob', 'cat']],
      [25, ['ann', 'bob']],
    ] as const) {
      const shop = openShop();
      half(shop, 'ann');
      for (const partner of ['p1', 'p2', 'p3', 'p4', 'p5']) {
        half(shop, partner);
        cancel(shop, 'ann', partner);
        happen(shop, { kind: 'visit-ended', visit: visitOf(partner) });
      }
      happen(shop, { kind: 'visit-ended', visit: visitOf('ann') });
      wait(shop, hours * 60 * MINUTE + 31 * MINUTE);
      half(shop, 'ann');
      wait(shop, 1000);
      half(shop, 'bob');
      wait(shop, 1000);
      half(shop, 'cat');
      expect(planned(shop)).toEqual(expected);
    }
  });

  test('is counted for exactly a day: then the next time is a first time again', () => {
    for (const [laterMs, expected] of [
      [24 * 60 * MINUTE, ['later', 'sooner']],
      [24 * 60 * MINUTE + 1, ['ann', 'later']],
    ] as const) {
      const shop = openShop();
      half(shop, 'ann');
      half(shop, 'first');
      cancel(shop, 'ann', 'first');
      for (const name of ['ann', 'first'])
        happen(shop, { kind: 'visit-ended', visit: visitOf(name) });
      wait(shop, laterMs);
      half(shop, 'ann');
      half(shop, 'second');
      cancel(shop, 'ann', 'second');
      happen(shop, { kind: 'visit-ended', visit: visitOf('second') });
      wait(shop, 5 * MINUTE);
      half(shop, 'later');
      wait(shop, MINUTE);
      half(shop, 'sooner');
      expect(planned(shop)).toEqual(expected);
    }
  });

  test('who does not come to the till stands behind too, and is left in peace until a sign of life', () => {
    const shop = openShop();
    half(shop, 'ann');
    half(shop, 'bob');
    pairUp(shop, 'ann', 'bob');
    wait(shop, 20 * MINUTE);
    expect(pairingOf(shop, 'ann')?.state).toBe('expired');
    half(shop, 'cat');
    wait(shop, 1000);
    half(shop, 'dan');
    expect(planned(shop)).toEqual(['cat', 'dan']);
    expect(shown(shop, 'ann')).toEqual([]);
    arrive(shop, 'ann', { lines: [food(10_001)], ...PAIRS_ONLY });
    expect(shop.state.visits.get(visitOf('ann'))?.waitingSinceMs).toBeLessThan(shop.nowMs);
  });
});

/** Some come, each of whom waits so long until a partner stands there; the partners wait for nothing. Both leave. */
function history(shop: Shop, minutes: readonly number[]): void {
  for (const waited of minutes) {
    const number = shop.events.length;
    arrive(shop, `w${number}`, { lines: [food(12_000)] });
    wait(shop, waited * MINUTE);
    arrive(shop, `x${number}`, { lines: [food(9000)] });
    for (const name of [`w${number}`, `x${number}`])
      happen(shop, { kind: 'visit-ended', visit: visitOf(name) });
  }
}

describe('the wait estimate', () => {
  test('is nothing until five have been seen to get an offer', () => {
    const shop = openShop();
    history(shop, [4, 4]);
    arrive(shop, 'ann', { lines: [food(3000)] });
    expect(visitState(shop, 'ann')?.waitEstimateMs).toBeUndefined();
    happen(shop, { kind: 'visit-ended', visit: visitOf('ann') });
    history(shop, [4]);
    arrive(shop, 'bob', { lines: [food(3000)] });
    expect(visitState(shop, 'bob')?.waitEstimateMs).toBe(4 * MINUTE);
  });

  test('is the time by which half of those who waited as long got an offer', () => {
    const shop = openShop();
    // Their partners got theirs at once: twelve waits, six of nothing and six of these.
    history(shop, [2, 4, 6, 8, 10, 12]);
    arrive(shop, 'ann', { lines: [food(3000)] });
    expect(visitState(shop, 'ann')?.waitEstimateMs).toBe(6 * MINUTE);
  });

  test('does not run out at nought: who has waited long is told what those waited who waited so long', () => {
    const shop = openShop();
    history(shop, [2, 4, 6, 8, 10, 12]);
    arrive(shop, 'ann', { lines: [food(3000)] });
    wait(shop, 7 * MINUTE);
    scan(shop, 'ann', []);
    scan(shop, 'ann', [food(3000)]);
    const visit = shop.state.visits.get(visitOf('ann'));
    expect(visit?.waitingSinceMs).toBe(shop.nowMs - 7 * MINUTE);
    expect(visitState(shop, 'ann')?.waitEstimateMs).toBe(3 * MINUTE);
  });

  test('is no promise where most who waited so long left with nothing', () => {
    const shop = openShop();
    history(shop, [1, 1, 1, 1, 1]);
    for (const name of ['l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7', 'l8', 'l9', 'l10', 'l11', 'l12'])
      arrive(shop, name, { lines: [food(100)], requirements: { blocks: [] } });
    wait(shop, 20 * MINUTE);
    for (let number = 1; number <= 12; number += 1)
      happen(shop, { kind: 'visit-ended', visit: visitOf(`l${number}`) });
    arrive(shop, 'ann', { lines: [food(3000)] });
    expect(visitState(shop, 'ann')?.waitEstimateMs).toBeUndefined();
  });
});

describe('why there is no suggestion', () => {
  test('nothing scanned; nobody near; requirements too narrow; not to be pooled; paired already', () => {
    const none = (shop: Shop, name: string) => visitState(shop, name)?.none;
    const shop = openShop();
    arrive(shop, 'ann');
    expect(none(shop, 'ann')).toBe('no-lines');
    arrive(shop, 'ann', { lines: [food(12_000)] });
    expect(none(shop, 'ann')).toBe('nobody-near');
    arrive(shop, 'bob', { lines: [food(9000)], requirements: { minSavingMinor: 5000 } });
    expect(none(shop, 'bob')).toBe('requirements-narrow');
    arrive(shop, 'cat', { lines: [food(9000)] });
    expect(none(shop, 'cat')).toBeUndefined();
    reply(shop, 'ann', 'accept');
    reply(shop, 'cat', 'accept');
    expect(none(shop, 'ann')).toBe('paired');
    const closed = openShop([{ ...SPEND_200, pooling: 'forbidden' }]);
    arrive(closed, 'ann', { lines: [food(12_000)] });
    expect(none(closed, 'ann')).toBe('promotion-not-pooled');
  });
});
