import { basisPoints, percentOfMinor } from '../model/arithmetic.ts';
import { NO_TRANSITIONS, same, type Automaton } from './automaton.ts';
import {
  applicableUnits,
  type Receipt,
  type Take,
  type Applicable,
  type Use,
} from '../model/receipt.ts';

/** Blocks of units, dearest first: of each `buy + get` the last `get` are discounted. */
export interface Blocks {
  readonly buy: number;
  readonly get: number;
  readonly percentOff: number;
}

/**
 * The grouping with the largest discount (docs/rules.md#pricing-6): units in a row, dearest first, cut into blocks of buy + get;
 * the last `get` of each block are discounted. No other grouping gives more, because the i-th dearest discounted unit always
 * needs i blocks' worth of dearer units before it.
 */
export function bestBlocks(blocks: Blocks, applicable: Applicable, receipt: Receipt): Use {
  const size = blocks.buy + blocks.get;
  const times = Math.min(
    applicable.timesLimit,
    Math.floor(applicableUnits(applicable, receipt) / size),
  );
  const takes: Take[] = [];
  let left = times * size;
  let place = 0;
  let targetMinor = 0;
  for (const line of applicable.lines) {
    const units = Math.min(left, receipt.quantity[line] ?? 0);
    if (units === 0) continue;
    const targets = targetsBefore(place + units, blocks) - targetsBefore(place, blocks);
    const weight = targets * (receipt.unitPriceMinor[line] ?? 0);
    takes.push({ line, units, targets, weight });
    targetMinor += weight;
    place += units;
    left -= units;
  }
  const discountMinor = percentOfMinor(targetMinor, basisPoints(blocks.percentOff));
  return {
    compiled: applicable.compiled,
    times,
    discountMinor: Math.min(discountMinor, applicable.compiled.capMinor),
    takes,
  };
}

/** The state is the place in the current block, with the blocks before it where a limit makes them matter. */
export function blocksAutomaton(
  blocks: Blocks,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const size = blocks.buy + blocks.get;
  const most = Math.floor(applicableUnits(applicable, receipt) / size);
  const isLimited = applicable.timesLimit < most;
  const end = applicable.timesLimit * size;
  const linesInScope = new Set(applicable.lines);
  const points = basisPoints(blocks.percentOff);
  return {
    start: 0,
    moves: (state, line) => {
      if (!linesInScope.has(line) || (isLimited && state >= end)) return NO_TRANSITIONS;
      const isTarget = state % size >= blocks.buy;
      const price = receipt.unitPriceMinor[line] ?? 0;
      return [
        {
          next: isLimited ? state + 1 : (state + 1) % size,
          gain: isTarget ? price * points : 0,
          isTarget,
          weight: isTarget ? price : 0,
        },
      ];
    },
    endLine: same,
    endPrice: same,
    accepts: (state) => state % size === 0,
    perLine: false,
    times: (units) => units / size,
    takesAll: false,
    prefersAll: false,
    fitsOneMore: () => false,
  };
}

function targetsBefore(place: number, blocks: Blocks): number {
  const size = blocks.buy + blocks.get;
  const whole = Math.floor(place / size);
  return whole * blocks.get + Math.max(0, place - whole * size - blocks.buy);
}
