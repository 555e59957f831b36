import type { Machine } from './automaton.ts';
import type { Receipt, Touch, Use } from '../receipt/receipt.ts';
import { bestBundle, bundleMachine } from './bundle.ts';
import { bestBuyGet, buyGetMachine } from './buy-get.ts';
import { bestCheapest, cheapestMachine } from './cheapest.ts';
import { bestMultiBuy, blocksMachine } from './multi-buy.ts';
import { bestPlain, plainMachine } from './plain.ts';
import { bestQuantity, quantityMachine } from './quantity.ts';

/**
 * The best that one item promotion can do with every unit that it touches, nobody competing. `unanswered` where this kind
 * has no direct answer on this receipt; the search then finds it.
 */
export function bestAlone(touch: Touch, receipt: Receipt): Use | undefined | 'unanswered' {
  const { promotion } = touch.compiled;
  switch (promotion.kind) {
    case 'plain':
      return bestPlain(promotion, touch, receipt);
    case 'quantity':
      return bestQuantity(promotion, touch, receipt);
    case 'multi-buy':
      return bestMultiBuy(promotion, touch, receipt);
    case 'buy-get':
      return bestBuyGet(promotion, touch, receipt) ?? 'unanswered';
    case 'bundle':
      return bestBundle(promotion, touch, receipt) ?? 'unanswered';
    case 'cheapest':
      return bestCheapest(promotion, touch, receipt);
    case 'spend':
      throw new Error('bug: a spend promotion takes no units');
  }
}

/** How an item promotion sees units go by, for the search. */
export function machineOf(touch: Touch, receipt: Receipt): Machine {
  const { promotion } = touch.compiled;
  switch (promotion.kind) {
    case 'plain':
      return plainMachine(promotion, touch, receipt);
    case 'quantity':
      return quantityMachine(promotion, touch, receipt);
    case 'multi-buy':
      return blocksMachine(
        { ...promotion, percentOff: promotion.reward.percentOff },
        touch,
        receipt,
      );
    case 'buy-get':
      return buyGetMachine(promotion, touch, receipt);
    case 'bundle':
      return bundleMachine(promotion, touch, receipt);
    case 'cheapest':
      return cheapestMachine(promotion, touch, receipt);
    case 'spend':
      throw new Error('bug: a spend promotion takes no units');
  }
}
