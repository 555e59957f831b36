/** How a till prints amounts. */
export interface AmountFormat {
  readonly decimal: '.' | ',';
  readonly group: ',' | '.' | ' ' | "'" | '';
  /** Decimals of the currency: 2 for CNY and EUR, 0 for JPY. */
  readonly minorUnits: number;
  /** How negative amounts are printed; all three ways unless told. */
  readonly negative?: readonly ('-x' | 'x-' | '(x)')[];
}

/**
 * A printed amount in minor units, by digits alone, never through a fraction: `1,234.50` is 123450. Understands `-1.50`, `1.50-`,
 * `(1.50)` and a currency sign on either side. Undefined where it is not an amount in this format.
 */
export function amountMinor(text: string, format: AmountFormat): number | undefined {
  return plainMinor(text, format) ?? signedMinor(text, format);
}

/** Nearly all amounts: a few digits, the decimal sign, the decimals. Undefined for all others. */
function plainMinor(text: string, format: AmountFormat): number | undefined {
  const point = text.length - format.minorUnits - 1;
  if (format.minorUnits === 0 || point < 1 || point > 9) return undefined;
  let minor = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (index === point) {
      if (text[index] !== format.decimal) return undefined;
    } else if (digit >= 0 && digit <= 9) {
      minor = minor * 10 + digit;
    } else {
      return undefined;
    }
  }
  return minor;
}

function signedMinor(text: string, format: AmountFormat): number | undefined {
  const match = /^(\(?)([-−+]?)[^\d.,'()+−-]*([-−]?)([\d.,' ]*\d)[^\d.,'()+−-]*([-−]?)(\)?)$/u.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [, opening, sign, innerSign, body = '', trailing, closing] = match;
  if ((opening === '(') !== (closing === ')')) return undefined;
  const digits = digitsMinor(body, format);
  if (digits === undefined) return undefined;
  const isMinus = (part: string | undefined): boolean => part === '-' || part === '−';
  const ways = [
    ...(isMinus(sign) || isMinus(innerSign) ? (['-x'] as const) : []),
    ...(isMinus(trailing) ? (['x-'] as const) : []),
    ...(opening === '(' ? (['(x)'] as const) : []),
  ];
  const { negative } = format;
  if (negative !== undefined && ways.some((way) => !negative.includes(way))) return undefined;
  return ways.length > 0 && digits !== 0 ? -digits : digits;
}

function digitsMinor(body: string, format: AmountFormat): number | undefined {
  const [whole = '', fraction, ...more] = body.split(format.decimal);
  if (more.length > 0) return undefined;
  const ungrouped = format.group === '' ? whole : withoutGroups(whole, format.group);
  if (ungrouped === undefined || !/^\d{1,12}$/.test(ungrouped)) return undefined;
  if (fraction === undefined) return Number(ungrouped) * 10 ** format.minorUnits;
  if (!/^\d*$/.test(fraction) || fraction.length > format.minorUnits) return undefined;
  return Number(ungrouped + fraction.padEnd(format.minorUnits, '0'));
}

/** The digits without their separators; undefined where the groups are not of three. */
function withoutGroups(whole: string, group: string): string | undefined {
  const parts = whole.split(group);
  const [first = '', ...others] = parts;
  if (others.length > 0 && (first.length > 3 || first.length === 0)) return undefined;
  return others.every((part) => part.length === 3) ? parts.join('') : undefined;
}
