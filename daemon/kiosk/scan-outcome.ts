import type { LocalText } from '../../contracts/language.ts';
import type { Product } from '../../contracts/product.ts';
import type { Scan } from '../../contracts/scan.ts';
import type { Catalogue } from '../central/catalogue.ts';
import type { BasketItem } from './visit-record.ts';

/** What a scan at a kiosk comes to. The kinds are those that the screen shows as `lastScan`. */
export type ScanOutcome =
  | { readonly kind: 'card'; readonly card: string }
  | { readonly kind: 'added'; readonly item: BasketItem }
  | { readonly kind: 'not-for-pooling'; readonly title: LocalText }
  | { readonly kind: 'not-in-catalogue' }
  | { readonly kind: 'invalid' };

/** What a scan means with this catalogue. Pure and total. */
export function scanOutcome(scan: Scan, catalogue: Catalogue): ScanOutcome {
  switch (scan.kind) {
    case 'card':
      return { kind: 'card', card: scan.card };
    case 'code': // A pairing code belongs to a till.
    case 'invalid':
      return { kind: 'invalid' };
    case 'product':
      return productOutcome(catalogue.byGtin(scan.gtin));
    case 'measured':
      return productOutcome(catalogue.byCode(scan.item), scan.priceMinor);
    case 'other':
      return productOutcome(
        catalogue.byCode(scan.text) ?? catalogue.ofTillLine({ name: scan.text, code: undefined }),
      );
  }
}

function productOutcome(product: Product | undefined, packPriceMinor?: number): ScanOutcome {
  if (product === undefined) return { kind: 'not-in-catalogue' };
  // Goods that concern health or intimacy are nobody else's business: they never enter a basket that others may meet.
  if (product.sensitive) return { kind: 'not-for-pooling', title: product.title };
  const pack = packPriceMinor === undefined ? {} : { packPriceMinor };
  return { kind: 'added', item: { product, source: 'scanned', ...pack } };
}
