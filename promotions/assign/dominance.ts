import type { SpendPromotion } from '../../contracts/promotion.ts';
import { SCALE } from '../receipt/arithmetic.ts';
import { bestAlone } from '../kinds/kinds.ts';
import { unitGain } from '../kinds/unit-reward.ts';
import { touchedUnits, type OpenTouch, type Receipt, type Touch } from '../receipt/receipt.ts';

/**
 * The promotions that could give anything on this receipt, nobody competing. What gives nothing with every unit in reach
 * gives nothing with fewer, so the others are left out: most promotions touch a basket without reaching their threshold.
 */
export function livelyOnes(touches: readonly OpenTouch[], receipt: Receipt): readonly Touch[] {
  const lively: Touch[] = [];
  for (const touch of touches) {
    if (touch.compiled.promotion.kind === 'spend') {
      if (reachesFirstTier(touch, touch.compiled.promotion, receipt)) lively.push(touch);
      continue;
    }
    const best = bestAlone(touch, receipt);
    if (best === undefined || (best !== 'unanswered' && best.discountMinor === 0)) continue;
    touch.best = best;
    lively.push(touch);
  }
  return lively;
}

function reachesFirstTier(touch: Touch, promotion: SpendPromotion, receipt: Receipt): boolean {
  const least = promotion.tiers[0]?.spendMinor ?? 0;
  let amountMinor = 0;
  for (const line of touch.lines) {
    amountMinor += (receipt.quantity[line] ?? 0) * (receipt.unitPriceMinor[line] ?? 0);
    if (amountMinor >= least) return true;
  }
  return false;
}

/** Moving one unit to another promotion changes two roundings, by less than one minor unit and a half together. */
const ROUNDING_MARGIN = 1.5 * SCALE;

/**
 * Takes lines away from plain promotions where another plain promotion, without limit or cap, gives clearly more on each unit:
 * no best assignment uses them there.
 */
export function withoutBeaten(touches: readonly Touch[], receipt: Receipt): readonly Touch[] {
  let plainOnes = 0;
  for (const touch of touches) if (touch.compiled.promotion.kind === 'plain') plainOnes += 1;
  if (plainOnes < 2) return touches;
  const strongest = new Map<number, number>();
  for (const touch of touches) {
    const { promotion } = touch.compiled;
    if (promotion.kind !== 'plain' || touch.compiled.capMinor !== Infinity) continue;
    if (touch.timesLimit < touchedUnits(touch, receipt)) continue;
    for (const line of touch.lines) {
      const gain = unitGain(promotion.reward, receipt.unitPriceMinor[line] ?? 0);
      if (gain > (strongest.get(line) ?? 0)) strongest.set(line, gain);
    }
  }
  if (strongest.size === 0) return touches;
  return touches.flatMap((touch) => {
    const { promotion } = touch.compiled;
    if (promotion.kind !== 'plain') return [touch];
    const isKept = (line: number): boolean =>
      unitGain(promotion.reward, receipt.unitPriceMinor[line] ?? 0) + ROUNDING_MARGIN >=
      (strongest.get(line) ?? 0);
    if (touch.lines.every(isKept)) return [touch];
    const kept = touch.lines.flatMap((line, place) => (isKept(line) ? [place] : []));
    if (kept.length === 0) return [];
    return [
      {
        compiled: touch.compiled,
        timesLimit: touch.timesLimit,
        lines: kept.map((place) => touch.lines[place] ?? 0),
        masks: kept.map((place) => touch.masks[place] ?? 0),
        best: undefined,
      },
    ];
  });
}
