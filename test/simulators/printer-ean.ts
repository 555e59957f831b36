const L = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
];
/** Which of the left digits use the G set, by the first digit. */
const PARITY = [
  'LLLLLL',
  'LLGLGG',
  'LLGGLG',
  'LLGGGL',
  'LGLLGG',
  'LGGLLG',
  'LGGGLL',
  'LGLGLG',
  'LGLGGL',
  'LGGLGL',
];

/**
 * The modules of an EAN-13, 1 = bar, as a printer draws them that was given 12 or 13 digits.
 * Source: ISO/IEC 15420, symbol structure.
 */
export function ean13Modules(digits: string): string {
  const whole = digits.length === 12 ? digits + checkDigit(digits) : digits;
  if (!/^\d{13}$/.test(whole)) return '';
  const parity = PARITY[Number(whole[0])] ?? '';
  let modules = '101';
  for (let index = 1; index <= 6; index += 1) {
    const left = L[Number(whole[index])] ?? '';
    modules += parity[index - 1] === 'L' ? left : reversed(inverted(left));
  }
  modules += '01010';
  for (let index = 7; index <= 12; index += 1) modules += inverted(L[Number(whole[index])] ?? '');
  return `${modules}101`;
}

function inverted(modules: string): string {
  return modules.replace(/[01]/g, (module) => (module === '0' ? '1' : '0'));
}

function reversed(modules: string): string {
  return modules.split('').toReversed().join('');
}

function checkDigit(body: string): string {
  let sum = 0;
  for (const [index, digit] of body.split('').entries())
    sum += Number(digit) * (index % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}
