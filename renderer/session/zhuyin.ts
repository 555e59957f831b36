/** The first sounds of Mandarin as zhuyin writes them, beside the pinyin letter that the catalogue's initials begin with. The keys
 *  stand in the order in which they are learnt. Source: Unicode block Bopomofo; Hanyu Pinyin initials. */
export const ZHUYIN_KEYS = [
  ['ㄅ', 'b'],
  ['ㄆ', 'p'],
  ['ㄇ', 'm'],
  ['ㄈ', 'f'],
  ['ㄉ', 'd'],
  ['ㄊ', 't'],
  ['ㄋ', 'n'],
  ['ㄌ', 'l'],
  ['ㄍ', 'g'],
  ['ㄎ', 'k'],
  ['ㄏ', 'h'],
  ['ㄐ', 'j'],
  ['ㄑ', 'q'],
  ['ㄒ', 'x'],
  ['ㄓ', 'z'],
  ['ㄔ', 'c'],
  ['ㄕ', 's'],
  ['ㄖ', 'r'],
  ['ㄗ', 'z'],
  ['ㄘ', 'c'],
  ['ㄙ', 's'],
  ['ㄧ', 'y'],
  ['ㄨ', 'w'],
  ['ㄩ', 'y'],
  ['ㄚ', 'a'],
  ['ㄛ', 'o'],
  ['ㄜ', 'e'],
  ['ㄞ', 'a'],
  ['ㄠ', 'a'],
  ['ㄡ', 'o'],
  ['ㄢ', 'a'],
  ['ㄣ', 'e'],
  ['ㄦ', 'e'],
] as const satisfies readonly (readonly [string, string])[];

const LETTER = new Map<string, string>(ZHUYIN_KEYS);

/** What the daemon searches for: zhuyin turned into pinyin initials, everything else as it is. */
export function searchText(typed: string): string {
  return typed.replaceAll(/./gu, (sign) => LETTER.get(sign) ?? sign);
}
