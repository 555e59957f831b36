import { describe, expect, test } from 'vitest';
import { Fault } from '../contracts/fault.ts';
import { parseBasket, parsePromotions } from './parse.ts';

function complaint(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof Fault && error.code === 'bad-input') return error.message;
    throw error;
  }
  return '';
}

function mistake(promotion: object): string {
  return complaint(() => parsePromotions({ promotions: [{ id: 'p', ...promotion }] }));
}

const TIER = { spendMinor: 100, reward: { offMinor: 10 } };

/** Every mistake names the path, the value, and what was expected. */
const MISTAKES: readonly (readonly [string, object, string])[] = [
  [
    'a misspelt key',
    { kind: 'plain', reward: { percentOff: 5 }, prioritty: 1 },
    'promotions[0]: unknown key "prioritty"',
  ],
  ['an unknown kind', { kind: 'bogof' }, 'promotions[0].kind: "bogof": expected one of "spend"'],
  [
    'a percentage above 100',
    { kind: 'plain', reward: { percentOff: 150 } },
    'promotions[0].reward.percentOff: 150: expected a number from 0 to 100',
  ],
  [
    'a percentage with three decimals',
    { kind: 'cheapest', reward: { percentOff: 12.345 } },
    'promotions[0].reward.percentOff: 12.345: expected a number from 0 to 100 with at most two decimals',
  ],
  [
    'a fraction of a minor unit',
    { kind: 'spend', tiers: [{ spendMinor: 99.5, reward: { offMinor: 1 } }] },
    'promotions[0].tiers[0].spendMinor: 99.5: expected a whole number',
  ],
  [
    'a reward that the kind does not have',
    { kind: 'spend', tiers: [{ spendMinor: 100, reward: { unitOffMinor: 1 } }] },
    'promotions[0].tiers[0].reward: {"unitOffMinor":1}: expected exactly one of',
  ],
  [
    'two rewards',
    { kind: 'plain', reward: { unitOffMinor: 1, percentOff: 5 } },
    'expected exactly one of',
  ],
  [
    'tiers that do not rise',
    { kind: 'spend', tiers: [TIER, TIER] },
    'expected tiers in ascending order of spendMinor',
  ],
  [
    'repeat with two tiers',
    { kind: 'spend', repeat: true, tiers: [TIER, { ...TIER, spendMinor: 200 }] },
    'promotions[0].repeat: true: expected false',
  ],
  [
    'repeat with a percentage',
    { kind: 'spend', repeat: true, tiers: [{ spendMinor: 100, reward: { percentOff: 5 } }] },
    'promotions[0].repeat',
  ],
  [
    'no tiers',
    { kind: 'quantity', tiers: [] },
    'promotions[0].tiers: []: expected at least one tier',
  ],
  [
    'a weekday 8',
    { kind: 'cheapest', reward: { percentOff: 5 }, when: { weekdays: [8] } },
    'promotions[0].when.weekdays[0]: 8: expected a weekday from 1 (Monday) to 7 (Sunday)',
  ],
  [
    'a day that does not exist',
    { kind: 'cheapest', reward: { percentOff: 5 }, when: { from: '2026-02-30' } },
    'promotions[0].when.from: "2026-02-30": expected a date',
  ],
  [
    'a clock time without a leading zero',
    { kind: 'cheapest', reward: { percentOff: 5 }, when: { hours: ['8:00', '20:00'] } },
    'promotions[0].when.hours[0]: "8:00": expected a time',
  ],
  [
    'a limit of nothing',
    { kind: 'cheapest', reward: { percentOff: 5 }, limit: { perReceipt: 0 } },
    'promotions[0].limit.perReceipt: 0: expected a whole number, 1 or more',
  ],
  [
    'a missing reward',
    { kind: 'bundle', parts: [{ quantity: 1 }] },
    'promotions[0].reward: nothing there',
  ],
];

describe('a promotions file with a mistake', () => {
  test.each(MISTAKES)('%s is refused with path, value and expectation', (_, promotion, words) => {
    expect(mistake(promotion)).toContain(words);
  });

  test('two promotions with one id, an unknown time zone, and every mistake at once', () => {
    const twice = { id: 'p', kind: 'cheapest', reward: { percentOff: 5 } };
    expect(complaint(() => parsePromotions({ promotions: [twice, twice] }))).toContain(
      'promotions[1].id: "p": expected an id of its own; promotion 0 has it already',
    );
    const words = complaint(() => parsePromotions({ timeZone: 'Mars/Olympus', promotions: [{}] }));
    expect(words).toContain('timeZone: "Mars/Olympus": expected an IANA time zone');
    expect(words.split('\n').length).toBeGreaterThan(1);
  });

  test('defaults are filled in', () => {
    const [promotion] = parsePromotions({
      promotions: [{ id: 'p', kind: 'multi-buy', buy: 1, get: 1, reward: { percentOff: 50 } }],
    }).promotions;
    expect(promotion).toEqual({
      id: 'p',
      kind: 'multi-buy',
      buy: 1,
      get: 1,
      reward: { percentOff: 50 },
      favours: 'customer',
      scope: {},
      priority: 0,
      alone: false,
      pooling: 'allowed',
      members: 'everyone',
    });
  });
});

describe('a basket with a mistake', () => {
  test.each([
    [
      'a negative price',
      { id: '1', quantity: 1, unitPriceMinor: -1 },
      'lines[0].unitPriceMinor: -1',
    ],
    ['half a unit', { id: '1', quantity: 0.5, unitPriceMinor: 1 }, 'lines[0].quantity: 0.5'],
  ])('%s is refused', (_, line, words) => {
    expect(complaint(() => parseBasket({ lines: [line] }))).toContain(words);
  });

  test('two lines with one id, and a subtotal beyond exact arithmetic', () => {
    const line = { id: '1', quantity: 100_000, unitPriceMinor: 100_000_000 };
    expect(complaint(() => parseBasket({ lines: [line, line] }))).toContain('lines[1].id: "1"');
    expect(complaint(() => parseBasket({ lines: [line] }))).toContain('expected at most');
  });
});
