import type { Product } from '../contracts/product.ts';
import type { Promotion, PromotionsFile } from '../contracts/promotion.ts';
import { components, type ComponentMap } from './components.ts';
import { rememberedMembership } from './membership.ts';
import {
  compileScope,
  partScopes,
  productKey,
  scopesOverlap,
  type CompiledScope,
} from './scope.ts';
import { tallyFor, type Least, type Tally } from './tally.ts';
import { compileWindow, type CompiledWindow } from './window.ts';

/** What the catalogue, or the lines at hand, say about where a product number belongs. */
export interface KnownProduct {
  readonly gtin: string;
  readonly category: string;
}

/** How a promotion acts: for units by the best assignment, on what that leaves, or on amounts. */
export type Layer = 'item' | 'retailer' | 'spend';

/** A promotion with everything worked out that does not depend on a basket. */
export interface CompiledPromotion {
  readonly promotion: Promotion;
  /** Place in the file, from 0. */
  readonly index: number;
  readonly layer: Layer;
  readonly least: Least;
  /** The promotion's own scope. A line must lie in it and in one of `parts`. */
  readonly scope: CompiledScope;
  /** One scope for most kinds; buy and get for `buy-get`; one for each part of a bundle. Bit i of a line's mask is part i. */
  readonly parts: readonly CompiledScope[];
  /** `buy-get` only: a product can lie in both scopes, so a get unit is never dearer than a buy unit (ruling 5). */
  readonly overlaps: boolean;
  readonly capMinor: number;
  /** Times on one receipt, before the day's uses are taken off. */
  readonly timesLimit: number;
  readonly perDayLimit: number;
  readonly window: CompiledWindow | undefined;
  readonly registeredOnly: boolean;
  readonly poolable: boolean;
  readonly alone: boolean;
  /** Number of its `group` in this file, −1 without. */
  readonly group: number;
  /** Which promotion component it belongs to (DESIGN 5, ruling a). */
  readonly component: number;
}

/** Which promotions touch a product, and through which of their parts. Parallel arrays in file order. */
export interface Membership {
  readonly promotions: readonly CompiledPromotion[];
  readonly masks: readonly number[];
  /** Their places in the file. */
  readonly places: readonly number[];
  /** The components of those promotions, ascending, each once. */
  readonly components: readonly number[];
}

/** A promotions file compiled once; everything else in promotions/ works on it. */
export interface PromotionSet {
  readonly file: PromotionsFile;
  readonly promotions: readonly CompiledPromotion[];
  readonly componentCount: number;
  readonly hasWindows: boolean;
  /** Whether every promotion may be given on any receipt as often as it says: no windows, no members only, no day's limit. */
  readonly isUnconditional: boolean;
  /** Scratch for pricing, this set's own. */
  readonly tally: Tally;
  /** Which promotions touch a product. Remembered by product, so a repeated question costs one look-up. */
  readonly membership: (gtin: string | undefined, category: string) => Membership;
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
    least: leastOf(promotion),
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
function leastOf(promotion: Promotion): Least {
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
