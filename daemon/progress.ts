import type { Priced } from '../contracts/basket.ts';
import type { Promotion } from '../contracts/promotion.ts';
import type { ProgressView } from '../contracts/socket.ts';
import type { VisitLine } from '../contracts/visit.ts';
import { price } from '../promotions/price.ts';
import type { InForce } from './reference.ts';

/** What a shopper's own basket earns and how far it is from more. */
export interface OwnPrice {
  readonly priced: Priced;
  readonly progress: readonly ProgressView[];
}

/** Prices a basket with the kept promotions: works while central is away. */
export function ownPrice(
  lines: readonly VisitLine[],
  who: { readonly isMember: boolean; readonly nowMs: number },
  inForce: InForce,
): OwnPrice {
  const { promotions } = inForce;
  if (promotions === undefined) return { priced: unpromoted(lines), progress: [] };
  const basket = {
    lines: lines.filter((line) => line.source !== 'predicted'),
    member: who.isMember,
    at: new Date(who.nowMs).toISOString(),
  };
  const priced = price(basket, promotions.set);
  const progress = promotions.file.promotions.flatMap((promotion) => {
    const view = progressOf(promotion, priced);
    return view === undefined ? [] : [view];
  });
  return { priced, progress };
}

function progressOf(promotion: Promotion, priced: Priced): ProgressView | undefined {
  const near = priced.near.find((one) => one.promotion === promotion.id);
  const applied = priced.applied.find((one) => one.promotion === promotion.id);
  if (near === undefined && applied === undefined) return undefined;
  const reachedMinor =
    near?.missingMinor === undefined ? undefined : reached(promotion, near.missingMinor, priced);
  return {
    promotion: promotion.id,
    title: promotion.title ?? { en: promotion.id },
    ...(reachedMinor === undefined ? {} : { reachedMinor }),
    ...(near?.missingMinor === undefined ? {} : { missingMinor: near.missingMinor }),
    ...(near?.missingQuantity === undefined ? {} : { missingQuantity: near.missingQuantity }),
    wouldSaveMinor: near?.wouldSaveMinor ?? 0,
    savesMinor: applied?.discountMinor ?? 0,
  };
}

/** What counts towards a spend promotion now: the next threshold less what is missing to it. */
function reached(promotion: Promotion, missingMinor: number, priced: Priced): number | undefined {
  if (promotion.kind !== 'spend') return undefined;
  const times = priced.applied.find((one) => one.promotion === promotion.id)?.times ?? 0;
  const first = promotion.tiers[0]?.spendMinor ?? 0;
  if (promotion.repeat) return Math.max(0, (times + 1) * first - missingMinor);
  // Without `repeat` the reward given says which tier was reached; the next one is what is missing to.
  const next =
    times === 0
      ? promotion.tiers[0]
      : promotion.tiers.find((tier) => tier.spendMinor - missingMinor >= first);
  return next === undefined ? undefined : Math.max(0, next.spendMinor - missingMinor);
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
