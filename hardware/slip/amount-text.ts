import type { Language } from '../../contracts/language.ts';
import { slipWords } from './words.ts';

/** An amount for a slip: `CNY 12.00`, `12.00元`. Only digits, letters and words that every printer font has. */
export function amountText(
  amountMinor: number,
  currency: { readonly currency: string; readonly minorDigits: number },
  language: Language,
): string {
  const { minorDigits } = currency;
  const digits = String(Math.abs(amountMinor)).padStart(minorDigits + 1, '0');
  const whole = digits.slice(0, digits.length - minorDigits);
  const fraction = minorDigits === 0 ? '' : `.${digits.slice(-minorDigits)}`;
  const number = `${amountMinor < 0 ? '-' : ''}${whole}${fraction}`;
  const unit = slipWords(language).currencyUnits[currency.currency];
  return unit === undefined ? `${currency.currency} ${number}` : `${number}${unit}`;
}

/** Making a format costs more than laying out a whole slip; a shop has one time zone. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The clock time of a moment in the shop: `14:35`. */
export function timeText(atMs: number, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  return clock.format(atMs);
}
