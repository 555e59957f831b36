/**
 * Hides what must not stand in logs: payment card numbers (14 to 19 digits that pass Luhn; a pairing code has 13 and stays readable)
 * keep their last four digits. Source: reference page on devices, section 3, loyalty id.
 */
export function maskCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){13,18}/g, (run) => {
    const digits = run.replace(/\D/g, '');
    return passesLuhn(digits) ? `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}` : run;
  });
}

/** All but the last two characters of an id. */
export function maskId(id: string): string {
  return `${'*'.repeat(Math.max(0, id.length - 2))}${id.slice(-2)}`;
}

/** The mod 10 check of ISO/IEC 7812. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
