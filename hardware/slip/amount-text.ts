import type { Language } from '../../contracts/language.ts';

/** How a currency is written after its amount on Chinese slips; others stand before it by their code. */
const CHINESE_UNITS: Readonly<Record<string, string>> = {
  CNY: '元',
  TWD: '元',
  HKD: '港元',
  MOP: '澳门元',
};

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
  const unit = language === 'en' ? undefined : CHINESE_UNITS[currency.currency];
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
