import { isInScope, productKey } from '../model/scope.ts';
import type { CompiledPromotion, Membership } from '../model/compiled.ts';

const REMEMBERED_MEMBERSHIPS = 100_000;
const NO_MEMBERSHIP: Membership = { promotions: [], masks: [], places: [], components: [] };

/**
 * Caches which promotions apply to a product. Products that no promotion names by number share the membership of their category;
 * the others are cached by category and number.
 */
export function rememberedMembership(
  promotions: readonly CompiledPromotion[],
): (gtin: string | undefined, category: string) => Membership {
  const named = new Set<string>();
  for (const compiled of promotions) {
    for (const scope of [compiled.scope, ...compiled.parts]) {
      for (const gtins of [scope.gtins, scope.withoutGtins]) {
        for (const gtin of gtins) named.add(gtin);
      }
    }
  }
  const byCategory = new Map<string, Membership>();
  const byNumber = new Map<string, Map<string, Membership>>();
  const ofCategory = (category: string): Membership => {
    const known = byCategory.get(category);
    if (known !== undefined) return known;
    const membership = membershipOf(promotions, '', category);
    if (byCategory.size >= REMEMBERED_MEMBERSHIPS) byCategory.clear();
    byCategory.set(category, membership);
    return membership;
  };
  if (named.size === 0) return (_, category) => ofCategory(category);
  const keys = new Map<string, string>();
  const namedKey = (gtin: string): string => {
    const known = keys.get(gtin);
    if (known !== undefined) return known;
    const key = productKey(gtin);
    const found = named.has(key) ? key : '';
    if (keys.size >= REMEMBERED_MEMBERSHIPS) keys.clear();
    keys.set(gtin, found);
    return found;
  };
  return (gtin, category) => {
    const key = gtin === undefined ? '' : namedKey(gtin);
    if (key === '') return ofCategory(category);
    let byKey = byNumber.get(category);
    if (byKey === undefined) {
      if (byNumber.size >= REMEMBERED_MEMBERSHIPS) byNumber.clear();
      byKey = new Map();
      byNumber.set(category, byKey);
    }
    let membership = byKey.get(key);
    if (membership === undefined) {
      membership = membershipOf(promotions, key, category);
      byKey.set(key, membership);
    }
    return membership;
  };
}

function membershipOf(
  promotions: readonly CompiledPromotion[],
  key: string,
  category: string,
): Membership {
  const applicable: CompiledPromotion[] = [];
  const masks: number[] = [];
  for (const compiled of promotions) {
    if (!isInScope(compiled.scope, key, category)) continue;
    let mask = 0;
    for (const [part, scope] of compiled.parts.entries()) {
      if (isInScope(scope, key, category)) mask |= 1 << part;
    }
    if (mask === 0) continue;
    applicable.push(compiled);
    masks.push(mask);
  }
  if (applicable.length === 0) return NO_MEMBERSHIP;
  const numbers = new Set(applicable.map((compiled) => compiled.component));
  return {
    promotions: applicable,
    masks,
    places: applicable.map((compiled) => compiled.index),
    components: [...numbers].sort((a, b) => a - b),
  };
}
