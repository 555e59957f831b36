import {
  usualProductsOf,
  learnRepurchaseModels,
  type PastPurchase,
  type RepurchaseModels,
} from '../../habits/usual-products.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Customers, Purchase } from './customers.ts';

/** How many products are asked for, some of which may no longer be shown. */
const USUAL_ASKED = 60;
/** Purchases that are looked at: of one shopper, and for the rhythms of the shop's goods. */
const HISTORY_LIMIT = 2000;
const LEARNT_LIMIT = 10_000;

export interface UsualOptions {
  readonly customers: Customers;
  readonly catalogue: () => Catalogue;
}

/** "Your usual": an invitation, never a line that counts. */
export interface Usual {
  /** Product codes for a shopper who comes now, what she will most probably want first. */
  of(shopper: string, nowMs: number): Promise<readonly string[]>;
  /** Learns the rhythms of the shop's goods anew: takes a moment, so before anybody comes or in a quiet hour. */
  learn(): Promise<void>;
}

/**
 * Who agreed to it is shown first what her rhythm says she wants now; everybody else simply what she bought most often. Only the
 * purchases of those who agreed teach rhythms.
 */
export function createUsual({ customers, catalogue }: UsualOptions): Usual {
  let rhythms: RepurchaseModels = learnRepurchaseModels([]);
  const past = ({ shopper, product, soldAtMs }: Purchase): PastPurchase => ({
    shopper,
    item: product,
    kind: catalogue().byCode(product)?.category ?? 'unknown',
    atMs: soldAtMs,
  });
  return {
    async of(shopper, nowMs) {
      if (!(await customers.agrees(shopper, 'intentions'))) {
        return customers.usual(shopper, USUAL_ASKED);
      }
      const history = await customers.history(shopper, HISTORY_LIMIT);
      return usualProductsOf(rhythms, history.map(past), nowMs).map((intention) => intention.item);
    },
    async learn() {
      const purchases = await customers.historyFor('intentions', LEARNT_LIMIT);
      rhythms = learnRepurchaseModels(purchases.map(past));
    },
  };
}
