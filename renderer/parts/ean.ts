const LEFT_ODD =
  '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(' ');
const PARITY = 'OOOOOO OOEOEE OOEEOE OOEEEO OEOOEE OEEOOE OEEEOO OEOEOE OEOEEO OEEOEO'.split(' ');

/** The 95 modules of an EAN-13 as `1` (bar) and `0` (space). Source: GS1 General Specifications, 5.2 (EAN/UPC symbology). */
export function eanModules(digits: string): string {
  const pattern = PARITY[Number(digits[0])] ?? '';
  const odd = (digit: string) => LEFT_ODD[Number(digit)] ?? '';
  const right = (digit: string) =>
    odd(digit).replaceAll(/[01]/g, (bit) => (bit === '0' ? '1' : '0'));
  const even = (digit: string) => right(digit).split('').toReversed().join('');
  let modules = '101';
  for (const [index, digit] of digits.slice(1, 7).split('').entries()) {
    modules += pattern[index] === 'E' ? even(digit) : odd(digit);
  }
  modules += '01010';
  for (const digit of digits.slice(7, 13)) modules += right(digit);
  return `${modules}101`;
}
