import type { NearPromotion } from '../../contracts/basket.ts';
import { spread } from '../model/arithmetic.ts';
import { assign } from '../assign/assign.ts';
import type { ReceiptValue } from './receipt-value.ts';
import { amountKindOf, nextStep } from '../kinds/kinds.ts';
import type { Missing } from '../kinds/next-step.ts';
import { useDiscounts, type Receipt, type Applicable, type Use } from '../model/receipt.ts';

const NEAR_EXPANSIONS = 5_000;

/**
 * How far the receipt is from the next tier, multiple, block or set of each promotion that applicables it, and what reaching it
 * would save in addition. An amount counts as the promotion sees it, after what applies before. Missing units are taken to
 * cost what the cheapest unit of that kind on the receipt costs, and units that another promotion took do not count. For a
 * promotion that lost to another of its group, or is `alone`, only what it would save beyond the winner counts. Steps that
 * would save nothing, or nothing that can be known, are left out.
 */
export function nearOf(
  applicables: readonly Applicable[],
  receipt: Receipt,
  value: ReceiptValue,
): readonly NearPromotion[] {
  const near: { readonly index: number; readonly entry: NearPromotion }[] = [];
  const bar = barOf(value);
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
    const entry = nearSpend(applicable, amounts.leftMinor, bar(applicable));
    if (entry !== undefined) near.push({ index: applicable.compiled.index, entry });
    amounts.pass(applicable);
  }
  for (const applicable of applicables) {
    if (applicable.compiled.layer === 'spend') continue;
    const entry = nearUnits(applicable, units(applicable, receipt), bar(applicable));
    if (entry !== undefined) near.push({ index: applicable.compiled.index, entry });
  }
  return near.sort((a, b) => a.index - b.index).map(({ entry }) => entry);
}

/** What a promotion must beat besides what it gives already: the winner of its group, or everything if it is `alone`. */
function barOf(value: ReceiptValue): (applicable: Applicable) => number {
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

function nearSpend(
  applicable: Applicable,
  leftMinor: readonly number[],
  barMinor: number,
): NearPromotion | undefined {
  const { promotion } = applicable.compiled;
  const kind = amountKindOf(promotion.kind);
  let amountMinor = 0;
  for (const line of applicable.lines) amountMinor += leftMinor[line] ?? 0;
  const nextMinor = kind.nextThreshold(promotion, amountMinor, applicable.timesLimit);
  if (nextMinor === undefined) return undefined;
  const now = kind.discount(promotion, amountMinor, applicable.timesLimit);
  const then = kind.discount(promotion, nextMinor, applicable.timesLimit);
  const wouldSaveMinor = then.discountMinor - now.discountMinor - barMinor;
  if (wouldSaveMinor <= 0) return undefined;
  return { promotion: promotion.id, missingMinor: nextMinor - amountMinor, wouldSaveMinor };
}

function nearUnits(
  applicable: Applicable,
  receipt: Receipt,
  barMinor: number,
): NearPromotion | undefined {
  const missing = nextStep(applicable, receipt);
  if (missing === undefined) return undefined;
  const now = worth(applicable, receipt);
  const then = worth(applicable, withMore(receipt, missing));
  const wouldSaveMinor = then - now - barMinor;
  if (wouldSaveMinor <= 0) return undefined;
  let missingQuantity = 0;
  for (const { units } of missing) missingQuantity += units;
  return { promotion: applicable.compiled.promotion.id, missingQuantity, wouldSaveMinor };
}

function worth(applicable: Applicable, receipt: Receipt): number {
  const asked = { ...applicable, best: undefined };
  return assign([asked], receipt, { ways: 'one', budget: { left: NEAR_EXPANSIONS } }).valueMinor;
}

function withMore(receipt: Receipt, missing: readonly Missing[]): Receipt {
  const quantity = [...receipt.quantity];
  for (const { line, units } of missing) quantity[line] = (quantity[line] ?? 0) + units;
  return { ...receipt, quantity };
}

/** The receipt as a promotion sees it: without the units that others took. */
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

/** What is left of each line after the item layer; `pass` takes off what a spend promotion gave. */
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
