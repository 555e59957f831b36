import type { TillEvent } from '../../../contracts/till-event.ts';
import { amountMinor } from '../dialect/amount.ts';
import type { AmountFormat } from '../dialect/amount.ts';
import { plainText } from '../dialect/decode-text.ts';

type Item = Extract<TillEvent, { kind: 'item' }>;

/** What a command of the till does to the receipt; amounts in minor units. */
export type DatecsFact =
  | { readonly kind: 'open' | 'close' | 'cancel' | 'nothing' }
  /** `adjust`: a discount (negative) or surcharge on the line. */
  | { readonly kind: 'sale'; readonly item: Item; readonly adjust: Adjust | undefined }
  | { readonly kind: 'void'; readonly name: string; readonly amountMinor: number }
  | { readonly kind: 'subtotal'; readonly adjust: Adjust | undefined }
  /** Without an amount: paid exactly, in cash. */
  | {
      readonly kind: 'tender';
      readonly tender: 'cash' | 'card' | 'other';
      readonly amountMinor: number | undefined;
    }
  /** A line that is printed and not sold, such as a note. */
  | { readonly kind: 'text' }
  /** A sale that is not understood. */
  | { readonly kind: 'unknown' };

/** A percentage in hundredths, or an amount; negative lowers what is paid. */
export type Adjust =
  | { readonly kind: 'percent'; readonly hundredths: number }
  | { readonly kind: 'amount'; readonly minor: number };

/** What an adjustment of an amount comes to, half up. */
export function adjustedMinor(baseMinor: number, adjust: Adjust): number {
  if (adjust.kind === 'amount') return adjust.minor;
  const exact = (Math.abs(baseMinor) * Math.abs(adjust.hundredths)) / 10_000;
  const rounded = Math.floor(exact + 0.5);
  return adjust.hundredths * baseMinor < 0 ? -rounded : rounded;
}

/**
 * Reads a command that the till sends. Source: docs/facts/till-feeds.md#datecs, for 48; the data of the others after Datecs'
 * published command list, to be confirmed on a device.
 */
export function datecsFact(
  command: number,
  data: string,
  at: { readonly atMs: number; readonly text: string },
  number: AmountFormat,
): DatecsFact {
  switch (command) {
    case 48:
      return { kind: 'open' };
    case 49:
    case 52:
      return saleFact(data, at, number);
    case 51:
      return { kind: 'subtotal', adjust: adjustOf(data.replace(/^[^,;]*/, ''), number) };
    case 53:
      return tenderFact(data, number);
    case 54:
      return { kind: 'text' };
    case 56:
      return { kind: 'close' };
    case 60:
      return { kind: 'cancel' };
    default:
      return { kind: 'nothing' };
  }
}

/** `name[LF second line] TAB tax-group [sign]price[*quantity][,percent][;amount]`; a negative price is a void. */
function saleFact(
  data: string,
  at: { readonly atMs: number; readonly text: string },
  number: AmountFormat,
): DatecsFact {
  const match =
    /^(?<name>[^\t]*)\t[^\d+-]?(?<price>[+-]?[\d.]+)(?:\*(?<quantity>[\d.]+))?(?<adjust>[,;].*)?$/s.exec(
      data,
    );
  const unit = amountMinor(unsigned(match?.groups?.['price'] ?? ''), number);
  const times = match?.groups?.['quantity'] ?? '1';
  if (match === null || unit === undefined || !/^\d{1,6}(?:\.\d{1,3})?$/.test(times)) {
    return { kind: 'unknown' };
  }
  const name = plainText(match.groups?.['name'] ?? '').trim();
  const isWhole = /^\d{1,4}(?:\.0+)?$/.test(times);
  const quantity = isWhole ? Number.parseInt(times, 10) : 1;
  const amount = isWhole ? unit * quantity : Math.round(unit * Number(times));
  if (amount < 0) return { kind: 'void', name, amountMinor: -amount };
  const base = { kind: 'item' as const, ...at, name, quantity, amountMinor: amount };
  const item: Item = isWhole
    ? { ...base, unitPriceMinor: unit }
    : { ...base, unitPriceMinor: amount, measure: { value: times.slice(0, 16), unit: '' } };
  return { kind: 'sale', item, adjust: adjustOf(match.groups?.['adjust'] ?? '', number) };
}

/** `,-10.00` is a tenth off, `;-1.50` an amount. */
function adjustOf(text: string, number: AmountFormat): Adjust | undefined {
  const match = /(?<sign>[,;])(?<value>[+-]?\d{1,9}(?:\.\d{1,2})?)\s*$/.exec(text);
  const value = match?.groups?.['value'] ?? '';
  if (match === null) return undefined;
  if (match.groups?.['sign'] === ',') {
    return { kind: 'percent', hundredths: Math.round(Number(value) * 100) };
  }
  const minor = amountMinor(unsigned(value), number);
  return minor === undefined ? undefined : { kind: 'amount', minor };
}

/** `lines TAB [mode]amount`: P cash, N and C card or credit, D cheque. */
function tenderFact(data: string, number: AmountFormat): DatecsFact {
  const match = /\t(?<mode>[A-Z]?)(?<amount>[+-]?[\d.]+)$/i.exec(data);
  const amount = amountMinor(unsigned(match?.groups?.['amount'] ?? ''), number);
  const mode = match?.groups?.['mode']?.toUpperCase() ?? '';
  const isCash = match === null || mode === '' || mode === 'P';
  const tender = isCash ? 'cash' : mode === 'N' || mode === 'C' ? 'card' : 'other';
  return { kind: 'tender', tender, amountMinor: amount };
}

function unsigned(text: string): string {
  return text.replace(/^\+/, '');
}
