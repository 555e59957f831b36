/** Slices are owed for so many events at most: what was owed for earlier ones is done for later ones as well. */
const EVENTS_OWED_FOR = 2;

/** The slices of improvement that the plan is still owed for what happened lately. */
export class OwedSlices {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** An event came. @param slices what it is worth by itself */
  owe(slices: number): void {
    this.#count = Math.min(this.#count + slices, slices * EVENTS_OWED_FOR);
  }

  /** A slice was given. */
  pay(): void {
    this.#count = Math.max(0, this.#count - 1);
  }

  clear(): void {
    this.#count = 0;
  }
}
