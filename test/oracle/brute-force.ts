import {
  halfUp,
  outcomes,
  touches,
  unitReward,
  type OracleLine,
  type OraclePromotion,
  type Outcome,
  type Unit,
} from './rules.ts';

/** A basket and a file as the oracle sees them. `offsetMinutes` is the venue's fixed distance from UTC. */
export interface OracleCase {
  readonly promotions: readonly OraclePromotion[];
  readonly lines: readonly OracleLine[];
  readonly member?: boolean;
  readonly at?: string;
  readonly offsetMinutes?: number;
  readonly usedToday?: Readonly<Record<string, number>>;
}

/** What a receipt earns, found by trying every allowed choice of promotions and every assignment of units. */
export function bruteForce(given: OracleCase): number {
  const lines = given.lines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const units: Unit[] = lines.flatMap((line, index) =>
    Array.from({ length: line.quantity }, () => ({
      line: index,
      priceMinor: line.unitPriceMinor,
      gtin: line.gtin ?? '',
      category: line.category,
    })),
  );
  const rules = given.promotions.flatMap((promotion, index) => {
    const timesLimit = timesLeft(promotion, given);
    return timesLimit > 0 ? [{ promotion, index, timesLimit }] : [];
  });
  let best = 0;
  for (const chosen of allowed(rules.filter((rule) => rule.promotion.alone !== true))) {
    best = Math.max(best, receiptValue(chosen, units, lines.length));
  }
  for (const rule of rules) {
    if (rule.promotion.alone === true)
      best = Math.max(best, receiptValue([rule], units, lines.length));
  }
  return best;
}

interface Rule {
  readonly promotion: OraclePromotion;
  readonly index: number;
  readonly timesLimit: number;
}

/** Every choice with at most one promotion of each group. */
function allowed(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const [first, ...rest] = rules;
  if (first === undefined) return [[]];
  const { group } = first.promotion;
  if (group === undefined) return allowed(rest).map((others) => [first, ...others]);
  const without = rest.filter((rule) => rule.promotion.group !== group);
  return [...allowed(without).map((others) => [first, ...others]), ...allowed(rest)];
}

function timesLeft(promotion: OraclePromotion, given: OracleCase): number {
  if (promotion.members === 'registered' && given.member !== true) return 0;
  if (given.at !== undefined && !runs(promotion, given.at, given.offsetMinutes ?? 0)) return 0;
  const { limit } = promotion;
  const perDay = limit?.perShopperPerDay ?? Infinity;
  return Math.min(
    limit?.perReceipt ?? Infinity,
    promotion.maxTimes ?? Infinity,
    Math.max(0, perDay - (given.usedToday?.[promotion.id] ?? 0)),
  );
}

export function runs(promotion: OraclePromotion, at: string, offsetMinutes: number): boolean {
  const { when } = promotion;
  if (when === undefined) return true;
  const wall = new Date(Date.parse(at) + offsetMinutes * 60_000);
  const text = wall.toISOString().slice(0, 19);
  if (when.from !== undefined && text < when.from) return false;
  if (when.until !== undefined && text >= when.until) return false;
  const weekday = wall.getUTCDay() === 0 ? 7 : wall.getUTCDay();
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  const on = (day: number): boolean => when.weekdays === undefined || when.weekdays.includes(day);
  if (when.hours === undefined) return on(weekday);
  const [start, end] = when.hours;
  const clock = text.slice(11, 16);
  if (start < end) return on(weekday) && clock >= start && clock < end;
  if (start === end) return false;
  return clock >= start ? on(weekday) : clock < end && on(yesterday);
}

/** Item layer, then retailer rows, then spend promotions, for one choice of promotions. */
function receiptValue(rules: readonly Rule[], units: readonly Unit[], lineCount: number): number {
  const items = rules.filter((rule) => !isSpend(rule) && !isRetailer(rule));
  const table = items.map((rule) => outcomesBySubset(rule, units));
  let bestItem = -1;
  let bestFinal = 0;
  const owners: number[] = Array.from(units, () => -1);
  const visit = (place: number): void => {
    if (place < units.length) {
      for (let owner = -1; owner < items.length; owner += 1) {
        owners[place] = owner;
        if (owner < 0 || table[owner]?.touched[place] === true) visit(place + 1);
      }
      return;
    }
    const sets = items.map((_, owner) =>
      owners.reduce((mask, one, unit) => (one === owner ? mask | (1 << unit) : mask), 0),
    );
    let item = 0;
    for (const [owner, mask] of sets.entries()) {
      const best = table[owner]?.best[mask] ?? -1;
      if (best < 0) return;
      item += best;
    }
    if (item < bestItem) return;
    if (
      !isMaximal(items, {
        units,
        owners,
        rows: rules.filter((rule) => isRetailer(rule) && couldPay(rule, units)),
        rules,
      })
    )
      return;
    if (item > bestItem) {
      bestItem = item;
      bestFinal = 0;
    }
    const ways = sets.map((mask, owner) =>
      (table[owner]?.ways[mask] ?? []).filter(
        (way) => way.discountMinor === table[owner]?.best[mask],
      ),
    );
    for (const way of product(ways)) {
      // A promotion that gives nothing takes nothing.
      const free = units.filter((_, unit) => {
        const owner = owners[unit] ?? -1;
        return owner < 0 || way[owner]?.discountMinor === 0;
      });
      bestFinal = Math.max(bestFinal, item + laterLayers(rules, { way, free, units, lineCount }));
    }
  };
  visit(0);
  return bestFinal;
}

function isSpend(rule: Rule): boolean {
  return rule.promotion.kind === 'spend';
}

function isRetailer(rule: Rule): boolean {
  return rule.promotion.kind === 'multi-buy' && rule.promotion.favours === 'retailer';
}

/** Whether a retailer row could ever give anything on these units: it gives no more than the customer's grouping would. */
function couldPay(rule: Rule, units: readonly Unit[]): boolean {
  const { promotion } = rule;
  const size = Number(promotion.buy) + Number(promotion.get);
  const own = units
    .filter((unit) => touches(promotion, unit))
    .toSorted((a, b) => b.priceMinor - a.priceMinor);
  const times = Math.min(rule.timesLimit, Math.floor(own.length / size));
  const price = own
    .slice(0, times * size)
    .filter((_, place) => place % size >= Number(promotion.buy))
    .reduce((sum, unit) => sum + unit.priceMinor, 0);
  const percent = Math.round((promotion.reward?.percentOff ?? 0) * 100);
  return Math.min(halfUp(price * percent, 10_000), promotion.capMinor ?? 1) > 0;
}

interface Subsets {
  readonly touched: readonly boolean[];
  /** By bit mask of units; −1 where the promotion cannot use exactly those. */
  readonly best: readonly number[];
  readonly ways: readonly (readonly Outcome[])[];
}

function outcomesBySubset(rule: Rule, units: readonly Unit[]): Subsets {
  const touched = units.map((unit) => touches(rule.promotion, unit));
  const best: number[] = [];
  const ways: (readonly Outcome[])[] = [];
  for (let mask = 0; mask < 1 << units.length; mask += 1) {
    const chosen = units.filter((_, unit) => (mask & (1 << unit)) !== 0);
    const found =
      mask === 0
        ? [{ discountMinor: 0, weights: new Map<number, number>() }]
        : outcomes(rule.promotion, chosen, { all: units, timesLimit: rule.timesLimit });
    const most = found.reduce((high, one) => Math.max(high, one.discountMinor), -1);
    // What gives nothing takes nothing; a plain promotion may stand on units that it rounds down to nothing.
    const isIdle = mask !== 0 && most === 0 && rule.promotion.kind !== 'plain';
    ways.push(isIdle ? [] : found);
    best.push(isIdle ? -1 : most);
  }
  return { touched, best, ways };
}

interface Whole {
  readonly units: readonly Unit[];
  readonly owners: readonly number[];
  readonly rows: readonly Rule[];
  readonly rules: readonly Rule[];
}

/** No unit is left out that a plain promotion, or a quantity promotion that fires, would take in at no cost; unless a retailer
 *  row that the promotion is linked to could use what is left (ADR 0010). */
function isMaximal(items: readonly Rule[], whole: Whole): boolean {
  const { units, owners } = whole;
  for (const [owner, rule] of items.entries()) {
    const { promotion } = rule;
    if (promotion.kind !== 'plain' && promotion.kind !== 'quantity') continue;
    const isUnlimited = rule.timesLimit >= units.filter((one) => touches(promotion, one)).length;
    const mustTake = promotion.kind === 'plain' && isUnlimited;
    if (!mustTake && reachesRow(rule, whole)) continue;
    for (const [place, unit] of units.entries()) {
      if (owners[place] !== -1 || !touches(promotion, unit)) continue;
      const own = owners.filter(
        (one, other) =>
          one === owner && (promotion.counts !== 'per-line' || units[other]?.line === unit.line),
      ).length;
      if (promotion.kind === 'plain') {
        if (own < rule.timesLimit && unitReward(promotion.reward ?? {}, unit) > 0) return false;
      } else if (own > 0 && !(promotion.tiers ?? []).some((tier) => tier.quantity === own + 1)) {
        return false;
      }
    }
  }
  return true;
}

/** Whether promotions that share units lead from this one to a retailer row. */
function reachesRow(rule: Rule, whole: Whole): boolean {
  const reached = new Set([rule]);
  for (const one of reached) {
    for (const other of whole.rules) {
      const meets = whole.units.some(
        (unit) => touches(one.promotion, unit) && touches(other.promotion, unit),
      );
      if (meets) reached.add(other);
    }
  }
  return whole.rows.some((row) => reached.has(row));
}

interface ItemLayer {
  readonly way: readonly Outcome[];
  readonly free: readonly Unit[];
  readonly units: readonly Unit[];
  readonly lineCount: number;
}

function laterLayers(rules: readonly Rule[], layer: ItemLayer): number {
  const left: number[] = Array.from({ length: layer.lineCount }, () => 0);
  for (const unit of layer.units) left[unit.line] = (left[unit.line] ?? 0) + unit.priceMinor;
  for (const outcome of layer.way) subtract(left, outcome.discountMinor, outcome.weights);
  let total = 0;
  let free = layer.free.toSorted((a, b) => b.priceMinor - a.priceMinor || a.line - b.line);
  for (const rule of rules) {
    if (!isRetailer(rule)) continue;
    const { promotion } = rule;
    const [buy, get] = [Number(promotion.buy), Number(promotion.get)];
    const row = free.filter((unit) => touches(promotion, unit));
    const times = Math.min(rule.timesLimit, Math.floor(row.length / (buy + get)));
    const targets = row.slice(row.length - times * get);
    const weights = new Map<number, number>();
    for (const unit of targets) {
      weights.set(unit.line, (weights.get(unit.line) ?? 0) + unit.priceMinor);
    }
    const price = targets.reduce((sum, unit) => sum + unit.priceMinor, 0);
    const percent = Math.round((promotion.reward?.percentOff ?? 0) * 100);
    const discount = Math.min(halfUp(price * percent, 10_000), promotion.capMinor ?? Infinity);
    if (times === 0 || discount === 0) continue;
    total += discount;
    subtract(left, discount, weights);
    const taken = new Set([...row.slice(0, times * buy), ...targets]);
    free = free.filter((unit) => !taken.has(unit));
  }
  const spends = rules
    .filter(isSpend)
    .toSorted(
      (a, b) => (a.promotion.priority ?? 0) - (b.promotion.priority ?? 0) || a.index - b.index,
    );
  for (const { promotion, timesLimit } of spends) {
    const weights = new Map<number, number>();
    for (const unit of layer.units) {
      if (touches(promotion, unit)) weights.set(unit.line, left[unit.line] ?? 0);
    }
    const amount = [...weights.values()].reduce((sum, one) => sum + one, 0);
    const tier = (promotion.tiers ?? []).findLast((one) => (one.spendMinor ?? 0) <= amount);
    if (tier === undefined) continue;
    const times =
      promotion.repeat === true
        ? Math.min(timesLimit, Math.floor(amount / (tier.spendMinor ?? 1)))
        : 1;
    const offered =
      tier.reward.offMinor === undefined
        ? halfUp(amount * Math.round((tier.reward.percentOff ?? 0) * 100), 10_000)
        : tier.reward.offMinor * times;
    const discount = Math.min(offered, amount, promotion.capMinor ?? Infinity);
    total += discount;
    subtract(left, discount, weights);
  }
  return total;
}

/** Takes a discount off the lines by largest remainder; equal remainders to the first line. */
function subtract(left: number[], amount: number, weights: ReadonlyMap<number, number>): void {
  const total = [...weights.values()].reduce((sum, one) => sum + one, 0);
  if (total === 0 || amount === 0) return;
  const shares = [...weights].map(([line, weight]) => ({
    line,
    part: Math.floor((amount * weight) / total),
    rest: (amount * weight) % total,
  }));
  let missing = amount - shares.reduce((sum, share) => sum + share.part, 0);
  shares.sort((a, b) => b.rest - a.rest || a.line - b.line);
  for (const share of shares) {
    left[share.line] = (left[share.line] ?? 0) - share.part - (missing > 0 ? 1 : 0);
    missing -= 1;
  }
}

function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (done, list) => done.flatMap((head) => list.map((one) => [...head, one])),
    [[]],
  );
}
