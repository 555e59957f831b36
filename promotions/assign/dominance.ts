import type { SpendPromotion } from '../../contracts/promotion/spend.ts';
import { SCALE } from '../receipt/arithmetic.ts';
import { bestAlone } from '../kinds/kinds.ts';
import { unitGain } from '../kinds/unit-reward.ts';
import {
  touchedUnits,
  type OpenApplicable,
  type Receipt,
  type Applicable,
} from '../receipt/receipt.ts';

/**
 * The promotions that give a discount when nothing competes with them. A promotion that gives nothing with every unit in its scope
 * gives nothing with fewer, so the others are left out. Sets `best` of each promotion that is kept.
 */
export function thatCanFire(
  applicables: readonly OpenApplicable[],
  receipt: Receipt,
): readonly Applicable[] {
  const canFire: Applicable[] = [];
  for (const applicable of applicables) {
    if (applicable.compiled.promotion.kind === 'spend') {
      if (reachesFirstTier(applicable, applicable.compiled.promotion, receipt))
        canFire.push(applicable);
      continue;
    }
    const best = bestAlone(applicable, receipt);
    if (best === undefined || (best !== 'unanswered' && best.discountMinor === 0)) continue;
    applicable.best = best;
    canFire.push(applicable);
  }
  return canFire;
}

function reachesFirstTier(
  applicable: Applicable,
  promotion: SpendPromotion,
  receipt: Receipt,
): boolean {
  const least = promotion.tiers[0]?.spendMinor ?? 0;
  let amountMinor = 0;
  for (const line of applicable.lines) {
    amountMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    if (amountMinor >= least) return true;
  }
  return false;
}

/** Moving one unit to another promotion changes two roundings, together by less than one and a half minor units. */
const ROUNDING_MARGIN = 1.5 * SCALE;

/**
 * Removes dominated lines from plain promotions. A line is dominated where another plain promotion, without limit or cap, gives more
 * on each unit by at least the rounding margin: no best assignment uses the weaker promotion there.
 */
export function withoutDominated(
  applicables: readonly Applicable[],
  receipt: Receipt,
): readonly Applicable[] {
  let plainOnes = 0;
  for (const applicable of applicables)
    if (applicable.compiled.promotion.kind === 'plain') plainOnes += 1;
  if (plainOnes < 2) return applicables;
  const strongest = new Map<number, number>();
  for (const applicable of applicables) {
    const { promotion } = applicable.compiled;
    if (promotion.kind !== 'plain' || applicable.compiled.capMinor !== Infinity) continue;
    if (applicable.timesLimit < touchedUnits(applicable, receipt)) continue;
    for (const line of applicable.lines) {
      const gain = unitGain(promotion.reward, receipt.unitPriceMinor[line] ?? 0);
      if (gain > (strongest.get(line) ?? 0)) strongest.set(line, gain);
    }
  }
  if (strongest.size === 0) return applicables;
  return applicables.flatMap((applicable) => {
    const { promotion } = applicable.compiled;
    if (promotion.kind !== 'plain') return [applicable];
    const isKept = (line: number): boolean =>
      unitGain(promotion.reward, receipt.unitPriceMinor[line] ?? 0) + ROUNDING_MARGIN >=
      (strongest.get(line) ?? 0);
    if (applicable.lines.every(isKept)) return [applicable];
    const kept = applicable.lines.flatMap((line, place) => (isKept(line) ? [place] : []));
    if (kept.length === 0) return [];
    return [
      {
        compiled: applicable.compiled,
        timesLimit: applicable.timesLimit,
        lines: kept.map((place) => applicable.lines[place] ?? 0),
        masks: kept.map((place) => applicable.masks[place] ?? 0),
        best: undefined,
      },
    ];
  });
}
