import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOfText, wrapped } from './wrap.ts';

test.each([
  ['A very long name of a product', 17, ['A very long name', 'of a product']],
  ['exactly seventeen', 17, ['exactly seventeen']],
  ['压榨一级花生油 5升', 17, ['压榨一级花生油', '5升']],
  ['可口可乐330毫升', 10, ['可口可乐', '330毫升']],
  ['Donaudampfschifffahrt', 10, ['Donaudampf', 'schifffahr', 't']],
  ['  two  spaces ', 20, ['two  spaces']],
  ['', 10, []],
])('%j on lines of %d columns is %j', (text, columns, lines) => {
  expect(wrapped(text, columns)).toEqual(lines);
});

test('no line is too long, and nothing but spaces is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
      const lines = wrapped(text, columns);
      for (const line of lines) expect(columnsOfText(line)).toBeLessThanOrEqual(columns);
      const bare = (some: string): string => some.replaceAll(/\s/gu, '');
      expect(bare(lines.join(''))).toBe(bare(text));
    }),
    { numRuns: 200 },
  );
});
