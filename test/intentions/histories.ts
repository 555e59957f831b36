import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { parseCsv } from '../../central/catalogue/csv.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PastPurchase } from '../../habits/usual-products.ts';

const DAY_MS = 86_400_000;

/**
 * Purchases of known shoppers from CSV files of invoice lines, or a folder of them, with the headings CustomerID, StockCode,
 * Quantity, InvoiceDate and InvoiceNo, and Category where there is one. Returns, and lines without a customer, are left out. A
 * product's letters after its number are variants of one thing (colours, sizes), so the number is its kind.
 */
export function purchasesFromFiles(paths: readonly string[]): readonly PastPurchase[] {
  const files = paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith('.csv'))
          .map((name) => join(path, name))
      : [path],
  );
  return files
    .toSorted()
    .flatMap((file) => purchasesOf(readFileSync(file, 'utf8'), basename(file)));
}

function purchasesOf(text: string, name: string): readonly PastPurchase[] {
  const csv = parseCsv(text);
  if (csv.kind === 'broken')
    throw new Fault('bad-input', `${name} line ${csv.line}: ${csv.reason}`);
  const [head, ...records] = csv.records;
  const place = (heading: string): number => head?.fields.indexOf(heading) ?? -1;
  const at = ['CustomerID', 'StockCode', 'Quantity', 'InvoiceDate', 'InvoiceNo'].map(place);
  if (at.includes(-1)) {
    throw new Fault(
      'bad-input',
      `${name}: the heading needs CustomerID, StockCode, Quantity, InvoiceDate and InvoiceNo`,
    );
  }
  const category = place('Category');
  return records.flatMap(({ fields }): readonly PastPurchase[] => {
    const [shopper = '', code = '', quantity = '', when = '', invoice = ''] = at.map(
      (index) => fields[index]?.trim() ?? '',
    );
    const atMs = Date.parse(`${when.replace(' ', 'T')}Z`);
    if (shopper === '' || Number.isNaN(atMs) || Number(quantity) <= 0 || /^C/i.test(invoice))
      return [];
    const kind = fields[category]?.trim() ?? code.replace(/[A-Za-z]+$/, '');
    return [{ shopper, item: code, kind, atMs }];
  });
}

export interface InventedShoppers {
  readonly seed: number;
  readonly shoppers: number;
  readonly days: number;
  /** Gaps of needs are Erlang with this many stages. */
  readonly regularity: number;
}

const KINDS: readonly (readonly [kind: string, everyDays: number])[] = [
  ['milk', 4],
  ['bread', 5],
  ['coffee', 21],
  ['detergent', 45],
  ['batteries', 120],
  ['gifts', 900],
];

/** Shoppers whose needs are known because we made them: for each product a rate of her own, needs that come by it, and visits that
 *  take home whatever is needed by then. */
export function inventedPurchases(options: InventedShoppers): readonly PastPurchase[] {
  const random = seededRandom(options.seed);
  const exponential = (): number => -Math.log(1 - random());
  const purchases: PastPurchase[] = [];
  for (let number = 0; number < options.shoppers; number += 1) {
    const shopper = `shopper-${number}`;
    const visitEveryDays = 2 + 8 * random();
    const visits: number[] = [];
    for (let day = random() * visitEveryDays; day < options.days;) {
      visits.push(day);
      day += Math.max(0.5, visitEveryDays * (0.4 + 1.2 * random()));
    }
    for (const [kind, everyDays] of KINDS) {
      for (let variant = 0; variant < 8; variant += 1) {
        // Most products are none of hers; the others she needs more or less often than people do on the average.
        if (random() < 0.75) continue;
        const rate = exponential() / everyDays;
        let need = random() / rate;
        for (const visit of visits) {
          if (need > visit) continue;
          purchases.push({ shopper, item: `${kind}-${variant}`, kind, atMs: visit * DAY_MS });
          let gap = 0;
          for (let stage = 0; stage < options.regularity; stage += 1) gap += exponential();
          need = visit + gap / (options.regularity * rate);
        }
      }
    }
  }
  return purchases.toSorted((a, b) => a.atMs - b.atMs);
}

/** The same purchases by their kinds alone: rhythms of categories. */
export function byKind(purchases: readonly PastPurchase[]): readonly PastPurchase[] {
  return purchases.map((purchase) => ({ ...purchase, item: purchase.kind, kind: 'any' }));
}
