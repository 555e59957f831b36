import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openJournal } from '../central/ingest/journal.ts';
import type { Sale } from '../contracts/sale.ts';
import { aSale } from '../contracts/testing/a-sale.ts';
import { heard, type Heard } from './testing/heard.ts';

const REAL = resolve(import.meta.dirname, '../../shared/data/online-retail');
const folder = mkdtempSync(join(tmpdir(), 'pindan-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID';
/** Two who stood in the shop together at noon, one who came hours later, and a return. */
const DAY = [
  HEAD,
  '1,A,Apples,2,2026-11-30 12:00:00,6.00,77',
  '2,B,Bread,1,2026-11-30 12:05:00,9.00,',
  '3,B,Bread,1,2026-11-30 16:00:00,19.00,78',
  'C4,B,Bread,-1,2026-11-30 16:01:00,19.00,78',
].join('\n');
const SPEND_20 = {
  id: 'twenty',
  title: { en: 'Spend 20, <4> off' },
  kind: 'spend',
  tiers: [{ spendMinor: 2000, reward: { offMinor: 400 } }],
};

function promotionsFile(name: string, ...promotions: readonly object[]): string {
  const file = { currency: 'GBP', timeZone: 'Europe/London', promotions };
  writeFileSync(join(folder, name), JSON.stringify(file));
  return name;
}

beforeAll(() => {
  promotionsFile('p.json', SPEND_20);
  writeFileSync(join(folder, 'day.csv'), DAY);
});

function replay(args: readonly string[], stdin = ''): Promise<Heard> {
  return heard('replay', args, { cwd: folder, stdin });
}

const P = ['--promotions', 'p.json'];

async function json(args: readonly string[], stdin = ''): Promise<unknown> {
  const { out, complaint } = await replay([...P, '--json', ...args], stdin);
  expect(complaint).toBe('');
  return JSON.parse(out) as unknown;
}

describe('pindan replay', () => {
  test('counts what a pair that stood in the shop together would have saved, by hour, promotion and group size', async () => {
    expect(await json(['day.csv'])).toMatchObject({
      currency: 'GBP',
      sales: 3,
      turnoverMinor: 4000,
      aloneMinor: 0,
      pooledMinor: 400,
      pools: [{ sales: ['1', '2'], savingMinor: 400 }],
      byDay: [{ key: '2026-11-30', pools: 1, savingMinor: 400 }],
      byHour: [{ key: '12:00', pools: 1, savingMinor: 400 }],
      byPromotion: [{ key: 'twenty', name: 'Spend 20, <4> off', savingMinor: 400 }],
      byGroupSize: [{ key: '2', name: '2 shoppers', pools: 1 }],
    });
  });

  test('from standard input, as text', async () => {
    const { code, out, err } = await replay(P, DAY);
    expect(code).toBe(0);
    expect(err).toEqual(['replay: 3 sales of 1 day']);
    expect(out).toContain('pooling would have saved 4.00 more, in 1 pool\n');
  });

  test('two who are apart by more than they stay in the shop save nothing', async () => {
    expect(await json(['--minutes', '4', 'day.csv'])).toMatchObject({ pooledMinor: 0, byHour: [] });
    expect(await json(['--minutes', '5', 'day.csv'])).toMatchObject({ pooledMinor: 400 });
  });

  test('promotions run at the hours at which they ran, on the clock of the venue', async () => {
    const lunch = (hours: readonly string[]): string =>
      promotionsFile('lunch.json', { ...SPEND_20, when: { hours } });
    for (const [hours, pooledMinor] of [
      [['12:00', '12:05'], 400],
      [['11:00', '12:00'], 0],
      [['13:00', '20:00'], 0],
    ] as const) {
      const { out } = await replay(['-p', lunch(hours), '--json', 'day.csv']);
      expect(JSON.parse(out)).toMatchObject({ pooledMinor });
    }
  });

  test('a promotion for registered shoppers is for those with a customer number', async () => {
    const file = promotionsFile('members.json', { ...SPEND_20, members: 'registered' });
    const { out } = await replay(['-p', file, '--json', 'day.csv']);
    expect(JSON.parse(out)).toMatchObject({ pooledMinor: 0 });
    const known = DAY.replace('9.00,', '9.00,79');
    const { out: both } = await replay(['-p', file, '--json'], known);
    expect(JSON.parse(both)).toMatchObject({ pooledMinor: 400 });
  });

  test('takes one day of several, and several files', async () => {
    writeFileSync(
      join(folder, 'next.csv'),
      DAY.replaceAll('2026-11-30', '2026-12-01').replaceAll(/^(\d),/gm, '1$1,'),
    );
    expect(await json(['day.csv', 'next.csv'])).toMatchObject({ sales: 6, pooledMinor: 800 });
    expect(await json(['--day', '2026-12-01', 'day.csv', 'next.csv'])).toMatchObject({
      sales: 3,
      byDay: [{ key: '2026-12-01' }],
    });
    const { complaint } = await replay([...P, '--day', '2026-12-02', 'day.csv', 'next.csv']);
    expect(complaint).toContain('the sales are of 2026-11-30 to 2026-12-01');
  });

  test('categories come from the products file, where the sales have none', async () => {
    writeFileSync(
      join(folder, 'products.csv'),
      'code,title.en,category,unitPriceMinor\nA,Apples,fruit,600\nB,Bread,bakery,900\n',
    );
    const scope = { include: { categories: ['fruit', 'bakery'] } };
    const file = promotionsFile('food.json', { ...SPEND_20, scope });
    expect(JSON.parse((await replay(['-p', file, '--json', 'day.csv'])).out)).toMatchObject({
      pooledMinor: 0,
    });
    const { out } = await replay(['-p', file, '--json', '--products', 'products.csv', 'day.csv']);
    expect(JSON.parse(out)).toMatchObject({ pooledMinor: 400 });
  });

  test('writes a page that loads nothing from elsewhere and runs nothing', async () => {
    const { err } = await replay([...P, '--html', 'page.html', 'day.csv']);
    expect(err).toContain('replay: the page is in page.html');
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('Spend 20, &lt;4&gt; off');
    expect(page).toContain('2026-11-30 (Europe/London)');
    expect(page).not.toMatch(/<script|https?:|url\(|<link|<img/);
  });

  test('a page about nothing says what to look at', async () => {
    await replay([...P, '--html', 'none.html'], HEAD);
    expect(readFileSync(join(folder, 'none.html'), 'utf8')).toContain('Look whether thresholds');
  });

  test('a long input says on standard error how far it has come', async () => {
    const rows = Array.from(
      { length: 400 },
      (_, index) =>
        `${index + 1},A,Apples,1,2026-11-30 12:${String(index % 60).padStart(2, '0')},1.00,`,
    );
    const { err } = await replay(['--minutes', '1', ...P], [HEAD, ...rows].join('\n'));
    expect(err.at(0)).toBe('replay: 400 sales of 1 day');
    expect(err.slice(1)).toEqual(
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((share) => `replay: ${share} %`),
    );
  });

  test.each([
    ['no promotions', [], '', '--promotions FILE is missing'],
    ['no such file', [...P, 'nope.csv'], '', 'cannot read nope.csv'],
    ['nothing at all', P, '', 'its heading lacks InvoiceNo'],
    ['a heading that lacks one', P, 'InvoiceNo,StockCode,Quantity,UnitPrice', 'lacks InvoiceDate'],
    [
      'a quantity in words',
      P,
      `${HEAD}\n1,A,x,two,2026-11-30 12:00,1,`,
      'line 2: expected numbers',
    ],
    [
      'a date without a time',
      P,
      `${HEAD}\n1,A,x,2,2026-11-30,1,`,
      'found "2", "1" and "2026-11-30"',
    ],
    ['an open quote', P, `${HEAD}\n1,"A,x`, 'neither a journal nor a CSV of sales: line 2'],
    ['no minutes', [...P, '--minutes', '0'], '', '--minutes 0: expected'],
    ['a day that is none', [...P, '--day', 'today'], '', '--day today: expected a day'],
    ['an unknown option', [...P, '--html=x', '--fast'], '', 'there is no option --fast'],
    ['a journal on standard input', P, 'SQLite format 3\0', 'give the path of its file'],
    ['a page that cannot be written', [...P, '--html', 'no/x.html', 'day.csv'], '', 'cannot write'],
  ])('refuses %s', async (_, args, stdin, complaint) => {
    const heard = await replay(args, stdin);
    expect(heard.code).toBe(1);
    expect(heard.out).toBe('');
    expect(heard.complaint).toContain(complaint);
  });

  test.skipIf(!existsSync(REAL))(
    'plays real days to the same bytes twice (needs the online-retail days)',
    async () => {
      promotionsFile('real.json', {
        ...SPEND_20,
        tiers: [{ spendMinor: 30_000, reward: { offMinor: 3000 } }],
      });
      const args = [
        '-p',
        'real.json',
        '--json',
        ...['2011-11-16', '2011-12-05'].map((day) => join(REAL, `${day}.csv`)),
      ];
      const first = await replay(args);
      expect((await replay(args)).out).toBe(first.out);
      expect(JSON.parse(first.out)).toMatchObject({ sales: 257 });
    },
  );
});

describe('pindan replay of a journal', () => {
  const NOON_MS = Date.parse('2026-11-30T12:00:00Z');
  const sale = (number: number, name: string, unitPriceMinor: number, more: object = {}): Sale =>
    aSale(number, {
      closedAtMs: NOON_MS + number * 60_000,
      lines: [{ name, category: 'food', quantity: 1, unitPriceMinor, amountMinor: unitPriceMinor }],
      totalMinor: unitPriceMinor,
      ...more,
    });

  test('reads its sales while central has it open, and leaves it as it was', async () => {
    const path = join(folder, 'journal.sqlite');
    const journal = openJournal(path, 'central', NOON_MS);
    journal.write((write) => {
      for (const one of [
        sale(1, 'Apples', 1200),
        sale(2, 'Bread', 900),
        sale(3, 'Void', 900, { kind: 'void' }),
        // It was a joint receipt already: counted, and it pools no further.
        sale(4, 'Cake', 1900, { codes: ['2900000000001'] }),
        sale(5, 'Dates', 1900),
      ]) {
        const body = { kind: 'sale', sale: one };
        write.append({ record: 'event', atMs: one.closedAtMs, seed: 1, entropy: '', body });
      }
      write.append({ record: 'duplicate-sale', atMs: NOON_MS, seed: 1, entropy: '', body: {} });
    });
    const before = journal.counts();
    expect(await json(['--minutes', '3', 'journal.sqlite'])).toMatchObject({
      sales: 4,
      turnoverMinor: 5900,
      pooledMinor: 400,
      pools: [{ sales: [sale(1, '', 0).sale, sale(2, '', 0).sale] }],
      byHour: [{ key: '12:00' }],
    });
    expect(journal.counts()).toEqual(before);
    journal.write((write) =>
      write.append({ record: 'note', atMs: 0, seed: 0, entropy: '', body: {} }),
    );
    journal.close();
  });

  test('another SQLite file is refused by name', async () => {
    writeFileSync(join(folder, 'other.sqlite'), `SQLite format 3\0${'x'.repeat(200)}`);
    const { complaint } = await replay([...P, 'other.sqlite']);
    expect(complaint).toMatch(/other\.sqlite/);
  });
});
