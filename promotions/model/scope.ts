import type { Scope } from '../../contracts/promotion-scope.ts';

/** A scope, ready to be asked. */
export interface CompiledScope {
  readonly everything: boolean;
  readonly categories: ReadonlySet<string>;
  readonly gtins: ReadonlySet<string>;
  readonly withoutCategories: ReadonlySet<string>;
  readonly withoutGtins: ReadonlySet<string>;
}

/** A product's number as scopes compare it: a GTIN of any length is padded to 14 digits, a shop's own code stays as it is. */
export function productKey(gtin: string): string {
  return /^\d{8}$|^\d{12,13}$/.test(gtin) ? gtin.padStart(14, '0') : gtin;
}

export function compileScope(scope: Scope): CompiledScope {
  const categories = new Set(scope.include?.categories);
  const gtins = new Set((scope.include?.gtins ?? []).map(productKey));
  return {
    everything: categories.size === 0 && gtins.size === 0,
    categories,
    gtins,
    withoutCategories: new Set(scope.exclude?.categories),
    withoutGtins: new Set((scope.exclude?.gtins ?? []).map(productKey)),
  };
}

/**
 * Whether a product lies in the scope. `include` is categories ∪ gtins, empty means everything, `exclude` wins
 * (docs/rules.md#pricing-12).
 * @param key the product's key (see productKey); the empty string where it has no number
 */
export function isInScope(scope: CompiledScope, key: string, category: string): boolean {
  if (scope.withoutCategories.has(category)) return false;
  if (key !== '' && scope.withoutGtins.has(key)) return false;
  if (scope.everything) return true;
  return scope.categories.has(category) || (key !== '' && scope.gtins.has(key));
}

/** Whether a product could lie in both scopes, whatever is in a basket: both name it, or one names everything, and neither
 *  excludes it. `categoryOf` says what the catalogue knows. */
export function scopesOverlap(
  one: CompiledScope,
  other: CompiledScope,
  categoryOf: (key: string) => string | undefined,
): boolean {
  if (one.everything && other.everything) return true;
  for (const category of one.everything ? other.categories : one.categories) {
    if (one.withoutCategories.has(category) || other.withoutCategories.has(category)) continue;
    if (one.everything || other.everything || other.categories.has(category)) return true;
  }
  for (const key of new Set([...one.gtins, ...other.gtins])) {
    const category = categoryOf(key) ?? '';
    if (isInScope(one, key, category) && isInScope(other, key, category)) return true;
  }
  return false;
}
