import { setTimeout as sleep } from 'node:timers/promises';
import { scan } from './shopper.ts';
import { checkOut, tillEngine } from './checkout.ts';
import type { ShopDay } from './day.ts';
import type { RungSale } from './till-sale.ts';
import { ringUp, type TillManners, type TillStyle } from './till.ts';
import type { Goods } from './trolley.ts';
import type { Wire } from './wire.ts';

/** A till and the person behind it: one customer after the other. */
export interface Cashier {
  /** Rings goods up; the till applies its own promotions. With a slip's code: scanned into the till, or by our scanner beside it. */
  readonly serve: (
    goods: readonly Goods[],
    receipt: {
      readonly receiptNumber: string;
      readonly code?: string;
      readonly kind?: 'sale' | 'refund';
    },
    manners?: Partial<TillManners>,
  ) => Promise<RungSale>;
  /** Puts bytes on the line as they are: a recording. */
  readonly replay: (bytes: Uint8Array) => Promise<void>;
}

export interface CashierOptions {
  readonly day: ShopDay;
  readonly wire: Wire;
  readonly style: TillStyle;
  /** Our scanner at this till; without it the till itself takes the code. */
  readonly scanner?: Wire;
  readonly random: () => number;
}

export function cashier(options: CashierOptions): Cashier {
  const engine = tillEngine(options.day);
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    serve: (goods, { code, ...receipt }, manners) =>
      inTurn(async () => {
        const intoTill = options.scanner === undefined && code !== undefined ? { code } : {};
        const sale = checkOut(engine, goods, { ...receipt, ...intoTill });
        if (options.scanner !== undefined && code !== undefined) {
          await scan(options.scanner, `]E0${code}`);
          // The slip is scanned before the money is taken: a hand is slower than both cables.
          await sleep(20);
        }
        await ringUp(options.wire, sale, options.style, { random: options.random, ...manners });
        return sale;
      }),
    replay: (bytes) => inTurn(() => options.wire.write(bytes)),
  };
}
