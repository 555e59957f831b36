/**
 * Text as a receiptline document may hold it: its markup characters are escaped, control characters and line ends become spaces.
 * Without this a product named `A {b}B` prints as a blank line. Source: receiptline 4 README, "Escape sequences in text".
 */
export function slipText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replace(/[\\|{}~_"`^\-=]/g, String.raw`\$&`);
}

/** A value inside a property such as `{code:…}`. */
export function slipValue(value: string): string {
  return value.replace(/[\p{Cc}]+/gu, ' ').replace(/[\\|{};:]/g, String.raw`\$&`);
}
