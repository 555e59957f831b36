import type { TillEvent } from '../../../contracts/till-event.ts';
import { settledReading } from './ambiguity.ts';
import { Reading } from './receipt-parse.ts';
import type { Choose, Step } from './receipt-parse.ts';
import { addsUp } from './receipt.ts';
import type { Receipt } from './receipt.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

/**
 * The receipt that is open: what happened on its paper, how that is read, and which events have gone out. It is held back from its
 * first doubtful line until it adds up or ends, and from where another receipt may have begun until that is known.
 */
export class OpenReceipt {
  readonly beganAtMs: number;
  readonly transaction: string | undefined;
  /** A cut came before anything of a sale. */
  headCutAtMs: number | undefined;
  /** How often something happened. */
  taken = 0;
  readonly #dialect: Dialect;
  readonly #ruleOf: WeakMap<TillEvent, string>;
  /** Kept to read it again; only where lines can be doubtful. */
  readonly #steps: Step[] = [];
  #reading: Reading;
  #given = 0;
  /** So many of the reading's doubts are settled. */
  #settled = 0;
  #tailFrom: number | undefined;

  constructor(
    dialect: Dialect,
    ruleOf: WeakMap<TillEvent, string>,
    begin: { readonly atMs: number; readonly transaction: string | undefined },
  ) {
    this.#dialect = dialect;
    this.#ruleOf = ruleOf;
    this.beganAtMs = begin.atMs;
    this.transaction = begin.transaction;
    this.#reading = new Reading(dialect, ruleOf);
  }

  get receipt(): Receipt {
    return this.#reading.receipt;
  }

  get isWaiting(): boolean {
    return this.#reading.isWaiting;
  }

  get hasTail(): boolean {
    return this.#tailFrom !== undefined;
  }

  take(step: Step): void {
    this.taken += 1;
    if (step.kind === 'line') this.headCutAtMs = undefined;
    if (this.#dialect.rules.length > 0) this.#steps.push(step);
    const hadTotals = this.receipt.totals.length;
    this.#reading.take(step);
    if (this.receipt.totals.length > hadTotals && addsUp(this.receipt)) {
      this.#settled = this.#reading.doubts.length;
    }
  }

  /** The till itself says that this is a receipt. */
  mean(): void {
    this.receipt.isMeant = true;
  }

  get isHeldBack(): boolean {
    return this.hasTail || this.#reading.doubts.length > this.#settled;
  }

  /** The events that nothing can change any more and that have not gone out. */
  settledEvents(): readonly TillEvent[] {
    if (this.isHeldBack) return [];
    const events = this.#reading.events.splice(0);
    this.#given += events.length;
    return events;
  }

  /** From here on the lines may be those of another receipt. */
  beginTail(): void {
    this.#tailFrom ??= this.#steps.length;
  }

  /** They are not. */
  dropTail(): void {
    this.#tailFrom = undefined;
  }

  /** They are: takes them off, to be read as another receipt's. */
  cutTail(): readonly Step[] {
    const tail = this.#steps.splice(this.#tailFrom ?? this.#steps.length);
    this.#tailFrom = undefined;
    this.#reading = this.#again(this.#steps);
    return tail;
  }

  /** Nothing more comes: whatever waits or is in doubt is settled. Whether it had to be read again. */
  end(): boolean {
    this.#reading.take({ kind: 'pause' });
    this.#tailFrom = undefined;
    const doubts = this.#reading.doubts.slice(this.#settled);
    if (doubts.length > 0) {
      const steps: readonly Step[] = [...this.#steps, { kind: 'pause' }];
      const read = (choose: Choose): Reading => this.#again(steps, choose);
      this.#reading = settledReading(this.#reading, doubts, read);
      this.#settled = this.#reading.doubts.length;
    }
    return doubts.length > 0;
  }

  /** The same paper read anew, less what has gone out already. */
  #again(steps: readonly Step[], choose?: Choose): Reading {
    const reading = new Reading(this.#dialect, this.#ruleOf, choose);
    for (const step of steps) reading.take(step);
    reading.events.splice(0, this.#given);
    reading.receipt.isMeant ||= this.receipt.isMeant;
    return reading;
  }
}
