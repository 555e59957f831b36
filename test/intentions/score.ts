import {
  usualProductsOf,
  learnRepurchaseModels,
  type PastPurchase,
  type RepurchaseModels,
} from '../../habits/usual-products.ts';

const DAY_MS = 86_400_000;
export const KS = [1, 3, 12] as const;

/** How well one way of ordering a shopper's past products foretold what she bought again. */
export interface Score {
  /** Visits with at least one of the first k bought; bought among the first k; the share of what she bought again that was shown. */
  readonly hitRate: readonly number[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

export interface Evaluation {
  /** Visits of the held-out days by shoppers with a history, and those on which something was bought again. */
  readonly visits: number;
  readonly visitsWithRepeats: number;
  readonly candidates: number;
  readonly repeats: number;
  readonly scores: ReadonlyMap<string, Score>;
  /** Predicted probabilities beside what happened, by tenths; and the mean squared error, with that of always saying the mean. */
  readonly calibration: readonly {
    readonly predicted: number;
    readonly happened: number;
    readonly count: number;
  }[];
  readonly brier: number;
  readonly brierOfMean: number;
}

interface Candidate {
  readonly item: string;
  readonly probability: number;
  readonly times: number;
  readonly lastAtMs: number;
  readonly buyers: number;
  readonly isBought: boolean;
}

/** Held out: the days from a moment on, or those days of a tenth of the shoppers at a time. */
export type HeldOut = 'days' | 'shoppers';

const FOLDS = 10;

/**
 * Foretells every visit from `fromMs` on of a shopper who has a history, from all her visits before it, beside plain ways of
 * ordering the same products. Rhythms are learned from the days before alone, or from all days of the other shoppers: where there
 * are only two days, one says nothing of how often things are bought again.
 */
export function evaluate(
  purchases: readonly PastPurchase[],
  fromMs: number,
  heldOut: HeldOut,
): Evaluation {
  const byShopper = [...shoppersOf(purchases).values()];
  const learned = new Map<number, RepurchaseModels>();
  const rhythmsFor = (place: number): RepurchaseModels => {
    const fold = heldOut === 'days' ? 0 : place % FOLDS;
    const known = learned.get(fold);
    if (known !== undefined) return known;
    const rhythms = learnRepurchaseModels(
      heldOut === 'days'
        ? purchases.filter((purchase) => purchase.atMs < fromMs)
        : byShopper.filter((_, other) => other % FOLDS !== fold).flat(),
    );
    learned.set(fold, rhythms);
    return rhythms;
  };
  const visits: (readonly Candidate[])[] = [];
  for (const [place, own] of byShopper.entries()) {
    for (const dayMs of new Set(own.map(dayOf))) {
      if (dayMs < fromMs) continue;
      const history = own.filter((purchase) => purchase.atMs < dayMs);
      if (history.length === 0) continue;
      const rhythms = rhythmsFor(place);
      const today = own.filter((purchase) => dayOf(purchase) === dayMs);
      const nowMs = Math.min(...today.map((purchase) => purchase.atMs));
      const bought = new Set(today.map((purchase) => purchase.item));
      visits.push(
        usualProductsOf(rhythms, history, nowMs).map((intention) => ({
          ...intention,
          buyers: rhythms.buyers.get(intention.item) ?? 0,
          isBought: bought.has(intention.item),
        })),
      );
    }
  }
  const all = visits.flat();
  const repeats = all.filter((candidate) => candidate.isBought).length;
  const mean = all.length === 0 ? 0 : repeats / all.length;
  return {
    visits: visits.length,
    visitsWithRepeats: visits.filter((visit) => visit.some((one) => one.isBought)).length,
    candidates: all.length,
    repeats,
    scores: new Map(
      [...ORDERS].map(([name, order]) => [name, scoreOf(visits.map((visit) => order(visit)))]),
    ),
    calibration: calibrationOf(all),
    brier: meanOf(all, (one) => (one.probability - Number(one.isBought)) ** 2),
    brierOfMean: meanOf(all, (one) => (mean - Number(one.isBought)) ** 2),
  };
}

type Order = (candidates: readonly Candidate[]) => readonly Candidate[];

/** Each of the plain orders breaks its ties by what a product's code happens to be. */
const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>([
  ['rhythm', (all) => all],
  ['most frequent', by((a, b) => b.times - a.times || b.lastAtMs - a.lastAtMs)],
  ['most recent', by((a, b) => b.lastAtMs - a.lastAtMs || b.times - a.times)],
  ['bought by most', by((a, b) => b.buyers - a.buyers)],
]);

function by(compare: (a: Candidate, b: Candidate) => number): Order {
  return (all) => all.toSorted((a, b) => compare(a, b) || (a.item < b.item ? -1 : 1));
}

/** Over the visits on which something was bought again: on the others no order could have hit. */
function scoreOf(visits: readonly (readonly Candidate[])[]): Score {
  const repeating = visits.filter((visit) => visit.some((one) => one.isBought));
  const at = (of: (shown: number, hits: number, bought: number) => number): readonly number[] =>
    KS.map((k) =>
      meanOf(repeating, (visit) => {
        const hits = visit.slice(0, k).filter((one) => one.isBought).length;
        return of(Math.min(k, visit.length), hits, visit.filter((one) => one.isBought).length);
      }),
    );
  return {
    hitRate: at((_, hits) => (hits > 0 ? 1 : 0)),
    precision: at((shown, hits) => hits / shown),
    recall: at((_, hits, bought) => hits / bought),
  };
}

function calibrationOf(all: readonly Candidate[]): Evaluation['calibration'] {
  const bins = Array.from({ length: 10 }, (): Candidate[] => []);
  for (const one of all) bins[Math.min(9, Math.floor(one.probability * 10))]?.push(one);
  return bins
    .filter((bin) => bin.length > 0)
    .map((bin) => ({
      predicted: meanOf(bin, (one) => one.probability),
      happened: meanOf(bin, (one) => Number(one.isBought)),
      count: bin.length,
    }));
}

function shoppersOf(
  purchases: readonly PastPurchase[],
): ReadonlyMap<string, readonly PastPurchase[]> {
  const byShopper = new Map<string, PastPurchase[]>();
  for (const purchase of purchases) {
    const own = byShopper.get(purchase.shopper);
    if (own === undefined) byShopper.set(purchase.shopper, [purchase]);
    else own.push(purchase);
  }
  return byShopper;
}

function dayOf(purchase: PastPurchase): number {
  return Math.floor(purchase.atMs / DAY_MS) * DAY_MS;
}

function meanOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.length === 0 ? 0 : items.reduce((sum, item) => sum + of(item), 0) / items.length;
}

/** The first moment of the last part of the days: at least one day is held out, and at least one is learned from. */
export function heldOutFrom(purchases: readonly PastPurchase[], share: number): number {
  const days = [...new Set(purchases.map(dayOf))].toSorted((a, b) => a - b);
  const kept = Math.max(1, Math.min(days.length - 1, Math.floor(days.length * (1 - share))));
  return days[kept] ?? Infinity;
}
