import type { BasketLine } from '../../contracts/basket.ts';
import type { Product } from '../../contracts/product.ts';
import { oneOf } from './random.ts';

/** So many units of a product, in a trolley or on a receipt. */
export interface Goods {
  readonly product: Product;
  readonly quantity: number;
}

export function worthMinor(goods: readonly Goods[]): number {
  return goods.reduce((sum, { product, quantity }) => sum + product.unitPriceMinor * quantity, 0);
}

/** Units of the same product together, in the order in which they were first taken. */
export function together(products: readonly Product[]): readonly Goods[] {
  const counts = new Map<Product, number>();
  for (const product of products) counts.set(product, (counts.get(product) ?? 0) + 1);
  return [...counts].map(([product, quantity]) => ({ product, quantity }));
}

/**
 * Fills a trolley until it is worth `leastMinor` to `mostMinor`; the same seed fills the same one.
 * Throws where no product of the shelf fits into the range.
 */
export function fillTrolley(
  random: () => number,
  shelf: readonly Product[],
  leastMinor: number,
  mostMinor: number,
): readonly Goods[] {
  const taken: Product[] = [];
  let worth = 0;
  while (worth < leastMinor) {
    const room = mostMinor - worth;
    const fitting = shelf.filter((product) => product.unitPriceMinor <= room);
    if (fitting.length === 0) {
      // The last pick left a gap that nothing fills: put it back and try another.
      const back = taken.pop();
      if (back === undefined) throw new Error('nothing on the shelf fits into the trolley');
      worth -= back.unitPriceMinor;
      continue;
    }
    const product = oneOf(random, fitting);
    taken.push(product);
    worth += product.unitPriceMinor;
  }
  return together(taken);
}

/** What the promotion engine and a till price. Lines are numbered from 1. */
export function basketLines(goods: readonly Goods[]): readonly BasketLine[] {
  return goods.map(({ product, quantity }, index) => ({
    id: String(index + 1),
    gtin: product.gtins[0] ?? product.code,
    name: product.tillNames[0] ?? product.code,
    category: product.category,
    quantity,
    unitPriceMinor: product.unitPriceMinor,
  }));
}
