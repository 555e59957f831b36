// Face for daemon/ and cli/: `parseBarcode(text, rules, codePrefix?): Scan`.
import type { BarcodeRules } from '../../contracts/barcode-rules.ts';
import { PairingCode } from '../../contracts/code.ts';
import type { CodePrefix } from '../../contracts/code.ts';
import { Gtin, hasGs1CheckDigit } from '../../contracts/gtin.ts';
import type { Scan } from '../../contracts/scan.ts';
import { cardNumber } from './card.ts';
import { readMeasured } from './measure.ts';
import { identifyScan } from './symbology.ts';
import type { Symbology } from './symbology.ts';
import { expandUpcE } from './upc-e.ts';

/**
 * What a scanned text means in this venue: cards and pairing codes before products, check digits always, in-store numbers never
 * as GTINs. Total: a text that nobody can read is `invalid` with its reason.
 * @param codePrefix the venue's prefix of pairing codes; a code in it is right or invalid, never a product
 */
export function parseBarcode(text: string, rules: BarcodeRules, codePrefix?: CodePrefix): Scan {
  const { symbology, text: value } = identifyScan(text, rules.codeId);
  if (value.trim() === '') return invalid(text, 'empty');
  const card = cardNumber(value, rules.cards);
  if (card !== undefined) return { kind: 'card', card };
  if (codePrefix !== undefined && /^\d{13}$/.test(value) && value.startsWith(codePrefix)) {
    const code = PairingCode.safeParse(value);
    if (code.success) return { kind: 'code', code: code.data };
    return invalid(value, 'the check digit of the code is wrong: scan or type it again');
  }
  if (/^\d+$/.test(value)) return parseDigits(value, symbology, rules);
  return { kind: 'other', text: value.slice(0, 200) };
}

function invalid(text: string, reason: string): Scan {
  return { kind: 'invalid', text: text.slice(0, 200), reason };
}

function parseDigits(digits: string, symbology: Symbology, rules: BarcodeRules): Scan {
  const whole = upcOfUpcE(digits, symbology) ?? digits;
  if (![8, 12, 13, 14].includes(whole.length)) return { kind: 'other', text: digits.slice(0, 200) };
  if (!hasGs1CheckDigit(whole)) return invalid(digits, 'the check digit is wrong: scan it again');
  if (isRestricted(whole)) return restricted(whole, rules);
  const gtin = Gtin.safeParse(whole);
  return gtin.success ? { kind: 'product', gtin: gtin.data } : invalid(digits, 'not a GTIN');
}

/**
 * Eight digits may be a UPC-E or an EAN-8. Without the scanner's word those that begin with 0 are UPC-E, because an EAN-8 that begins
 * with 0 is for use inside one company; those that begin with 1 are UPC-E where they are no EAN-8.
 */
function upcOfUpcE(digits: string, symbology: Symbology): string | undefined {
  if (digits.length !== 8 || symbology === 'ean-8') return undefined;
  if (digits.startsWith('1') && hasGs1CheckDigit(digits)) return undefined;
  const expanded = expandUpcE(digits);
  return expanded !== undefined && hasGs1CheckDigit(expanded) ? expanded : undefined;
}

/** Restricted circulation: 02 and 20-29 of EAN-13, 2 of UPC-A, 0 and 2 of EAN-8. Source: reference page on devices, 6.4. */
function isRestricted(digits: string): boolean {
  if (digits.length === 13) return /^(?:02|2)/.test(digits);
  if (digits.length === 12) return digits.startsWith('2');
  return digits.length === 8 && /^[02]/.test(digits);
}

function restricted(digits: string, rules: BarcodeRules): Scan {
  const reading = readMeasured(digits, rules.measured);
  switch (reading.kind) {
    case 'measured':
      return { kind: 'measured', ...reading.measured };
    case 'wrong':
      return invalid(digits, reading.reason);
    case 'no-mask':
      return { kind: 'other', text: digits };
  }
}
