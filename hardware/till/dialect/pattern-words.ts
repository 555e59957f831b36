import type { AmountFormat } from './amount.ts';

/** Stands in an item rule that minds words of the sale. */
export const GUARD = '{no-item}';

/**
 * Expands the words that a rule's pattern may use, so that one rule serves every number format: `{amount}` and `{unit}` (a printed
 * amount in the dialect's format, as named groups), `{flag}` (tax letters after an amount), `{no-item}` (the rule is careful with
 * lines that begin like a total, tax or tender: keywords.ts).
 */
export function expandPattern(source: string, format: AmountFormat): string {
  const amount = amountPattern(format);
  return source
    .replaceAll('{amount}', `(?<amount>${amount})`)
    .replaceAll('{unit}', `(?<unit>${amount})`)
    .replaceAll('{flag}', '(?:\\s?[A-Z*#]{1,2})?')
    .replaceAll(GUARD, '');
}

function amountPattern(format: AmountFormat): string {
  const fraction = format.minorUnits === 0 ? '' : `[${format.decimal}]\\d{${format.minorUnits}}`;
  // Inside a character class none of the group signs needs escaping.
  const digits = `\\d[\\d${format.group}]{0,11}${fraction}`;
  return `[\\-−\\(]?\\s?(?:[A-Z]{0,3}[$€£¥￥]\\s?)?[\\-−]?${digits}(?:\\s?元)?[\\-−\\)]?`;
}
