import type { BarcodeRules } from '../../contracts/barcode-rules.ts';
import { hasGs1CheckDigit } from '../../contracts/gtin.ts';
import { passesLuhn } from './luhn.ts';

/** The number of a loyalty card, if one of the venue's rules takes the whole code; a group named `card` is the number. */
export function cardNumber(value: string, rules: BarcodeRules['cards']): string | undefined {
  // No card is longer, and a pattern of the venue's must not meet endless text.
  if (value.length > 128) return undefined;
  for (const rule of rules) {
    const match = new RegExp(`^(?:${rule.match})$`, 'u').exec(value);
    if (match === null) continue;
    const card = match.groups?.['card'] ?? value;
    if (card.length > 0 && card.length <= 64 && passes(card, rule.check)) return card;
  }
  return undefined;
}

function passes(card: string, check: 'none' | 'gs1' | 'luhn'): boolean {
  switch (check) {
    case 'none':
      return true;
    case 'gs1':
      return /^\d{2,}$/.test(card) && hasGs1CheckDigit(card);
    case 'luhn':
      return /^\d{2,}$/.test(card) && passesLuhn(card);
  }
}
