import type { TillEvent } from '../../contracts/till-event.ts';
import type { DialectFile } from './dialect-file.ts';
import { closingProblem, freshReceipt } from './receipt.ts';
import type { Receipt } from './receipt.ts';

/** A head that ends in a cut belongs to the receipt that follows within this time: some tills cut between logo and items. */
const HEAD_JOINS_WITHIN_MS = 2000;

export interface ReaderStatistics {
  events: number;
  unknownLines: number;
  receipts: number;
  unsupported: number;
}

/**
 * Where one receipt begins and ends. What is printed before anything of a sale is held back: it may be the head of a receipt, or a
 * coupon or a kitchen ticket, which is no receipt at all. A receipt that can be seen but not read ends with `unsupported`.
 */
export class ReceiptKeeper {
  readonly statistics: ReaderStatistics = {
    events: 0,
    unknownLines: 0,
    receipts: 0,
    unsupported: 0,
  };
  readonly #file: DialectFile;
  #receipt: Receipt | undefined;
  #out: TillEvent[] = [];

  constructor(file: DialectFile) {
    this.#file = file;
  }

  get receipt(): Receipt | undefined {
    return this.#receipt;
  }

  /** The events since the last call. */
  flush(): readonly TillEvent[] {
    const out = this.#out;
    this.#out = [];
    this.statistics.events += out.length;
    return out;
  }

  open(atMs: number): Receipt {
    this.#receipt ??= freshReceipt(atMs);
    return this.#receipt;
  }

  /** The till itself says that a receipt begins. */
  begin(atMs: number, transaction: string | undefined): void {
    this.open(atMs).transaction = transaction;
    this.#mean();
  }

  /** Gives an event out that belongs to no receipt. */
  aside(event: TillEvent): void {
    this.#out.push(event);
  }

  emit(event: TillEvent): void {
    const receipt = this.open(event.atMs);
    const saysLittle =
      event.kind === 'unknown' ||
      event.kind === 'receipt-number' ||
      event.kind === 'cashier' ||
      event.kind === 'datetime' ||
      event.kind === 'loyalty';
    if (!receipt.isMeant && saysLittle) {
      receipt.held.push(event);
      return;
    }
    this.#mean();
    receipt.note(event);
    this.#out.push(event);
  }

  /** Keeps and counts a line that nobody understands; `text` is masked already. */
  unknown(text: string, atMs: number): void {
    this.statistics.unknownLines += 1;
    const event = { kind: 'unknown' as const, atMs, text };
    if (this.#receipt === undefined) this.#out.push(event);
    else this.emit(event);
  }

  /** A cut ends a receipt, but not a head in which nothing was sold yet. */
  cut(atMs: number): void {
    const receipt = this.#receipt;
    if (receipt !== undefined && !receipt.isMeant && receipt.rasterDots === 0) {
      receipt.headCutAtMs = atMs;
      return;
    }
    this.close('cut', atMs);
  }

  /** Drops a head that was cut off if nothing follows it in time; `silentMs` since the last frame. */
  headMayEnd(silentMs: number): void {
    const isHead = this.#receipt?.headCutAtMs !== undefined;
    if (isHead && silentMs > HEAD_JOINS_WITHIN_MS) this.#dropHead();
  }

  close(by: Extract<TillEvent, { kind: 'end' }>['by'], atMs: number): void {
    const receipt = this.#receipt;
    if (receipt === undefined) return;
    const { grade, transaction } = this.#file;
    // What a lost link cut off is damaged, and says so; more cannot be known of it.
    const reason =
      by === 'close' ? undefined : closingProblem(receipt, grade, transaction.minLines);
    if (reason !== undefined) {
      this.statistics.unsupported += 1;
      this.emit({ kind: 'unsupported', atMs, reason });
    }
    if (!receipt.isMeant) {
      this.#dropHead();
      return;
    }
    this.#receipt = undefined;
    this.#out.push({ kind: 'end', atMs, by });
  }

  /** From here on the text is a receipt: what was held back goes out. */
  #mean(): void {
    const receipt = this.#receipt;
    if (receipt === undefined || receipt.isMeant) return;
    receipt.isMeant = true;
    this.statistics.receipts += 1;
    const { transaction } = receipt;
    const begin = { kind: 'begin' as const, atMs: receipt.beganAtMs };
    this.#out.push(transaction === undefined ? begin : { ...begin, transaction });
    this.#out.push(...receipt.held);
    receipt.held = [];
  }

  /** The head was no receipt: its lines are kept as unknown ones, outside any receipt. */
  #dropHead(): void {
    const receipt = this.#receipt;
    this.#receipt = undefined;
    if (receipt === undefined) return;
    this.#out.push(...receipt.held.filter((event) => event.kind === 'unknown'));
    if (receipt.headCutAtMs === undefined) return;
    this.statistics.unsupported += 1;
    const reason = `a print of ${receipt.lines} lines without item and total: not a sale`;
    this.#out.push({ kind: 'unsupported', atMs: receipt.headCutAtMs, reason });
  }
}
