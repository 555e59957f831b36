import type { Promotion } from '../../contracts/promotion.ts';
import type { Scope } from '../../contracts/promotion-scope.ts';
import { partScopes } from '../kinds/kinds.ts';
import { productKey } from '../model/scope.ts';

/** Which promotions of a file belong together. */
export interface ComponentMap {
  readonly count: number;
  /** By place in the file; components are numbered by their first promotion. */
  readonly componentOf: readonly number[];
}

/**
 * The promotion components of a file (docs/rules.md#ruling-a), by union-find. Two promotions belong together when their scopes can
 * meet, when they share a `group`, or when one is `alone`. Scopes can meet when one includes everything, when both name a category
 * or a product number, or when one names a number in a category that the other names. Excludes are ignored. The basket plays no part, so a shopper who
 * joins never changes which promotions the others may combine.
 */
export function components(
  promotions: readonly Promotion[],
  categoryOf: (key: string) => string | undefined,
): ComponentMap {
  const parents = promotions.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  const join = (one: number, other: number): void => {
    const [a, b] = [find(one), find(other)];
    parents[Math.max(a, b)] = Math.min(a, b);
  };
  const firstByToken = new Map<string, number>();
  const share = (token: string, index: number): void => {
    const first = firstByToken.get(token);
    if (first === undefined) firstByToken.set(token, index);
    else join(first, index);
  };
  const named = namedCategories(promotions);
  for (const [index, promotion] of promotions.entries()) {
    if (promotion.group !== undefined) share(`group ${promotion.group}`, index);
    const scopes = namedScopes(promotion);
    if (promotion.alone || scopes.some(includesEverything)) {
      for (let other = 0; other < promotions.length; other += 1) join(index, other);
    }
    for (const scope of scopes) {
      for (const category of scope.include?.categories ?? []) share(`category ${category}`, index);
      for (const gtin of scope.include?.gtins ?? []) {
        const key = productKey(gtin);
        share(`product ${key}`, index);
        const category = categoryOf(key);
        // A number joins its category's promotions only if some promotion names that category.
        if (category !== undefined && named.has(category)) {
          share(`category ${category}`, index);
        }
      }
    }
  }
  const numbers = new Map<number, number>();
  const componentOf = promotions.map((_, index) => {
    const root = find(index);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
  return { count: numbers.size, componentOf };
}

function namedCategories(promotions: readonly Promotion[]): ReadonlySet<string> {
  return new Set(
    promotions.flatMap((promotion) =>
      namedScopes(promotion).flatMap((scope) => scope.include?.categories ?? []),
    ),
  );
}

/** The scopes by which a promotion can meet others: each part's, or the promotion's own where a part includes everything. */
function namedScopes(promotion: Promotion): readonly Scope[] {
  return partScopes(promotion).map((part) => (includesEverything(part) ? promotion.scope : part));
}

function includesEverything(scope: Scope): boolean {
  return (scope.include?.categories?.length ?? 0) + (scope.include?.gtins?.length ?? 0) === 0;
}
