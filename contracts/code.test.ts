import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairingCode, pairingCode, pairingCodesIn } from './code.ts';
import { hasGs1CheckDigit } from './gtin.ts';

test('a code is an EAN-13 in the prefix of the venue', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('29', '02', '2345'),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
        minLength: 11,
        maxLength: 11,
      }),
      (prefix, draws) => {
        let next = 0;
        const code = pairingCode(prefix, () => draws[next++] ?? 0);
        expect(code).toHaveLength(13);
        expect(code.startsWith(prefix)).toBe(true);
        expect(hasGs1CheckDigit(code)).toBe(true);
      },
    ),
  );
});

test('a code is found in a till line, alone or among words', () => {
  const code = PairingCode.parse('2900000000001');
  expect(pairingCodesIn(`PINDAN ${code} 0.00`, '29')).toEqual([code]);
  expect(pairingCodesIn(code, '29')).toEqual([code]);
});

test.each([
  ['another prefix', '2800000000004'],
  ['a wrong check digit', '2900000000002'],
  ['a longer run of digits', '29000000000011'],
])('%s is no code', (_, text) => {
  expect(pairingCodesIn(text, '29')).toEqual([]);
});
