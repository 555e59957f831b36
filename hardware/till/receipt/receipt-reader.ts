import type { TillEvent } from '../../../contracts/till-event.ts';
import type { RuleType } from '../dialect/rule-keys.ts';
import type { Frame } from '../framing/frame.ts';
import { masked } from '../dialect/redact.ts';
import { boundsOf, lineStep, logicalLines, optionsOf } from './receipt-line.ts';
import { ReceiptKeeper } from './receipt-assembler.ts';
import type { ReaderStatistics } from './receipt-assembler.ts';
import { addsUp } from './receipt.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

/** An item waits so long for a quantity line that may follow it. */
const ITEM_WAITS_MS = 150;
/** A receipt that adds up and is paid ends after so much silence, whatever else the dialect waits for. */
const PAID_ENDS_AFTER_MS = 10_000;

/** What may follow the total of the same receipt. */
const ENDING = new Set<RuleType>(['tax', 'subtotal', 'discount', 'total', 'tender', 'change']);

/** What says of a whole print what it is; after a receipt that is paid it stands on the next one. */
const HEADLINES = new Set<RuleType>([
  'noSale',
  'training',
  'reprint',
  'report',
  'refund',
  'transaction-void',
]);

/**
 * Turns frames into till events: finds where receipts begin and end, and says `unsupported` where a receipt can be seen but not
 * read. Never invents: what no rule takes stays an `unknown` event. Source: docs/facts/till-feeds.md#line-meanings,
 * docs/rules.md#dialects.
 */
export class ReceiptReader {
  readonly #dialect: Dialect;
  readonly #keeper: ReceiptKeeper;
  /** The line with which the receipt begins: most often the name of the shop. */
  #headline: string | undefined;
  #lastAtMs = 0;
  readonly #ruleOf = new WeakMap<TillEvent, string>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#keeper = new ReceiptKeeper(dialect, this.#ruleOf);
  }

  get statistics(): ReaderStatistics {
    return this.#keeper.statistics;
  }

  /** The id of the rule that made an event; undefined for what no rule made. */
  ruleOf(event: TillEvent): string | undefined {
    return this.#ruleOf.get(event);
  }

  take(frames: readonly Frame[]): readonly TillEvent[] {
    for (const frame of frames) this.#takeFrame(frame);
    return this.#keeper.flush();
  }

  idle(atMs: number): readonly TillEvent[] {
    const silentMs = atMs - this.#lastAtMs;
    if (silentMs >= ITEM_WAITS_MS) this.#keeper.pause();
    this.#keeper.headMayEnd(silentMs);
    const { receipt } = this.#keeper;
    const { idleCloseMs, end } = this.#dialect.file.transaction;
    // Where the till itself says that a receipt ends, it will.
    const saysItsEnd = this.#dialect.rules.length === 0 || end.length > 0;
    const isPaid = !saysItsEnd && receipt?.hasTender === true && addsUp(receipt);
    if (silentMs >= (isPaid ? Math.min(idleCloseMs, PAID_ENDS_AFTER_MS) : idleCloseMs)) {
      this.#keeper.close('idle', this.#lastAtMs);
    }
    return this.#keeper.flush();
  }

  lost(atMs: number): readonly TillEvent[] {
    if (this.#keeper.receipt?.isMeant === true) {
      this.#keeper.aside({ kind: 'damaged', atMs, reason: 'the link was lost inside a receipt' });
    }
    this.#keeper.close('close', atMs);
    return this.#keeper.flush();
  }

  #takeFrame(frame: Frame): void {
    const before = this.#lastAtMs;
    // What is damaged says nothing: noise, or a command that was given up, does not keep a receipt open.
    if (frame.kind !== 'damaged') this.#lastAtMs = frame.atMs;
    switch (frame.kind) {
      case 'line':
        for (const text of logicalLines(frame.text, this.#dialect)) {
          this.#takeLine(text, frame.atMs, before);
        }
        return;
      case 'fact':
        this.#takeFact(frame.event);
        return;
      case 'reset':
        if (this.#keeper.receipt?.hasTotal === true) this.#keeper.beginTail();
        return;
      case 'cut':
        this.#keeper.pause();
        if (this.#dialect.file.transaction.endOn.includes('cut')) this.#keeper.cut(frame.atMs);
        return;
      case 'drawer':
        this.#keeper.aside({ kind: 'drawer', atMs: frame.atMs });
        return;
      case 'raster':
        this.#keeper.take({ kind: 'raster', heightDots: frame.heightDots }, frame.atMs);
        return;
      case 'damaged':
        this.#keeper.aside({ kind: 'damaged', atMs: frame.atMs, reason: frame.reason });
        return;
    }
  }

  #takeLine(text: string, atMs: number, beforeMs: number): void {
    const { begin, endOn, onRepeatBegin } = this.#dialect.file.transaction;
    const keeper = this.#keeper;
    const { begins, transaction, ends } = boundsOf(text, this.#dialect);
    if (begins) {
      if (keeper.receipt !== undefined && onRepeatBegin === 'ignore') return;
      keeper.close('next-begin', atMs);
      keeper.begin(atMs, transaction);
      return;
    }
    if (begin.length > 0 && keeper.receipt === undefined) {
      keeper.aside({ kind: 'unknown', atMs, text: masked(text, this.#dialect) });
      return;
    }
    keeper.headMayEnd(atMs - beforeMs);
    this.#mayBeginAnew(text, atMs);
    this.#read(text, atMs);
    if (ends || (endOn.includes('total') && keeper.receipt?.hasTotal === true)) {
      keeper.close('line', atMs);
    }
  }

  #read(text: string, atMs: number): void {
    const before = this.#keeper.receipt;
    const line = lineStep({ text, atMs }, (before?.lines ?? 0) + 1, this.#dialect);
    if (before === undefined || before.lines === 0) this.#headline = undefined;
    if (this.#headline === undefined && before?.hasItems !== true && isHeadline(text)) {
      if (line.options('header')[0] === undefined) this.#headline = text;
    }
    this.#keeper.take(line, atMs);
  }

  /**
   * Some tills never cut. After the total another receipt may begin where the printer is initialised, or where the first line of
   * this one comes again; but some tills do so before each line, and some shops sign their receipts. What comes next tells: more of
   * the end, or an item.
   */
  #mayBeginAnew(text: string, atMs: number): void {
    const keeper = this.#keeper;
    const { receipt } = keeper;
    if (receipt?.hasTotal !== true) return;
    if (text === this.#headline) {
      // A display that shows again what it showed before the sale is waiting for the next customer.
      if (this.#dialect.file.grade === 'total') {
        keeper.close('line', atMs);
        return;
      }
      keeper.beginTail();
    }
    if (!keeper.hasTail) return;
    const place = { phase: 'footer', lineNumber: receipt.lines } as const;
    const [goesOn] = optionsOf(text, place, this.#dialect);
    if (goesOn !== undefined && goesOn.rule.sure && ENDING.has(goesOn.rule.type)) {
      keeper.dropTail();
      return;
    }
    const first = optionsOf(text, { phase: 'header', lineNumber: 1 }, this.#dialect)[0];
    const isItem = first?.rule.type === 'item' && first.name !== undefined;
    const isMark = first !== undefined && receipt.hasTender && HEADLINES.has(first.rule.type);
    if (!isItem && !isMark) return;
    for (const step of keeper.cutTail(atMs)) {
      if (step.kind === 'line') this.#read(step.text, step.atMs);
      else keeper.take(step, atMs);
    }
  }

  #takeFact(event: TillEvent): void {
    const keeper = this.#keeper;
    if (event.kind === 'begin') {
      keeper.close('next-begin', event.atMs);
      keeper.begin(event.atMs, event.transaction);
    } else if (event.kind === 'end') {
      keeper.close(event.by, event.atMs);
    } else if (
      event.kind === 'drawer' ||
      (event.kind === 'unknown' && keeper.receipt === undefined)
    ) {
      keeper.aside(event);
    } else {
      if (keeper.receipt === undefined) keeper.begin(event.atMs, undefined);
      keeper.take({ kind: 'event', event }, event.atMs);
    }
  }
}

/** Words, not a row of stars. */
function isHeadline(text: string): boolean {
  return (text.match(/\p{L}/gu)?.length ?? 0) >= 3;
}
