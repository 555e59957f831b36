import { SCALE } from '../model/arithmetic.ts';
import type { Competitor } from './competitor.ts';

/**
 * How much of a promotion's gain belongs to the state. A cap depends on the whole gain, rounding on its fraction of a minor unit.
 * Without either, assignments that differ only in the gain have the same future.
 */
type RelevantGain = 'none' | 'fraction' | 'all';

const SPREAD = 0x9e_37_79_b1;
const SPREAD_MORE = 0x85_eb_ca_6b;

/**
 * An incremental hash of joint states, after Zobrist (1970). Each promotion's state has a pseudo-random key and a joint state the
 * sum of its keys, so that a step of one promotion changes one summand. Zobrist draws keys from a table and combines them by
 * exclusive or; here keys are products with odd constants, since gains have no bound, and they are added modulo 2^32.
 */
export class ZobristHash {
  readonly #relevant: readonly RelevantGain[];
  readonly #stateFactors: Int32Array;
  readonly #gainFactors: Int32Array;

  constructor(competitors: readonly Competitor[]) {
    this.#relevant = competitors.map(({ cap, slack }) => {
      if (cap !== Infinity) return 'all';
      return slack > 0 ? 'fraction' : 'none';
    });
    this.#stateFactors = Int32Array.from(competitors, (_, index) => factor(2 * index));
    this.#gainFactors = Int32Array.from(competitors, (_, index) => factor(2 * index + 1));
  }

  /**
   * The key of one promotion in a state, a 32-bit integer.
   * @param state index in its graph layer
   * @param gain gain so far, in ten-thousandths
   */
  keyOf(index: number, state: number, gain: number): number {
    const key = Math.imul(state + 1, this.#stateFactors[index] ?? 0);
    const relevant = this.#relevantGain(index, gain);
    return relevant === 0
      ? key
      : (key + Math.imul(relevant | 0, this.#gainFactors[index] ?? 0)) | 0;
  }

  /** Whether two gains of a promotion, in ten-thousandths, have the same future. */
  areAlike(index: number, one: number, other: number): boolean {
    return this.#relevantGain(index, one) === this.#relevantGain(index, other);
  }

  #relevantGain(index: number, gain: number): number {
    const relevant = this.#relevant[index];
    if (relevant === 'none') return 0;
    return relevant === 'all' ? gain : fractionOf(gain);
  }
}

/**
 * The hash of a partial assignment, a 32-bit integer whose low bits are mixed well enough to address a table.
 * @param keySum the sum of its promotions' keys
 * @param firstAllowed the first promotion that may take the next unit
 * @param history the number of its history, where equal states are kept apart
 */
export function hashOf(keySum: number, firstAllowed: number, history: number): number {
  const apart = Math.imul(firstAllowed + 1, SPREAD) + Math.imul(history, SPREAD_MORE);
  const hash = (keySum + apart) | 0;
  const half = Math.imul(hash ^ (hash >>> 16), 0x7f_eb_35_2d);
  return half ^ (half >>> 15);
}

/** The fraction of a minor unit in ten-thousandths, 0 to SCALE − 1, also for a negative gain. */
function fractionOf(gained: number): number {
  const remainder = gained % SCALE;
  return remainder < 0 ? remainder + SCALE : remainder;
}

function factor(index: number): number {
  return Math.imul(2 * index + 1, SPREAD) | 1;
}
