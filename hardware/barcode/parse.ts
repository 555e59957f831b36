// Face for daemon/ and cli/: `parseBarcode(text, rules): Scan`.
import { PairingCode } from '../../contracts/code.ts';
import { Gtin, hasGs1CheckDigit } from '../../contracts/gtin.ts';
import type { Scan } from '../../contracts/scan.ts';
import { passesLuhn } from '../luhn.ts';
import { readMeasured } from './measure.ts';
import type { BarcodeRules, CardRule } from './rules.ts';
import { identifyScan } from './symbology.ts';
import type { IdentifiedScan } from './symbology.ts';
import { expandUpcE } from './upc-e.ts';

/**
 * What a scanned text means in this venue: cards and pairing codes before products, check digits always, in-store numbers never
 * as GTINs. Total: a text that nobody can read is `invalid` with its reason.
 */
export function parseBarcode(text: string, rules: BarcodeRules): Scan {
  const identified = identifyScan(text, rules.codeId);
  const value = identified.text;
  if (value.trim() === '') return invalid(text, 'empty');
  const card = rules.cards.map((rule) => cardNumber(value, rule)).find((id) => id !== undefined);
  if (card !== undefined) return { kind: 'card', card };
  const code = pairingCode(value, rules);
  if (code !== undefined) return code;
  if (/^\d+$/.test(value)) return parseDigits(identified, rules);
  return { kind: 'other', text: value.slice(0, 200) };
}

function invalid(text: string, reason: string): Scan {
  return { kind: 'invalid', text: text.slice(0, 200), reason };
}

function cardNumber(value: string, rule: CardRule): string | undefined {
  if (!value.startsWith(rule.prefix)) return undefined;
  if (rule.lengths.length > 0 && !rule.lengths.includes(value.length)) return undefined;
  const body = rule.dropPrefix ? value.slice(rule.prefix.length) : value;
  if (!/^[\w.:+/=-]{4,64}$/.test(body)) return undefined;
  if (rule.check === 'ean' && !(/^\d+$/.test(body) && hasGs1CheckDigit(body))) return undefined;
  if (rule.check === 'luhn' && !(/^\d+$/.test(body) && passesLuhn(body))) return undefined;
  return body;
}

/** A code in the venue's prefix: right, or invalid; never a product. */
function pairingCode(value: string, rules: BarcodeRules): Scan | undefined {
  const prefix = rules.codePrefix;
  if (prefix === undefined || !/^\d{13}$/.test(value) || !value.startsWith(prefix))
    return undefined;
  const parsed = PairingCode.safeParse(value);
  if (parsed.success) return { kind: 'code', code: parsed.data };
  return invalid(value, 'the check digit of the code is wrong: scan or type it again');
}

function parseDigits(scan: IdentifiedScan, rules: BarcodeRules): Scan {
  const digits = scan.text;
  const upcA = scan.symbology === 'gs1' ? undefined : upcFromUpcE(digits, scan);
  const whole = upcA ?? digits;
  if (![8, 12, 13, 14].includes(whole.length)) return { kind: 'other', text: digits.slice(0, 200) };
  if (!hasGs1CheckDigit(whole)) return invalid(digits, 'the check digit is wrong: scan it again');
  if (isRestricted(whole)) return restricted(whole, rules);
  const gtin = Gtin.safeParse(whole);
  return gtin.success ? { kind: 'product', gtin: gtin.data } : invalid(digits, 'not a GTIN');
}

/** Eight digits are an EAN-8 if their check digit is right, else they may be a UPC-E. */
function upcFromUpcE(digits: string, scan: IdentifiedScan): string | undefined {
  if (digits.length !== 8) return undefined;
  if (scan.symbology !== 'upc-e' && hasGs1CheckDigit(digits)) return undefined;
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
  const reading = readMeasured(digits, rules.measures);
  switch (reading.kind) {
    case 'measured':
      return { kind: 'measured', ...reading.measured };
    case 'wrong':
      return invalid(digits, reading.reason);
    case 'no-mask':
      return { kind: 'other', text: digits };
  }
}
