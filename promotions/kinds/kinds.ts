import type { KindName, Promotion, PromotionOf } from '../../contracts/promotion.ts';
import type { Scope } from '../../contracts/promotion-scope.ts';
import type { Applicable, Receipt, Use } from '../model/receipt.ts';
import type { Automaton } from './automaton.ts';
import { bundleKind } from './bundle.ts';
import { buyGetKind } from './buy-get.ts';
import { cheapestKind } from './cheapest.ts';
import type { AmountKind, PromotionKind, UnitKind } from './kind.ts';
import { multiBuyKind } from './multi-buy.ts';
import type { Missing } from './next-step.ts';
import { plainKind } from './plain.ts';
import { quantityKind } from './quantity.ts';
import { spendKind } from './spend.ts';

/** One row for each kind that a promotions file may name. */
const KINDS: { readonly [K in KindName]: PromotionKind<K> } = {
  spend: spendKind,
  quantity: quantityKind,
  'multi-buy': multiBuyKind,
  'buy-get': buyGetKind,
  bundle: bundleKind,
  cheapest: cheapestKind,
  plain: plainKind,
};

export function kindOf<K extends KindName>(name: K): PromotionKind<K> {
  return KINDS[name];
}

/** The record of a promotion that takes units. */
function unitKindOf<K extends KindName>(name: K): UnitKind<PromotionOf<K>> {
  const kind = kindOf(name);
  if (kind.actsOn !== 'units') throw new Error(`bug: a ${name} promotion takes no units`);
  return kind;
}

/** The record of a promotion that looks at amounts. */
export function amountKindOf<K extends KindName>(name: K): AmountKind<PromotionOf<K>> {
  const kind = kindOf(name);
  if (kind.actsOn !== 'amounts') throw new Error(`bug: a ${name} promotion looks at no amount`);
  return kind;
}

/** The scopes of a promotion's parts; the promotion's own scope narrows each of them. */
export function partScopes(promotion: Promotion): readonly Scope[] {
  const parts = kindOf(promotion.kind).parts(promotion);
  return parts.length === 0 ? [{}] : parts.map((part) => part.scope);
}

/**
 * A promotion's best use of all units that it applies to, without competitors. `unanswered` where the kind has no direct formula
 * for this receipt; the search then finds the use.
 */
export function bestAlone(
  applicable: Applicable,
  receipt: Receipt,
): Use | undefined | 'unanswered' {
  const { promotion } = applicable.compiled;
  return unitKindOf(promotion.kind).bestAlone(promotion, applicable, receipt);
}

/** A promotion's automaton over the row of units, for the search. */
export function automatonOf(applicable: Applicable, receipt: Receipt): Automaton {
  const { promotion } = applicable.compiled;
  return unitKindOf(promotion.kind).automaton(promotion, applicable, receipt);
}

/** What the promotion does with the units that the best assignment left, where it is of the retailer layer. */
export function retailerRow(applicable: Applicable, receipt: Receipt): Use {
  const { promotion } = applicable.compiled;
  const kind = unitKindOf(promotion.kind);
  if (kind.retailerRow === undefined) {
    throw new Error(`bug: a ${promotion.kind} promotion has no retailer row`);
  }
  return kind.retailerRow(promotion, applicable, receipt);
}

/** Whether it may have only the lowest-priced unit of the receipt, and nothing where another promotion took that one. */
export function takesLowestOnly({ compiled: { promotion } }: Applicable): boolean {
  return unitKindOf(promotion.kind).takesLowestOnly;
}

/** Whether each of the promotion's units gains by itself, whatever others it takes. */
export function gainsUnitByUnit({ compiled: { promotion } }: Applicable): boolean {
  return unitKindOf(promotion.kind).gainPerUnit !== undefined;
}

/** What a unit of a price gains, in ten-thousandths of a minor unit, where each unit gains by itself; undefined elsewhere. */
export function unitGainOf({
  compiled: { promotion },
}: Applicable): ((unitPriceMinor: number) => number) | undefined {
  const { gainPerUnit } = unitKindOf(promotion.kind);
  if (gainPerUnit === undefined) return undefined;
  return (unitPriceMinor) => gainPerUnit(promotion, unitPriceMinor);
}

/** Whether a promotion that is by itself has only one best use, because it wants every unit in scope. */
export function hasOneWay({ compiled: { promotion }, timesLimit }: Applicable): boolean {
  return unitKindOf(promotion.kind).hasOneWay(promotion, timesLimit);
}

/** Whether the discount can fall on the line at that place among the promotion's lines. */
export function isTarget(applicable: Applicable, place: number): boolean {
  const { targetParts } = unitKindOf(applicable.compiled.promotion.kind);
  return ((applicable.masks[place] ?? 0) & targetParts) !== 0;
}

/** Of a unit's price, at most so many hundredths of a percent are given. */
export function highestPoints({ compiled: { promotion } }: Applicable): number {
  return unitKindOf(promotion.kind).highestPoints(promotion);
}

/** What is missing to the next tier, block or set; see the record. */
export function nextStep(applicable: Applicable, receipt: Receipt): readonly Missing[] | undefined {
  const { promotion } = applicable.compiled;
  return unitKindOf(promotion.kind).nextStep(promotion, applicable, receipt);
}
