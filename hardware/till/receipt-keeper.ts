import type { TillEvent } from '../../contracts/till-event.ts';
import type { Dialect } from './dialect.ts';
import { settledReading } from './doubt.ts';
import { Reading } from './reading.ts';
import type { Choose, Step } from './reading.ts';
import { addsUp, closingProblem } from './receipt.ts';
import type { Receipt } from './receipt.ts';

/** A head that ends in a cut belongs to the receipt that follows within this time: some tills cut between logo and items. */
const HEAD_JOINS_WITHIN_MS = 2000;
/** Facts of a protocol, drawer kicks and the like, in one receipt: beyond it something is wrong, and nothing grows for ever. */
const MOST_STEPS = 25_000;

type EndedBy = Extract<TillEvent, { kind: 'end' }>['by'];

export interface ReaderStatistics {
  events: number;
  unknownLines: number;
  receipts: number;
  unsupported: number;
  /** Receipts that were read again, because their total did not say which lines are items. */
  doubtful: number;
}

/** The receipt that is open. */
interface OpenReceipt {
  readonly beganAtMs: number;
  readonly transaction: string | undefined;
  reading: Reading;
  /** Everything that happened since it began, to read it again; only where lines can be doubtful. */
  readonly steps: Step[];
  taken: number;
  /** `begin` has gone out. */
  isBegun: boolean;
  /** So many of the reading's events have gone out. */
  given: number;
  /** So many of the reading's doubts are settled. */
  settled: number;
  /** A cut came before anything of a sale. */
  headCutAtMs: number | undefined;
  /** The step from which on the lines may be those of another receipt; they are held back until that is known. */
  tailFrom: number | undefined;
}

/**
 * Where one receipt begins and ends, and when its events go out. What is printed before anything of a sale is held back: it may be
 * the head of a receipt, or a coupon or a kitchen ticket, which is no receipt at all. A receipt with doubtful lines is held back
 * from the first of them until it adds up or ends. What can be seen but not read ends with `unsupported`.
 */
export class ReceiptKeeper {
  readonly statistics: ReaderStatistics = {
    events: 0,
    unknownLines: 0,
    receipts: 0,
    unsupported: 0,
    doubtful: 0,
  };
  readonly #dialect: Dialect;
  readonly #ruleOf: WeakMap<TillEvent, string>;
  #open: OpenReceipt | undefined;
  #out: TillEvent[] = [];

  constructor(dialect: Dialect, ruleOf: WeakMap<TillEvent, string>) {
    this.#dialect = dialect;
    this.#ruleOf = ruleOf;
  }

  get receipt(): Receipt | undefined {
    return this.#open?.reading.receipt;
  }

  /** Whether a cut has come, and nothing of a sale yet. */
  get isHead(): boolean {
    return this.#open?.headCutAtMs !== undefined;
  }

  get hasTail(): boolean {
    return this.#open?.tailFrom !== undefined;
  }

  /** The events since the last call. */
  flush(): readonly TillEvent[] {
    const out = this.#out;
    this.#out = [];
    this.statistics.events += out.length;
    return out;
  }

  /** The till itself says that a receipt begins. */
  begin(atMs: number, transaction: string | undefined): void {
    this.#opened(atMs, transaction).reading.receipt.isMeant = true;
    this.#give();
  }

  /** Takes what happened on the paper. */
  take(step: Step, atMs: number): void {
    const open = this.#opened(atMs);
    if (step.kind === 'line') open.headCutAtMs = undefined;
    if (this.#dialect.rules.length > 0) open.steps.push(step);
    open.taken += 1;
    const hadTotals = open.reading.receipt.totals.length;
    open.reading.take(step);
    const { receipt, doubts } = open.reading;
    if (receipt.totals.length > hadTotals && doubts.length > open.settled && addsUp(receipt)) {
      open.settled = doubts.length;
    }
    this.#give();
    const { maxLines } = this.#dialect.file.transaction;
    if (receipt.lines <= maxLines && open.taken <= MOST_STEPS) return;
    const what = receipt.lines > maxLines ? `${maxLines} lines` : `${MOST_STEPS} facts`;
    const event = { kind: 'damaged' as const, atMs, reason: `a receipt of more than ${what}` };
    open.reading.take({ kind: 'event', event });
    this.close('length', atMs);
  }

  /** Gives an event out that belongs to no receipt, or to the one that is open. */
  aside(event: TillEvent): void {
    if (this.#open?.reading.receipt.isMeant === true) {
      this.take({ kind: 'event', event }, event.atMs);
      return;
    }
    if (event.kind === 'unknown') this.statistics.unknownLines += 1;
    this.#out.push(event);
  }

  /** Nothing comes for a while: what waits for another line is complete. */
  pause(): void {
    const open = this.#open;
    if (open?.reading.isWaiting === true) this.take({ kind: 'pause' }, open.beganAtMs);
  }

  /** From here on the lines may be those of another receipt. */
  beginTail(): void {
    if (this.#open !== undefined) this.#open.tailFrom ??= this.#open.steps.length;
  }

  /** They are not. */
  dropTail(): void {
    if (this.#open === undefined) return;
    this.#open.tailFrom = undefined;
    this.#give();
  }

  /** They are: the receipt ended before them. Gives back the lines, to be read as another one's. */
  cutTail(atMs: number): readonly Step[] {
    const open = this.#open;
    if (open?.tailFrom === undefined) return [];
    const tail = open.steps.splice(open.tailFrom);
    open.reading = this.#again(open, open.steps);
    this.close('next-begin', atMs);
    return tail;
  }

  /** A cut ends a receipt, but not a head in which nothing was sold yet. */
  cut(atMs: number): void {
    const open = this.#open;
    const { isMeant, rasterDots } = open?.reading.receipt ?? { isMeant: true, rasterDots: 0 };
    if (open !== undefined && !isMeant && rasterDots === 0) open.headCutAtMs = atMs;
    else this.close('cut', atMs);
  }

  /** Drops a head that was cut off if nothing follows it in time; `silentMs` since the last frame. */
  headMayEnd(silentMs: number): void {
    if (!this.isHead || silentMs <= HEAD_JOINS_WITHIN_MS) return;
    this.#open?.reading.take({ kind: 'pause' });
    this.#dropHead();
  }

  close(by: EndedBy, atMs: number): void {
    const open = this.#open;
    if (open === undefined) return;
    open.reading.take({ kind: 'pause' });
    open.tailFrom = undefined;
    this.#settleDoubts(open);
    const { grade, transaction } = this.#dialect.file;
    // What a lost link cut off is damaged, and says so; more cannot be known of it.
    const reason =
      by === 'close'
        ? undefined
        : closingProblem(open.reading.receipt, grade, transaction.minLines);
    if (reason !== undefined) {
      this.statistics.unsupported += 1;
      open.reading.take({ kind: 'event', event: { kind: 'unsupported', atMs, reason } });
    }
    if (!open.reading.receipt.isMeant) {
      this.#dropHead();
      return;
    }
    this.#give();
    this.#open = undefined;
    this.#out.push({ kind: 'end', atMs, by });
  }

  #opened(atMs: number, transaction?: string): OpenReceipt {
    this.#open ??= {
      beganAtMs: atMs,
      transaction,
      reading: new Reading(this.#dialect, this.#ruleOf),
      steps: [],
      taken: 0,
      isBegun: false,
      given: 0,
      settled: 0,
      headCutAtMs: undefined,
      tailFrom: undefined,
    };
    return this.#open;
  }

  /** The same receipt read anew, less what has gone out already. */
  #again(open: OpenReceipt, steps: readonly Step[], choose?: Choose): Reading {
    const reading = new Reading(this.#dialect, this.#ruleOf, choose);
    for (const step of steps) reading.take(step);
    reading.events.splice(0, open.given);
    reading.receipt.isMeant ||= open.isBegun;
    return reading;
  }

  /** Gives out what nothing can change any more. */
  #give(): void {
    const open = this.#open;
    if (open === undefined) return;
    const { receipt, doubts, events } = open.reading;
    if (!receipt.isMeant || open.tailFrom !== undefined || doubts.length > open.settled) return;
    if (!open.isBegun) {
      open.isBegun = true;
      this.statistics.receipts += 1;
      const begin = { kind: 'begin' as const, atMs: open.beganAtMs };
      const { transaction } = open;
      this.#out.push(transaction === undefined ? begin : { ...begin, transaction });
    }
    open.given += events.length;
    for (const event of events.splice(0)) {
      if (event.kind === 'unknown') this.statistics.unknownLines += 1;
      this.#out.push(event);
    }
  }

  /** The receipt is at its end: whatever is still in doubt is settled now. */
  #settleDoubts(open: OpenReceipt): void {
    const doubts = open.reading.doubts.slice(open.settled);
    if (doubts.length === 0) return;
    this.statistics.doubtful += 1;
    const likeliest = open.reading;
    const steps: readonly Step[] = [...open.steps, { kind: 'pause' }];
    const read = (choose: Choose): Reading => this.#again(open, steps, choose);
    open.reading = settledReading(likeliest, doubts, read);
    open.settled = open.reading.doubts.length;
  }

  /** The head was no receipt: its lines are kept as unknown ones, outside any receipt. */
  #dropHead(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    for (const event of open.reading.events) if (event.kind === 'unknown') this.aside(event);
    if (open.headCutAtMs === undefined) return;
    this.statistics.unsupported += 1;
    const reason = `a print of ${open.reading.receipt.lines} lines without item and total: not a sale`;
    this.#out.push({ kind: 'unsupported', atMs: open.headCutAtMs, reason });
  }
}
