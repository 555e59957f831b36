import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readProducts } from '../central/catalogue/products-file.ts';
import { Fault } from '../contracts/fault.ts';
import type { PromotionsFile } from '../contracts/promotions-file.ts';
import { replaySales, type PastSale, type ReplayReport } from '../matcher/offline/replay.ts';
import { localDay } from '../contracts/local-day.ts';
import { knownProducts, type KnownProduct } from '../promotions/compile/compile.ts';
import { parsePromotions } from '../promotions/parse.ts';
import { command } from './command.ts';
import { readJson, reasonOf, type Io } from './io.ts';
import { replayPage } from './replay-page.ts';
import { readPastSales, type CategoryOf } from './replay-sales.ts';
import { amount, tablesOf, type ReplayRow, type ReplayTables } from './replay-tables.ts';
import { PROMOTIONS } from './shop-options.ts';

/** From so many sales on there is a word about how far it has come. */
const LONG_INPUT = 300;

export const replayCommand = command({
  about:
    "Says what pooling would have saved on a shop's own sales: how much, when, by which promotions and in groups of what size. Sales are CSV with the headings of the example days, or the journal of central.",
  options: {
    promotions: PROMOTIONS,
    minutes: {
      type: 'number',
      value: 'N',
      above: 0,
      atMost: 24 * 60,
      default: 15,
      about: 'how many minutes a basket stood in the shop before it was paid',
    },
    day: {
      type: 'text',
      value: 'DAY',
      schema: z.string().regex(/^\d{4}-\d\d-\d\d$/),
      expects: 'a day such as 2011-11-16',
      about: 'takes this day alone of several',
    },
    products: {
      type: 'text',
      value: 'FILE',
      about: 'products.json or a CSV, which says to which category a product belongs',
    },
    json: { type: 'flag', about: 'writes JSON instead of text' },
    html: { type: 'text', value: 'FILE', about: 'also writes a page with charts' },
  },
  positionals: {
    inputs: {
      type: 'text',
      value: 'SALES',
      many: true,
      about: 'CSV files or journals; without any a CSV on standard input',
    },
  },
  example: 'pindan replay --promotions promotions.json --html saved.html sales.csv',
  async run(options, io) {
    const file = parsePromotions(await readJson(options.promotions, io));
    const { categoryOf, known } = await catalogueOf(options.products, io);
    const all: PastSale[] = [];
    for (const input of options.inputs.length === 0 ? [undefined] : options.inputs) {
      all.push(...(await readPastSales(input, file, categoryOf, io)));
    }
    const sales = salesOfDay(all, options.day, file.timeZone);
    const days = daysOf(sales, file.timeZone);
    io.err(`replay: ${sales.length} sales of ${days.length} ${days.length === 1 ? 'day' : 'days'}`);
    const report = replaySales({
      file,
      sales,
      browsingMs: options.minutes * 60_000,
      known,
      ...(sales.length < LONG_INPUT ? {} : { progress: progressOn(io) }),
    });
    const tables = tablesOf(report, file);
    if (options.html !== undefined) {
      await writePage(
        resolve(io.cwd, options.html),
        replayPage(report, tables, file, { minutes: options.minutes, days }),
      );
      io.err(`replay: the page is in ${options.html}`);
    }
    if (options.json) {
      const { currency, minorDigits, timeZone } = file;
      const head = { currency, minorDigits, timeZone, minutes: options.minutes };
      io.out(`${JSON.stringify({ ...head, ...report, ...tables }, null, 2)}\n`);
    } else io.out(textOf(report, tables, file));
    return 0;
  },
});

async function catalogueOf(
  path: string | undefined,
  io: Io,
): Promise<{ readonly categoryOf: CategoryOf; readonly known: readonly KnownProduct[] }> {
  const products = path === undefined ? [] : await readProducts(resolve(io.cwd, path));
  const byCode = new Map<string, string>();
  for (const { code, gtins, category } of products) {
    for (const name of [code, ...gtins]) byCode.set(name, category);
  }
  return { categoryOf: (code) => byCode.get(code), known: knownProducts(products) };
}

function salesOfDay(
  sales: readonly PastSale[],
  day: string | undefined,
  timeZone: string,
): readonly PastSale[] {
  if (day === undefined) return sales;
  const kept = sales.filter((sale) => localDay(sale.atMs, timeZone) === day);
  if (kept.length > 0) return kept;
  const days = daysOf(sales, timeZone);
  const range =
    days.length === 0
      ? 'there is no sale at all'
      : `the sales are of ${days.length === 1 ? '' : `${days[0]} to `}${days.at(-1)}`;
  throw new Fault('bad-input', `no sale on ${day}: ${range}`);
}

function daysOf(sales: readonly PastSale[], timeZone: string): readonly string[] {
  return [...new Set(sales.map((sale) => localDay(sale.atMs, timeZone)))].toSorted();
}

async function writePage(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page);
  } catch (cause) {
    throw new Fault('bad-input', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** A line at each tenth. */
function progressOn(io: Io): (done: number, of: number) => void {
  let told = 0;
  return (done, of) => {
    const tenths = Math.floor((done * 10) / of);
    if (tenths === told) return;
    told = tenths;
    io.err(`replay: ${tenths * 10} %`);
  };
}

function textOf(report: ReplayReport, tables: ReplayTables, file: PromotionsFile): string {
  const money = (minor: number): string => amount(minor, file.minorDigits);
  const table = (title: string, rows: readonly ReplayRow[]): readonly string[] =>
    rows.length === 0
      ? []
      : [
          '',
          title,
          ...rows.map(
            (row) =>
              `  ${row.name.slice(0, 30).padEnd(30)} ${poolsText(row.pools).padEnd(14)} ${money(row.savingMinor).padStart(14)}`,
          ),
        ];
  return `${[
    `${report.sales} sales worth ${money(report.turnoverMinor)} ${file.currency}; promotions gave ${money(report.aloneMinor)} to single baskets`,
    `pooling would have saved ${money(report.pooledMinor)} more, in ${poolsText(report.pools.length).trim()}`,
    ...(tables.byDay.length > 1 ? table('by day', tables.byDay) : []),
    ...table('by hour', tables.byHour),
    ...table('by promotion (what it gave on joint receipts)', tables.byPromotion),
    ...table('by group size', tables.byGroupSize),
  ].join('\n')}\n`;
}

function poolsText(count: number): string {
  return `${String(count).padStart(6)} ${count === 1 ? 'pool' : 'pools'}`;
}
