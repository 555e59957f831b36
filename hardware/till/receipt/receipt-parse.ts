import type { TillEvent } from '../../../contracts/till-event.ts';
import { plainText } from '../dialect/decode-text.ts';
import { itemEvent, lineEvent } from './line-event.ts';
import type { LineOption, RuleMatch } from '../dialect/line-rule.ts';
import { masked } from '../dialect/redact.ts';
import { freshReceipt, noteEvent } from './receipt.ts';
import type { Receipt } from './receipt.ts';
import type { Phase } from '../dialect/compiled-rule.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

type Item = Extract<TillEvent, { kind: 'item' }>;

/** What happened on a receipt's paper, in order. */
export type Step =
  | {
      readonly kind: 'line';
      readonly text: string;
      readonly atMs: number;
      readonly isReprint: boolean;
      /** The ways to read the line, by where it stands; looked up once however often the receipt is read. */
      readonly options: (phase: Phase) => readonly LineOption[];
    }
  /** A fact that is no text: the drawer, a lost byte, a protocol's own word. */
  | { readonly kind: 'event'; readonly event: TillEvent }
  | { readonly kind: 'raster'; readonly heightDots: number }
  /** Nothing more came for a while, or something else did. */
  | { readonly kind: 'pause' };

/** A line that can be read in several ways. */
export interface Doubt {
  readonly step: number;
  readonly options: number;
}

/** Which way to read a doubtful line, by its step; 0 is the likeliest. */
export type Choose = (step: number) => number;

/**
 * One receipt as its lines are read: keeps track of where in the receipt a line stands, joins quantity lines to their item, tells
 * line voids from discounts. What no rule takes stays an `unknown` event. The same steps and the same choices always give the
 * same events. Source: docs/facts/till-feeds.md#line-meanings.
 */
export class Reading {
  readonly receipt: Receipt = freshReceipt();
  readonly events: TillEvent[] = [];
  readonly doubts: Doubt[] = [];
  readonly #dialect: Dialect;
  readonly #choose: Choose;
  /** Which rule made an event, for the workbench. */
  readonly #ruleOf: WeakMap<TillEvent, string>;
  #steps = 0;
  #waitingItem: Item | undefined;
  #waitingName: { readonly text: string; readonly atMs: number } | undefined;
  #pendingQuantity:
    | { readonly match: RuleMatch; readonly text: string; readonly atMs: number }
    | undefined;

  constructor(dialect: Dialect, ruleOf: WeakMap<TillEvent, string>, choose: Choose = () => 0) {
    this.#dialect = dialect;
    this.#ruleOf = ruleOf;
    this.#choose = choose;
  }

  /** Whether a line is held until the next one shows what it is. */
  get isWaiting(): boolean {
    return (
      this.#waitingItem !== undefined ||
      this.#waitingName !== undefined ||
      this.#pendingQuantity !== undefined
    );
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'line':
        this.receipt.lines += 1;
        this.#takeLine(step);
        break;
      case 'event':
        this.#settle();
        this.#emit(step.event);
        break;
      case 'raster':
        this.receipt.rasterDots += step.heightDots;
        break;
      case 'pause':
        this.#settle();
        break;
    }
    this.#steps += 1;
  }

  #takeLine(step: Extract<Step, { kind: 'line' }>): void {
    const { text, atMs } = step;
    const { receipt } = this;
    if (step.isReprint) {
      this.#settle();
      this.#emit({ kind: 'mark', atMs, text: masked(text, this.#dialect), mark: 'reprint' });
      return;
    }
    const phase: Phase = receipt.hasTotal ? 'footer' : receipt.hasItems ? 'body' : 'header';
    const match = this.#chosen(step.options(phase));
    if (match?.rule.type === 'qty') {
      this.#takeQuantity(match, text, atMs);
      return;
    }
    if (match?.rule.type === 'item') {
      this.#takeItem(match, text, atMs);
      return;
    }
    this.#settle();
    if (match === undefined) {
      if (this.#dialect.waitsForName && phase !== 'footer') this.#waitingName = { text, atMs };
      else this.#unknown(text, atMs);
      return;
    }
    const event = lineEvent(match, masked(text, this.#dialect), atMs, receipt);
    if (event.kind === 'unknown') this.#unknown(text, atMs);
    else if (event.kind !== 'ignored') {
      this.#ruleOf.set(event.event, match.rule.id);
      this.#emit(event.event);
    }
  }

  #chosen(options: readonly LineOption[]): LineOption {
    if (options.length === 1) return options[0];
    this.doubts.push({ step: this.#steps, options: options.length });
    return options[Math.min(this.#choose(this.#steps), options.length - 1)];
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

  #takeItem(match: RuleMatch, text: string, atMs: number): void {
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
    const whole = named === undefined ? text : plainText(`${named.text} ${text.trim()}`);
    const event = itemEvent(
      {
        match,
        quantity,
        name: match.name ?? named?.text ?? '',
        text: masked(whole, this.#dialect),
        atMs,
      },
      this.receipt,
    );
    this.#ruleOf.set(event, match.rule.id);
    const waits =
      event.kind === 'item' &&
      this.#dialect.waitsForQuantity &&
      event.quantity === 1 &&
      quantity === undefined;
    if (!waits) {
      this.#emit(event);
      return;
    }
    this.#waitingItem = event;
    this.receipt.hasItems = true;
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
    if (quantity !== undefined) this.#unknown(quantity.text, quantity.atMs);
  }

  #emit(event: TillEvent): void {
    noteEvent(this.receipt, event);
    this.events.push(event);
  }

  #unknown(text: string, atMs: number): void {
    this.#emit({ kind: 'unknown', atMs, text: masked(text, this.#dialect) });
  }
}
