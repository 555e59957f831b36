/**
 * Code pages by the number of `ESC t n`. Pages that iconv-lite does not know fall back to latin1: their digits and Latin letters,
 * which the rules look at, are the same. Source: Epson ESC/POS command reference, ESC t, TM series.
 */
const EPSON_PAGES: ReadonlyMap<number, string> = new Map([
  [0, 'cp437'],
  [1, 'katakana'],
  [2, 'cp850'],
  [3, 'cp860'],
  [4, 'cp863'],
  [5, 'cp865'],
  [13, 'cp857'],
  [14, 'cp737'],
  [15, 'iso-8859-7'],
  [16, 'windows-1252'],
  [17, 'cp866'],
  [18, 'cp852'],
  [19, 'cp858'],
  [20, 'tis620'],
  [21, 'tis620'],
  [30, 'tcvn'],
  [32, 'cp720'],
  [33, 'cp775'],
  [34, 'cp855'],
  [35, 'cp861'],
  [36, 'cp862'],
  [37, 'cp864'],
  [38, 'cp869'],
  [39, 'iso-8859-2'],
  [40, 'iso-8859-15'],
  [45, 'windows-1250'],
  [46, 'windows-1251'],
  [47, 'windows-1253'],
  [48, 'windows-1254'],
  [49, 'windows-1255'],
  [50, 'windows-1256'],
  [51, 'windows-1257'],
  [52, 'windows-1258'],
]);

export function codePage(number: number): string {
  return EPSON_PAGES.get(number) ?? 'latin1';
}
