import type { Product } from '../../contracts/product.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { components, type ComponentMap } from './components.ts';
import { rememberedMembership } from './membership.ts';
import { compileScope, partScopes, productKey, scopesOverlap } from './scope.ts';
import { tallyFor } from './reachability.ts';
import { compileWindow } from './window.ts';
import type { MinimumNeeded, Layer, CompiledPromotion, PromotionSet } from './compiled.ts';

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
    tally: tallyFor(promotions.map((compiled) => compiled.parts.length)),
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
  const parts = partScopes(promotion).map(compileScope);
  const [buy, get] = parts;
  const perReceipt = promotion.limit?.perReceipt ?? Infinity;
  return {
    promotion,
    index,
    layer: layerOf(promotion),
    minimum: leastOf(promotion),
    scope: compileScope(promotion.scope),
    parts,
    overlaps:
      promotion.kind === 'buy-get' &&
      buy !== undefined &&
      get !== undefined &&
      scopesOverlap(buy, get, given.categoryOf),
    capMinor: promotion.capMinor ?? Infinity,
    timesLimit:
      promotion.kind === 'spend'
        ? Math.min(perReceipt, promotion.maxTimes ?? Infinity)
        : perReceipt,
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

function layerOf(promotion: Promotion): Layer {
  if (promotion.kind === 'spend') return 'spend';
  return promotion.kind === 'multi-buy' && promotion.favours === 'retailer' ? 'retailer' : 'item';
}

/** What gives nothing with every unit in reach gives nothing with fewer; this much is seen without looking at prices. */
function leastOf(promotion: Promotion): MinimumNeeded {
  const least = { units: 1, onALine: 1, amountMinor: 0, partUnits: [] };
  switch (promotion.kind) {
    case 'spend':
      return { ...least, amountMinor: promotion.tiers[0]?.spendMinor ?? 0 };
    case 'quantity': {
      const quantity = promotion.tiers[0]?.quantity ?? 1;
      return promotion.counts === 'per-line'
        ? { ...least, onALine: quantity }
        : { ...least, units: quantity };
    }
    case 'multi-buy':
      return { ...least, units: promotion.buy + promotion.get };
    case 'buy-get': {
      const partUnits = [promotion.buy.quantity, promotion.get.quantity];
      return { ...least, units: promotion.buy.quantity + promotion.get.quantity, partUnits };
    }
    case 'bundle': {
      const quantities = promotion.parts.map((part) => part.quantity);
      const units = quantities.reduce((sum, quantity) => sum + quantity, 0);
      return { ...least, units, partUnits: quantities.length > 1 ? quantities : [] };
    }
    case 'cheapest':
    case 'plain':
      return least;
  }
}
