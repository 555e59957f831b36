import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../contracts/language.ts';
import type { KindName } from '../../contracts/promotion.ts';
import { parsePromotions } from '../parse.ts';
import { sentencesFor } from './sentences.ts';
import { warningsFor } from './warnings.ts';

function fileWith(...promotions: readonly object[]): ReturnType<typeof parsePromotions> {
  return parsePromotions({
    currency: 'CNY',
    promotions: promotions.map((promotion, index) => ({ id: `p${index}`, ...promotion })),
  });
}

function words(promotion: object): ReturnType<typeof sentencesFor> | undefined {
  const file = fileWith(promotion);
  const [first] = file.promotions;
  return first === undefined ? undefined : sentencesFor(first, file);
}

function codes(...promotions: readonly object[]): readonly string[] {
  return warningsFor(fileWith(...promotions)).map((warning) => warning.code);
}

const PLAIN = { kind: 'plain', reward: { percentOff: 20 }, pooling: 'forbidden' };
const SPEND = { kind: 'spend', tiers: [{ spendMinor: 20_000, reward: { offMinor: 5000 } }] };

describe('a promotion in words', () => {
  test('every for an amount', () => {
    expect(words({ ...SPEND, repeat: true, maxTimes: 3 })).toMatchObject({
      en: 'For every CNY 200 spent on everything: CNY 50 off, at most 3 times per receipt.',
      'zh-Hans': '全部商品每满200元减50元，每单最多3次。',
      'zh-Hant': '全部商品每滿200元減50元，每單最多3次。',
    });
  });

  test('a percentage as a Chinese shop says it', () => {
    expect(words(PLAIN)?.['zh-Hans']).toBe('全部商品每件商品8折，不可拼单。');
    expect(words({ ...PLAIN, reward: { percentOff: 12.5 } })?.['zh-Hans']).toContain('8.75折');
  });

  test('every kind has a sentence in every language', () => {
    const rules: Readonly<Record<KindName, object>> = {
      spend: SPEND,
      quantity: { tiers: [{ quantity: 3, reward: { offMinor: 100 } }], counts: 'per-line' },
      'multi-buy': { buy: 2, get: 1, reward: { percentOff: 100 }, favours: 'retailer' },
      'buy-get': { buy: { quantity: 1 }, get: { quantity: 1 }, reward: { percentOff: 50 } },
      bundle: { parts: [{ quantity: 3 }], reward: { priceMinor: 1990 } },
      cheapest: { reward: { percentOff: 50 } },
      plain: PLAIN,
    };
    for (const [kind, rule] of Object.entries(rules)) {
      const sentences = words({
        ...rule,
        kind,
        scope: { include: { categories: ['tea'] }, exclude: { gtins: ['42'] } },
        when: { from: '2026-11-11', until: '2026-11-12', weekdays: [3], hours: ['08:00', '20:00'] },
        limit: { perReceipt: 1, perShopperPerDay: 2 },
        members: 'registered',
        group: 'g',
        alone: true,
        capMinor: 5,
      });
      for (const sentence of Object.values(sentences ?? {})) {
        expect(sentence).toMatch(/tea.*42/);
        expect(sentence).toMatch(/[.。]$/);
        expect(sentence).not.toMatch(/undefined|NaN|object/);
      }
    }
    expect.assertions(Object.keys(rules).length * LANGUAGES.length * 3);
  });
});

describe('what a manager should look at', () => {
  test.each<readonly [string, object, string]>([
    [
      'a window that never opens',
      { ...PLAIN, when: { from: '2026-11-12', until: '2026-11-11' } },
      'never-open',
    ],
    [
      'hours that end when they begin',
      { ...PLAIN, when: { hours: ['08:00', '08:00'] } },
      'no-hours',
    ],
    [
      'a scope that excludes what it includes',
      { ...PLAIN, scope: { include: { categories: ['a'] }, exclude: { categories: ['a'] } } },
      'empty-scope',
    ],
    ['a reward of nothing', { ...PLAIN, reward: { percentOff: 0 } }, 'gives-nothing'],
    ['a group of one', { ...PLAIN, group: 'g' }, 'single-in-group'],
    ['maxTimes without repeat', { ...SPEND, maxTimes: 2 }, 'max-times-alone'],
    [
      'a higher tier that gives less',
      {
        kind: 'spend',
        tiers: [
          { spendMinor: 1, reward: { offMinor: 9 } },
          { spendMinor: 2, reward: { offMinor: 8 } },
        ],
      },
      'falling-tiers',
    ],
    [
      'more off than it costs',
      { kind: 'spend', tiers: [{ spendMinor: 10, reward: { offMinor: 20 } }], repeat: true },
      'off-above-threshold',
    ],
    ['cheapest, pooled', { kind: 'cheapest', reward: { percentOff: 50 } }, 'pooled-cheapest'],
    [
      'the retailer’s favour, pooled',
      { kind: 'multi-buy', buy: 2, get: 1, reward: { percentOff: 100 }, favours: 'retailer' },
      'pooled-retailer',
    ],
    ['once per receipt, pooled', SPEND, 'pooled-once'],
    ['a cap, pooled', { ...PLAIN, pooling: 'allowed', capMinor: 100 }, 'pooled-cap'],
    [
      'per shopper and day, pooled',
      { ...PLAIN, pooling: 'allowed', limit: { perShopperPerDay: 1 } },
      'pooled-per-day',
    ],
  ])('%s', (_, promotion, code) => {
    expect(codes(promotion)).toContain(code);
  });

  test('nothing about pooling where it is forbidden, and nothing at all about a sound promotion', () => {
    expect(codes({ kind: 'cheapest', reward: { percentOff: 50 }, pooling: 'forbidden' })).toEqual(
      [],
    );
    expect(codes({ ...SPEND, repeat: true })).toEqual([]);
  });

  test('two spends of one priority on shared products', () => {
    expect(codes({ ...SPEND, repeat: true }, { ...SPEND, repeat: true })).toEqual([
      'same-priority',
    ]);
    expect(codes({ ...SPEND, repeat: true }, { ...SPEND, repeat: true, priority: 1 })).toEqual([]);
  });
});

interface Example {
  readonly file: unknown;
  readonly sentences: object;
}

/** Promotions of every kind, reward and condition, with the sentences that managers read. */
const EXAMPLES: readonly Example[] = JSON.parse(
  readFileSync(new URL('examples.json', import.meta.url), 'utf8'),
);

test.each(EXAMPLES.map((example, index) => [index, example] as const))(
  'example %i is explained word for word',
  (_, example) => {
    const file = parsePromotions(example.file);
    expect(file.promotions.map((promotion) => sentencesFor(promotion, file))).toMatchObject([
      example.sentences,
    ]);
  },
);
