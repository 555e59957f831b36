// Face for daemon/ and cli/: `parseBarcode(text, rules, codePrefix?): Scan`, and `missingFrom` for the workbench.
import type { BarcodeRules } from '../../contracts/barcode-rules.ts';
import { PairingCode } from '../../contracts/code.ts';
import type { CodePrefix } from '../../contracts/code.ts';
import { Gtin, hasGs1CheckDigit } from '../../contracts/gtin.ts';
import type { Scan } from '../../contracts/scan.ts';
import { cardNumber } from './card.ts';
import { parseDigitalLink } from './digital-link.ts';
import { parseElementString } from './element-string.ts';
import type { ElementString } from './element-string.ts';
import { readMeasured } from './measure.ts';
import { missingBeside } from './relations.ts';
import { identifyScan } from './symbology.ts';
import type { Symbology } from './symbology.ts';
import { expandUpcE } from './upc-e.ts';

/** FNC1 as scanners send it, unless the venue's rules name another character. */
const GS = '\u001d';

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
  const elements = elementsOf(value, symbology, rules);
  if (elements !== undefined) return fromElements(value, elements, rules);
  if (/^\d+$/.test(value)) return parseDigits(value, symbology, rules);
  return { kind: 'other', text: value.slice(0, 200) };
}

/** What GS1 wants beside the identifiers of a scan and the scan itself does not hold; empty for what is no GS1 symbol. */
export function missingFrom(text: string, rules: BarcodeRules): readonly string[] {
  const { symbology, text: value } = identifyScan(text, rules.codeId);
  const read = elementsOf(value, symbology, rules);
  return read?.kind === 'elements' ? missingBeside([...read.elements.keys()]) : [];
}

/** The elements of a GS1 symbol or of a Digital Link; undefined for what is neither. */
function elementsOf(
  value: string,
  symbology: Symbology,
  rules: BarcodeRules,
): ElementString | undefined {
  const separator = rules.groupSeparator ?? GS;
  const isElements =
    symbology === 'gs1' || value.includes(separator) || isBareElementString(value, symbology);
  // A web address may hold the character that stands for the separator.
  if (/^https?:\/\//i.test(value) || !isElements) return parseDigitalLink(value);
  return parseElementString(value, separator);
}

/** Without the scanner's word, 16 digits or more that begin with 01 and a right GTIN are taken for a GS1 symbol. */
function isBareElementString(value: string, symbology: Symbology): boolean {
  return symbology === 'unknown' && /^01\d{14}/.test(value) && hasGs1CheckDigit(value.slice(2, 16));
}

/** A trade item by its elements: net weight (310n) and price (392n, taken as of a currency with two decimals) make it a measured one. */
function fromElements(text: string, read: ElementString, rules: BarcodeRules): Scan {
  if (read.kind === 'wrong') return invalid(text, read.reason);
  const { elements } = read;
  const gtin = elements.get('01');
  if (gtin === undefined) return { kind: 'other', text: text.slice(0, 200) };
  const weightGrams = scaled(elements, '310', 3);
  const priceMinor = scaled(elements, '392', 2);
  if (weightGrams !== undefined || priceMinor !== undefined) {
    return {
      kind: 'measured',
      item: gtin,
      ...(priceMinor === undefined ? {} : { priceMinor }),
      ...(weightGrams === undefined ? {} : { weightGrams }),
    };
  }
  return parseDigits(gtin, 'gs1', rules);
}

/** The number of an identifier whose last digit counts the decimals, as an integer with `decimals` of them. */
function scaled(
  elements: ReadonlyMap<string, string>,
  family: string,
  decimals: number,
): number | undefined {
  for (const [ai, data] of elements) {
    if (ai.length !== 4 || !ai.startsWith(family)) continue;
    const value = Number(data) * 10 ** (decimals - Number(ai.slice(3)));
    return Number.isSafeInteger(value) ? value : undefined;
  }
  return undefined;
}

function invalid(text: string, reason: string): Scan {
  return { kind: 'invalid', text: text.slice(0, 200), reason };
}

function parseDigits(scanned: string, symbology: Symbology, rules: BarcodeRules): Scan {
  // The add-on of 2 or 5 digits says which issue of a magazine; the article is the same.
  const hasAddOn = symbology === 'ean' && (scanned.length === 15 || scanned.length === 18);
  const digits = hasAddOn ? scanned.slice(0, 13) : scanned;
  const whole = upcOfUpcE(digits, symbology) ?? digits;
  if (![8, 12, 13, 14].includes(whole.length)) return { kind: 'other', text: digits.slice(0, 200) };
  if (!hasGs1CheckDigit(whole)) {
    // A Code 128 or a QR may hold any number; an EAN may not.
    if (symbology === 'linear' || symbology === 'matrix') return { kind: 'other', text: digits };
    return invalid(digits, 'the check digit is wrong: scan it again');
  }
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

/**
 * Restricted circulation: 02 and 20-29 of EAN-13, 2 of UPC-A, 0 and 2 of EAN-8.
 * Source: docs/facts/barcodes.md#restricted-circulation.
 */
function isRestricted(digits: string): boolean {
  if (digits.length === 14) return digits.startsWith('0') && isRestricted(digits.slice(1));
  if (digits.length === 13) return /^(?:02|2)/.test(digits);
  if (digits.length === 12) return digits.startsWith('2');
  return digits.length === 8 && /^[02]/.test(digits);
}

function restricted(digits: string, rules: BarcodeRules): Scan {
  const reading = readMeasured(digits.length === 14 ? digits.slice(1) : digits, rules.measured);
  switch (reading.kind) {
    case 'measured':
      return { kind: 'measured', ...reading.measured };
    case 'wrong':
      return invalid(digits, reading.reason);
    case 'no-mask':
      return { kind: 'other', text: digits };
  }
}
