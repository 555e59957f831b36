import { compilePromotions, knownProducts, type PromotionSet } from '../../promotions/compile.ts';
import { price } from '../../promotions/price.ts';
import type { ShopDay } from './day.ts';
import { basketLines, type Goods } from './trolley.ts';

/** A receipt as a till knows it when the last item was rung up. */
export interface Checkout {
  readonly kind: 'sale' | 'refund';
  readonly receiptNumber: string;
  readonly goods: readonly Goods[];
  readonly discounts: readonly { readonly name: string; readonly discountMinor: number }[];
  readonly subtotalMinor: number;
  readonly totalMinor: number;
  readonly tenderedMinor: number;
  /** Pairing codes that the cashier scanned into the till as notes. */
  readonly codes: readonly string[];
}

/** The till's own promotion engine: it knows the file that the manager gave to both, and nothing of pindan. */
export function tillEngine(day: ShopDay): PromotionSet {
  return compilePromotions(day.promotions, knownProducts(day.products));
}

/** Rings up goods: the till applies its promotions as always and takes cash rounded up to whole tens. */
export function checkOut(
  engine: PromotionSet,
  goods: readonly Goods[],
  sale: {
    readonly receiptNumber: string;
    readonly codes?: readonly string[];
    readonly kind?: 'sale' | 'refund';
  },
): Checkout {
  const priced = price({ lines: [...basketLines(goods)], member: false }, engine);
  const isRefund = sale.kind === 'refund';
  const totalMinor = isRefund ? priced.subtotalMinor : priced.totalMinor;
  return {
    kind: sale.kind ?? 'sale',
    receiptNumber: sale.receiptNumber,
    goods,
    discounts: isRefund
      ? []
      : priced.applied.map((applied) => ({
          name: applied.promotion,
          discountMinor: applied.discountMinor,
        })),
    subtotalMinor: priced.subtotalMinor,
    totalMinor,
    tenderedMinor: Math.ceil(totalMinor / 1000) * 1000,
    codes: sale.codes ?? [],
  };
}
