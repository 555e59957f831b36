import type { Language } from '../../contracts/language.ts';

/** How a venue writes money. */
export interface MoneyOptions {
  readonly language: Language;
  readonly currency: string;
  readonly minorDigits: number;
}

/** Two ways to write an amount in minor units: to the last unit where it is paid, and without empty decimals where it is told. */
export interface MoneyFormat {
  readonly exact: (amountMinor: number) => string;
  readonly short: (amountMinor: number) => string;
}

/** Builds the formats of a venue and language once; each call after it is cheap. */
export function moneyFormat(options: MoneyOptions): MoneyFormat {
  const format = (trailingZeroDisplay: 'auto' | 'stripIfInteger') => {
    const number = new Intl.NumberFormat(options.language, {
      style: 'currency',
      currency: options.currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: options.minorDigits,
      maximumFractionDigits: options.minorDigits,
      trailingZeroDisplay,
    });
    return (amountMinor: number) => number.format(amountMinor / 10 ** options.minorDigits);
  };
  return { exact: format('auto'), short: format('stripIfInteger') };
}

/** A time of day in the venue's zone, 24 hours: `15:42`. */
export function clockTime(atMs: number, timeZone: string, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(atMs);
}

/** What is left, as `1:05`; never below `0:00`. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
