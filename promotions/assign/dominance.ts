import { SCALE } from '../model/arithmetic.ts';
import { bestAlone, gainsUnitByUnit, unitGainOf } from '../kinds/kinds.ts';
import {
  applicableUnits,
  type OpenApplicable,
  type Receipt,
  type Applicable,
} from '../model/receipt.ts';

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
    if (applicable.compiled.layer === 'spend') {
      if (reachesAmount(applicable, receipt)) canFire.push(applicable);
      continue;
    }
    const best = bestAlone(applicable, receipt);
    if (best === undefined || (best !== 'unanswered' && best.discountMinor === 0)) continue;
    applicable.best = best;
    canFire.push(applicable);
  }
  return canFire;
}

/** Whether the lines cost enough before anything is taken off. */
function reachesAmount(applicable: Applicable, receipt: Receipt): boolean {
  const least = applicable.compiled.minimum.amountMinor;
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
 * Removes dominated lines from promotions whose units gain one by one. A line is dominated where another such promotion, without limit
 * or cap, gives more on each unit by at least the rounding margin: no best assignment uses the weaker promotion there.
 */
export function withoutDominated(
  applicables: readonly Applicable[],
  receipt: Receipt,
): readonly Applicable[] {
  let independent = 0;
  for (const applicable of applicables) if (gainsUnitByUnit(applicable)) independent += 1;
  if (independent < 2) return applicables;
  const gains = applicables.map(unitGainOf);
  const strongest = new Map<number, number>();
  for (const [index, applicable] of applicables.entries()) {
    const gainOf = gains[index];
    if (gainOf === undefined || applicable.compiled.capMinor !== Infinity) continue;
    if (applicable.timesLimit < applicableUnits(applicable, receipt)) continue;
    for (const line of applicable.lines) {
      const gain = gainOf(receipt.unitPriceMinor[line] ?? 0);
      if (gain > (strongest.get(line) ?? 0)) strongest.set(line, gain);
    }
  }
  if (strongest.size === 0) return applicables;
  return applicables.flatMap((applicable, index) => {
    const gainOf = gains[index];
    if (gainOf === undefined) return [applicable];
    const isKept = (line: number): boolean =>
      gainOf(receipt.unitPriceMinor[line] ?? 0) + ROUNDING_MARGIN >= (strongest.get(line) ?? 0);
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
