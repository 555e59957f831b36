import { SCALE } from '../receipt/arithmetic.ts';
import type { Competitor } from './contender.ts';

/** What of a machine's gains tells two assignments in the same states apart: rounding and a cap look at them later. */
type Telling = 'nothing' | 'place-in-minor-unit' | 'everything';

const SPREAD = 0x9e_37_79_b1;
const SPREAD_MORE = 0x85_eb_ca_6b;

/** Numbers for where each machine of a partial assignment stands; their sum is hashed, so that one step changes one number. */
export class ZobristHash {
  readonly #telling: readonly Telling[];
  readonly #placeFactors: Int32Array;
  readonly #gainFactors: Int32Array;

  constructor(competitors: readonly Competitor[]) {
    this.#telling = competitors.map(({ cap, slack }) => {
      if (cap !== Infinity) return 'everything';
      return slack > 0 ? 'place-in-minor-unit' : 'nothing';
    });
    this.#placeFactors = Int32Array.from(competitors, (_, index) => factor(2 * index));
    this.#gainFactors = Int32Array.from(competitors, (_, index) => factor(2 * index + 1));
  }

  /** The mark of a machine by the place of its state and what it gained. */
  of(index: number, place: number, gain: number): number {
    const mark = Math.imul(place + 1, this.#placeFactors[index] ?? 0);
    const told = this.#told(index, gain);
    return told === 0 ? mark : (mark + Math.imul(told | 0, this.#gainFactors[index] ?? 0)) | 0;
  }

  /** Whether these gains of a machine have the same future. */
  areAlike(index: number, one: number, other: number): boolean {
    return this.#told(index, one) === this.#told(index, other);
  }

  #told(index: number, gain: number): number {
    const telling = this.#telling[index];
    if (telling === 'nothing') return 0;
    return telling === 'everything' ? gain : rest(gain);
  }
}

/** A hash of an assignment's marks, of the machine from which on the class goes on, and of what keeps it apart. */
export function hashOf(marks: number, last: number, history: number): number {
  const apart = Math.imul(last + 1, SPREAD) + Math.imul(history, SPREAD_MORE);
  const hash = (marks + apart) | 0;
  const half = Math.imul(hash ^ (hash >>> 16), 0x7f_eb_35_2d);
  return half ^ (half >>> 15);
}

/** The place within a minor unit, 0 to SCALE − 1, also below zero. */
function rest(gained: number): number {
  const remainder = gained % SCALE;
  return remainder < 0 ? remainder + SCALE : remainder;
}

function factor(index: number): number {
  return Math.imul(2 * index + 1, SPREAD) | 1;
}
