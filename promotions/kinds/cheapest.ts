import type { CheapestPromotion } from '../../contracts/promotion.ts';
import { basisPoints, percentOfMinor } from '../receipt/arithmetic.ts';
import { NO_MOVES, same, type Machine } from './automaton.ts';
import type { Receipt, Touch, Use } from '../receipt/receipt.ts';

/** The lowest-priced unit in scope on the whole receipt (ruling 7); of several equal ones the canonical first. */
export function bestCheapest(
  promotion: CheapestPromotion,
  touch: Touch,
  receipt: Receipt,
): Use | undefined {
  const lowest = lowestPrice(touch, receipt);
  const line = touch.lines.find(
    (candidate) =>
      receipt.unitPriceMinor[candidate] === lowest && (receipt.quantity[candidate] ?? 0) > 0,
  );
  if (line === undefined) return undefined;
  const discountMinor = Math.min(
    percentOfMinor(lowest, basisPoints(promotion.reward.percentOff)),
    touch.compiled.capMinor,
  );
  return {
    compiled: touch.compiled,
    times: 1,
    discountMinor,
    takes: [{ line, units: 1, targets: 1, weight: lowest }],
  };
}

/** The state is whether the one unit was taken. */
export function cheapestMachine(
  promotion: CheapestPromotion,
  touch: Touch,
  receipt: Receipt,
): Machine {
  const lowest = lowestPrice(touch, receipt);
  const candidates = new Set(touch.lines.filter((line) => receipt.unitPriceMinor[line] === lowest));
  const move = {
    next: 1,
    gain: lowest * basisPoints(promotion.reward.percentOff),
    isTarget: true,
    weight: lowest,
  };
  return {
    start: 0,
    moves: (state, line) => (state === 0 && candidates.has(line) ? [move] : NO_MOVES),
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

function lowestPrice(touch: Touch, receipt: Receipt): number {
  let lowest = Infinity;
  for (const line of touch.lines) {
    const price = receipt.unitPriceMinor[line] ?? 0;
    if ((receipt.quantity[line] ?? 0) > 0 && price < lowest) lowest = price;
  }
  return lowest;
}
