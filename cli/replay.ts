import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../contracts/fault.ts';
import { replayDay, type PastSale, type ReplayReport } from '../matcher/replay.ts';
import { parsePromotions } from '../promotions/parse.ts';
import { dayFromCsv } from '../test/simulators/day.ts';
import { readInput, readJson, reasonOf, type Io } from './io.ts';
import { replayPage } from './replay-page.ts';
import { amount, tablesOf, type ReplayRow, type ReplayTables } from './replay-tables.ts';

/**
 * `pindan replay --promotions F [--minutes N] [--json] [--html FILE] [SALES]`: what pooling would have saved on a day of a shop's
 * own sales, a CSV with the headings of the example days. Text, or JSON with `--json`; `--html` also writes a page with charts.
 */
export async function runReplay(args: readonly string[], io: Io): Promise<number> {
  const options = optionsOf(args);
  const file = parsePromotions(await readJson(options.promotions, io));
  const name = options.input ?? 'standard input';
  const sales = salesOf((await readInput(options.input, io)).toString('utf8'), name);
  io.err(`replay: ${sales.length} sales`);
  const report = replayDay(file, sales, options.minutes * 60_000);
  const tables = tablesOf(report);
  if (options.html !== undefined) {
    await writeFile(resolve(io.cwd, options.html), replayPage(report, tables, file));
    io.err(`replay: the page is in ${options.html}`);
  }
  if (options.json) io.out(`${JSON.stringify({ ...report, ...tables }, null, 2)}\n`);
  else io.out(textOf(report, tables, (minor) => amount(minor, file.minorDigits)));
  return 0;
}

interface Options {
  readonly promotions: string;
  readonly input: string | undefined;
  readonly minutes: number;
  readonly json: boolean;
  readonly html: string | undefined;
}

function optionsOf(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        promotions: { type: 'string', short: 'p' },
        minutes: { type: 'string', default: '15' },
        json: { type: 'boolean', default: false },
        html: { type: 'string' },
      },
    });
    const minutes = Number(values.minutes);
    if (values.promotions === undefined)
      throw new Fault('bad-input', 'replay needs --promotions FILE');
    if (!(minutes > 0))
      throw new Fault(
        'bad-input',
        `replay: --minutes ${values.minutes}: expected a number above 0`,
      );
    if (positionals.length > 1)
      throw new Fault('bad-input', `replay takes one file of sales, not ${positionals.length}`);
    return {
      promotions: values.promotions,
      input: positionals[0],
      minutes,
      json: values.json,
      html: values.html,
    };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `replay: ${reasonOf(cause)}`, { cause });
  }
}

function salesOf(text: string, name: string): readonly PastSale[] {
  return dayFromCsv(text, name)
    .sales.filter((sale) => sale.kind === 'sale')
    .map((sale) => ({
      id: sale.receiptNumber,
      atMs: sale.atMinute * 60_000,
      lines: sale.goods.map(({ product, quantity }, index) => ({
        id: String(index + 1),
        gtin: product.gtins[0] ?? product.code,
        category: product.category,
        quantity,
        unitPriceMinor: product.unitPriceMinor,
      })),
    }));
}

function textOf(
  report: ReplayReport,
  tables: ReplayTables,
  money: (minor: number) => string,
): string {
  const table = (title: string, rows: readonly ReplayRow[]): readonly string[] => [
    '',
    title,
    ...rows.map(
      (row) =>
        `  ${row.name.padEnd(20)} ${String(row.pools).padStart(6)} pools ${money(row.savingMinor).padStart(14)}`,
    ),
  ];
  return `${[
    `${report.sales} sales worth ${money(report.turnoverMinor)}; promotions gave ${money(report.aloneMinor)} to single baskets`,
    `pooling would have saved ${money(report.pooledMinor)} more, in ${report.pools.length} pools`,
    ...table('by hour', tables.byHour),
    ...table('by promotion (what it gave on joint receipts)', tables.byPromotion),
    ...table('by group size', tables.byGroupSize),
  ].join('\n')}\n`;
}
