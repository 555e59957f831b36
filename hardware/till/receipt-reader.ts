import type { TillEvent } from '../../contracts/till-event.ts';
import { plainText } from './decode-text.ts';
import type { RuleType } from './dialect-file.ts';
import type { Dialect } from './dialect.ts';
import type { Frame } from './frame.ts';
import { itemEvent, lineEvent } from './line-event.ts';
import { matchLine } from './line-rule.ts';
import type { Phase, RuleMatch } from './line-rule.ts';
import { maskCardNumbers } from './mask.ts';
import { ReceiptKeeper } from './receipt-keeper.ts';
import type { ReaderStatistics } from './receipt-keeper.ts';
import type { Receipt } from './receipt.ts';

type Item = Extract<TillEvent, { kind: 'item' }>;

/** An item waits so long for a quantity line that may follow it. */
const ITEM_WAITS_MS = 150;

/** What may follow the total of the same receipt. */
const ENDING = new Set<RuleType>(['tax', 'subtotal', 'discount', 'total', 'tender', 'change']);

/**
 * Turns frames into till events: keeps track of where in the receipt a line stands, joins quantity lines to their item, tells line
 * voids from discounts, and says `unsupported` where a receipt can be seen but not read. Never invents: what no rule takes
 * stays an `unknown` event. Source: reference page on devices, sections 3 and 4.
 */
export class ReceiptReader {
  readonly #dialect: Dialect;
  readonly #waitsForQuantity: boolean;
  readonly #waitsForName: boolean;
  readonly #keeper: ReceiptKeeper;
  #waitingItem: Item | undefined;
  #waitingName: { readonly text: string; readonly atMs: number } | undefined;
  #pendingQuantity:
    | { readonly match: RuleMatch; readonly text: string; readonly atMs: number }
    | undefined;
  #lastAtMs = 0;
  /** Which rule made an event, for the workbench. */
  readonly #ruleOf = new WeakMap<TillEvent, string>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#keeper = new ReceiptKeeper(dialect.file);
    this.#waitsForQuantity = dialect.rules.some(
      (rule) => rule.type === 'qty' && rule.belongsTo !== 'next',
    );
    this.#waitsForName = dialect.rules.some(
      (rule) => rule.type === 'item' && !rule.re.includes('(?<name>'),
    );
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
    if (silentMs >= ITEM_WAITS_MS) this.#settle();
    this.#headMayEnd(silentMs);
    if (silentMs >= this.#dialect.file.transaction.idleCloseMs) this.#end('idle', this.#lastAtMs);
    return this.#keeper.flush();
  }

  lost(atMs: number): readonly TillEvent[] {
    this.#settle();
    if (this.#keeper.receipt?.isMeant === true) {
      this.#keeper.emit({ kind: 'damaged', atMs, reason: 'the link was lost inside a receipt' });
    }
    this.#end('close', atMs);
    return this.#keeper.flush();
  }

  #takeFrame(frame: Frame): void {
    const before = this.#lastAtMs;
    this.#lastAtMs = frame.atMs;
    switch (frame.kind) {
      case 'line':
        this.#takeText(frame.text, frame.atMs, before);
        return;
      case 'fact':
        this.#takeFact(frame.event);
        return;
      case 'reset':
        if (this.#keeper.receipt?.hasTotal === true) this.#keeper.receipt.mayHaveEnded = true;
        return;
      case 'cut':
        this.#settle();
        if (this.#dialect.file.transaction.endOn.includes('cut')) this.#keeper.cut(frame.atMs);
        return;
      case 'drawer':
        this.#settle();
        this.#keeper.aside({ kind: 'drawer', atMs: frame.atMs });
        return;
      case 'raster':
        this.#keeper.open(frame.atMs).rasterDots += frame.heightDots;
        return;
      case 'damaged':
        this.#settle();
        this.#keeper.aside({ kind: 'damaged', atMs: frame.atMs, reason: frame.reason });
        return;
    }
  }

  #takeText(raw: string, atMs: number, beforeMs: number): void {
    let text = raw;
    for (const filter of this.#dialect.filters) {
      if (filter.action === 'omit' && text.search(filter.pattern) !== -1) return;
      const replacement = filter.action === 'newline' ? '\n' : filter.with;
      if (filter.action !== 'omit') text = text.replace(filter.pattern, replacement);
    }
    for (const part of text.split('\n')) {
      const line = withoutRules(plainText(part));
      if (line.trim() !== '') this.#takeLine(line, atMs, beforeMs);
    }
  }

  #takeLine(text: string, atMs: number, beforeMs: number): void {
    const { begin, end, onRepeatBegin, maxLines } = this.#dialect.file.transaction;
    const begins = this.#dialect.begin.map((pattern) => pattern.exec(text)).find((m) => m !== null);
    if (begins !== undefined) {
      if (this.#keeper.receipt !== undefined && onRepeatBegin === 'ignore') return;
      this.#end('next-begin', atMs);
      this.#keeper.begin(atMs, begins.groups?.['txn']);
      return;
    }
    if (begin.length > 0 && this.#keeper.receipt === undefined) {
      this.#unknown(text, atMs);
      return;
    }
    this.#headMayEnd(atMs - beforeMs);
    this.#mayBeginAnew(text, atMs);
    const receipt = this.#keeper.open(atMs);
    receipt.headCutAtMs = undefined;
    receipt.lines += 1;
    if (receipt.lines > maxLines) {
      this.#keeper.emit({
        kind: 'damaged',
        atMs,
        reason: `a receipt of more than ${maxLines} lines`,
      });
      this.#end('length', atMs);
      return;
    }
    this.#readLine(text, atMs, receipt);
    if (end.length > 0 && this.#dialect.end.some((pattern) => pattern.test(text))) {
      this.#end('line', atMs);
    } else if (receipt.hasTotal && this.#dialect.file.transaction.endOn.includes('total')) {
      this.#end('line', atMs);
    }
  }

  #readLine(text: string, atMs: number, receipt: Receipt): void {
    if (this.#dialect.reprint.some((pattern) => pattern.test(text))) {
      this.#settle();
      this.#keeper.emit({ kind: 'mark', atMs, text: this.#masked(text), mark: 'reprint' });
      return;
    }
    const phase: Phase = receipt.hasTotal ? 'footer' : receipt.hasItems ? 'body' : 'header';
    const match = matchLine(text, { phase, lineNumber: receipt.lines }, this.#dialect);
    if (match?.rule.type === 'qty') {
      this.#takeQuantity(match, text, atMs);
      return;
    }
    if (match?.rule.type === 'item') {
      this.#takeItem(match, text, atMs, receipt);
      return;
    }
    this.#settle();
    if (match === undefined) {
      if (this.#waitsForName && phase !== 'footer') this.#waitingName = { text, atMs };
      else this.#unknown(text, atMs);
      return;
    }
    const event = lineEvent(match, this.#masked(text), atMs, receipt);
    if (event.kind === 'unknown') this.#unknown(text, atMs);
    else if (event.kind !== 'ignored') {
      this.#ruleOf.set(event.event, match.rule.id);
      this.#keeper.emit(event.event);
    }
  }

  /** Some tills never cut and initialise the printer before each receipt; others do so before each line. What comes after the
   *  total tells: more of its end, or something new. */
  #mayBeginAnew(text: string, atMs: number): void {
    const { receipt } = this.#keeper;
    if (receipt?.mayHaveEnded !== true) return;
    const place = { phase: 'footer', lineNumber: receipt.lines } as const;
    const goesOn = matchLine(text, place, this.#dialect)?.rule.type;
    if (goesOn !== undefined && ENDING.has(goesOn)) {
      receipt.mayHaveEnded = false;
      return;
    }
    const asFirst = matchLine(text, { phase: 'header', lineNumber: 1 }, this.#dialect);
    const isItem = asFirst?.rule.type === 'item' && asFirst.name !== undefined;
    if (receipt.hasTender || isItem) this.#end('next-begin', atMs);
  }

  #takeQuantity(match: RuleMatch, text: string, atMs: number): void {
    const item = this.#waitingItem;
    const product = (match.quantity ?? 1) * (match.unitMinor ?? 0);
    const fits =
      match.measure !== undefined || (item !== undefined && item.amountMinor === product);
    const isAfter =
      item !== undefined &&
      (match.rule.belongsTo === 'previous' || (match.rule.belongsTo === undefined && fits));
    if (isAfter) {
      const whole: Item = {
        ...item,
        ...(match.measure === undefined
          ? { quantity: match.quantity ?? 1, unitPriceMinor: match.unitMinor ?? item.amountMinor }
          : { measure: match.measure }),
      };
      this.#ruleOf.set(whole, `${this.#ruleOf.get(item) ?? ''}+${match.rule.id}`);
      this.#waitingItem = whole;
      this.#settle();
      return;
    }
    this.#settle();
    if (match.rule.belongsTo === 'previous') this.#unknown(text, atMs);
    else this.#pendingQuantity = { match, text, atMs };
  }

  #takeItem(match: RuleMatch, text: string, atMs: number, receipt: Receipt): void {
    const named = match.name === undefined ? this.#waitingName : undefined;
    if (match.name === undefined && named === undefined) {
      // Printed below an item that has its amount already: the quantity of that item once more.
      const repeats = this.#waitingItem?.amountMinor === match.amountMinor;
      if (repeats && this.#waitingItem !== undefined) {
        this.#takeQuantity(match, text, atMs);
        return;
      }
      this.#settle();
      this.#unknown(text, atMs);
      return;
    }
    if (named !== undefined) this.#waitingName = undefined;
    const quantity = this.#pendingQuantity?.match;
    this.#pendingQuantity = undefined;
    this.#settle();
    const whole = named === undefined ? text : `${named.text} ${text.trim()}`;
    const event = itemEvent(
      { match, quantity, name: match.name ?? named?.text ?? '', text: this.#masked(whole), atMs },
      receipt,
    );
    this.#ruleOf.set(event, match.rule.id);
    if (event.kind !== 'item') {
      this.#keeper.emit(event);
      return;
    }
    if (this.#waitsForQuantity && event.quantity === 1 && quantity === undefined) {
      this.#waitingItem = event;
      receipt.hasItems = true;
      return;
    }
    this.#keeper.emit(event);
  }

  /** Gives out what waited for a line that did not come. */
  #settle(): void {
    const item = this.#waitingItem;
    this.#waitingItem = undefined;
    if (item !== undefined) this.#keeper.emit(item);
    const name = this.#waitingName;
    this.#waitingName = undefined;
    if (name !== undefined) this.#unknown(name.text, name.atMs);
    const quantity = this.#pendingQuantity;
    this.#pendingQuantity = undefined;
    if (quantity !== undefined) this.#unknown(quantity.text, quantity.atMs);
  }

  #takeFact(event: TillEvent): void {
    if (event.kind === 'begin') {
      this.#end('next-begin', event.atMs);
      this.#keeper.begin(event.atMs, event.transaction);
    } else if (event.kind === 'end') {
      this.#end(event.by, event.atMs);
    } else if (
      event.kind === 'drawer' ||
      (event.kind === 'unknown' && this.#keeper.receipt === undefined)
    ) {
      this.#keeper.aside(event);
    } else {
      if (this.#keeper.receipt === undefined) this.#keeper.begin(event.atMs, undefined);
      this.#keeper.emit(event);
    }
  }

  /** A head that nothing followed in time was no receipt; what waits belongs to it. */
  #headMayEnd(silentMs: number): void {
    if (this.#keeper.receipt?.headCutAtMs === undefined) return;
    this.#settle();
    this.#keeper.headMayEnd(silentMs);
  }

  #end(by: Extract<TillEvent, { kind: 'end' }>['by'], atMs: number): void {
    this.#settle();
    this.#keeper.close(by, atMs);
  }

  #unknown(text: string, atMs: number): void {
    this.#keeper.unknown(this.#masked(text), atMs);
  }

  #masked(text: string): string {
    return this.#dialect.file.privacy.mask.includes('pan') ? maskCardNumbers(text) : text;
  }
}

/** Receipts draw tables: box characters, and bars that stand alone or at the ends of a line, are no text. */
function withoutRules(line: string): string {
  return line
    .replace(/[\u2500-\u259f]+/g, ' ')
    .replace(/^\s*\|/, ' ')
    .replace(/\|\s*$/, ' ')
    .replace(/\s\|(?=\s)/g, '  ')
    .trimEnd();
}
