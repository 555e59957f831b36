import { createHash } from 'node:crypto';
import { MESSAGE_LIMIT_BYTES } from '../../contracts/envelope.ts';
import { Gtin } from '../../contracts/gtin.ts';
import type { Product } from '../../contracts/product.ts';
import type { ProductsPage } from '../../contracts/reference.ts';
import type { Sale, SaleLine } from '../../contracts/sale.ts';

/** What is left for products once the envelope and the page's own fields are taken off. */
const PAGE_BYTES = MESSAGE_LIMIT_BYTES - 1024;
const PAGE_PRODUCTS = 500;

/** A price seen at a till, and the file's price at that time: once the file says otherwise, the file counts again. */
export interface LearntPrice {
  readonly code: string;
  readonly unitPriceMinor: number;
  readonly filePriceMinor: number;
}

/** What a till or a scanner says of an item. */
export interface ItemNames {
  readonly gtin?: string | undefined;
  readonly code?: string | undefined;
  readonly name?: string | undefined;
}

/** The products of the venue with the prices in force. */
export interface Catalogue {
  readonly products: readonly Product[];
  /** By GTIN, else by code, else by the name that tills print. */
  find(item: ItemNames): Product | undefined;
  byCode(code: string): Product | undefined;
  /**
   * What a price seen at a till would teach: nothing where it is in force already.
   * @param taught lessons that come into force after this call; of one product, the last counts
   */
  lessonOf(
    code: string,
    unitPriceMinor: number,
    taught?: readonly LearntPrice[],
  ): LearntPrice | undefined;
  /** Puts a price in force. */
  learn(price: LearntPrice): void;
  /** Till names that several products claim: such lines stay unknown. */
  readonly ambiguousNames: readonly string[];
}

/** The file's products, with learnt prices over them. */
export function createCatalogue(
  fileProducts: readonly Product[],
  learnt: readonly LearntPrice[],
): Catalogue {
  const prices = new Map(learnt.map((price) => [price.code, price]));
  const filePrices = new Map(fileProducts.map((product) => [product.code, product.unitPriceMinor]));
  const products = fileProducts.map((product) => {
    const price = prices.get(product.code);
    return price !== undefined && price.filePriceMinor === product.unitPriceMinor
      ? { ...product, unitPriceMinor: price.unitPriceMinor }
      : product;
  });
  const places = new Map(products.map((product, index) => [product.code, index]));
  const byGtin = new Map<string, string>();
  const byName = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const product of products) {
    for (const gtin of product.gtins) byGtin.set(gtin, product.code);
    for (const name of product.tillNames) {
      const key = nameKey(name);
      const other = byName.get(key);
      if (other !== undefined && other !== product.code) ambiguous.add(key);
      byName.set(key, product.code);
    }
  }
  for (const name of ambiguous) byName.delete(name);
  const byCode = (code: string): Product | undefined => {
    const place = places.get(code);
    return place === undefined ? undefined : products[place];
  };
  const byDigits = (text: string | undefined): Product | undefined => {
    const gtin = text === undefined ? undefined : Gtin.safeParse(text);
    const code = gtin?.success === true ? byGtin.get(gtin.data) : undefined;
    return code === undefined ? undefined : byCode(code);
  };
  return {
    products,
    ambiguousNames: [...ambiguous],
    byCode,
    find({ gtin, code, name }) {
      const named = name === undefined ? undefined : byName.get(nameKey(name));
      return (
        byDigits(gtin) ??
        byDigits(code) ??
        (code === undefined ? undefined : byCode(code)) ??
        (gtin === undefined ? undefined : byCode(gtin)) ??
        (named === undefined ? undefined : byCode(named))
      );
    },
    lessonOf(code, unitPriceMinor, taught = []) {
      const product = byCode(code);
      if (product === undefined) return undefined;
      const inForce = taught.findLast((lesson) => lesson.code === code) ?? product;
      if (inForce.unitPriceMinor === unitPriceMinor) return undefined;
      return { code, unitPriceMinor, filePriceMinor: filePrices.get(code) ?? unitPriceMinor };
    },
    learn({ code, unitPriceMinor }) {
      const place = places.get(code);
      const product = place === undefined ? undefined : products[place];
      if (place !== undefined && product !== undefined) {
        products[place] = { ...product, unitPriceMinor };
      }
    },
  };
}

/** Names as tills print them differ in case, spaces and width of letters. */
function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toUpperCase();
}

/** What stands for a product in baskets and promotions: its first GTIN, or its code where it has none. */
export function productKey(product: Product): string {
  return product.gtins[0] ?? product.code;
}

/** A till line with what the catalogue knows about it; a line that it does not know stays as it is. */
export function describeLine(catalogue: Catalogue, line: SaleLine): SaleLine {
  const product = catalogue.find(line);
  return product === undefined
    ? line
    : { ...line, gtin: productKey(product), category: product.category };
}

/**
 * The prices that a sale teaches: only where the receipt balances, from lines of one unit without a discount, for products sold by
 * the unit. A weighed or open price is no price of a unit.
 */
export function pricesOf(
  catalogue: Catalogue,
  sale: Sale,
): readonly { readonly code: string; readonly unitPriceMinor: number }[] {
  if (sale.kind !== 'sale' || sale.balance.kind !== 'balanced' || sale.truncated) return [];
  const seen: { code: string; unitPriceMinor: number }[] = [];
  for (const line of sale.lines) {
    const isSingle =
      line.quantity === 1 && line.discountMinor === 0 && line.amountMinor === line.unitPriceMinor;
    if (!isSingle || line.unitPriceMinor <= 0) continue;
    const product = catalogue.find(line);
    if (product?.soldBy === 'unit')
      seen.push({ code: product.code, unitPriceMinor: line.unitPriceMinor });
  }
  return seen;
}

/** The catalogue in pages that each fit one message, under a version that changes with the content. */
export function cataloguePages(products: readonly Product[]): readonly ProductsPage[] {
  const hash = createHash('sha256');
  const pages: Product[][] = [[]];
  let bytes = 0;
  for (const product of products) {
    const text = JSON.stringify(product);
    hash.update(text).update('\n');
    const size = Buffer.byteLength(text) + 1;
    let last = pages.at(-1) ?? [];
    if (last.length > 0 && (bytes + size > PAGE_BYTES || last.length >= PAGE_PRODUCTS)) {
      last = [];
      pages.push(last);
      bytes = 0;
    }
    last.push(product);
    bytes += size;
  }
  const version = hash.digest('hex').slice(0, 16);
  return pages.map((page, index) => ({
    version,
    page: index,
    pages: pages.length,
    products: page,
  }));
}
