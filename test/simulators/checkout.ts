import { compilePromotions, knownProducts } from '../../promotions/compile/compile.ts';
import { price } from '../../promotions/price.ts';
import type { ShopDay } from './day.ts';
import type { RungSale } from './till-sale.ts';
import { basketLines, type Goods } from './trolley.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';

/** The till's own promotion engine: it knows the file that the manager gave to both, and nothing of pindan. */
export function tillEngine(day: ShopDay): PromotionSet {
  return compilePromotions(day.promotions, knownProducts(day.products));
}

/** Rings up goods: the till applies its promotions as always (to sales, not to refunds) and takes cash in whole tens. */
export function checkOut(
  engine: PromotionSet,
  goods: readonly Goods[],
  sale: {
    readonly receiptNumber: string;
    /** A pairing code that the cashier scans into the receipt. */
    readonly code?: string;
    readonly kind?: 'sale' | 'refund';
  },
): RungSale {
  const priced = price({ lines: [...basketLines(goods)], member: false }, engine);
  const discountMinor = sale.kind === 'refund' ? 0 : priced.discountMinor;
  const totalMinor = priced.subtotalMinor - discountMinor;
  return {
    ...sale,
    lines: goods.map(({ product, quantity }) => ({
      name: product.tillNames[0] ?? product.code,
      code: product.gtins[0]?.slice(1) ?? product.code,
      quantity,
      unitPriceMinor: product.unitPriceMinor,
    })),
    discountMinor,
    totalMinor,
    paidMinor: Math.ceil(totalMinor / 1000) * 1000,
  };
}
