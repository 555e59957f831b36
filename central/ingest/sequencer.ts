/** How many later numbers of one (box, boot) wait in memory for an earlier one. Source: docs/rules.md#numbering. */
export const WINDOW = 1024;
/** A hole is given up after so long, and only once the sender has passed over it so often. */
const GIVE_UP_AFTER_MS = 30_000;
const GIVE_UP_AFTER_TIMES = 3;

/** A number and what came under it; without an item it only says that all up to here has come or never will. */
export interface Numbered<T> {
  readonly seq: number;
  readonly item?: T;
}

export type Offered<T> =
  /** This number and those that waited for it, in order. */
  | { readonly kind: 'ready'; readonly items: readonly Numbered<T>[] }
  | { readonly kind: 'duplicate' }
  /** An earlier number is missing: nothing is acknowledged, so the sender keeps it. */
  | { readonly kind: 'waiting' };

/** A range of numbers, both ends included. */
export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/**
 * Brings the messages of one (box, boot) into the order in which they were written, each exactly once: what comes twice is a
 * duplicate, what comes early waits. All below and at `mark` has been handed out.
 */
export class Numbering<T> {
  #mark: number;
  readonly #waiting = new Map<number, T>();
  /** Declared losses above the mark: first number to last. */
  readonly #gaps = new Map<number, number>();
  /** The lowest number above the hole, how often it came, and since when it has been the lowest. */
  #lowest: { readonly seq: number; times: number; readonly sinceMs: number } | undefined;

  constructor(mark: number) {
    this.#mark = mark;
  }

  get mark(): number {
    return this.#mark;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  offer(seq: number, item: T, nowMs: number): Offered<T> {
    if (seq <= this.#mark) return { kind: 'duplicate' };
    if (seq > this.#mark + 1) {
      this.#noteHole(seq, nowMs);
      if (seq <= this.#mark + WINDOW) this.#waiting.set(seq, item);
      return { kind: 'waiting' };
    }
    this.#waiting.set(seq, item);
    return { kind: 'ready', items: this.#release() };
  }

  /** Declared loss: these numbers will never come. Hands out what waited behind them. */
  skip(range: SeqRange): readonly Numbered<T>[] {
    if (range.toSeq <= this.#mark) return [];
    const known = this.#gaps.get(range.fromSeq) ?? 0;
    if (known > 0 || this.#gaps.size < WINDOW) {
      this.#gaps.set(range.fromSeq, Math.max(known, range.toSeq));
    }
    return this.#release();
  }

  /**
   * The numbers that will never come although nobody declared it: the sender has offered the next ones again and again without
   * them. So it is where our journal was lost while the sender had already been acknowledged.
   */
  givenUp(nowMs: number): SeqRange | undefined {
    const lowest = this.#lowest;
    if (lowest === undefined || lowest.times < GIVE_UP_AFTER_TIMES) return undefined;
    if (nowMs - lowest.sinceMs < GIVE_UP_AFTER_MS) return undefined;
    return { fromSeq: this.#mark + 1, toSeq: lowest.seq - 1 };
  }

  #noteHole(seq: number, nowMs: number): void {
    if (this.#lowest === undefined || seq < this.#lowest.seq) {
      this.#lowest = { seq, times: 1, sinceMs: nowMs };
    } else if (seq === this.#lowest.seq) this.#lowest.times += 1;
  }

  #release(): readonly Numbered<T>[] {
    const items: Numbered<T>[] = [];
    for (;;) {
      const next = this.#mark + 1;
      const item = this.#waiting.get(next);
      if (item !== undefined) {
        items.push({ seq: next, item });
        this.#waiting.delete(next);
        this.#mark = next;
        continue;
      }
      const leapTo = this.#gapFrom(next);
      if (leapTo === undefined) break;
      this.#mark = leapTo;
      for (const seq of this.#waiting.keys()) if (seq <= leapTo) this.#waiting.delete(seq);
      items.push({ seq: leapTo });
    }
    if (this.#lowest !== undefined && this.#lowest.seq <= this.#mark) this.#lowest = undefined;
    return items;
  }

  /** Where a declared loss that begins at or before `seq` ends; it is used up. */
  #gapFrom(seq: number): number | undefined {
    for (const [fromSeq, toSeq] of this.#gaps) {
      if (fromSeq > seq) continue;
      this.#gaps.delete(fromSeq);
      if (toSeq >= seq) return toSeq;
    }
    return undefined;
  }
}
