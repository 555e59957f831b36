import type { Priced } from '../../contracts/basket.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { ProgressView } from '../../contracts/socket.ts';
import type { VisitLine } from '../../contracts/visit.ts';
import { amountKindOf } from '../../promotions/kinds/kinds.ts';
import { price } from '../../promotions/price.ts';
import type { InForce } from '../central/reference.ts';

/** What a shopper's own basket earns and how far it is from more. */
export interface OwnPrice {
  readonly priced: Priced;
  readonly progress: readonly ProgressView[];
}

/** Prices a basket with the kept promotions: works while central is away. */
export function ownPrice(
  lines: readonly VisitLine[],
  who: { readonly isRegistered: boolean; readonly nowMs: number },
  inForce: InForce,
): OwnPrice {
  const { promotions } = inForce;
  if (promotions === undefined) return { priced: unpromoted(lines), progress: [] };
  const counted = lines.filter((line) => line.source !== 'predicted');
  const priced = price(
    { lines: counted, member: who.isRegistered, at: new Date(who.nowMs).toISOString() },
    promotions.set,
    { scratch: promotions.scratch },
  );
  const progress = promotions.file.promotions.flatMap((promotion) => {
    const near = priced.near.find((one) => one.promotion === promotion.id);
    const applied = priced.applied.find((one) => one.promotion === promotion.id);
    if (near === undefined && applied === undefined) return [];
    const { missingMinor, missingQuantity, wouldSaveMinor = 0 } = near ?? {};
    const reachedMinor =
      missingMinor === undefined
        ? undefined
        : thresholdAhead(
            promotion,
            missingMinor,
            spent(promotion, counted, { priced, promotions }),
          ) - missingMinor;
    const view: ProgressView = {
      promotion: promotion.id,
      title: promotion.title ?? { en: promotion.id },
      ...(reachedMinor === undefined ? {} : { reachedMinor }),
      ...(missingMinor === undefined ? {} : { missingMinor }),
      ...(missingQuantity === undefined ? {} : { missingQuantity }),
      wouldSaveMinor,
      savesMinor: applied?.discountMinor ?? 0,
    };
    return [view];
  });
  return { priced, progress };
}

/** About what the lines in a promotion's scope cost after everything else; exact enough to tell one threshold from the next. */
function spent(
  promotion: Promotion,
  lines: readonly VisitLine[],
  {
    priced,
    promotions,
  }: { readonly priced: Priced; readonly promotions: NonNullable<InForce['promotions']> },
): number {
  const inScope = new Set(
    lines
      .filter((line) =>
        promotions.set
          .membership(line.gtin, line.category)
          .promotions.some((compiled) => compiled.promotion.id === promotion.id),
      )
      .map((line) => line.id),
  );
  const costMinor = lines
    .filter((line) => inScope.has(line.id))
    .reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const takenMinor = priced.applied
    .filter((applied) => applied.promotion !== promotion.id)
    .flatMap((applied) => applied.lines)
    .reduce((sum, line) => sum + (inScope.has(line.line) ? line.discountMinor : 0), 0);
  return costMinor - takenMinor;
}

/** The threshold that `missingMinor` is missing to: the one that fits best what was spent. */
function thresholdAhead(promotion: Promotion, missingMinor: number, spentMinor: number): number {
  return amountKindOf(promotion.kind).nearestThreshold(promotion, spentMinor + missingMinor);
}

function unpromoted(lines: readonly VisitLine[]): Priced {
  const subtotalMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  return {
    subtotalMinor,
    discountMinor: 0,
    totalMinor: subtotalMinor,
    applied: [],
    near: [],
    exact: true,
  };
}
