import { describe, expect, test } from 'vitest';
import { gs1CheckDigit } from '../../contracts/gtin.ts';
import { aisOf, dataProblem, identifier, identifierAt } from './ai.ts';
import { AI_ROWS } from './ai-table.ts';
import type { AiPart, ApplicationIdentifier } from './ai.ts';
import { passesCheck } from './ai-check.ts';
import { parseElementString } from './element-string.ts';

/** Data that fit a part, by its checks; what cannot be built by rule is a known example. */
function goodPart(part: AiPart): string {
  const examples: Readonly<Record<string, string>> = {
    iban: 'GB82WEST12345698765432',
    alpha: '1987654Ad4X4bL5ttr2310c2K',
    piece: '0102',
    position: '1/2',
    minus: '-',
    winding: '1',
    media: '01',
    country: '276',
    country999: '276',
    currency: '978',
    region: 'DE',
    date0: '260228',
    date: '260228',
    longdate: '20260228',
    hourminute: '2359',
    hour: '23',
    latitude: '0900000000',
    longitude: '1800000000',
    nondigit: '1987654Ad4X4bL5ttr2310c2K',
    sex: '1',
    package: 'PX',
    coupon: '012345612345611110123',
    offer: '001234561234560123456',
    zero: '0'.repeat(part.most),
  };
  const [check] = part.checks;
  const example = part.checks.map((name) => examples[name]).find((text) => text !== undefined);
  if (example !== undefined) return example;
  const length =
    part.least === part.most ? part.most : Math.max(part.least, Math.min(part.most, 7));
  const digits = '1'.repeat(length);
  if (check !== 'mod10') return digits;
  return digits.slice(1) + String(gs1CheckDigit(digits.slice(1)));
}

function good({ parts }: ApplicationIdentifier): string {
  return parts.map(goodPart).join('');
}

const ALL = AI_ROWS.flatMap(([ais]) => aisOf(ais)).map((ai) => {
  const row = identifier(ai);
  if (row === undefined) throw new Error(`(${ai}) is in the table and is not found`);
  return row;
});

describe('every application identifier', () => {
  test('there are 224 rows, which stand for these', () => {
    expect(ALL.length).toBe(541);
  });

  test.each(ALL.map((row) => [row.ai, row] as const))(
    '(%s) takes what fits its format and refuses what does not',
    (ai, row) => {
      const data = good(row);
      expect(dataProblem(row, data)).toBeUndefined();
      expect(identifierAt(ai + data)?.ai).toBe(ai);
      expect(dataProblem(row, '')).toMatch(/too short/);
      expect(dataProblem(row, `${data}\u007f`)).toBeDefined();
      expect(dataProblem(row, '\u007f'.repeat(data.length))).toBeDefined();
      const tooLong = data + '1'.repeat(row.most - data.length + 1);
      expect(dataProblem(row, tooLong)).toBeDefined();
    },
  );

  test('none begins another', () => {
    const ais = ALL.map((row) => row.ai);
    for (const ai of ais) {
      expect(ais.filter((other) => other !== ai && other.startsWith(ai))).toEqual([]);
    }
  });

  test('predefined length is exactly that of the prefixes 00-04, 11-20, 31-36 and 41', () => {
    const isPredefined = (ai: string): boolean => /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/.test(ai);
    for (const row of ALL) expect(row.isFixed).toBe(isPredefined(row.ai));
  });
});

describe('checks', () => {
  test.each([
    ['date0', '261200', true],
    ['date', '261200', false],
    ['date', '240229', true],
    ['date', '230229', false],
    ['hourminute', '2360', false],
    ['piece', '0301', false],
    ['alpha', '1987654Ad4X4bL5ttr2310c2K', true],
    ['alpha', '1987654Ad4X4bL5ttr2310c2J', false],
    ['iban', 'GB82WEST12345698765432', true],
    ['iban', 'GB82WEST12345698765431', false],
    ['percent', 'a%2Fb', true],
    ['percent', 'a%2', false],
    ['position', '2/1', false],
    ['position', '9/10', true],
    ['position', '01/2', false],
    ['iban', 'XX361234567890', false],
    ['currency', '156', true],
    ['currency', '001', false],
    ['country', '156', true],
    ['country', '999', false],
    ['region', 'TW', true],
    ['region', 'UK', false],
    // A coupon with each optional field; then its fields out of order, a day that is none, and an end before its beginning.
    [
      'coupon',
      '01234561234561111012311110123012345621101239326123142601015012345661123456790101',
      true,
    ],
    ['coupon', '012345612345611110123326123142601015012345690101', true],
    ['coupon', '012345612345611110123426010132612315012345690101', false],
    ['coupon', '012345612345611110123326130142601015012345690101', false],
    ['coupon', '012345612345611110123326010142612315012345690101', false],
    ['coupon', '712345612345611110123', false],
    ['offer', '1012345612345611234567', true],
    ['offer', '0012345612345601234567', false],
  ])('%s of %s: %s', (name, value, passes) => {
    expect(passesCheck(name, value)).toBe(passes);
  });
});

test('a text in which every variable part ends at its separator is read in whole', () => {
  const text = '010952123454321310ABC\u001d310300053221XYZ\u001d17261231';
  const read = parseElementString(text, '\u001d');
  expect(read.kind === 'elements' ? [...read.elements] : read).toEqual([
    ['01', '09521234543213'],
    ['10', 'ABC'],
    ['3103', '000532'],
    ['21', 'XYZ'],
    ['17', '261231'],
  ]);
});

test('the 249 countries are those that the platform knows by the same numbers', () => {
  let countries = 0;
  for (let number = 0; number < 1000; number += 1) {
    const digits = String(number).padStart(3, '0');
    if (!passesCheck('country', digits)) continue;
    countries += 1;
    const [locale = ''] = Intl.getCanonicalLocales(`und-${digits}`);
    expect([digits, passesCheck('region', locale.slice(4))]).toEqual([digits, true]);
  }
  expect(countries).toBe(249);
});
