import type { TillEvent } from '../../../contracts/till-event.ts';
import type { RuleMatch } from '../dialect/line-rule.ts';
import { maskId } from '../dialect/redact.ts';
import { canVoid } from './receipt.ts';
import type { Receipt } from './receipt.ts';

/** What becomes of a line that a rule took. */
export type LineEvent =
  | { readonly kind: 'event'; readonly event: TillEvent }
  | { readonly kind: 'ignored' }
  /** The rule took it, but it does not hold what it should: kept as an unknown line. */
  | { readonly kind: 'unknown' };

const UNKNOWN: LineEvent = { kind: 'unknown' };

/** The event of a line that is neither item nor quantity. */
export function lineEvent(
  match: RuleMatch,
  text: string,
  atMs: number,
  receipt: Receipt,
): LineEvent {
  const at = { atMs, text };
  const amount = match.amountMinor;
  const of = (event: TillEvent): LineEvent => ({ kind: 'event', event });
  switch (match.rule.type) {
    case 'void': {
      const name = match.name === undefined ? {} : { name: match.name };
      const amountMinor = amount === undefined ? {} : { amountMinor: Math.abs(amount) };
      return of({ kind: 'void', ...at, scope: 'line', ...name, ...amountMinor });
    }
    case 'transaction-void':
      return of({ kind: 'void', ...at, scope: 'transaction' });
    case 'discount':
      if (amount === undefined) return UNKNOWN;
      return of({
        kind: 'discount',
        ...at,
        name: match.name ?? '',
        appliesTo: match.rule.appliesTo ?? (receipt.hasSubtotal ? 'subtotal' : 'previous'),
        discountMinor: Math.abs(amount),
      });
    case 'subtotal':
      return amount === undefined ? UNKNOWN : of({ kind: 'subtotal', ...at, amountMinor: amount });
    case 'tax':
      return amount === undefined ? UNKNOWN : of({ kind: 'tax', ...at, amountMinor: amount });
    case 'total':
      if (amount === undefined) return UNKNOWN;
      // A total is often printed again, in words or in another currency; only what changed the receipt makes a new one.
      if (receipt.hasTotal && !receipt.changedSinceTotal) return UNKNOWN;
      return of({ kind: 'total', ...at, totalMinor: amount });
    case 'tender':
      if (amount === undefined) return UNKNOWN;
      return of({
        kind: 'tender',
        ...at,
        tender: match.rule.sets.tender ?? 'other',
        amountMinor: amount,
      });
    case 'change':
      return amount === undefined
        ? UNKNOWN
        : of({ kind: 'change', ...at, amountMinor: Math.abs(amount) });
    case 'loyalty':
      if (match.id === undefined || match.id === '') return UNKNOWN;
      return of({
        kind: 'loyalty',
        atMs,
        text: text.replace(match.id, maskId(match.id)),
        id: match.id.slice(0, 64),
      });
    case 'receiptNo':
      if (match.id === undefined) return UNKNOWN;
      return of({ kind: 'receipt-number', ...at, receiptNumber: match.id.slice(0, 64) });
    case 'cashier':
      return of({ kind: 'cashier', ...at, cashier: match.id ?? match.name ?? text });
    case 'datetime':
      return of({ kind: 'datetime', ...at, soldAt: (match.id ?? text.trim()).slice(0, 40) });
    case 'refund':
      return of({ kind: 'mark', ...at, mark: 'refund' });
    case 'training':
      return of({ kind: 'mark', ...at, mark: 'training' });
    case 'noSale':
      return of({ kind: 'mark', ...at, mark: 'no-sale' });
    case 'report':
      return of({ kind: 'mark', ...at, mark: 'report' });
    case 'reprint':
      return of({ kind: 'mark', ...at, mark: 'reprint' });
    case 'ignore':
      return { kind: 'ignored' };
    case 'item':
    case 'qty':
      return UNKNOWN;
  }
}

interface ItemLine {
  readonly match: RuleMatch;
  /** A quantity line that stood before it. */
  readonly quantity: RuleMatch | undefined;
  readonly name: string;
  readonly text: string;
  readonly atMs: number;
}

/**
 * The event of an item line. A negative amount is the void of an earlier line with the same name and amount, a returned line on a
 * refund, and a discount otherwise. A weighed line is 1 at its amount. Source: docs/rules.md#negative-lines.
 */
export function itemEvent(line: ItemLine, receipt: Receipt): TillEvent {
  const { match, atMs, text } = line;
  const name = line.name.slice(0, 240);
  const measure = match.measure ?? line.quantity?.measure;
  const quantity =
    measure === undefined ? Math.max(1, match.quantity ?? line.quantity?.quantity ?? 1) : 1;
  const unitMinor = match.unitMinor ?? line.quantity?.unitMinor;
  const amountMinor = match.amountMinor ?? quantity * (unitMinor ?? 0);
  if (amountMinor < 0 && !receipt.isRefund) {
    const positive = -amountMinor;
    if (canVoid(receipt, name, positive)) {
      return { kind: 'void', atMs, text, scope: 'line', name, amountMinor: positive };
    }
    const appliesTo = receipt.hasSubtotal || !receipt.hasItems ? 'subtotal' : 'previous';
    return { kind: 'discount', atMs, text, name, appliesTo, discountMinor: positive };
  }
  const unitPriceMinor =
    measure !== undefined
      ? amountMinor
      : unitMinor !== undefined && unitMinor * quantity === amountMinor
        ? unitMinor
        : Math.round(amountMinor / quantity);
  return {
    kind: 'item',
    atMs,
    text,
    name,
    ...(match.code === undefined ? {} : { code: match.code.slice(0, 64) }),
    quantity,
    unitPriceMinor,
    amountMinor,
    ...(measure === undefined ? {} : { measure }),
  };
}
