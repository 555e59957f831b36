import type { Basket } from '../../contracts/basket.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';
import { discountOf } from '../../promotions/discount.ts';
import { openScratch } from '../../promotions/receipt/scratch.ts';
import { timesLimits } from '../../promotions/price.ts';

/** What a basket earns, the amount alone, on the road that the matcher's pricer takes. */
export function amountAlone(basket: Basket, set: PromotionSet): number {
  const lines = basket.lines.map((line) => ({
    id: line.id,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    membership: set.membership(line.gtin, line.category),
  }));
  return discountOf(lines, openScratch(set), timesLimits(basket, set));
}
