import { bruteForce, runs } from '../oracle/brute-force.ts';
import {
  ownParts,
  type OracleLine,
  type OraclePromotion,
  type OracleScope,
} from '../oracle/rules.ts';

/*
 * `V(G)` and `gain(G)` (docs/rules.md#value, docs/rules.md#gain) for promotions of every kind, priced by trying every assignment
 * of every unit. Shares nothing with promotions/ or matcher/: components, touching and pricing are worked out here and in
 * test/oracle from the rules alone.
 */

/** A promotion of the oracle, and whether it may be pooled. */
export interface PooledPromotion extends OraclePromotion {
  readonly pooling: 'allowed' | 'forbidden';
}

export interface Holder {
  readonly lines: readonly OracleLine[];
  readonly member: boolean;
  readonly usedToday: Readonly<Record<string, number>>;
  /** Promotions that she would pool for. */
  readonly list: 'any' | readonly string[];
}

export interface Venue {
  readonly promotions: readonly PooledPromotion[];
  readonly holders: readonly Holder[];
  readonly at: string;
  readonly offsetMinutes: number;
}

/** What a group gains by its best joint receipt. @param group places in `venue.holders` */
export function gainOf(venue: Venue, group: readonly number[]): number {
  const holders = group.flatMap((place) => venue.holders[place] ?? []);
  const components = componentsOf(venue);
  const bits = holders.flatMap((holder, who) =>
    components.flatMap((component) => {
      const lines = holder.lines.filter((line) => component.some((one) => touches(one, line)));
      return lines.length > 0 && mayBring(venue, holder, component, lines)
        ? [{ who, component, lines }]
        : [];
    }),
  );
  const alone = holders.reduce((sum, holder) => sum + ownValue(venue, holder, holder.lines), 0);
  let best = 0;
  for (let mask = 1; mask < 1 << bits.length; mask += 1) {
    const chosen = bits.filter((_, index) => (mask & (1 << index)) !== 0);
    let value = jointValue(venue, holders, chosen);
    for (const [who, holder] of holders.entries()) {
      const away = new Set(chosen.flatMap((bit) => (bit.who === who ? bit.lines : [])));
      const left = holder.lines.filter((line) => !away.has(line));
      value += ownValue(venue, holder, left);
    }
    best = Math.max(best, value - alone);
  }
  return best;
}

interface Bit {
  readonly who: number;
  readonly component: readonly PooledPromotion[];
  readonly lines: readonly OracleLine[];
}

function jointValue(venue: Venue, holders: readonly Holder[], chosen: readonly Bit[]): number {
  const usedToday: Record<string, number> = {};
  for (const { who, component } of chosen) {
    for (const { id } of component) {
      usedToday[id] = Math.max(usedToday[id] ?? 0, holders[who]?.usedToday[id] ?? 0);
    }
  }
  return bruteForce({
    ...venue,
    lines: chosen.flatMap(({ who, lines }) =>
      lines.map((line) => ({ ...line, id: `${who} ${line.id}` })),
    ),
    member: chosen.every(({ who }) => holders[who]?.member === true),
    usedToday,
  });
}

function ownValue(venue: Venue, holder: Holder, lines: readonly OracleLine[]): number {
  return bruteForce({ ...venue, lines, member: holder.member, usedToday: holder.usedToday });
}

/**
 * docs/rules.md#ruling-b and docs/rules.md#ruling-c: the component stands wholly on her list, and none of her lines in it is
 * touched by what runs and may not be pooled.
 */
function mayBring(
  venue: Venue,
  holder: Holder,
  component: readonly PooledPromotion[],
  lines: readonly OracleLine[],
): boolean {
  const { list } = holder;
  if (list !== 'any' && component.some((promotion) => !list.includes(promotion.id))) return false;
  return !component.some(
    (promotion) =>
      promotion.pooling === 'forbidden' &&
      runs(promotion, venue.at, venue.offsetMinutes) &&
      lines.some((line) => touches(promotion, line)),
  );
}

/** docs/rules.md#ruling-a: promotions whose scopes can meet, that share a group, or of which one is `alone`, belong together. */
function componentsOf(venue: Venue): readonly (readonly PooledPromotion[])[] {
  const lines = venue.holders.flatMap((holder) => holder.lines);
  const components: PooledPromotion[][] = [];
  for (const promotion of venue.promotions) {
    const met = components.filter((component) =>
      component.some((other) => belong(promotion, other, lines)),
    );
    const joined = [...met.flat(), promotion];
    for (const component of met) components.splice(components.indexOf(component), 1);
    components.push(joined);
  }
  return components;
}

function belong(a: PooledPromotion, b: PooledPromotion, lines: readonly OracleLine[]): boolean {
  if (a.alone === true || b.alone === true) return true;
  if (a.group !== undefined && a.group === b.group) return true;
  return scopesOf(a).some((left) => scopesOf(b).some((right) => canMeet(left, right, lines)));
}

function scopesOf(promotion: OraclePromotion): readonly OracleScope[] {
  const parts = ownParts(promotion);
  return parts.length === 0 ? [promotion.scope ?? {}] : parts.map((part) => part.scope ?? {});
}

function canMeet(a: OracleScope, b: OracleScope, lines: readonly OracleLine[]): boolean {
  const [left, right] = [namesOf(a), namesOf(b)];
  if (left === 'everything' || right === 'everything') return true;
  const inCategory = (gtins: readonly string[], categories: readonly string[]): boolean =>
    lines.some(
      (line) =>
        line.gtin !== undefined && gtins.includes(line.gtin) && categories.includes(line.category),
    );
  return (
    left.categories.some((category) => right.categories.includes(category)) ||
    left.gtins.some((gtin) => right.gtins.includes(gtin)) ||
    inCategory(left.gtins, right.categories) ||
    inCategory(right.gtins, left.categories)
  );
}

function namesOf(
  scope: OracleScope,
): 'everything' | { readonly categories: readonly string[]; readonly gtins: readonly string[] } {
  const { categories = [], gtins = [] } = scope.include ?? {};
  return categories.length + gtins.length === 0 ? 'everything' : { categories, gtins };
}

/** A promotion touches a line that lies in one of its scopes. Source: docs/rules.md#pricing-17. */
function touches(promotion: OraclePromotion, line: OracleLine): boolean {
  return scopesOf(promotion).some((scope) => {
    const names = namesOf(scope);
    const isNamed =
      names === 'everything' ||
      names.categories.includes(line.category) ||
      (line.gtin !== undefined && names.gtins.includes(line.gtin));
    const { categories = [], gtins = [] } = scope.exclude ?? {};
    const isOut =
      categories.includes(line.category) || (line.gtin !== undefined && gtins.includes(line.gtin));
    return isNamed && !isOut;
  });
}

/**
 * Whether the two scopes of a `buy-get` meet in a product that one names and whose category the other names. The engine then
 * orders buy and get units on every receipt (docs/rules.md#pricing-5), for the catalogue says so; `test/oracle` prices receipts
 * without a catalogue and sees it only where the product is on them.
 */
export function hasOverlapByProduct(venue: Venue): boolean {
  const lines = venue.holders.flatMap((holder) => holder.lines);
  const isIn = ({ gtin, category }: OracleLine, one: OracleScope, other: OracleScope): boolean =>
    gtin !== undefined &&
    one.include?.gtins?.includes(gtin) === true &&
    other.include?.categories?.includes(category) === true;
  return venue.promotions.some((promotion) => {
    if (promotion.kind !== 'buy-get') return false;
    const [buy = {}, get = {}] = scopesOf(promotion);
    return lines.some((line) => isIn(line, buy, get) || isIn(line, get, buy));
  });
}
