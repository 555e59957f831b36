import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PastPurchase } from '../../habits/usual-products.ts';
import { benchmark } from '../bench-io.ts';
import { byKind, inventedPurchases, purchasesFromFiles } from '../intentions/histories.ts';
import { evaluate, heldOutFrom, KS, type HeldOut } from '../intentions/score.ts';

const REAL = join(import.meta.dirname, '../../../shared/data/online-retail');

export const bench = benchmark({
  about:
    'How well past purchases foretell what a shopper buys again. On days that were held out: hits, precision and recall among the first 1, 3 and 12, and whether the probabilities are right, beside the most frequent, the most recent and the generally most bought of her past products. Then the same of invented shoppers, whose needs are known. One JSON line for each.',
  options: {
    'held-out': {
      type: 'number',
      value: 'SHARE',
      above: 0,
      below: 1,
      default: 0.2,
      about: 'the share of the purchases that is held out',
    },
  },
  positionals: {
    inputs: {
      type: 'text',
      value: 'SALES',
      many: true,
      about: 'CSV days, or folders of them; without any the online-retail days, where they are',
    },
  },
  example: 'pindan bench intentions --held-out 0.3',
  async run({ 'held-out': share, inputs }, io) {
    const paths = inputs.length > 0 ? inputs : [REAL].filter((path) => existsSync(path));
    const report = (name: string, purchases: readonly PastPurchase[], heldOut: HeldOut): void => {
      io.out(`${JSON.stringify(line(name, purchases, share, heldOut))}\n`);
    };
    if (paths.length === 0)
      io.err('intentions: the online-retail days are not here; invented shoppers only');
    else {
      const real = purchasesFromFiles(paths);
      for (const heldOut of ['days', 'shoppers'] as const) {
        report('real sales, products', real, heldOut);
        report('real sales, kinds of product', byKind(real), heldOut);
      }
    }
    for (const regularity of [1, 3]) {
      const invented = inventedPurchases({ seed: 2026, shoppers: 200, days: 180, regularity });
      const gaps = regularity === 1 ? 'needs at random' : 'needs like a clock';
      report(`invented shoppers, ${gaps}, products`, invented, 'days');
      report(`invented shoppers, ${gaps}, kinds of product`, byKind(invented), 'days');
    }
    return 0;
  },
});

function line(
  name: string,
  purchases: readonly PastPurchase[],
  share: number,
  heldOut: HeldOut,
): object {
  const found = evaluate(purchases, heldOutFrom(purchases, share), heldOut);
  const shoppers = new Set(purchases.map((purchase) => purchase.shopper)).size;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const atK = (figures: readonly number[]): object =>
    Object.fromEntries(KS.map((k, index) => [`at${k}`, round(figures[index] ?? 0)]));
  return {
    data: name,
    heldOut,
    shoppers,
    visitsForetold: found.visits,
    withRepeats: found.visitsWithRepeats,
    productsForetold: found.candidates,
    boughtAgain: found.repeats,
    orders: Object.fromEntries(
      [...found.scores].map(([order, score]) => [
        order,
        {
          hitRate: atK(score.hitRate),
          precision: atK(score.precision),
          recall: atK(score.recall),
        },
      ]),
    ),
    calibration: found.calibration.map(({ predicted, happened, count }) => ({
      predicted: round(predicted),
      happened: round(happened),
      count,
    })),
    brier: round(found.brier),
    brierOfMean: round(found.brierOfMean),
  };
}
