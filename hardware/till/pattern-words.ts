import type { AmountFormat } from './amount.ts';

/**
 * Expands the words that a rule's pattern may use, so that one rule serves every number format: `{amount}` and `{unit}` (a printed
 * amount in the dialect's format, as named groups), `{flag}` (tax letters after an amount), `{no-item}` (refuses lines that
 * begin like a total, tax or tender).
 */
export function expandPattern(source: string, format: AmountFormat): string {
  const amount = amountPattern(format);
  return source
    .replaceAll('{amount}', `(?<amount>${amount})`)
    .replaceAll('{unit}', `(?<unit>${amount})`)
    .replaceAll('{flag}', '(?:\\s?[A-Z*#]{1,2})?')
    .replaceAll('{no-item}', NO_ITEM);
}

function amountPattern(format: AmountFormat): string {
  const fraction = format.minorUnits === 0 ? '' : `[${format.decimal}]\\d{${format.minorUnits}}`;
  // Inside a character class none of the group signs needs escaping.
  const digits = `\\d[\\d${format.group}]{0,11}${fraction}`;
  return `[\\-−\\(]?\\s?(?:[A-Z]{0,3}[$€£¥￥]\\s?)?[\\-−]?${digits}(?:\\s?元)?[\\-−\\)]?`;
}

/** Words that begin lines which are about the sale, not of it. A line of this kind that no rule understands must stay unknown:
 *  taken for an item it would make a wrong sale. */
const NO_ITEM = [
  '(?!\\W*(?:sub[\\s\\-]?total|total|grand|balance|amount|change|cash|tender|tax|vat|gst|paid|payment|visa|mastercard|maestro|amex|debit|credit|card|rounding|you saved|time|date|tel|phone)\\b)',
  // A line that ends in a tax amount sums up taxes, whatever stands before.
  '(?!.*\\b(?:tax|vat|gst|mwst)\\W*[\\d.,]+$)',
  '(?![\\s*#=]*(?:合计|总计|总额|应付|应收|实付|实收|小计|找零|现金|微信|支付宝|银行卡|刷卡|税额|合計|總計|總額|應付|應收|實付|實收|小計|現金|稅額|找續))',
].join('');
