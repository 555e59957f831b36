import type { NearPromotion } from '../../contracts/basket.ts';
import { spread } from '../model/arithmetic.ts';
import { assign } from '../assign/assign.ts';
import type { ReceiptValue } from './receipt-value.ts';
import { amountKindOf, nextStep } from '../kinds/kinds.ts';
import type { Missing } from '../kinds/next-step.ts';
import { useDiscounts, type Receipt, type Applicable, type Use } from '../model/receipt.ts';

/** Expansions for one question of what a promotion would give. */
const NEAR_EXPANSIONS = 5_000;

/**
 * For each promotion that applies to the receipt: how much is missing to its next tier, multiple, block or set, and what reaching
 * that would save in addition. An amount counts as the promotion sees it, after the promotions that apply before it. Units that
 * another promotion took do not count. A missing unit is taken to cost as much as the cheapest unit of its kind on the receipt.
 * A promotion that lost to another of its group, or is `alone`, counts only with what it would save beyond the winner. Steps
 * that would save nothing, or an amount that cannot be known, are left out.
 * @returns in file order
 */
export function nearOf(
  applicables: readonly Applicable[],
  receipt: Receipt,
  value: ReceiptValue,
): readonly NearPromotion[] {
  const near: { readonly index: number; readonly entry: NearPromotion }[] = [];
  const alternative = alternativeOf(value);
  const units = unitsLeft(value.uses, receipt);
  const spends = applicables
    .filter((applicable) => applicable.compiled.layer === 'spend')
    .sort(
      (a, b) =>
        a.compiled.promotion.priority - b.compiled.promotion.priority ||
        a.compiled.index - b.compiled.index,
    );
  const amounts = amountsLeft(value.uses, receipt);
  for (const applicable of spends) {
    const entry = nearSpend(applicable, amounts.leftMinor, alternative(applicable));
    if (entry !== undefined) near.push({ index: applicable.compiled.index, entry });
    amounts.pass(applicable);
  }
  for (const applicable of applicables) {
    if (applicable.compiled.layer === 'spend') continue;
    const entry = nearUnits(applicable, units(applicable, receipt), alternative(applicable));
    if (entry !== undefined) near.push({ index: applicable.compiled.index, entry });
  }
  return near.sort((a, b) => a.index - b.index).map(({ entry }) => entry);
}

/**
 * By promotion, the discount in minor units that is lost if it wins, besides its own: the winner of its group, or everything else
 * if it or the winner is `alone`.
 */
function alternativeOf(value: ReceiptValue): (applicable: Applicable) => number {
  return (applicable) => {
    const own = value.uses.find((use) => use.compiled === applicable.compiled)?.discountMinor ?? 0;
    const winnerIsAlone = value.uses.some((use) => use.compiled.alone);
    if (applicable.compiled.alone || winnerIsAlone) return value.discountMinor - own;
    if (applicable.compiled.group < 0) return 0;
    const rivals = value.uses.filter(
      (use) =>
        use.compiled !== applicable.compiled && use.compiled.group === applicable.compiled.group,
    );
    return rivals.reduce((sum, use) => sum + use.discountMinor, 0);
  };
}

/** The next tier or multiple of a spend promotion; undefined where reaching it would save nothing. */
function nearSpend(
  applicable: Applicable,
  leftMinor: readonly number[],
  alternativeMinor: number,
): NearPromotion | undefined {
  const { promotion } = applicable.compiled;
  const kind = amountKindOf(promotion.kind);
  let amountMinor = 0;
  for (const line of applicable.lines) amountMinor += leftMinor[line] ?? 0;
  const nextMinor = kind.nextThreshold(promotion, amountMinor, applicable.timesLimit);
  if (nextMinor === undefined) return undefined;
  const now = kind.discount(promotion, amountMinor, applicable.timesLimit);
  const then = kind.discount(promotion, nextMinor, applicable.timesLimit);
  const wouldSaveMinor = then.discountMinor - now.discountMinor - alternativeMinor;
  if (wouldSaveMinor <= 0) return undefined;
  return { promotion: promotion.id, missingMinor: nextMinor - amountMinor, wouldSaveMinor };
}

/** The next step of an item or retailer promotion; undefined where reaching it would save nothing. */
function nearUnits(
  applicable: Applicable,
  receipt: Receipt,
  alternativeMinor: number,
): NearPromotion | undefined {
  const missing = nextStep(applicable, receipt);
  if (missing === undefined) return undefined;
  const now = discountOf(applicable, receipt);
  const then = discountOf(applicable, withMore(receipt, missing));
  const wouldSaveMinor = then - now - alternativeMinor;
  if (wouldSaveMinor <= 0) return undefined;
  let missingQuantity = 0;
  for (const { units } of missing) missingQuantity += units;
  return { promotion: applicable.compiled.promotion.id, missingQuantity, wouldSaveMinor };
}

/** A promotion's discount on a receipt without competitors, in minor units. */
function discountOf(applicable: Applicable, receipt: Receipt): number {
  const asked = { ...applicable, best: undefined };
  return assign([asked], receipt, { ways: 'one', budget: { left: NEAR_EXPANSIONS } }).valueMinor;
}

function withMore(receipt: Receipt, missing: readonly Missing[]): Receipt {
  const quantity = [...receipt.quantity];
  for (const { line, units } of missing) quantity[line] = (quantity[line] ?? 0) + units;
  return { ...receipt, quantity };
}

/** By promotion, the receipt without the units that other item promotions took. */
function unitsLeft(
  uses: readonly Use[],
  receipt: Receipt,
): (applicable: Applicable, receipt: Receipt) => Receipt {
  const items = uses.filter((use) => use.compiled.layer !== 'spend');
  if (items.length === 0) return () => receipt;
  return (applicable) => {
    const quantity = [...receipt.quantity];
    for (const use of items) {
      if (use.compiled === applicable.compiled) continue;
      for (const { line, units } of use.takes) quantity[line] = (quantity[line] ?? 0) - units;
    }
    return { ...receipt, quantity };
  };
}

/** By line, the amount in minor units after the item layer. `pass` subtracts the discount of a spend promotion. */
function amountsLeft(
  uses: readonly Use[],
  receipt: Receipt,
): { readonly leftMinor: readonly number[]; readonly pass: (applicable: Applicable) => void } {
  const leftMinor = receipt.quantity.map(
    (units, line) => units * (receipt.unitPriceMinor[line] ?? 0),
  );
  const takeOff = (use: Use, parts: readonly number[]): void => {
    for (const [place, { line }] of use.takes.entries()) {
      leftMinor[line] = (leftMinor[line] ?? 0) - (parts[place] ?? 0);
    }
  };
  for (const use of uses) {
    if (use.compiled.layer !== 'spend') takeOff(use, useDiscounts(use, receipt));
  }
  return {
    leftMinor,
    pass: (applicable) => {
      const use = uses.find((one) => one.compiled === applicable.compiled);
      if (use === undefined) return;
      const weights = use.takes.map((take) => take.weight);
      const ranks = use.takes.map((take) => receipt.ranks[take.line] ?? 0);
      takeOff(use, spread(use.discountMinor, weights, ranks));
    },
  };
}
