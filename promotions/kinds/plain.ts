import type { PlainPromotion } from '../../contracts/promotion-plain.ts';
import { basisPoints, SCALE } from '../model/arithmetic.ts';
import { ALL_PARTS, ONE_UNIT, type PromotionKind } from './kind.ts';
import { NO_TRANSITIONS, same, type Automaton } from './automaton.ts';
import {
  takeDearest,
  applicableUnits,
  type Receipt,
  type Applicable,
  type Use,
} from '../model/receipt.ts';
import { totalOfWeights, unitGain, unitWeight } from './unit-reward.ts';

/** Every unit in scope, without a condition. */
export const plainKind: PromotionKind<'plain'> = {
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
  poolingLosses: () => [],
  bestAlone: bestPlain,
  automaton: plainAutomaton,
  retailerRow: undefined,
  takesLowestOnly: false,
  gainPerUnit: ({ reward }, unitPriceMinor) => unitGain(reward, unitPriceMinor),
  hasOneWay: (_, timesLimit) => timesLimit === Infinity,
  targetParts: ALL_PARTS,
  highestPoints: ({ reward }) => ('percentOff' in reward ? basisPoints(reward.percentOff) : SCALE),
  nextStep: () => undefined,
};

/** Every unit in scope that the reward lowers, dearest first where a limit leaves some out. */
function bestPlain(promotion: PlainPromotion, applicable: Applicable, receipt: Receipt): Use {
  const { reward } = promotion;
  const takes = takeDearest(applicable, receipt, applicable.timesLimit, (price) =>
    unitWeight(reward, price),
  );
  let weight = 0;
  let times = 0;
  for (const take of takes) {
    if (unitGain(reward, receipt.unitPriceMinor[take.line] ?? 0) === 0) continue;
    weight += take.weight;
    times += take.units;
  }
  const discountMinor = Math.min(totalOfWeights(reward, weight), applicable.compiled.capMinor);
  return {
    compiled: applicable.compiled,
    times,
    discountMinor,
    takes: takes.filter((take) => take.weight > 0),
  };
}

/** The state is how many units were taken, where a limit makes that matter. */
function plainAutomaton(
  promotion: PlainPromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const isLimited = applicable.timesLimit < applicableUnits(applicable, receipt);
  const linesInScope = new Set(applicable.lines);
  return {
    start: 0,
    moves: (state, line) => {
      if (!linesInScope.has(line) || (isLimited && state >= applicable.timesLimit))
        return NO_TRANSITIONS;
      const price = receipt.unitPriceMinor[line] ?? 0;
      const gain = unitGain(promotion.reward, price);
      if (gain === 0) return NO_TRANSITIONS;
      return [
        {
          next: isLimited ? state + 1 : 0,
          gain,
          isTarget: true,
          weight: unitWeight(promotion.reward, price),
        },
      ];
    },
    endLine: same,
    endPrice: same,
    accepts: () => true,
    perLine: false,
    times: (units) => units,
    takesAll: !isLimited,
    prefersAll: true,
    fitsOneMore: (taken) => taken < applicable.timesLimit,
  };
}
