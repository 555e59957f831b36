import type { Automaton } from './automaton.ts';
import type { Receipt, Applicable, Use } from '../receipt/receipt.ts';
import { bestBundle, bundleAutomaton } from './bundle.ts';
import { bestBuyGet, buyGetAutomaton } from './buy-get.ts';
import { bestCheapest, cheapestAutomaton } from './cheapest.ts';
import { bestMultiBuy, blocksAutomaton } from './multi-buy.ts';
import { bestPlain, plainAutomaton } from './plain.ts';
import { bestQuantity, quantityAutomaton } from './quantity.ts';

/**
 * The best that one item promotion can do with every unit that it touches, nobody competing. `unanswered` where this kind
 * has no direct answer on this receipt; the search then finds it.
 */
export function bestAlone(
  applicable: Applicable,
  receipt: Receipt,
): Use | undefined | 'unanswered' {
  const { promotion } = applicable.compiled;
  switch (promotion.kind) {
    case 'plain':
      return bestPlain(promotion, applicable, receipt);
    case 'quantity':
      return bestQuantity(promotion, applicable, receipt);
    case 'multi-buy':
      return bestMultiBuy(promotion, applicable, receipt);
    case 'buy-get':
      return bestBuyGet(promotion, applicable, receipt) ?? 'unanswered';
    case 'bundle':
      return bestBundle(promotion, applicable, receipt) ?? 'unanswered';
    case 'cheapest':
      return bestCheapest(promotion, applicable, receipt);
    case 'spend':
      throw new Error('bug: a spend promotion takes no units');
  }
}

/** How an item promotion sees units go by, for the search. */
export function automatonOf(applicable: Applicable, receipt: Receipt): Automaton {
  const { promotion } = applicable.compiled;
  switch (promotion.kind) {
    case 'plain':
      return plainAutomaton(promotion, applicable, receipt);
    case 'quantity':
      return quantityAutomaton(promotion, applicable, receipt);
    case 'multi-buy':
      return blocksAutomaton(
        { ...promotion, percentOff: promotion.reward.percentOff },
        applicable,
        receipt,
      );
    case 'buy-get':
      return buyGetAutomaton(promotion, applicable, receipt);
    case 'bundle':
      return bundleAutomaton(promotion, applicable, receipt);
    case 'cheapest':
      return cheapestAutomaton(promotion, applicable, receipt);
    case 'spend':
      throw new Error('bug: a spend promotion takes no units');
  }
}
