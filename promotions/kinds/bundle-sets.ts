import type { BundlePromotion } from '../../contracts/promotion-bundle.ts';
import { SCALE } from '../model/arithmetic.ts';
import { NO_TRANSITIONS, same, type Automaton, type Transition } from './automaton.ts';
import type { Receipt, Applicable } from '../model/receipt.ts';

/** A set that still lacks units: what each part has, and its price so far, which stops counting at the amount off. */
interface OpenSet {
  readonly counts: readonly number[];
  readonly sumMinor: number;
}

interface SetsState {
  readonly open: readonly OpenSet[];
  readonly begun: number;
}

/**
 * A bundle with an amount off that is larger than some set: a set earns no more than its price, so it matters which units
 * stand together, and the state is every open set. Small baskets only; the search's bound on operations covers the rest.
 */
export function openSetsAutomaton(
  promotion: BundlePromotion,
  applicable: Applicable,
  receipt: Receipt,
): Automaton {
  const offMinor = 'offMinor' in promotion.reward ? promotion.reward.offMinor : 0;
  const quantities = promotion.parts.map((part) => part.quantity);
  const setSize = quantities.reduce((sum, quantity) => sum + quantity, 0);
  const maskOf = new Map(
    applicable.lines.map((line, place) => [line, applicable.masks[place] ?? 0]),
  );
  const numbers = new Map<string, number>();
  const states: SetsState[] = [];
  const numberOf = (state: SetsState): number => {
    const open = state.open.toSorted((a, b) => textOf(a).localeCompare(textOf(b), 'en'));
    const text = `${state.begun}:${open.map(textOf).join(';')}`;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    states.push({ open, begun: state.begun });
    numbers.set(text, states.length - 1);
    return states.length - 1;
  };
  const start = numberOf({ open: [], begun: 0 });
  return {
    start,
    moves: (number, line) => {
      const mask = maskOf.get(line);
      const state = states[number];
      if (mask === undefined || state === undefined) return NO_TRANSITIONS;
      const price = receipt.unitPriceMinor[line] ?? 0;
      const moves: Transition[] = [];
      const add = (set: OpenSet, others: readonly OpenSet[], begun: number): void => {
        for (const [part, quantity] of quantities.entries()) {
          if ((mask & (1 << part)) === 0 || (set.counts[part] ?? 0) >= quantity) continue;
          const counts = set.counts.with(part, (set.counts[part] ?? 0) + 1);
          const sumMinor = Math.min(offMinor, set.sumMinor + price);
          const isWhole = counts.every((count, index) => count === quantities[index]);
          moves.push({
            next: numberOf({ open: isWhole ? others : [...others, { counts, sumMinor }], begun }),
            gain: isWhole ? sumMinor * SCALE : 0,
            isTarget: true,
            weight: price,
          });
        }
      };
      for (const [index, set] of state.open.entries()) {
        add(set, state.open.toSpliced(index, 1), state.begun);
      }
      if (state.begun < applicable.timesLimit) {
        const begun = applicable.timesLimit === Infinity ? 0 : state.begun + 1;
        add({ counts: quantities.map(() => 0), sumMinor: 0 }, state.open, begun);
      }
      return moves;
    },
    endLine: same,
    endPrice: same,
    accepts: (number) => states[number]?.open.length === 0,
    perLine: false,
    times: (units) => units / setSize,
    takesAll: false,
    prefersAll: false,
    fitsOneMore: () => false,
  };
}

function textOf(set: OpenSet): string {
  return `${set.counts.join(',')}/${set.sumMinor}`;
}
