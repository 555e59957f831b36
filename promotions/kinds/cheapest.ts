import type { CheapestPromotion } from '../../contracts/promotion-cheapest.ts';
import { basisPoints, percentOfMinor } from '../model/arithmetic.ts';
import { ALL_PARTS, ONE_UNIT, type PromotionKind } from './kind.ts';
import { NO_TRANSITIONS, same, type Automaton } from './automaton.ts';
import type { Receipt, Applicable, Use } from '../model/receipt.ts';

/** The lowest-priced unit in scope on the whole receipt, one per receipt. */
export const cheapestKind: PromotionKind<'cheapest'> = {
  actsOn: 'units',
  layer: () => 'item',
  parts: () => [],
  comparesParts: false,
  minimum: () => ONE_UNIT,
  mostTimes: () => Infinity,
  roleOf: () => 'target',
  reached: (_, { quantity }) => ({ reachedQuantity: quantity }),
  aggregate: () => undefined,
  rewards: ({ reward }) => [reward],
  contradictions: () => [],
  poolingLosses: () => ['pooled-cheapest'],
  bestAlone: bestCheapest,
  automaton: cheapestAutomaton,
  retailerRow: undefined,
  takesLowestOnly: true,
  gainPerUnit: undefined,
  hasOneWay: () => false,
  targetParts: ALL_PARTS,
  highestPoints: ({ reward }) => basisPoints(reward.percentOff),
  nextStep: () => undefined,
};

/** The lowest-priced unit in scope on the whole receipt (docs/rules.md#pricing-7); of several equal ones the canonical first. */
function bestCheapest(
  promotion: CheapestPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Use | undefined {
  const lowest = lowestPrice(applicable, receipt);
  const line = applicable.lines.find(
    (candidate) =>
      receipt.unitPriceMinor[candidate] === lowest && (receipt.quantity[candidate] ?? 0) > 0,
  );
  if (line === undefined) return undefined;
  const discountMinor = Math.min(
    percentOfMinor(lowest, basisPoints(promotion.reward.percentOff)),
    applicable.compiled.capMinor,
  );
  return {
    compiled: applicable.compiled,
    times: 1,
    discountMinor,
    takes: [{ line, units: 1, targets: 1, weight: lowest }],
  };
}

/** The state is whether the one unit was taken. */
function cheapestAutomaton(
  promotion: CheapestPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const lowest = lowestPrice(applicable, receipt);
  const candidates = new Set(
    applicable.lines.filter((line) => receipt.unitPriceMinor[line] === lowest),
  );
  const move = {
    next: 1,
    gain: lowest * basisPoints(promotion.reward.percentOff),
    isTarget: true,
    weight: lowest,
  };
  return {
    start: 0,
    moves: (state, line) => (state === 0 && candidates.has(line) ? [move] : NO_TRANSITIONS),
    endLine: same,
    endPrice: same,
    accepts: () => true,
    perLine: false,
    times: () => 1,
    takesAll: false,
    prefersAll: false,
    fitsOneMore: () => false,
  };
}

function lowestPrice(applicable: Applicable, receipt: Receipt): number {
  let lowest = Infinity;
  for (const line of applicable.lines) {
    const price = receipt.unitPriceMinor[line] ?? 0;
    if ((receipt.quantity[line] ?? 0) > 0 && price < lowest) lowest = price;
  }
  return lowest;
}
