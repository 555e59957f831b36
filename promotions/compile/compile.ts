import type { Product } from '../../contracts/product.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { components, type ComponentMap } from './components.ts';
import { rememberedMembership } from './membership.ts';
import { compileScope, productKey, scopesOverlap } from '../model/scope.ts';
import { compileWindow } from './window.ts';
import { kindOf, partScopes } from '../kinds/kinds.ts';
import type { CompiledPromotion, PromotionSet } from '../model/compiled.ts';

/** What the catalogue, or the lines at hand, say about where a product number belongs. */
export interface KnownProduct {
  readonly gtin: string;
  readonly category: string;
}

/**
 * Compiles a promotions file: scopes, windows, limits, and the promotion components, which need no basket.
 * @param known where product numbers belong, from the catalogue or else from the lines at hand; decides only whether a
 *   promotion that names a product and one that names its category belong together
 */
export function compilePromotions(
  file: PromotionsFile,
  known: Iterable<KnownProduct> = [],
): PromotionSet {
  const categoryByKey = new Map<string, string>();
  for (const product of known) categoryByKey.set(productKey(product.gtin), product.category);
  const categoryOf = (key: string): string | undefined => categoryByKey.get(key);
  const grouping = components(file.promotions, categoryOf);
  const groups = new Map<string, number>();
  const promotions = file.promotions.map((promotion, index) => {
    if (promotion.group !== undefined && !groups.has(promotion.group)) {
      groups.set(promotion.group, groups.size);
    }
    return compileOne({ promotion, index, file, grouping, groups, categoryOf });
  });
  return {
    file,
    promotions,
    componentCount: grouping.count,
    hasWindows: promotions.some((compiled) => compiled.window !== undefined),
    isUnconditional: promotions.every(
      (compiled) =>
        compiled.window === undefined &&
        !compiled.registeredOnly &&
        compiled.perDayLimit === Infinity,
    ),
    membership: rememberedMembership(promotions),
  };
}

/** What the catalogue knows, as compilePromotions takes it: every GTIN of each product, and its code. */
export function knownProducts(products: Iterable<Product>): KnownProduct[] {
  const known: KnownProduct[] = [];
  for (const product of products) {
    for (const gtin of [...product.gtins, product.code]) {
      known.push({ gtin, category: product.category });
    }
  }
  return known;
}

interface OneToCompile {
  readonly promotion: Promotion;
  readonly index: number;
  readonly file: PromotionsFile;
  readonly grouping: ComponentMap;
  readonly groups: ReadonlyMap<string, number>;
  readonly categoryOf: (key: string) => string | undefined;
}

function compileOne(given: OneToCompile): CompiledPromotion {
  const { promotion, index } = given;
  const kind = kindOf(promotion.kind);
  const parts = partScopes(promotion).map(compileScope);
  const [first, second] = parts;
  return {
    promotion,
    index,
    layer: kind.layer(promotion),
    minimum: kind.minimum(promotion),
    scope: compileScope(promotion.scope),
    parts,
    overlaps:
      kind.comparesParts &&
      first !== undefined &&
      second !== undefined &&
      scopesOverlap(first, second, given.categoryOf),
    capMinor: promotion.capMinor ?? Infinity,
    timesLimit: Math.min(promotion.limit?.perReceipt ?? Infinity, kind.mostTimes(promotion)),
    perDayLimit: promotion.limit?.perShopperPerDay ?? Infinity,
    window:
      promotion.when === undefined ? undefined : compileWindow(promotion.when, given.file.timeZone),
    registeredOnly: promotion.members === 'registered',
    poolable: promotion.pooling === 'allowed',
    alone: promotion.alone,
    group: promotion.group === undefined ? -1 : (given.groups.get(promotion.group) ?? -1),
    component: given.grouping.componentOf[index] ?? 0,
  };
}
