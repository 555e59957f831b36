import { describe, expect, test } from 'vitest';
import {
  arrive,
  BOX,
  food,
  happen,
  KIOSK,
  listOf,
  openShop,
  pairingOf,
  promotionsFile,
  reply,
  scan,
  SETTINGS,
  shown,
  SPEND_200,
  START_MS,
  visitOf,
  visitState,
  wait,
} from '../testing/shop.ts';

const MINUTE = 60_000;

describe('a suggestion', () => {
  test('stands before both as soon as together they reach the threshold, and not one cent below it', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(7999)] });
    expect(shown(shop, 'ann')).toEqual([]);
    scan(shop, 'bob', [food(8000)]);
    expect(shown(shop, 'ann')).toHaveLength(1);
    expect(shown(shop, 'bob')[0]).toMatchObject({
      alonePaysMinor: 8000,
      paysMinor: 5500,
      savesMinor: 2500,
      jointPaysMinor: 5500,
      jointTotalMinor: 15_000,
      groupSavesMinor: 5000,
    });
  });

  test('says which promotion, what it asks for and what the joint receipt has', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(shown(shop, 'ann')[0]?.reasons).toEqual([
      {
        promotion: 'autumn',
        title: { en: 'autumn' },
        thresholdMinor: 20_000,
        reachedMinor: 21_000,
        discountMinor: 5000,
      },
    ]);
    const explain = shown(shop, 'ann')[0]?.explain;
    expect(explain).toEqual({ shapleyMinor: 2500, floorMinor: 0, adjustedMinor: 0 });
  });

  test('names every promotion of the joint receipt, also one that a member used up who brings nothing for it', () => {
    const shop = openShop([
      { ...SPEND_200, limit: { perShopperPerDay: 1 } },
      {
        id: 'drinks',
        kind: 'spend',
        scope: { include: { categories: ['drinks'] } },
        tiers: [{ spendMinor: 10_000, reward: { offMinor: 2000 } }],
      },
    ]);
    const drinks = (amountMinor: number) => ({ ...food(amountMinor, '2'), category: 'drinks' });
    arrive(shop, 'ann', { lines: [drinks(6000)], usedToday: { autumn: 1 } });
    arrive(shop, 'bob', { lines: [food(12_000), drinks(5000)] });
    arrive(shop, 'cat', { lines: [food(9000)] });
    const trio = shown(shop, 'bob').find((suggestion) => suggestion.members.length === 3);
    expect(trio?.groupSavesMinor).toBe(7000);
    expect(trio?.reasons.map((reason) => [reason.promotion, reason.discountMinor])).toEqual([
      ['autumn', 5000],
      ['drinks', 2000],
    ]);
  });

  test('shows her own lines and what the partner brings, never the lines of the partner', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000), { ...food(500, '2'), category: 'toys' }] });
    const [suggestion] = shown(shop, 'bob');
    expect(suggestion?.myLines.map((line) => line.name)).toEqual(['Food 1']);
    expect(suggestion?.members.map((member) => member.contributesMinor)).toEqual([12_000, 9000]);
    expect(JSON.stringify(suggestion)).not.toContain(visitOf('ann'));
  });

  test('never rests on predicted lines', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [{ ...food(9000), source: 'predicted' }] });
    expect(shown(shop, 'bob')).toEqual([]);
    expect(visitState(shop, 'bob')?.none).toBe('no-lines');
  });

  test('is withdrawn at once when it stops being true, and offered anew when it is true again', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    const first = shown(shop, 'ann')[0]?.suggestion;
    scan(shop, 'bob', [food(100)]);
    expect(shown(shop, 'ann')).toEqual([]);
    scan(shop, 'bob', [food(9000)]);
    expect(shown(shop, 'ann')).toHaveLength(1);
    expect(shown(shop, 'ann')[0]?.suggestion).not.toBe(first);
  });

  test('keeps its id and its acceptances when nobody saves less than before', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    reply(shop, 'ann', 'accept');
    const first = shown(shop, 'ann')[0]?.suggestion;
    scan(shop, 'bob', [food(9500)]);
    expect(shown(shop, 'ann')[0]?.suggestion).toBe(first);
    expect(listOf(shop, 'ann')?.accepted).toBe(first);
  });

  test('is not replaced on a screen for a few cents', () => {
    const shop = openShop([
      { ...SPEND_200, tiers: [{ spendMinor: 10_000, reward: { percentOff: 10 } }] },
    ]);
    arrive(shop, 'ann', { lines: [food(6000)] });
    for (const [index, name] of ['bob', 'cat', 'dan'].entries()) {
      arrive(shop, name, { lines: [food(5000 + index)], requirements: { maxGroupSize: 2 } });
    }
    const before = shown(shop, 'ann').map((suggestion) => suggestion.suggestion);
    expect(before).toHaveLength(3);
    arrive(shop, 'eve', { lines: [food(5010)], requirements: { maxGroupSize: 2 } });
    expect(
      shown(shop, 'ann')
        .map((suggestion) => suggestion.suggestion)
        .sort(),
    ).toEqual(before.sort());
    arrive(shop, 'fay', { lines: [food(9000)], requirements: { maxGroupSize: 2 } });
    expect(shown(shop, 'ann')).toHaveLength(3);
    expect(shown(shop, 'ann')[0]?.savesMinor).toBeGreaterThan(700);
  });

  test('makes room on a full screen for one that saves a tenth more, and not for one cent less', () => {
    const tiers = [
      { spendMinor: 11_000, reward: { offMinor: 2000 } },
      { spendMinor: 12_000, reward: { offMinor: 2198 } },
      { spendMinor: 13_000, reward: { offMinor: 2200 } },
    ];
    for (const [amountMinor, savings] of [
      [6000, [1000, 1000, 1000]],
      [7000, [1100, 1000, 1000]],
    ] as const) {
      const shop = openShop([{ ...SPEND_200, tiers }]);
      arrive(shop, 'ann', { lines: [food(6000)] });
      for (const name of ['bob', 'cat', 'dan'])
        arrive(shop, name, { lines: [food(5000)], requirements: { maxGroupSize: 2 } });
      expect(shown(shop, 'ann').map(({ savesMinor }) => savesMinor)).toEqual([1000, 1000, 1000]);
      arrive(shop, 'eve', { lines: [food(amountMinor)], requirements: { maxGroupSize: 2 } });
      expect(shown(shop, 'ann').map(({ savesMinor }) => savesMinor)).toEqual(savings);
    }
  });

  test('runs out after two minutes at the kiosk; who did not answer is left in peace until she shows a sign of life', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    reply(shop, 'ann', 'accept');
    wait(shop, 2 * MINUTE - 1);
    expect(shown(shop, 'ann')).toHaveLength(1);
    wait(shop, 1);
    expect(shown(shop, 'ann')).toEqual([]);
    arrive(shop, 'cat', { lines: [food(9000)] });
    expect(shown(shop, 'ann')).toHaveLength(1);
    expect(shown(shop, 'bob')).toEqual([]);
    scan(shop, 'bob', [food(9000), food(10, '2')]);
    expect(shown(shop, 'bob').length).toBeGreaterThan(0);
  });

  test('calls the number of who waits in the shop, and then holds for ten minutes', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    happen(shop, {
      kind: 'presence-changed',
      visit: visitOf('ann'),
      device: BOX,
      terminal: KIOSK,
      presence: 'in-shop',
      waitNumber: 42,
    });
    const said = arrive(shop, 'bob', { lines: [food(9000)] });
    const call = said.find((message) => message.kind === 'call');
    expect(call?.value).toMatchObject({ number: 42, expiresAtMs: START_MS + 10 * MINUTE });
    wait(shop, 9 * MINUTE);
    expect(shown(shop, 'ann')).toHaveLength(1);
  });

  test('is not made to who walked away without a wait number', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    const away = { visit: visitOf('ann'), device: BOX, terminal: KIOSK } as const;
    happen(shop, { kind: 'presence-changed', ...away, presence: 'in-shop' });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(shown(shop, 'bob')).toEqual([]);
    happen(shop, { kind: 'presence-changed', ...away, presence: 'at-kiosk' });
    expect(shown(shop, 'bob')).toHaveLength(1);
  });

  test('needs time to meet: at exactly ten minutes before the deadline it is made, a moment later it is gone', () => {
    const shop = openShop();
    const until = new Date(START_MS + 11 * MINUTE).toISOString();
    arrive(shop, 'ann', { lines: [food(12_000)], requirements: { until } });
    arrive(shop, 'bob', { lines: [food(9000)] });
    wait(shop, MINUTE);
    expect(shown(shop, 'bob')).toHaveLength(1);
    wait(shop, 1);
    expect(shown(shop, 'bob')).toEqual([]);
  });

  test.each([
    ['a block by either side', { blocks: ['ann'] }],
    ['no common meeting point', { meetingPoints: ['till-1'] }],
    ['a minimum above the share', { minSavingMinor: 5000 }],
    ['an empty list of promotions', { promotions: [] }],
  ])('is kept apart by %s', (_, requirements) => {
    const shop = openShop();
    arrive(shop, 'ann', {
      lines: [food(12_000)],
      requirements: { meetingPoints: ['desk'] as never },
    });
    arrive(shop, 'bob', { lines: [food(9000)], requirements: requirements as never });
    expect(shown(shop, 'ann')).toEqual([]);
    expect(visitState(shop, 'bob')?.none).toBe('requirements-narrow');
  });

  test('is not made where the promotion forbids pooling, and she is told that', () => {
    const shop = openShop([{ ...SPEND_200, pooling: 'forbidden' }]);
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(shown(shop, 'ann')).toEqual([]);
    expect(visitState(shop, 'ann')?.none).toBe('promotion-not-pooled');
  });

  test('follows the promotions file that is in force', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(6000)] });
    arrive(shop, 'bob', { lines: [food(5000)] });
    expect(shown(shop, 'ann')).toEqual([]);
    const tiers = [{ spendMinor: 11_000, reward: { offMinor: 1000 } }];
    happen(shop, { kind: 'promotions-changed', file: promotionsFile([{ ...SPEND_200, tiers }]) });
    expect(shown(shop, 'ann')[0]?.savesMinor).toBe(500);
  });

  test('comes when the hours of its promotion begin', () => {
    // 17:00 in Shanghai is 09:00 UTC, when the shop of these tests begins.
    const shop = openShop([{ ...SPEND_200, when: { hours: ['17:05', '18:00'] } }]);
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(shown(shop, 'ann')).toEqual([]);
    wait(shop, 5 * MINUTE);
    expect(shown(shop, 'ann')).toHaveLength(1);
  });
});

describe('answers', () => {
  test('a second acceptance replaces the first', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)], requirements: { maxGroupSize: 2 } });
    arrive(shop, 'bob', { lines: [food(9000)], requirements: { maxGroupSize: 2 } });
    arrive(shop, 'cat', { lines: [food(9000)], requirements: { maxGroupSize: 2 } });
    const [one, two] = shown(shop, 'ann');
    reply(shop, 'ann', 'accept', one);
    reply(shop, 'ann', 'accept', two);
    expect(listOf(shop, 'ann')?.accepted).toBe(two?.suggestion);
    const other = shown(shop, 'ann').find(
      (suggestion) => suggestion.suggestion === one?.suggestion,
    );
    expect(other?.members.map((member) => member.answer)).toEqual(['open', 'open']);
  });

  test('the first fully accepted one wins, and what overlaps it is withdrawn', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)], requirements: { maxGroupSize: 2 } });
    arrive(shop, 'bob', { lines: [food(9000)], requirements: { maxGroupSize: 2 } });
    arrive(shop, 'cat', { lines: [food(9000)], requirements: { maxGroupSize: 2 } });
    expect(shown(shop, 'ann')).toHaveLength(2);
    const [withBob] = shown(shop, 'bob');
    reply(shop, 'ann', 'accept', withBob);
    reply(shop, 'bob', 'accept');
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
    expect(shown(shop, 'cat')).toEqual([]);
    expect(visitState(shop, 'ann')?.none).toBe('paired');
  });

  test('a taken back acceptance confirms nothing', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    reply(shop, 'ann', 'accept');
    reply(shop, 'ann', 'take-back');
    reply(shop, 'bob', 'accept');
    expect(pairingOf(shop, 'bob')).toBeUndefined();
  });

  test('a declined group is not put before her again, also after another scan', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    reply(shop, 'bob', 'decline');
    expect(shown(shop, 'ann')).toEqual([]);
    scan(shop, 'bob', [food(9000), food(10, '2')]);
    expect(shown(shop, 'bob')).toEqual([]);
  });

  test('a declined group comes back when it saves more than a quarter more, and not at a quarter', () => {
    const tiers = [
      { spendMinor: 20_000, reward: { offMinor: 5000 } },
      { spendMinor: 25_000, reward: { offMinor: 6250 } },
      { spendMinor: 26_000, reward: { offMinor: 6251 } },
    ];
    const shop = openShop([{ ...SPEND_200, tiers }]);
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    expect(shown(shop, 'ann')[0]?.groupSavesMinor).toBe(5000);
    reply(shop, 'bob', 'decline');
    scan(shop, 'bob', [food(13_000)]);
    expect(shown(shop, 'ann')).toEqual([]);
    scan(shop, 'bob', [food(14_000)]);
    expect(shown(shop, 'ann')[0]?.groupSavesMinor).toBe(6251);
  });

  test('an answer to what is not there any more is refused, and the list is sent again', () => {
    const shop = openShop();
    arrive(shop, 'ann', { lines: [food(12_000)] });
    arrive(shop, 'bob', { lines: [food(9000)] });
    const [gone] = shown(shop, 'ann');
    scan(shop, 'bob', []);
    const said = reply(shop, 'ann', 'accept', gone);
    expect(said.map((message) => message.kind)).toEqual(['refused', 'suggestions']);
  });

  /** Three at 30 % off from 100.00 on: any two of them reach it. */
  const THREE = [{ ...SPEND_200, tiers: [{ spendMinor: 10_000, reward: { percentOff: 30 } }] }];

  test('when one of three declines and nobody of the rest saves less, the rest are confirmed at once', () => {
    // Ann and Bob reach the threshold without Cat, who only brings her own part.
    const shop = openShop(THREE);
    arrive(shop, 'ann', { lines: [food(5000)] });
    arrive(shop, 'bob', { lines: [food(5000)] });
    arrive(shop, 'cat', { lines: [food(5000)] });
    const trio = shown(shop, 'ann').find((suggestion) => suggestion.members.length === 3);
    expect(trio).toBeDefined();
    reply(shop, 'ann', 'accept', trio);
    reply(shop, 'bob', 'accept', trio);
    reply(shop, 'cat', 'decline', trio);
    expect(pairingOf(shop, 'ann')?.state).toBe('confirmed');
    expect(pairingOf(shop, 'ann')?.slip.partners).toHaveLength(1);
    expect(pairingOf(shop, 'cat')).toBeUndefined();
  });

  test('when the rest save less without who declined, the smaller group is offered anew', () => {
    const tiers = [
      { spendMinor: 10_000, reward: { offMinor: 1000 } },
      { spendMinor: 15_000, reward: { offMinor: 6000 } },
    ];
    const shop = openShop([{ ...SPEND_200, tiers }]);
    arrive(shop, 'ann', { lines: [food(5000)] });
    arrive(shop, 'bob', { lines: [food(5000)] });
    arrive(shop, 'cat', { lines: [food(5000)] });
    const trio = shown(shop, 'ann').find((suggestion) => suggestion.members.length === 3);
    reply(shop, 'ann', 'accept', trio);
    reply(shop, 'bob', 'accept', trio);
    reply(shop, 'cat', 'decline', trio);
    expect(pairingOf(shop, 'ann')).toBeUndefined();
    const pair = shown(shop, 'ann').find((suggestion) =>
      suggestion.members.every((member) => member.answer === 'open'),
    );
    expect(pair?.savesMinor).toBe(500);
  });
});

test('a visit ends after ninety minutes, and says so', () => {
  const shop = openShop();
  arrive(shop, 'ann', { lines: [food(12_000)] });
  wait(shop, SETTINGS.visitMs - 1);
  expect(visitState(shop, 'ann')?.open).toBe(true);
  wait(shop, 1);
  expect(visitState(shop, 'ann')).toMatchObject({ open: false, endedBecause: 'timeout' });
});
