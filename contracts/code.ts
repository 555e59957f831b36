import { z } from 'zod';
import { gs1CheckDigit, hasGs1CheckDigit } from './gtin.ts';

/** Source: docs/rules.md#lives-code; GS1 restricted circulation numbers (prefixes 02, 20-29). */
export const PairingCode = z
  .string()
  .regex(/^(?:02|2\d)\d{11}$/, '13 digits that begin with 02 or 20 to 29')
  .refine(hasGs1CheckDigit, 'wrong GS1 check digit')
  .brand<'PairingCode'>()
  .describe(
    'A pairing code: 13 digits, an EAN-13 in an in-store prefix of the venue’s choice, so that every till scanner reads it and every cashier can type it.',
  );
export type PairingCode = z.infer<typeof PairingCode>;

/** The in-store prefix that a venue keeps for pairing codes: `02`, `20`-`29`, optionally longer. */
export const CodePrefix = z
  .string()
  .regex(/^(?:02|2\d)\d{0,3}$/, '02 or 20 to 29, followed by at most three digits');
export type CodePrefix = z.infer<typeof CodePrefix>;

/** Makes a code from a prefix and randomness; one call of `random` ([0, 1)) for each free digit. */
export function pairingCode(prefix: CodePrefix, random: () => number): PairingCode {
  let body: string = prefix;
  while (body.length < 12) body += String(Math.floor(random() * 10));
  return PairingCode.parse(body + String(gs1CheckDigit(body)));
}

/** Every pairing code of the prefix that stands in a text as a run of exactly 13 digits and has
 *  the right check digit. */
export function pairingCodesIn(text: string, prefix: CodePrefix): readonly PairingCode[] {
  const found: PairingCode[] = [];
  for (const match of text.matchAll(/(?<!\d)\d{13}(?!\d)/g)) {
    const parsed = PairingCode.safeParse(match[0]);
    if (parsed.success && parsed.data.startsWith(prefix)) found.push(parsed.data);
  }
  return found;
}
