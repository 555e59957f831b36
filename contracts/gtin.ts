import { z } from 'zod';

/**
 * The GS1 check digit for a body of digits: weights 3, 1 from the right, mod 10.
 * Source: GS1 General Specifications, check digit calculation.
 */
export function gs1CheckDigit(body: string): number {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = body.charCodeAt(body.length - 1 - index) - 48;
    sum += index % 2 === 0 ? digit * 3 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** Whether the last digit is the right GS1 check digit for the digits before it. */
export function hasGs1CheckDigit(digits: string): boolean {
  return gs1CheckDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}

/** A GS1 trade item number, always 14 digits; shorter ones are left-padded with zeros.
 *  Source: GS1 General Specifications, check digit calculation. */
export const Gtin = z
  .string()
  .regex(/^\d{8}$|^\d{12,14}$/, '8, 12, 13 or 14 digits')
  .transform((digits) => digits.padStart(14, '0'))
  .refine(hasGs1CheckDigit, 'wrong GS1 check digit')
  .brand<'Gtin'>();
export type Gtin = z.infer<typeof Gtin>;
