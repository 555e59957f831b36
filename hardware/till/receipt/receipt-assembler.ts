import type { TillEvent } from '../../../contracts/till-event.ts';
import { OpenReceipt } from './pending-receipt.ts';
import type { Step } from './receipt-parse.ts';
import { closingProblem } from './receipt.ts';
import type { Receipt } from './receipt.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

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

/**
 * Where one receipt begins and ends, and when its events go out. What is printed before anything of a sale is held back: it may be
 * the head of a receipt, or a coupon or a kitchen ticket, which is no receipt at all. What can be seen but not read ends with
 * `unsupported`.
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
  /** The open one's `begin` has gone out. */
  #isBegun = false;
  #out: TillEvent[] = [];

  constructor(dialect: Dialect, ruleOf: WeakMap<TillEvent, string>) {
    this.#dialect = dialect;
    this.#ruleOf = ruleOf;
  }

  get receipt(): Receipt | undefined {
    return this.#open?.receipt;
  }

  get hasTail(): boolean {
    return this.#open?.hasTail === true;
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
    this.#opened(atMs, transaction).mean();
    this.#give();
  }

  /** Takes what happened on the paper. */
  take(step: Step, atMs: number): void {
    const open = this.#opened(atMs);
    open.take(step);
    this.#give();
    const { maxLines } = this.#dialect.file.transaction;
    if (open.receipt.lines <= maxLines && open.taken <= MOST_STEPS) return;
    const what = open.receipt.lines > maxLines ? `${maxLines} lines` : `${MOST_STEPS} facts`;
    const event = { kind: 'damaged' as const, atMs, reason: `a receipt of more than ${what}` };
    open.take({ kind: 'event', event });
    this.close('length', atMs);
  }

  /** Gives an event out that belongs to no receipt, or to the one that is open. */
  aside(event: TillEvent): void {
    if (this.receipt?.isMeant === true) this.take({ kind: 'event', event }, event.atMs);
    else this.#say(event);
  }

  /** Nothing comes for a while: what waits for another line is complete. */
  pause(): void {
    const open = this.#open;
    if (open?.isWaiting === true) this.take({ kind: 'pause' }, open.beganAtMs);
  }

  /** From here on the lines may be those of another receipt. */
  beginTail(): void {
    this.#open?.beginTail();
  }

  /** They are not. */
  dropTail(): void {
    this.#open?.dropTail();
    this.#give();
  }

  /** They are: the receipt ended before them. Gives back what happened since, to be read as another one's. */
  cutTail(atMs: number): readonly Step[] {
    const tail = this.#open?.cutTail() ?? [];
    this.close('next-begin', atMs);
    return tail;
  }

  /** A cut ends a receipt, but not a head in which nothing was sold yet. */
  cut(atMs: number): void {
    const open = this.#open;
    const isHead = open !== undefined && !open.receipt.isMeant && open.receipt.rasterDots === 0;
    if (isHead) open.headCutAtMs = atMs;
    else this.close('cut', atMs);
  }

  /** Drops a head that was cut off if nothing follows it in time; `silentMs` since the last frame. */
  headMayEnd(silentMs: number): void {
    const open = this.#open;
    if (open?.headCutAtMs === undefined || silentMs <= HEAD_JOINS_WITHIN_MS) return;
    open.end();
    this.#dropHead(open);
  }

  close(by: EndedBy, atMs: number): void {
    const open = this.#open;
    if (open === undefined) return;
    if (open.end()) this.statistics.doubtful += 1;
    const { grade, transaction } = this.#dialect.file;
    // What a lost link cut off is damaged, and says so; more cannot be known of it.
    const reason =
      by === 'close' ? undefined : closingProblem(open.receipt, grade, transaction.minLines);
    if (reason !== undefined) {
      this.statistics.unsupported += 1;
      open.take({ kind: 'event', event: { kind: 'unsupported', atMs, reason } });
    }
    if (!open.receipt.isMeant) {
      this.#dropHead(open);
      return;
    }
    this.#give();
    this.#open = undefined;
    this.#say({ kind: 'end', atMs, by });
  }

  #opened(atMs: number, transaction?: string): OpenReceipt {
    if (this.#open === undefined) {
      this.#open = new OpenReceipt(this.#dialect, this.#ruleOf, { atMs, transaction });
      this.#isBegun = false;
    }
    return this.#open;
  }

  #give(): void {
    const open = this.#open;
    if (open === undefined || !open.receipt.isMeant) return;
    const events = open.settledEvents();
    if (!this.#isBegun && !open.isHeldBack) {
      this.#isBegun = true;
      this.statistics.receipts += 1;
      const { beganAtMs: atMs, transaction } = open;
      this.#say({ kind: 'begin', atMs, ...(transaction === undefined ? {} : { transaction }) });
    }
    for (const event of events) this.#say(event);
  }

  #say(event: TillEvent): void {
    if (event.kind === 'unknown') this.statistics.unknownLines += 1;
    this.#out.push(event);
  }

  /** The head was no receipt: its lines are kept as unknown ones, outside any receipt. */
  #dropHead(open: OpenReceipt): void {
    this.#open = undefined;
    for (const event of open.settledEvents()) if (event.kind === 'unknown') this.#say(event);
    if (open.headCutAtMs === undefined) return;
    this.statistics.unsupported += 1;
    const reason = `a print of ${open.receipt.lines} lines without item and total: not a sale`;
    this.#say({ kind: 'unsupported', atMs: open.headCutAtMs, reason });
  }
}
