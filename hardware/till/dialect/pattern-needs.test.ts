import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHIPPED_DIALECTS, shippedDialect } from '../dialect.ts';
import { safePattern } from './pattern.ts';

test.each([
  ['^total', ['total']],
  ['^(?:sub|grand) total', ['total']],
  ['^(?:cash|card)x', ['cash', 'card']],
  ['^\\W*(?:cash|card)\\b.{0,24}', ['cash', 'card']],
  ['^(?<name>(?:.{0,40}\\s)?(?:discount|coupon)s?\\b)', ['discount', 'coupon']],
  ['^(?:cash|c)x', undefined],
  ['^(?:cash)?x', undefined],
  ['^(?:cash){0,2}x', undefined],
  ['^(?:total|)', undefined],
  ['colou?r', ['colo']],
  ['ab*cd', ['cd']],
  ['(?=.*total)x', undefined],
  ['(?!total)tax', ['tax']],
  ['[abc]+\\d{2}\\p{L}', undefined],
  ['(?:现金|微信)(?:支付)?', ['现金', '微信']],
  ['re-?print', ['print']],
  ['a|total', undefined],
])('%s needs %j', (source, words) => {
  expect(safePattern(source, 'here').needs).toEqual(words);
});

test('no rule of a shipped dialect takes a line that lacks its words', () => {
  const rules = SHIPPED_DIALECTS.flatMap((id) => shippedDialect(id).rules);
  const words = rules.flatMap((rule) => rule.needs ?? []);
  expect(words.length).toBeGreaterThan(100);
  const piece = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(' ', '  ', ':', '1.00', '12', '-', 'Tea', 'COLA', 'ISS', '#', '%'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, isLoud) => {
      const line = isLoud ? pieces.join('').toUpperCase() : pieces.join('');
      for (const { needs, pattern } of rules) {
        if (needs === undefined || needs.some((word) => line.toLowerCase().includes(word)))
          continue;
        expect(pattern.test(line)).toBe(false);
      }
    }),
    { numRuns: 400 },
  );
});
