import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Fault } from '../../contracts/fault.ts';
import { readProducts } from './products-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'pindan-products-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

async function faultOf(path: string): Promise<string> {
  const cause: unknown = await readProducts(path).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(cause instanceof Fault)) throw new Error('expected a Fault');
  expect(cause.code).toBe('bad-configuration');
  return cause.message;
}

const HEAD = 'code,gtins,tillNames,title.en,title.zh-Hans,category,unitPriceMinor,soldBy,sensitive';

describe('a products file in CSV', () => {
  test('has a byte order mark, quotes, line ends inside quotes and lists separated by bars', async () => {
    const path = file(
      'good.csv',
      `\uFEFF${HEAD}\r\n85123A,4006381333931|96385074,COLA 330ML|可乐,"Cola, ""cold""",可乐,drinks,300,unit,\r\nHAM,,,"Ham\nsliced",,,1250,measure,yes\r\n`,
    );
    const products = await readProducts(path);
    expect(products).toEqual([
      {
        code: '85123A',
        gtins: ['04006381333931', '00000096385074'],
        tillNames: ['COLA 330ML', '可乐'],
        title: { en: 'Cola, "cold"', 'zh-Hans': '可乐' },
        category: 'drinks',
        unitPriceMinor: 300,
        soldBy: 'unit',
        sensitive: false,
      },
      {
        code: 'HAM',
        gtins: [],
        tillNames: [],
        title: { en: 'Ham\nsliced' },
        category: 'unknown',
        unitPriceMinor: 1250,
        soldBy: 'measure',
        sensitive: true,
      },
    ]);
  });

  test.each([
    [
      'A,,,Tea,,,3.00,,',
      'line 2, column unitPriceMinor: "3.00": expected a whole number of minor units',
    ],
    ['A,,,Tea,,,-1,,', 'line 2, column unitPriceMinor: "-1": expected a whole number'],
    [
      'A,4006381333932,,Tea,,,300,,',
      'line 2, column gtins: "4006381333932": expected GTINs separated by |: wrong GS1 check digit',
    ],
    ['A,,,,,,300,,', 'line 2, column title.en: "": expected a title in at least one language'],
    [',,,Tea,,,300,,', 'line 2, column code: "": expected 1 to 64 characters'],
    ['A,,,Tea,,,300,weight,', 'line 2, column soldBy: "weight": expected unit or measure'],
    ['A,,,Tea,,,300,,maybe', 'line 2, column sensitive: "maybe": expected true or false'],
    ['A,,,Tea,,,300,,,extra,more', 'line 2: 11 columns: expected 9'],
    ['A,,,"Tea,,,300,,', 'line'],
    ['"A\nB",,,Tea,,,300,,\nC,,,Tea,,,x,,', 'line 4, column unitPriceMinor: "x"'],
    ['A,,,Tea,,,300,,\nA,,,Tea,,,300,,', 'code "A": products 1 and 2 have it'],
    [
      'A,96385074,,Tea,,,300,,\nB,96385074,,Tea,,,300,,',
      'GTIN 00000096385074: "A" and "B" have it',
    ],
  ])('%j is told with its place', async (row, told) => {
    expect(await faultOf(file('bad.csv', `${HEAD}\n${row}\n`))).toContain(told);
  });

  test('a misspelt, repeated or missing heading is told', async () => {
    const told = await faultOf(file('head.csv', 'code,Price,title.en,title.en\n'));
    expect(told).toContain('line 1, column 2: "Price": expected one of code, gtins');
    expect(told).toContain('line 1, column 4: "title.en": expected each heading once');
    expect(told).toContain('the heading unitPriceMinor is missing');
  });

  test('twenty mistakes are shown and the rest are counted', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `C${index},,,Tea,,,x,,`).join('\n');
    const told = await faultOf(file('many.csv', `${HEAD}\n${rows}`));
    expect(told.split('\n')).toHaveLength(21);
    expect(told).toContain('and 30 more mistakes');
  });

  test('text that is not UTF-8 is refused, not guessed', async () => {
    expect(await faultOf(file('gbk.csv', Buffer.from([0xbf, 0xc9, 0xc0, 0xd6])))).toContain(
      'UTF-8',
    );
  });
});

describe('a products file in JSON', () => {
  test('names the line of a mistake', async () => {
    const text =
      '{ "products": [\n  { "code": "A", "title": { "en": "Tea" }, "unitPriceMinor": 300 },\n  { "code": "B", "title": { "en": "Tea" }, "unitPriceMinor": "300" }\n] }';
    expect(await faultOf(file('bad.json', text))).toMatch(/bad\.json:3: .*unitPriceMinor/);
  });

  test('fills in what may be left out', async () => {
    const text =
      '{ "products": [{ "code": "A", "title": { "en": "Tea" }, "unitPriceMinor": 300 }] }';
    expect(await readProducts(file('good.json', text))).toMatchObject([
      { category: 'unknown', soldBy: 'unit', sensitive: false, gtins: [] },
    ]);
  });

  test('a file that is not there says which', async () => {
    expect(await faultOf(join(dir, 'nowhere.json'))).toContain('nowhere.json');
  });
});
