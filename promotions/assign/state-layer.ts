import { grown } from './grown.ts';
import { hashOf, ZobristHash } from './state-hash.ts';
import type { Competitor } from './contender.ts';

/** A step from the prepared partial assignment: which machine goes where, and what that makes of it. */
export interface Transition {
  /** −1 where none takes the unit. */
  readonly machine: number;
  readonly place: number;
  /** What the machine has gained with it, in ten-thousandths. */
  readonly gain: number;
  /** Within a class machines take in ascending order, so that a permutation is met once: no earlier one than this. */
  readonly last: number;
  readonly bound: number;
  /** Keeps equal states apart where it differs. */
  readonly history: number;
  /** The assignment before, and by which edge of its stage the machine took the unit. */
  readonly parent: number;
  readonly edge: number;
}

/** By assignment: the one before it, and how the unit between them went. */
export interface BackPointers {
  readonly parents: Int32Array;
  readonly machines: Int16Array;
  readonly edges: Int32Array;
}

const LEAST_ROOM = 16;

/**
 * The partial assignments up to one unit, each future once. A search goes through hundreds of thousands of them, so they are
 * rows of typed arrays with an open hash table over them.
 */
export class StateLayer {
  /** By assignment and machine: the place of its state. */
  places = new Int32Array(0);
  /** By assignment and machine: what it gained so far, in ten-thousandths. */
  gains = new Float64Array(0);
  /** By assignment: no completion of it is worth more, in ten-thousandths. */
  bounds = new Float64Array(0);
  lasts = new Int32Array(0);
  histories = new Int32Array(0);
  size = 0;
  /** By assignment: the sum of its machines' marks, and the hash made of it. */
  #sums = new Int32Array(0);
  #hashes = new Int32Array(0);
  #parents = new Int32Array(0);
  #machines = new Int16Array(0);
  #edges = new Int32Array(0);
  #room = 0;
  #table = new Int32Array(0);
  readonly #width: number;
  readonly #marks: ZobristHash;
  readonly #readyPlaces: Int32Array;
  readonly #readyGains: Float64Array;
  #readyHash = 0;

  constructor(competitors: readonly Competitor[]) {
    this.#width = competitors.length;
    this.#marks = new ZobristHash(competitors);
    this.#readyPlaces = new Int32Array(this.#width);
    this.#readyGains = new Float64Array(this.#width);
    this.#makeRoom(LEAST_ROOM);
    this.#table = new Int32Array(2 * LEAST_ROOM).fill(-1);
  }

  /** Empties it. */
  clear(): void {
    this.size = 0;
    this.#table.fill(-1);
  }

  /** Sets what the next advances start from: an assignment of another front. */
  prepare(from: StateLayer, assignment: number): void {
    const base = assignment * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      this.#readyPlaces[index] = from.places[base + index] ?? 0;
      this.#readyGains[index] = from.gains[base + index] ?? 0;
    }
    this.#readyHash = from.#sums[assignment] ?? 0;
  }

  /** In what is prepared, a machine lets the unit go by. */
  skip(index: number, place: number): void {
    const before = this.#readyPlaces[index] ?? 0;
    if (before === place) return;
    const gain = this.#readyGains[index] ?? 0;
    this.#readyHash += this.#marks.of(index, place, gain) - this.#marks.of(index, before, gain);
    this.#readyPlaces[index] = place;
  }

  /** The start of a row: every machine in its first state. */
  begin(): void {
    this.clear();
    this.#readyPlaces.fill(0);
    this.#readyGains.fill(0);
    this.#readyHash = 0;
    for (let index = 0; index < this.#width; index += 1)
      this.#readyHash += this.#marks.of(index, 0, 0);
    const start = { machine: -1, place: 0, gain: 0, last: 0, bound: Infinity, history: 0 };
    this.add({ ...start, parent: 0, edge: -1 });
  }

  /** Adds what an advance makes, or puts it in the place of an equal state that gained less. */
  add(advance: Transition): void {
    const { machine, place, gain } = advance;
    const sum = this.#readyHash;
    const [oldPlace, oldGain] = [this.#readyPlaces[machine] ?? 0, this.#readyGains[machine] ?? 0];
    if (machine >= 0) {
      this.#readyHash +=
        this.#marks.of(machine, place, gain) - this.#marks.of(machine, oldPlace, oldGain);
      this.#readyPlaces[machine] = place;
      this.#readyGains[machine] = gain;
    }
    const hash = hashOf(this.#readyHash, advance.last, advance.history);
    const slot = this.#slotOf(hash, advance);
    const known = this.#table[slot] ?? -1;
    if (known < 0) {
      if (this.size === this.#room) this.#makeRoom(2 * this.#room);
      this.#table[slot] = this.size;
      this.#write(this.size, advance, hash);
      this.size += 1;
      if (2 * this.size > this.#table.length) this.#rehash(2 * this.#table.length);
    } else if (this.#isBetter(known)) this.#write(known, advance, hash);
    if (machine >= 0) {
      this.#readyPlaces[machine] = oldPlace;
      this.#readyGains[machine] = oldGain;
    }
    this.#readyHash = sum;
  }

  /** Gives up all but so many, the most promising; of equal ones the earlier. */
  keepBest(width: number): void {
    const order = Array.from({ length: this.size }, (_, index) => index);
    order.sort((a, b) => (this.bounds[b] ?? 0) - (this.bounds[a] ?? 0) || a - b);
    this.keep(order.slice(0, width).sort((a, b) => a - b));
  }

  /** Gives up all but these, in ascending order. */
  keep(kept: readonly number[]): void {
    for (const [to, from] of kept.entries()) {
      if (to === from) continue;
      const [start, end] = [from * this.#width, (from + 1) * this.#width];
      this.places.copyWithin(to * this.#width, start, end);
      this.gains.copyWithin(to * this.#width, start, end);
      this.bounds[to] = this.bounds[from] ?? 0;
      this.lasts[to] = this.lasts[from] ?? 0;
      this.histories[to] = this.histories[from] ?? 0;
      this.#sums[to] = this.#sums[from] ?? 0;
      this.#parents[to] = this.#parents[from] ?? 0;
      this.#machines[to] = this.#machines[from] ?? 0;
      this.#edges[to] = this.#edges[from] ?? 0;
    }
    this.size = kept.length;
  }

  placesOf(assignment: number): Int32Array {
    const base = assignment * this.#width;
    return this.places.slice(base, base + this.#width);
  }

  gainsOf(assignment: number): readonly number[] {
    const base = assignment * this.#width;
    return [...this.gains.subarray(base, base + this.#width)];
  }

  trail(): BackPointers {
    return {
      parents: this.#parents.slice(0, this.size),
      machines: this.#machines.slice(0, this.size),
      edges: this.#edges.slice(0, this.size),
    };
  }

  /** Where the prepared assignment with this advance stands in the table, or the free slot for it. */
  #slotOf(hash: number, advance: Transition): number {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (let held = this.#table[slot] ?? -1; held >= 0; held = this.#table[slot] ?? -1) {
      if (this.#hashes[held] === hash && this.#isSame(held, advance)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isSame(held: number, advance: Transition): boolean {
    if (this.lasts[held] !== advance.last || this.histories[held] !== advance.history) return false;
    const base = held * this.#width;
    for (let index = 0; index < this.#width; index += 1) {
      if (this.places[base + index] !== this.#readyPlaces[index]) return false;
    }
    for (let index = 0; index < this.#width; index += 1) {
      const heldGain = this.gains[base + index] ?? 0;
      if (!this.#marks.areAlike(index, heldGain, this.#readyGains[index] ?? 0)) return false;
    }
    return true;
  }

  /** More in sum; if equal, more for the earlier promotion of the file (docs/rules.md#pricing-11). */
  #isBetter(known: number): boolean {
    const base = known * this.#width;
    let [difference, first] = [0, 0];
    for (let index = 0; index < this.#width; index += 1) {
      const more = (this.#readyGains[index] ?? 0) - (this.gains[base + index] ?? 0);
      difference += more;
      if (first === 0) first = more;
    }
    return difference > 0 || (difference === 0 && first > 0);
  }

  #write(assignment: number, advance: Transition, hash: number): void {
    const base = assignment * this.#width;
    this.places.set(this.#readyPlaces, base);
    this.gains.set(this.#readyGains, base);
    this.lasts[assignment] = advance.last;
    this.histories[assignment] = advance.history;
    this.bounds[assignment] = advance.bound;
    this.#sums[assignment] = this.#readyHash;
    this.#hashes[assignment] = hash;
    this.#parents[assignment] = advance.parent;
    this.#machines[assignment] = advance.machine;
    this.#edges[assignment] = advance.edge;
  }

  #makeRoom(room: number): void {
    this.#room = room;
    this.places = grown(this.places, new Int32Array(room * this.#width));
    this.gains = grown(this.gains, new Float64Array(room * this.#width));
    this.lasts = grown(this.lasts, new Int32Array(room));
    this.histories = grown(this.histories, new Int32Array(room));
    this.bounds = grown(this.bounds, new Float64Array(room));
    this.#sums = grown(this.#sums, new Int32Array(room));
    this.#hashes = grown(this.#hashes, new Int32Array(room));
    this.#parents = grown(this.#parents, new Int32Array(room));
    this.#machines = grown(this.#machines, new Int16Array(room));
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
