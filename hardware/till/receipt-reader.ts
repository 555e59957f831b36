import type { TillEvent } from '../../contracts/till-event.ts';
import { plainText } from './decode-text.ts';
import type { Dialect } from './dialect.ts';
import type { Frame } from './frame.ts';
import { itemEvent, lineEvent } from './line-event.ts';
import { matchLine } from './line-rule.ts';
import type { Phase, RuleMatch } from './line-rule.ts';
import { maskCardNumbers } from './mask.ts';
import { closingProblem, freshReceipt } from './receipt.ts';
import type { Receipt } from './receipt.ts';

type Item = Extract<TillEvent, { kind: 'item' }>;

/** A head that ends in a cut belongs to the receipt that follows within this time: some tills cut between logo and items. */
const HEAD_JOINS_WITHIN_MS = 2000;
/** An item waits so long for a quantity line that may follow it. */
const ITEM_WAITS_MS = 150;

export interface ReaderStatistics {
  events: number;
  unknownLines: number;
  receipts: number;
  unsupported: number;
}

/**
 * Turns frames into till events: keeps track of where in the receipt a line stands, joins quantity lines to their item, tells line
 * voids from discounts, and says `unsupported` where a receipt can be seen but not read. Never invents: what no rule takes
 * stays an `unknown` event. Source: reference page on devices, sections 3 and 4.
 */
export class ReceiptReader {
  readonly statistics: ReaderStatistics = {
    events: 0,
    unknownLines: 0,
    receipts: 0,
    unsupported: 0,
  };
  readonly #dialect: Dialect;
  readonly #waitsForQuantity: boolean;
  readonly #waitsForName: boolean;
  #receipt: Receipt | undefined;
  #out: TillEvent[] = [];
  #waitingItem: Item | undefined;
  #waitingName: { readonly text: string; readonly atMs: number } | undefined;
  #pendingQuantity: RuleMatch | undefined;
  #lastAtMs = 0;
  /** Which rule made an event, for the workbench. */
  readonly #ruleOf = new WeakMap<TillEvent, string>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#waitsForQuantity = dialect.rules.some(
      (rule) => rule.type === 'qty' && rule.belongsTo !== 'next',
    );
    this.#waitsForName = dialect.rules.some(
      (rule) => rule.type === 'item' && !rule.re.includes('(?<name>'),
    );
  }

  /** The id of the rule that made an event; undefined for what no rule made. */
  ruleOf(event: TillEvent): string | undefined {
    return this.#ruleOf.get(event);
  }

  take(frames: readonly Frame[]): readonly TillEvent[] {
    for (const frame of frames) this.#takeFrame(frame);
    return this.#flush();
  }

  idle(atMs: number): readonly TillEvent[] {
    const silentMs = atMs - this.#lastAtMs;
    if (silentMs >= ITEM_WAITS_MS) this.#settle();
    const receipt = this.#receipt;
    if (receipt?.headCutAtMs !== undefined && silentMs > HEAD_JOINS_WITHIN_MS) this.#dropHead();
    if (silentMs >= this.#dialect.file.transaction.idleCloseMs) this.#close('idle', this.#lastAtMs);
    return this.#flush();
  }

  lost(atMs: number): readonly TillEvent[] {
    this.#settle();
    if (this.#receipt?.isMeant === true) {
      this.#emit({ kind: 'damaged', atMs, reason: 'the link was lost inside a receipt' });
    }
    this.#close('close', atMs);
    return this.#flush();
  }

  #flush(): readonly TillEvent[] {
    const out = this.#out;
    this.#out = [];
    this.statistics.events += out.length;
    return out;
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
        // A till that never cuts initialises the printer before each receipt.
        if (this.#receipt?.hasTotal === true) this.#close('next-begin', frame.atMs);
        return;
      case 'cut':
        this.#settle();
        if (this.#dialect.file.transaction.endOn.includes('cut')) this.#cut(frame.atMs);
        return;
      case 'drawer':
        this.#settle();
        this.#out.push({ kind: 'drawer', atMs: frame.atMs });
        return;
      case 'raster':
        this.#open(frame.atMs).rasterDots += frame.heightDots;
        return;
      case 'damaged':
        this.#settle();
        this.#out.push({ kind: 'damaged', atMs: frame.atMs, reason: frame.reason });
        return;
    }
  }

  #takeText(raw: string, atMs: number, beforeMs: number): void {
    let text = raw;
    for (const filter of this.#dialect.filters) {
      if (filter.action === 'omit' && filter.pattern.test(text)) return;
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
    if (begins !== undefined && (this.#receipt === undefined || onRepeatBegin === 'close')) {
      this.#close('next-begin', atMs);
      const transaction = begins.groups?.['txn'];
      this.#open(atMs).transaction = transaction;
      this.#mean();
      return;
    }
    if (begin.length > 0 && this.#receipt === undefined) {
      this.#unknown(text, atMs);
      return;
    }
    if (this.#receipt?.headCutAtMs !== undefined && atMs - beforeMs > HEAD_JOINS_WITHIN_MS) {
      this.#dropHead();
    }
    const receipt = this.#open(atMs);
    receipt.headCutAtMs = undefined;
    receipt.lines += 1;
    if (receipt.lines > maxLines) {
      this.#emit({ kind: 'damaged', atMs, reason: `a receipt of more than ${maxLines} lines` });
      this.#close('length', atMs);
      return;
    }
    this.#readLine(text, atMs, receipt);
    if (end.length > 0 && this.#dialect.end.some((pattern) => pattern.test(text))) {
      this.#close('line', atMs);
    } else if (receipt.hasTotal && this.#dialect.file.transaction.endOn.includes('total')) {
      this.#close('line', atMs);
    }
  }

  #readLine(text: string, atMs: number, receipt: Receipt): void {
    if (this.#dialect.reprint.some((pattern) => pattern.test(text))) {
      this.#settle();
      this.#emit({ kind: 'mark', atMs, text: this.#masked(text), mark: 'reprint' });
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
      this.#emit(event.event);
    }
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
    else this.#pendingQuantity = match;
  }

  #takeItem(match: RuleMatch, text: string, atMs: number, receipt: Receipt): void {
    const named = match.name === undefined ? this.#waitingName : undefined;
    if (match.name === undefined && named === undefined) {
      this.#settle();
      this.#unknown(text, atMs);
      return;
    }
    if (named !== undefined) this.#waitingName = undefined;
    const quantity = this.#pendingQuantity;
    this.#pendingQuantity = undefined;
    this.#settle();
    const whole = named === undefined ? text : `${named.text} ${text.trim()}`;
    const event = itemEvent(
      { match, quantity, name: match.name ?? named?.text ?? '', text: this.#masked(whole), atMs },
      receipt,
    );
    this.#ruleOf.set(event, match.rule.id);
    if (event.kind !== 'item') {
      this.#emit(event);
      return;
    }
    if (this.#waitsForQuantity && event.quantity === 1 && quantity === undefined) {
      this.#waitingItem = event;
      receipt.hasItems = true;
      return;
    }
    this.#emit(event);
  }

  /** Gives out what waited for a line that did not come. */
  #settle(): void {
    const item = this.#waitingItem;
    this.#waitingItem = undefined;
    if (item !== undefined) this.#emit(item);
    const name = this.#waitingName;
    this.#waitingName = undefined;
    if (name !== undefined) this.#unknown(name.text, name.atMs);
    const quantity = this.#pendingQuantity;
    this.#pendingQuantity = undefined;
    if (quantity !== undefined) this.#unknown(quantity.rule.id, this.#lastAtMs);
  }

  #takeFact(event: TillEvent): void {
    if (event.kind === 'begin') {
      this.#close('next-begin', event.atMs);
      this.#open(event.atMs).transaction = event.transaction;
      this.#mean();
      return;
    }
    if (event.kind === 'end') {
      this.#close(event.by, event.atMs);
      return;
    }
    if (event.kind === 'drawer' || (event.kind === 'unknown' && this.#receipt === undefined)) {
      this.#out.push(event);
      return;
    }
    this.#open(event.atMs);
    this.#mean();
    this.#emit(event);
  }

  #open(atMs: number): Receipt {
    this.#receipt ??= freshReceipt(atMs);
    return this.#receipt;
  }

  /** From here on the text is a receipt: what was held back goes out. */
  #mean(): void {
    const receipt = this.#receipt;
    if (receipt === undefined || receipt.isMeant) return;
    receipt.isMeant = true;
    this.statistics.receipts += 1;
    const transaction = receipt.transaction;
    const begin = { kind: 'begin' as const, atMs: receipt.beganAtMs };
    this.#out.push(transaction === undefined ? begin : { ...begin, transaction });
    this.#out.push(...receipt.held);
    receipt.held = [];
  }

  #emit(event: TillEvent): void {
    const receipt = this.#open(event.atMs);
    const isAside =
      event.kind === 'unknown' ||
      event.kind === 'receipt-number' ||
      event.kind === 'cashier' ||
      event.kind === 'datetime' ||
      event.kind === 'loyalty';
    if (!receipt.isMeant && isAside) {
      receipt.held.push(event);
      return;
    }
    this.#mean();
    receipt.note(event);
    this.#out.push(event);
  }

  #unknown(text: string, atMs: number): void {
    this.statistics.unknownLines += 1;
    const event = { kind: 'unknown' as const, atMs, text: this.#masked(text) };
    if (this.#receipt === undefined) this.#out.push(event);
    else this.#emit(event);
  }

  #masked(text: string): string {
    return this.#dialect.file.privacy.mask.includes('pan') ? maskCardNumbers(text) : text;
  }

  #cut(atMs: number): void {
    const receipt = this.#receipt;
    if (receipt !== undefined && !receipt.isMeant && receipt.rasterDots === 0) {
      receipt.headCutAtMs = atMs;
      return;
    }
    this.#close('cut', atMs);
  }

  /** The head was no receipt: its lines are kept as unknown ones, outside any receipt. */
  #dropHead(): void {
    this.#settle();
    const receipt = this.#receipt;
    this.#receipt = undefined;
    if (receipt === undefined) return;
    this.#out.push(...receipt.held.filter((event) => event.kind === 'unknown'));
    if (receipt.headCutAtMs === undefined) return;
    this.statistics.unsupported += 1;
    const reason = `a print of ${receipt.lines} lines without item and total: not a sale`;
    this.#out.push({ kind: 'unsupported', atMs: receipt.headCutAtMs, reason });
  }

  #close(by: Extract<TillEvent, { kind: 'end' }>['by'], atMs: number): void {
    this.#settle();
    const receipt = this.#receipt;
    if (receipt === undefined) return;
    const { file } = this.#dialect;
    // What a lost link cut off is damaged, and says so; more cannot be known of it.
    const reason =
      by === 'close' ? undefined : closingProblem(receipt, file.grade, file.transaction.minLines);
    if (reason !== undefined) {
      this.statistics.unsupported += 1;
      this.#emit({ kind: 'unsupported', atMs, reason });
    }
    if (!receipt.isMeant) {
      this.#dropHead();
      return;
    }
    this.#receipt = undefined;
    this.#out.push({ kind: 'end', atMs, by });
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
