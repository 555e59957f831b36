import type { DialectFile } from './dialect-file.ts';
import { passesLuhn } from '../../barcode/luhn.ts';

/**
 * Hides what must not stand in logs: payment card numbers (14 to 19 digits that pass Luhn; a pairing code has 13 and stays
 * readable) keep their last four digits. Source: docs/rules.md#masked.
 */
export function maskCardNumbers(text: string): string {
  if (text.length < 14) return text;
  return text.replace(/\d(?:[ -]?\d){13,18}/g, (run) => {
    const digits = run.replace(/\D/g, '');
    return passesLuhn(digits) ? `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}` : run;
  });
}

/** All but the last two characters of an id. */
export function maskId(id: string): string {
  return `${'*'.repeat(Math.max(0, id.length - 2))}${id.slice(-2)}`;
}

/** A line as it may be kept, as far as the dialect wants it. */
export function masked(text: string, dialect: { readonly file: DialectFile }): string {
  return dialect.file.privacy.mask.includes('pan') ? maskCardNumbers(text) : text;
}
