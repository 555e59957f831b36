import { tallyFor, type Tally } from '../compile/reachability.ts';
import type { Membership, PromotionSet } from '../model/compiled.ts';

/**
 * The arrays that pricing under one compiled set works on. Whoever prices many receipts opens a scratch once and hands it to every
 * call, so that a call makes no arrays of its own. A call overwrites what the one before it left, and nothing that it returns
 * refers to these arrays. One call at a time.
 */
export interface Scratch {
  readonly set: PromotionSet;
  readonly tally: Tally;
  /** By given line. */
  readonly memberships: Membership[];
  /** By line of the receipt: index of the given line, rank by id, unit price in minor units, quantity. */
  readonly order: number[];
  readonly ranks: number[];
  readonly prices: number[];
  readonly quantities: number[];
  /** The lines of each promotion, one promotion after the other, and their part masks. */
  readonly applicableLines: number[];
  readonly applicableMasks: number[];
  /** By rank: index of the given line, and its unit price in minor units. */
  readonly byId: number[];
  readonly pricesById: number[];
  /** By promotion of a call to `connected`: its parent in a union-find forest. Grows as needed. */
  roots: Int32Array;
  /** By line: the first promotion that applies to it. Grows as needed. */
  ownerOf: Int32Array;
  /** By line of an applied promotion, in canonical order: its rank. */
  readonly appliedRanks: number[];
}

export function openScratch(set: PromotionSet): Scratch {
  return {
    set,
    tally: tallyFor(set),
    memberships: [],
    order: [],
    ranks: [],
    prices: [],
    quantities: [],
    applicableLines: [],
    applicableMasks: [],
    byId: [],
    pricesById: [],
    roots: new Int32Array(64),
    ownerOf: new Int32Array(256),
    appliedRanks: [],
  };
}

/** What pricing one receipt works with. */
export interface Work {
  readonly scratch: Scratch;
  /** Expansions that the search may still spend on the receipt; it takes from them. */
  left: number;
}
