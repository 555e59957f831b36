import { readFile } from 'node:fs/promises';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { parseCsv } from '../../central/catalogue/csv.ts';
import { Fault } from '../../contracts/fault.ts';
import { Product } from '../../contracts/product.ts';
import { PromotionsFile } from '../../contracts/promotions-file.ts';
import { VIRTUAL_PRODUCTS } from './catalogue.ts';
import { VIRTUAL_PROMOTIONS } from './promotions.ts';
import { between } from './random.ts';
import { fillTrolley, type Goods, worthMinor } from './trolley.ts';

/** A sale of the day that others make while our shoppers walk about. */
export interface DaySale {
  /** Minutes since midnight. */
  readonly atMinute: number;
  readonly goods: readonly Goods[];
  readonly kind: 'sale' | 'refund';
  readonly receiptNumber: string;
}

/** What a virtual shop plays: its products, its promotions, and the sales of one day in order. */
export interface ShopDay {
  readonly products: readonly Product[];
  readonly promotions: PromotionsFile;
  /** What pooling shoppers choose from, and the threshold that they reach together. */
  readonly shelf: readonly Product[];
  readonly thresholdMinor: number;
  readonly sales: readonly DaySale[];
}

const OPENS_MINUTE = 8 * 60;
const CLOSES_MINUTE = 22 * 60;

/** How busy each hour is, from opening on: a quiet morning, lunch, and the long queue after work. Invented. */
const BUSY = [3, 4, 5, 7, 9, 6, 4, 4, 6, 10, 12, 9, 6, 3];

/** A day of the project's own making; the same seed makes the same day. */
export function inventedDay(seed: number): ShopDay {
  const random = seededRandom(seed);
  const sales: DaySale[] = [];
  for (const [hour, count] of BUSY.entries()) {
    for (let index = 0; index < count * 4; index += 1) {
      const atMinute = Math.min(CLOSES_MINUTE, OPENS_MINUTE + hour * 60 + between(random, 0, 59));
      const leastMinor = between(random, 800, 16_000);
      const goods = fillTrolley(random, VIRTUAL_PRODUCTS, leastMinor, leastMinor + 3000);
      const kind = random() < 0.01 ? 'refund' : 'sale';
      sales.push({ atMinute, goods, kind, receiptNumber: '' });
    }
  }
  const food = VIRTUAL_PROMOTIONS.promotions.flatMap((promotion) =>
    promotion.kind === 'spend' ? (promotion.scope.include?.categories ?? []) : [],
  );
  return {
    products: VIRTUAL_PRODUCTS,
    promotions: VIRTUAL_PROMOTIONS,
    shelf: VIRTUAL_PRODUCTS.filter(
      (product) => food.includes(product.category) && product.unitPriceMinor <= 6000,
    ),
    thresholdMinor: 20_000,
    sales: numbered(sales),
  };
}

function numbered(sales: readonly DaySale[]): readonly DaySale[] {
  return sales
    .toSorted((a, b) => a.atMinute - b.atMinute)
    .map((sale, index) => ({ ...sale, receiptNumber: String(10_001 + index) }));
}

const COLUMNS = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice'];

/**
 * A real day: a CSV of invoice lines with the headings InvoiceNo, StockCode, Description, Quantity, InvoiceDate and UnitPrice.
 * The products are those of the file; invoices that begin with C are refunds; lines without a price are left out. The promotion's
 * threshold is scaled to the baskets, so that pooling is worth while in any shop.
 * @throws Fault `bad-input` that names the file, the line and what was expected
 */
export async function dayFromFile(path: string): Promise<ShopDay> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('bad-input', `cannot read the day ${path}: check the path`, { cause });
  }
  return dayFromCsv(text, path);
}

/** The same from the text of a file; `name` stands in the faults. */
export function dayFromCsv(text: string, name: string): ShopDay {
  const csv = parseCsv(text);
  if (csv.kind === 'broken') {
    throw new Fault('bad-input', `${name} line ${csv.line}: ${csv.reason}`);
  }
  const [head, ...records] = csv.records;
  const at = COLUMNS.map((column) => head?.fields.indexOf(column) ?? -1);
  const missing = COLUMNS.filter((_, index) => at[index] === -1);
  if (missing.length > 0) {
    throw new Fault('bad-input', `${name}: the heading lacks ${missing.join(', ')}`);
  }
  const products = new Map<string, Product>();
  const invoices = new Map<string, { atMinute: number; goods: Goods[] }>();
  for (const record of records) {
    const [invoice = '', code = '', title = '', quantityText = '', when = '', priceText = ''] =
      at.map((index) => record.fields[index]?.trim() ?? '');
    const quantity = Number(quantityText);
    const unitPriceMinor = Math.round(Number(priceText) * 100);
    const time = /[ T](\d{1,2}):(\d{2})/.exec(when);
    if (!Number.isInteger(quantity) || !Number.isFinite(unitPriceMinor) || time === null) {
      throw new Fault(
        'bad-input',
        `${name} line ${record.line}: expected a whole Quantity, a UnitPrice and an InvoiceDate with a time`,
      );
    }
    if (unitPriceMinor <= 0 || quantity === 0 || code === '' || title === '') continue;
    const product = products.get(code) ?? productOf(code, title, unitPriceMinor);
    products.set(code, product);
    // A real till sells at the price of the moment; the catalogue has the first one seen.
    const sold =
      product.unitPriceMinor === unitPriceMinor ? product : { ...product, unitPriceMinor };
    const entry = invoices.get(invoice) ?? {
      atMinute: Number(time[1]) * 60 + Number(time[2]),
      goods: [],
    };
    entry.goods.push({ product: sold, quantity: Math.abs(quantity) });
    invoices.set(invoice, entry);
  }
  const sales = [...invoices].map(([receiptNumber, { atMinute, goods }]): DaySale => ({
    atMinute,
    goods,
    kind: receiptNumber.startsWith('C') ? 'refund' : 'sale',
    receiptNumber,
  }));
  return { ...scaledTo(sales), products: [...products.values()], sales };
}

function productOf(code: string, title: string, unitPriceMinor: number): Product {
  return Product.parse({
    code,
    tillNames: [title],
    title: { en: title },
    category: 'goods',
    unitPriceMinor,
  });
}

/** A spend promotion that about half of these baskets miss: the threshold is the median sale, rounded down to one leading digit;
 *  a tenth of it comes off. */
function scaledTo(
  sales: readonly DaySale[],
): Pick<ShopDay, 'promotions' | 'shelf' | 'thresholdMinor'> {
  const worths = sales
    .filter((sale) => sale.kind === 'sale')
    .map((sale) => worthMinor(sale.goods))
    .toSorted((a, b) => a - b);
  const median = worths[Math.floor(worths.length / 2)] ?? 10_000;
  const digit = 10 ** Math.floor(Math.log10(Math.max(median, 1000)));
  const thresholdMinor = Math.max(1000, Math.floor(median / digit) * digit);
  const offMinor = Math.round(thresholdMinor / 10);
  const promotions = PromotionsFile.parse({
    currency: 'GBP',
    minorDigits: 2,
    timeZone: 'Europe/London',
    promotions: [
      {
        id: 'spend-and-save',
        title: { en: `Spend ${thresholdMinor / 100}, ${offMinor / 100} off` },
        kind: 'spend',
        tiers: [{ spendMinor: thresholdMinor, reward: { offMinor } }],
      },
    ],
  });
  const prices = new Map<string, Set<number>>();
  const goods = sales.flatMap((sale) => sale.goods.map(({ product }) => product));
  for (const { code, unitPriceMinor } of goods) {
    prices.set(code, (prices.get(code) ?? new Set()).add(unitPriceMinor));
  }
  // What is sold at two prices in one day changes in the catalogue while people shop: nobody could plan a trolley with it.
  const shelf = new Map(
    goods
      .filter(
        ({ code, unitPriceMinor }) =>
          unitPriceMinor <= thresholdMinor / 5 && prices.get(code)?.size === 1,
      )
      .map((product) => [product.code, product]),
  );
  return { promotions, shelf: [...shelf.values()], thresholdMinor };
}
