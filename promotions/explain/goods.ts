import type { Scope } from '../../contracts/promotion-scope.ts';

/** The products that a rule is about, by the names of their categories and products. */
export interface Goods {
  /** Empty means everything. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  /** A wider set of goods, to which these belong as well. */
  readonly within: Goods | undefined;
}

/** The goods of a promotion's scope. */
export function goodsOf(scope: Scope): Goods {
  return { included: named(scope.include), excluded: named(scope.exclude), within: undefined };
}

/** The goods of a part, for example of a bundle: the part's own scope, narrowed by the promotion's where both name something. */
export function goodsOfPart(whole: Scope, part: Scope): Goods {
  const [goods, within] = [goodsOf(part), goodsOf(whole)];
  if (isEverything(within)) return goods;
  return isEverything(goods) ? within : { ...goods, within };
}

function named(set: Scope['include']): readonly string[] {
  return [...(set?.categories ?? []), ...(set?.gtins ?? [])];
}

function isEverything(goods: Goods): boolean {
  return goods.included.length + goods.excluded.length === 0;
}
