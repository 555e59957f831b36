import {
  fitRates,
  purchaseProbability,
  type RateDistribution,
  type PurchaseHistory,
} from './repurchase-model.ts';

/** One time that a shopper bought a product (or something of a category): once a sale, whatever the quantity. */
export interface PastPurchase {
  readonly shopper: string;
  /** A product's code, or a category: the model is the same for both. */
  readonly item: string;
  /** Whose rhythm an item has as long as little is known of its own: its category, or the same for all. */
  readonly kind: string;
  readonly atMs: number;
}

/** The rhythms of a shop's goods, learned from its sales. Plain data. */
export interface RepurchaseModels {
  readonly byItem: ReadonlyMap<string, RateDistribution>;
  readonly byKind: ReadonlyMap<string, RateDistribution>;
  readonly overall: RateDistribution;
  /** How many shoppers bought each item: what tells equals apart. */
  readonly buyers: ReadonlyMap<string, number>;
}

/** What a shopper who stands here now will probably want. It only ever invites ("you usually buy …?"): nothing rests on it. */
export interface UsualProduct {
  readonly item: string;
  /** That she buys it on this visit, 0 to 1. */
  readonly probability: number;
  readonly times: number;
  readonly lastAtMs: number;
  /** Her usual time between two needs of it, as far as it is known. */
  readonly everyMs: number;
}

const DAY_MS = 86_400_000;
/** Sales within a few hours are one visit. */
const VISIT_MS = DAY_MS / 4;
/** A kind's rhythm weighs as much as so many shoppers of an item; all goods' as so many of a kind. */
const KIND_TRAILS = 8;
const OVERALL_TRAILS = 10;

/**
 * Learns how often items are bought again. A shopper's need of an item comes some time after she last bought it, at a rate of
 * her own; she buys it on the first visit after that. So a visit on which she did not buy it says as much as one on which she
 * did, and somebody who never comes is not taken for somebody who never wants. Rates differ from shopper to shopper; how they are
 * spread is fitted for all goods, for each kind towards that, and for each item towards its kind.
 * Source: repeat buying as a mixed Poisson process (Ehrenberg 1959); Erlang gaps (Chatfield and Goodhardt 1973); ordering products by
 * it for each customer, with the time since the last purchase (Bhagat, Muralidharan, Lobzhanidze and Vishwanath, "Buy It Again",
 * KDD 2018). Unlike the last we count visits and not days only, and fit the spread without assuming a Gamma distribution.
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
  const overall = fitRates(all.map((line) => line.trail));
  const byKind = new Map<string, RateDistribution>();
  for (const [kind, lines] of byKindLines) {
    const trails = lines.map((line) => line.trail);
    byKind.set(kind, fitRates(trails, { rhythm: overall, trails: OVERALL_TRAILS }));
  }
  const byItem = new Map<string, RateDistribution>();
  const buyers = new Map<string, number>();
  for (const [item, lines] of byItemLines) {
    const rhythm = byKind.get(lines[0]?.kind ?? '') ?? overall;
    const trails = lines.map((line) => line.trail);
    byItem.set(item, fitRates(trails, { rhythm, trails: KIND_TRAILS }));
    buyers.set(item, lines.length);
  }
  return { byItem, byKind, overall, buyers };
}

/**
 * What a shopper wants now, of all that she ever bought, most probable first; equals by times, then latest, then what more
 * shoppers buy.
 * @param history her purchases; those after `nowMs` are not looked at
 */
export function usualProductsOf(
  rhythms: RepurchaseModels,
  history: readonly PastPurchase[],
  nowMs: number,
): readonly UsualProduct[] {
  const past = history.filter((purchase) => purchase.atMs < nowMs);
  const lastVisitMs = visitsOf(past).at(-1) ?? nowMs;
  return linesOf(past)
    .map((line): UsualProduct => {
      const rhythm =
        rhythms.byItem.get(line.item) ?? rhythms.byKind.get(line.kind) ?? rhythms.overall;
      const ageDays = Math.max(VISIT_MS, nowMs - line.lastAtMs) / DAY_MS;
      const beforeDays = Math.min(ageDays, (lastVisitMs - line.lastAtMs) / DAY_MS);
      const { probability, ratePerDay } = purchaseProbability(
        rhythm,
        line.trail,
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
        (rhythms.buyers.get(b.item) ?? 0) - (rhythms.buyers.get(a.item) ?? 0) ||
        (a.item < b.item ? -1 : 1),
    );
}

/** What one shopper did with one item. */
interface Line {
  readonly item: string;
  readonly kind: string;
  readonly times: number;
  readonly lastAtMs: number;
  readonly trail: PurchaseHistory;
}

/** @param own the purchases of one shopper */
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
    lines.push({ item, kind, times: bought.size, lastAtMs: lastMs, trail: { steps } });
  }
  return lines;
}

/** When one shopper came, in order: sales close to each other are one visit, at the time of the first. */
function visitsOf(own: readonly PastPurchase[]): readonly number[] {
  const visits: number[] = [];
  for (const atMs of own.map((purchase) => purchase.atMs).toSorted((a, b) => a - b)) {
    const last = visits.at(-1);
    if (last === undefined || atMs - last >= VISIT_MS) visits.push(atMs);
  }
  return visits;
}

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
