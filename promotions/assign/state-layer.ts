import { grown } from './grown.ts';
import { hashOf, ZobristHash } from './state-hash.ts';
import type { Competitor } from './competitor.ts';

/** A successor of the prepared partial assignment: the same with one unit more decided. */
export interface Successor {
  /** The promotion that takes the unit, −1 where none does. */
  readonly promotion: number;
  /** The promotion's new state, an index into the next layer of its graph. */
  readonly state: number;
  /** The promotion's gain with the unit, in ten-thousandths. */
  readonly gain: number;
  /**
   * The first promotion that may take the next unit. Within a class promotions take units in ascending order, so that of all
   * permutations of alike units only one is searched (symmetry breaking).
   */
  readonly firstAllowed: number;
  /** Upper bound on the total gain of any completion, in ten-thousandths. */
  readonly bound: number;
  /** Number of its history; equal states with different numbers are kept apart. */
  readonly history: number;
  /** Index of the prepared assignment in the layer before. */
  readonly parent: number;
  /** The edge of the promotion's graph layer by which it takes the unit, −1 where none does. */
  readonly edge: number;
}

/** By assignment of a layer: its parent in the layer before, and the decision on the unit between them. Parallel arrays. */
export interface BackPointers {
  readonly parents: Int32Array;
  /** The promotion that took the unit, −1 where none did. */
  readonly promotions: Int16Array;
  /** The edge of the promotion's graph layer, −1 where none took the unit. */
  readonly edges: Int32Array;
}

const LEAST_ROOM = 16;

/**
 * One layer of the beam search: the partial assignments that decide the same units. Assignments with equal joint states are
 * merged, and the one with the larger gain stays (dominance). A search meets hundreds of thousands of them, so they are rows of
 * typed arrays, found through a hash table with open addressing.
 */
export class StateLayer {
  /** By assignment and promotion, its state: an index into the layer of its graph. Row by row, one column for each promotion. */
  states = new Int32Array(0);
  /** By assignment and promotion, its gain so far, in ten-thousandths. Same shape as `states`. */
  gains = new Float64Array(0);
  /** By assignment, the upper bound on the total gain of any completion, in ten-thousandths. */
  bounds = new Float64Array(0);
  /** By assignment, the first promotion that may take the next unit. */
  firstAllowed = new Int32Array(0);
  /** By assignment, the number of its history. */
  histories = new Int32Array(0);
  /** How many assignments there are. */
  size = 0;
  /** By assignment, the sum of its promotions' keys, and its hash. */
  #keySums = new Int32Array(0);
  #hashes = new Int32Array(0);
  #parents = new Int32Array(0);
  #promotions = new Int16Array(0);
  #edges = new Int32Array(0);
  /** How many assignments the arrays can hold. */
  #room = 0;
  /** Hash table: the assignment in each slot, −1 where the slot is free. */
  #table = new Int32Array(0);
  /** How many promotions compete. */
  readonly #width: number;
  readonly #zobrist: ZobristHash;
  /** The prepared assignment: by promotion its state and its gain, and the sum of their keys. */
  readonly #preparedStates: Int32Array;
  readonly #preparedGains: Float64Array;
  #preparedKeySum = 0;

  constructor(competitors: readonly Competitor[]) {
    this.#width = competitors.length;
    this.#zobrist = new ZobristHash(competitors);
    this.#preparedStates = new Int32Array(this.#width);
    this.#preparedGains = new Float64Array(this.#width);
    this.#makeRoom(LEAST_ROOM);
    this.#table = new Int32Array(2 * LEAST_ROOM).fill(-1);
  }

  /** Removes every assignment. */
  clear(): void {
    this.size = 0;
    this.#table.fill(-1);
  }

  /** Copies an assignment of the layer before, from which the next calls of `skip` and `add` start. */
  prepare(from: StateLayer, assignment: number): void {
    const base = assignment * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      this.#preparedStates[index] = from.states[base + index] ?? 0;
      this.#preparedGains[index] = from.gains[base + index] ?? 0;
    }
    this.#preparedKeySum = from.#keySums[assignment] ?? 0;
  }

  /** In the prepared assignment, moves a promotion to its state after a unit that it does not take. */
  skip(index: number, state: number): void {
    const before = this.#preparedStates[index] ?? 0;
    if (before === state) return;
    const gain = this.#preparedGains[index] ?? 0;
    this.#preparedKeySum +=
      this.#zobrist.keyOf(index, state, gain) - this.#zobrist.keyOf(index, before, gain);
    this.#preparedStates[index] = state;
  }

  /** Holds only the empty assignment: every promotion in its first state, with no gain. */
  begin(): void {
    this.clear();
    this.#preparedStates.fill(0);
    this.#preparedGains.fill(0);
    this.#preparedKeySum = 0;
    for (let index = 0; index < this.#width; index += 1)
      this.#preparedKeySum += this.#zobrist.keyOf(index, 0, 0);
    const start = {
      promotion: -1,
      state: 0,
      gain: 0,
      firstAllowed: 0,
      bound: Infinity,
      history: 0,
    };
    this.add({ ...start, parent: 0, edge: -1 });
  }

  /** Adds a successor of the prepared assignment. Of two equal states the one with the larger gain stays. */
  add(successor: Successor): void {
    const { promotion, state, gain } = successor;
    const keySum = this.#preparedKeySum;
    const [oldState, oldGain] = [
      this.#preparedStates[promotion] ?? 0,
      this.#preparedGains[promotion] ?? 0,
    ];
    if (promotion >= 0) {
      this.#preparedKeySum +=
        this.#zobrist.keyOf(promotion, state, gain) -
        this.#zobrist.keyOf(promotion, oldState, oldGain);
      this.#preparedStates[promotion] = state;
      this.#preparedGains[promotion] = gain;
    }
    const hash = hashOf(this.#preparedKeySum, successor.firstAllowed, successor.history);
    const slot = this.#slotOf(hash, successor);
    const known = this.#table[slot] ?? -1;
    if (known < 0) {
      if (this.size === this.#room) this.#makeRoom(2 * this.#room);
      this.#table[slot] = this.size;
      this.#write(this.size, successor, hash);
      this.size += 1;
      if (2 * this.size > this.#table.length) this.#rehash(2 * this.#table.length);
    } else if (this.#isBetter(known)) this.#write(known, successor, hash);
    if (promotion >= 0) {
      this.#preparedStates[promotion] = oldState;
      this.#preparedGains[promotion] = oldGain;
    }
    this.#preparedKeySum = keySum;
  }

  /** Keeps only the `width` assignments with the largest bounds; of equal ones the earlier. This is the beam's cut. */
  keepBest(width: number): void {
    const order = Array.from({ length: this.size }, (_, index) => index);
    order.sort((a, b) => (this.bounds[b] ?? 0) - (this.bounds[a] ?? 0) || a - b);
    this.keep(order.slice(0, width).sort((a, b) => a - b));
  }

  /**
   * Keeps only these assignments. The hash table is not kept up, so nothing may be added before the next `clear`.
   * @param kept indexes in ascending order
   */
  keep(kept: readonly number[]): void {
    for (const [to, from] of kept.entries()) {
      if (to === from) continue;
      const [start, end] = [from * this.#width, (from + 1) * this.#width];
      this.states.copyWithin(to * this.#width, start, end);
      this.gains.copyWithin(to * this.#width, start, end);
      this.bounds[to] = this.bounds[from] ?? 0;
      this.firstAllowed[to] = this.firstAllowed[from] ?? 0;
      this.histories[to] = this.histories[from] ?? 0;
      this.#keySums[to] = this.#keySums[from] ?? 0;
      this.#parents[to] = this.#parents[from] ?? 0;
      this.#promotions[to] = this.#promotions[from] ?? 0;
      this.#edges[to] = this.#edges[from] ?? 0;
    }
    this.size = kept.length;
  }

  /** A copy of an assignment's states, by promotion. */
  statesOf(assignment: number): Int32Array {
    const base = assignment * this.#width;
    return this.states.slice(base, base + this.#width);
  }

  /** A copy of an assignment's gains, by promotion, in ten-thousandths. */
  gainsOf(assignment: number): readonly number[] {
    const base = assignment * this.#width;
    return [...this.gains.subarray(base, base + this.#width)];
  }

  /** A copy of the back pointers, which stay valid when the layer is used again. */
  backPointers(): BackPointers {
    return {
      parents: this.#parents.slice(0, this.size),
      promotions: this.#promotions.slice(0, this.size),
      edges: this.#edges.slice(0, this.size),
    };
  }

  /** The slot of an assignment that equals the prepared one, or the free slot for it (linear probing). */
  #slotOf(hash: number, successor: Successor): number {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (let held = this.#table[slot] ?? -1; held >= 0; held = this.#table[slot] ?? -1) {
      if (this.#hashes[held] === hash && this.#isSame(held, successor)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isSame(held: number, successor: Successor): boolean {
    if (
      this.firstAllowed[held] !== successor.firstAllowed ||
      this.histories[held] !== successor.history
    )
      return false;
    const base = held * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      if (this.states[base + index] !== this.#preparedStates[index]) return false;
    }
    for (let index = 0; index < this.#width; index += 1) {
      const heldGain = this.gains[base + index] ?? 0;
      if (!this.#zobrist.areAlike(index, heldGain, this.#preparedGains[index] ?? 0)) return false;
    }
    return true;
  }

  /**
   * Whether the prepared assignment has the larger total gain than one of this layer; if equal, the larger gain for the earlier
   * promotion of the file (docs/rules.md#pricing-11).
   */
  #isBetter(known: number): boolean {
    const base = known * this.#width;
    let [difference, first] = [0, 0];
    for (let index = 0; index < this.#width; index += 1) {
      const more = (this.#preparedGains[index] ?? 0) - (this.gains[base + index] ?? 0);
      difference += more;
      if (first === 0) first = more;
    }
    return difference > 0 || (difference === 0 && first > 0);
  }

  #write(assignment: number, successor: Successor, hash: number): void {
    const base = assignment * this.#width;
    this.states.set(this.#preparedStates, base);
    this.gains.set(this.#preparedGains, base);
    this.firstAllowed[assignment] = successor.firstAllowed;
    this.histories[assignment] = successor.history;
    this.bounds[assignment] = successor.bound;
    this.#keySums[assignment] = this.#preparedKeySum;
    this.#hashes[assignment] = hash;
    this.#parents[assignment] = successor.parent;
    this.#promotions[assignment] = successor.promotion;
    this.#edges[assignment] = successor.edge;
  }

  #makeRoom(room: number): void {
    this.#room = room;
    this.states = grown(this.states, new Int32Array(room * this.#width));
    this.gains = grown(this.gains, new Float64Array(room * this.#width));
    this.firstAllowed = grown(this.firstAllowed, new Int32Array(room));
    this.histories = grown(this.histories, new Int32Array(room));
    this.bounds = grown(this.bounds, new Float64Array(room));
    this.#keySums = grown(this.#keySums, new Int32Array(room));
    this.#hashes = grown(this.#hashes, new Int32Array(room));
    this.#parents = grown(this.#parents, new Int32Array(room));
    this.#promotions = grown(this.#promotions, new Int16Array(room));
    this.#edges = grown(this.#edges, new Int32Array(room));
  }

  #rehash(length: number): void {
    this.#table = new Int32Array(length).fill(-1);
    const mask = length - 1;
    for (let assignment = 0; assignment < this.size; assignment += 1) {
      let slot = (this.#hashes[assignment] ?? 0) & mask;
      while ((this.#table[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      this.#table[slot] = assignment;
    }
  }
}
