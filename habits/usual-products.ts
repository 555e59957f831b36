import {
  fitRates,
  purchaseProbability,
  type RateDistribution,
  type PurchaseHistory,
} from './repurchase-model.ts';

/** One time that a shopper bought a product (or something of a category): once a sale, whatever the quantity. */
export interface PastPurchase {
  readonly shopper: string;
  /** A product code or a category: the model is the same for both. */
  readonly item: string;
  /** What an item is assumed to be like as long as little is known of it: its category, or the same for all. */
  readonly kind: string;
  readonly atMs: number;
}

/** How often each item and each kind of a shop is bought again, learned from its sales. Plain data. */
export interface RepurchaseModels {
  readonly byItem: ReadonlyMap<string, RateDistribution>;
  readonly byKind: ReadonlyMap<string, RateDistribution>;
  readonly overall: RateDistribution;
  /** How many shoppers bought each item, to break ties. */
  readonly buyers: ReadonlyMap<string, number>;
}

/** An item that a shopper probably wants now. It is only ever an invitation ("you usually buy …?"): no price depends on it. */
export interface UsualProduct {
  readonly item: string;
  /** The probability that she buys it on this visit, 0 to 1. */
  readonly probability: number;
  /** On how many visits she bought it, and when last, in epoch milliseconds. */
  readonly times: number;
  readonly lastAtMs: number;
  /** Her mean time between two needs of it, in milliseconds. */
  readonly everyMs: number;
}

const DAY_MS = 86_400_000;
/** Sales within a few hours are one visit. */
const VISIT_MS = DAY_MS / 4;
/** The prior weights: a kind's distribution counts as so many shoppers of an item, the overall one as so many of a kind. */
const KIND_WEIGHT = 8;
const OVERALL_WEIGHT = 10;

/**
 * Learns how often items are bought again. In the model a shopper's need of an item arises some time after she last bought it, at a
 * rate of her own, and she buys it on the first visit after that. So visits without the item count as evidence too, and a shopper who
 * does not visit is not taken for one who does not want it. Rates differ between shoppers. Their distribution is fitted for all items
 * together, then for each kind with that as prior, then for each item with its kind as prior.
 * Source: repeat buying as a mixed Poisson process (Ehrenberg 1959); Erlang gaps (Chatfield and Goodhardt 1973); ranking each
 * customer's products by it and by the time since the last purchase (Bhagat, Muralidharan, Lobzhanidze and Vishwanath, "Buy It
 * Again", KDD 2018). Unlike the last, this model counts visits and not only days, and assumes no Gamma distribution of rates.
 */
export function learnRepurchaseModels(purchases: readonly PastPurchase[]): RepurchaseModels {
  const byItemLines = new Map<string, Line[]>();
  const byKindLines = new Map<string, Line[]>();
  const all: Line[] = [];
  for (const own of groupBy(purchases, (purchase) => purchase.shopper).values()) {
    for (const line of linesOf(own)) {
      all.push(line);
      put(byItemLines, line.item, line);
      put(byKindLines, line.kind, line);
    }
  }
  const overall = fitRates(all.map((line) => line.history));
  const byKind = new Map<string, RateDistribution>();
  for (const [kind, lines] of byKindLines) {
    const histories = lines.map((line) => line.history);
    byKind.set(kind, fitRates(histories, { rates: overall, histories: OVERALL_WEIGHT }));
  }
  const byItem = new Map<string, RateDistribution>();
  const buyers = new Map<string, number>();
  for (const [item, lines] of byItemLines) {
    const rates = byKind.get(lines[0]?.kind ?? '') ?? overall;
    const histories = lines.map((line) => line.history);
    byItem.set(item, fitRates(histories, { rates, histories: KIND_WEIGHT }));
    buyers.set(item, lines.length);
  }
  return { byItem, byKind, overall, buyers };
}

/**
 * The items that a shopper ever bought, the most probable one first; ties by number of purchases, then the latest purchase, then the
 * number of buyers in the shop, then the item's text.
 * @param history her purchases; those at or after `nowMs` are ignored
 */
export function usualProductsOf(
  models: RepurchaseModels,
  history: readonly PastPurchase[],
  nowMs: number,
): readonly UsualProduct[] {
  const past = history.filter((purchase) => purchase.atMs < nowMs);
  const lastVisitMs = visitsOf(past).at(-1) ?? nowMs;
  return linesOf(past)
    .map((line): UsualProduct => {
      const rates = models.byItem.get(line.item) ?? models.byKind.get(line.kind) ?? models.overall;
      const ageDays = Math.max(VISIT_MS, nowMs - line.lastAtMs) / DAY_MS;
      const beforeDays = Math.min(ageDays, (lastVisitMs - line.lastAtMs) / DAY_MS);
      const { probability, ratePerDay } = purchaseProbability(
        rates,
        line.history,
        ageDays,
        beforeDays,
      );
      return {
        item: line.item,
        probability,
        times: line.times,
        lastAtMs: line.lastAtMs,
        everyMs: Math.round(DAY_MS / Math.max(ratePerDay, 1e-6)),
      };
    })
    .sort(
      (a, b) =>
        b.probability - a.probability ||
        b.times - a.times ||
        b.lastAtMs - a.lastAtMs ||
        (models.buyers.get(b.item) ?? 0) - (models.buyers.get(a.item) ?? 0) ||
        (a.item < b.item ? -1 : 1),
    );
}

/** One shopper's purchases of one item. */
interface Line {
  readonly item: string;
  readonly kind: string;
  readonly times: number;
  readonly lastAtMs: number;
  readonly history: PurchaseHistory;
}

/** A shopper's purchases, item by item. @param own the purchases of one shopper */
function linesOf(own: readonly PastPurchase[]): readonly Line[] {
  const visits = visitsOf(own);
  const lines: Line[] = [];
  for (const [item, purchases] of groupBy(own, (purchase) => purchase.item)) {
    const bought = new Set(purchases.map(({ atMs }) => visitAt(visits, atMs)));
    const first = Math.min(...bought);
    const steps: PurchaseHistory['steps'][number][] = [];
    let lastMs = visits[first] ?? 0;
    for (let visit = first + 1; visit < visits.length; visit += 1) {
      const [atMs = 0, earlierMs = 0] = [visits[visit], visits[visit - 1]];
      const isBought = bought.has(visit);
      steps.push({
        ageDays: (atMs - lastMs) / DAY_MS,
        beforeDays: (earlierMs - lastMs) / DAY_MS,
        isBought,
      });
      if (isBought) lastMs = atMs;
    }
    const kind = purchases[0]?.kind ?? '';
    lines.push({ item, kind, times: bought.size, lastAtMs: lastMs, history: { steps } });
  }
  return lines;
}

/** The times of a shopper's visits, ascending. Sales within `VISIT_MS` of a visit's first sale belong to that visit. */
function visitsOf(own: readonly PastPurchase[]): readonly number[] {
  const visits: number[] = [];
  for (const atMs of own.map((purchase) => purchase.atMs).toSorted((a, b) => a - b)) {
    const last = visits.at(-1);
    if (last === undefined || atMs - last >= VISIT_MS) visits.push(atMs);
  }
  return visits;
}

/** The index of the visit that a sale belongs to. */
function visitAt(visits: readonly number[], atMs: number): number {
  let [low, high] = [0, visits.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((visits[middle] ?? Infinity) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

function groupBy<T>(items: readonly T[], by: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) put(groups, by(item), item);
  return groups;
}

function put<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
