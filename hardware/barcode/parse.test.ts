import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BarcodeRules } from '../../contracts/barcode-rules.ts';
import { CodePrefix } from '../../contracts/code.ts';
import { gs1CheckDigit } from '../../contracts/gtin.ts';
import { Scan } from '../../contracts/scan.ts';
import { parseElementString } from './element-string.ts';
import { priceVerifier } from './measure.ts';
import { parseBarcode } from './parse.ts';
import { expandUpcE } from './upc-e.ts';

const usual = BarcodeRules.parse({});
const prefix = CodePrefix.parse('29');
const read = (text: string, rules: Partial<BarcodeRules> = {}): Scan =>
  parseBarcode(text, { ...usual, ...rules }, prefix);

function withCheck(body: string): string {
  return body + String(gs1CheckDigit(body));
}

describe('trade items', () => {
  test.each([
    [']E04006381333931', '04006381333931', 'EAN-13'],
    ['4006381333931', '04006381333931', 'EAN-13 without prefix'],
    [']E496385074', '00000096385074', 'EAN-8'],
    ['042100005264', '00042100005264', 'UPC-A'],
    ['04252614', '00042100005264', 'UPC-E'],
    ['10614141543219', '10614141543219', 'GTIN-14'],
    [']I110614141543219', '10614141543219', 'ITF-14'],
    [']E3400638133393112', '04006381333931', 'EAN-13 with an add-on'],
  ])('%s is the product %s (%s)', (text, gtin) => {
    expect(read(text)).toEqual({ kind: 'product', gtin });
  });

  test('one wrong digit is always found', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[13-9]\d{11}$/),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (body, at, more) => {
          const code = withCheck(body);
          const wrong = String((Number(code[at]) + more) % 10);
          const text = code.slice(0, at) + wrong + code.slice(at + 1);
          expect(read(text).kind).not.toBe('product');
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    ['04252614', '042100005264'],
    ['01234505', '012000003455'],
    ['01234531', '012300000451'],
    ['01234542', '012340000052'],
    ['01234565', '012345000065'],
  ])('UPC-E %s expands by its last digit', (short, long) => {
    expect(expandUpcE(short)).toBe(long);
  });
});

describe('cards and codes come before products', () => {
  test('a loyalty card never becomes an item', () => {
    const card = withCheck('981234567890');
    expect(read(card)).toEqual({ kind: 'card', card });
    expect(read(`${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`).kind).not.toBe('card');
  });

  test('a card rule with a named group and Luhn gives the number alone', () => {
    const cards = [{ match: 'club:(?<card>\\d+)', check: 'luhn' as const }];
    expect(read('club:79927398713', { cards })).toEqual({ kind: 'card', card: '79927398713' });
    expect(read('club:79927398710', { cards }).kind).toBe('other');
  });

  test('a code in the venue prefix is a code, or invalid with what to do, never a product', () => {
    const code = withCheck('290000000000');
    expect(read(`]E0${code}`)).toEqual({ kind: 'code', code });
    expect(read('2900000000002')).toMatchObject({ kind: 'invalid', reason: /check digit/ });
  });
});

describe('variable measure', () => {
  test.each([
    ['2875', 9],
    ['14685', 6],
  ])('the price verifier of %s is %d', (price, digit) => {
    expect(priceVerifier(price)).toBe(digit);
  });

  const measured = { '2[0-4]': 'IIIIIVPPPPC', '25': 'IIIIIWWWWWC' };

  test('item and price come out by the configured mask', () => {
    const code = withCheck('211234592875');
    expect(read(code, { measured })).toEqual({ kind: 'measured', item: '12345', priceMinor: 2875 });
  });

  test('a wrong price verifier is refused although the check digit is right', () => {
    const code = withCheck('211234582875');
    expect(read(code, { measured })).toMatchObject({ kind: 'invalid', reason: /verifier/ });
  });

  test('weights are grams', () => {
    const code = withCheck('251234500532');
    expect(read(code, { measured })).toEqual({ kind: 'measured', item: '12345', weightGrams: 532 });
  });

  test('an in-store number without a mask is no product', () => {
    expect(read(withCheck('230000000000'))).toMatchObject({ kind: 'other' });
  });
});

describe('GS1 symbols', () => {
  const item = '09521234543213';

  test('a GS1-128 with batch and expiry is its product', () => {
    expect(read(`]C101${item}10ABC\u001d17261231`)).toEqual({ kind: 'product', gtin: item });
  });

  test('month 13, a wrong check digit and an unknown identifier are refused with their reason', () => {
    expect(read(`]C101${item}17261331`)).toMatchObject({ kind: 'invalid', reason: /\(17\)/ });
    expect(read(']C10109521234543214')).toMatchObject({ kind: 'invalid', reason: /\(01\)/ });
    expect(read(`]C101${item}0512`)).toMatchObject({ kind: 'invalid', reason: /unknown/ });
  });

  test('weight and price of a GS1 symbol make it a measured item', () => {
    expect(read(`]e001${item}3103000532392200499`)).toEqual({
      kind: 'measured',
      item,
      weightGrams: 532,
      priceMinor: 499,
    });
  });

  test('another character can stand for the separator', () => {
    const rules = { codeId: 'none' as const, groupSeparator: '~' };
    expect(read(`01${item}10ABC~17261231`, rules)).toEqual({ kind: 'product', gtin: item });
  });

  test.each([
    [`https://shop.example/01/${item}`, 'product'],
    [`HTTPS://id.gs1.org/01/${item}/10/ABC%2F1?17=261231`, 'product'],
    [`Https://shop.example/01/${item}`, 'other'],
    [`https://shop.example/gtin/${item}`, 'other'],
    ['https://shop.example/01/9521234543213', 'invalid'],
    [`https://shop.example/01/${item}/21/A/10/B`, 'invalid'],
    ['https://shop.example/', 'other'],
    ['https://id.gs1.org/DSoMnASAEgQAEkE', 'invalid'],
  ])('%s is %s', (text, kind) => {
    expect(read(`]Q1${text}`).kind).toBe(kind);
  });
});

test.each([
  ['D4006381333931', { codeId: 'zebra' as const }, 'product'],
  ['HELLO', {}, 'other'],
  ['', {}, 'invalid'],
])('%s is read as its scanner says', (text, rules, kind) => {
  expect(read(text, rules).kind).toBe(kind);
});

/**
 * The identifiers of docs/facts/barcodes.md#aim, and what an EAN, a GS1 text and an EAN with a wrong check digit are in each.
 * Read as a GS1 text, the digits of this EAN are an order number, (400): a product is never guessed.
 */
test.each([
  [']E0', 'product', 'other', 'invalid'],
  [']E1', 'product', 'other', 'invalid'],
  [']X0', 'product', 'other', 'other'],
  [']A0', 'product', 'other', 'other'],
  [']A4', 'product', 'other', 'other'],
  [']C0', 'product', 'other', 'other'],
  [']C1', 'other', 'product', 'other'],
  [']C2', 'product', 'other', 'other'],
  [']C4', 'product', 'other', 'other'],
  [']I1', 'product', 'other', 'other'],
  [']F0', 'product', 'other', 'other'],
  [']G0', 'product', 'other', 'other'],
  [']H0', 'product', 'other', 'other'],
  [']L0', 'product', 'other', 'other'],
  [']d1', 'product', 'other', 'other'],
  [']d2', 'other', 'product', 'other'],
  [']d3', 'product', 'other', 'other'],
  [']Q1', 'product', 'other', 'other'],
  [']Q3', 'other', 'product', 'other'],
  [']Q4', 'other', 'product', 'other'],
  [']Q5', 'product', 'other', 'other'],
  [']e0', 'other', 'product', 'other'],
  [']e1', 'product', 'other', 'other'],
  [']z0', 'product', 'other', 'other'],
  [']z1', 'other', 'product', 'other'],
  [']J0', 'product', 'other', 'other'],
  [']J1', 'other', 'product', 'other'],
  [']U1', 'product', 'other', 'other'],
  [']h0', 'product', 'other', 'other'],
])('%s: an EAN is %s, a GS1 text %s, a wrong EAN %s', (aim, ean, gs1, wrong) => {
  expect(read(`${aim}4006381333931`).kind).toBe(ean);
  expect(read(`${aim}0109521234543213`).kind).toBe(gs1);
  expect(read(`${aim}4006381333930`).kind).toBe(wrong);
});

/** What GS1's own engine says of them. Source: docs/facts/barcodes.md#gs1-engine. */
test.each([
  [']E04006381333931|]e099COMPOSITE\u001d98XYZ', { kind: 'product', gtin: '04006381333931' }],
  [']E04006381333931]e099COMPOSITE', { kind: 'product', gtin: '04006381333931' }],
  [']E496385074|]e021ABC', { kind: 'product', gtin: '00000096385074' }],
  [
    ']e0010952123454321310ABC\u001d1726123198COMPOSITE\u001d97XYZ',
    { kind: 'product', gtin: '09521234543213' },
  ],
  [']Q1HTTPS://example.com/01/09521234543213?99=TEST', { kind: 'product', gtin: '09521234543213' }],
  [']Q1HtTps://example.com/01/09521234543213?99=TEST', { kind: 'other' }],
  [']E02112345678901', { kind: 'invalid' }],
  [']E402345674', { kind: 'invalid' }],
  [']C1', { kind: 'invalid' }],
])('%j: %j', (text, scan) => {
  expect(read(text)).toMatchObject(scan);
});

test('the batch and the expiry of a GS1-128 are what the engine says', () => {
  const read128 = parseElementString('010952123454321310ABC\u001d17261231', '\u001d');
  expect(read128.kind === 'elements' ? [...read128.elements] : read128).toEqual([
    ['01', '09521234543213'],
    ['10', 'ABC'],
    ['17', '261231'],
  ]);
});

test('an add-on that is scanned alone is no product', () => {
  expect(read(']E112').kind).toBe('other');
  expect(read(']E251299').kind).toBe('other');
});

test('numbers that other readers let through are refused or told apart', () => {
  expect(read('3046920029750').kind).toBe('invalid');
  expect(read('2112345678900').kind).toBe('other');
  expect(read(']J10109521234543214').kind).toBe('invalid');
});

test('a Digital Link may hold the character that stands for the separator', () => {
  const rules = { groupSeparator: '~' };
  expect(read(']Q1https://shop.example/~me/01/09521234543213', rules).kind).toBe('product');
});

test('what must not stand together is refused, and what must not be an attribute', () => {
  const item = '09521234543213';
  expect(read(`]C101${item}375`)).toMatchObject({ kind: 'invalid', reason: /\(37\).*\(01\)/ });
  expect(read(`https://shop.example/01/${item}?37=5`).kind).toBe('invalid');
  expect(read(`https://shop.example/01/${item}?21=5`)).toMatchObject({ reason: /attribute/ });
});

test.each([
  [{ '(1+)+': 'IC' }, /repetition/],
  [{ '2[': 'IC' }, /regular expression/],
  [{ '21': 'IIIIIVPPPC' }, /verifier/],
])('masks %j are refused when the configuration is read', (measured, why) => {
  expect(BarcodeRules.safeParse({ measured }).error?.issues[0]?.message).toMatch(why);
});

test('a British price code: item, rank, verifier, price', () => {
  const measured = { '20': 'IIIFFVPPPPC' };
  const code = withCheck('201230092875');
  expect(read(code, { measured })).toEqual({ kind: 'measured', item: '123', priceMinor: 2875 });
});

test('a number in a Code 128 that is no GTIN is only a number', () => {
  expect(read(']C0400638133393').kind).toBe('other');
  expect(read(']C04006381333930').kind).toBe('other');
  expect(read(']E04006381333930').kind).toBe('invalid');
});

test('whatever is scanned gives a scan of the contract and never an exception', () => {
  const runs = Number(process.env['PINDAN_FUZZ'] ?? 500);
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .stringMatching(/^(?:\][A-Za-z]\d)?[\d~]{0,60}$/)
      .map((text) => text.replaceAll('~', '\u001d')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(Scan.safeParse(read(text)).success).toBe(true);
    }),
    { numRuns: runs },
  );
});
