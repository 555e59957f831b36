import { z } from 'zod';
import { textFor, type Language } from './language.ts';
import { BundlePromotion } from './promotion-bundle.ts';
import { BuyGetPromotion } from './promotion-buy-get.ts';
import { CheapestPromotion } from './promotion-cheapest.ts';
import { MultiBuyPromotion } from './promotion-multi-buy.ts';
import { PlainPromotion } from './promotion-plain.ts';
import { QuantityPromotion } from './promotion-quantity.ts';
import { SpendPromotion } from './promotion-spend.ts';

/** One row for each kind: whatever else knows the kinds derives them from here, or the compiler holds it against this list. */
const SCHEMAS = [
  SpendPromotion,
  QuantityPromotion,
  MultiBuyPromotion,
  BuyGetPromotion,
  BundlePromotion,
  CheapestPromotion,
  PlainPromotion,
] as const;

/** What a promotion's `kind` may say, in the order of the schemas. */
export const KIND_NAMES = SCHEMAS.map((schema) => schema.shape.kind.value);
export type KindName = (typeof KIND_NAMES)[number];

/** One promotion of any kind, defaults filled in (docs/rules.md#pricing). */
export const Promotion = z.discriminatedUnion('kind', SCHEMAS, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `one of ${KIND_NAMES.map((name) => `"${name}"`).join(', ')}`
      : undefined,
});
export type Promotion = z.infer<typeof Promotion>;

type PromotionByKind = { readonly [P in Promotion as P['kind']]: P };

/** A promotion of that kind. */
export type PromotionOf<K extends KindName> = PromotionByKind[K];

/** The promotion's title for a reader; its id where it has none. */
export function promotionTitle(promotion: Promotion, language: Language): string {
  return promotion.title === undefined ? promotion.id : textFor(promotion.title, language);
}
