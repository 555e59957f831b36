import { MinorUnits } from '../../contracts/money.ts';
import type { BasketLine, Priced } from '../../contracts/basket.ts';
import type { Promotion } from '../../contracts/promotion.ts';
import type { SuggestionReason } from '../../contracts/suggestion.ts';
import type { Reached } from '../../promotions/kinds/kind.ts';
import { kindOf } from '../../promotions/kinds/kinds.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import type { JointReceipt } from '../value/joint-receipt.ts';
import { lineKey, type Pricer } from '../value/pricer.ts';
import type { MatcherState } from '../state/state.ts';

/** The lines of the joint receipt with ids that are unique among all members (`lineKey`). */
function receiptLines(joint: JointReceipt): readonly BasketLine[] {
  return joint.parts.flatMap((part) =>
    part.lines.map((line): BasketLine => ({ ...line, id: lineKey(part.owner, line.id) })),
  );
}

/**
 * Prices the whole joint receipt. A promotion's uses today are the largest count among the members who bring lines to its component;
 * members who bring only lines of other components do not count.
 */
export function priceJoint(joint: JointReceipt, pricer: Pricer): Priced {
  const usedToday: Record<string, number> = {};
  for (const part of joint.parts) {
    for (const promotion of pricer.promotionsOf(part.component)) {
      const times = Math.max(usedToday[promotion] ?? 0, part.usedToday[promotion] ?? 0);
      if (times > 0) usedToday[promotion] = times;
    }
  }
  return pricer.price(receiptLines(joint), { registered: joint.registered, usedToday });
}

/** Why a group saves: each promotion of its joint receipt, with its threshold and what the receipt reaches; at most 20. */
export function reasonsFor(terms: GroupTerms, state: MatcherState): readonly SuggestionReason[] {
  const lineOfId = new Map(receiptLines(terms.joint).map((line) => [line.id, line]));
  return priceJoint(terms.joint, state.master.gainCache.pricer)
    .applied.slice(0, 20)
    .map((applied): SuggestionReason => {
      const compiled = state.promotions.promotions.find(
        (candidate) => candidate.promotion.id === applied.promotion,
      );
      const lines = applied.lines.flatMap((line) => lineOfId.get(line.line) ?? []);
      const base = {
        promotion: applied.promotion,
        title: compiled?.promotion.title ?? { en: applied.promotion },
        discountMinor: MinorUnits.parse(applied.discountMinor),
      };
      return compiled === undefined ? base : { ...base, ...reached(compiled.promotion, lines) };
    });
}

/** The threshold of a promotion and what some lines reach, in minor units or units. */
function reached(promotion: Promotion, lines: readonly BasketLine[]): Reached {
  const amountMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
  return kindOf(promotion.kind).reached(promotion, { amountMinor, quantity });
}
