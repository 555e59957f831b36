import { z } from 'zod';
import { Rule } from './rule-keys.ts';
import { note, oneOf } from './schema-notes.ts';

const WordKind = oneOf({
  subtotal: 'a subtotal',
  total: 'the total',
  tax: 'a tax; a rate in percent may stand between',
  discount: 'a discount',
  cash: 'a payment in cash',
  card: 'a payment by card',
  voucher: 'a payment by voucher',
  other: 'another payment',
  change: 'the change',
});
type WordKind = z.infer<typeof WordKind>;

/** What a till prints in front of an amount, by what it means. */
export const Words = z.partialRecord(
  WordKind,
  z
    .array(z.string().min(1).max(40))
    .max(40)
    .meta(note('Words or phrases; spaces and capitals do not matter.')),
);
export type Words = z.infer<typeof Words>;

const TENDERS: readonly WordKind[] = ['cash', 'card', 'voucher', 'other'];

/** What may stand between a word and its amount: signs, then perhaps a currency. */
const BETWEEN = '[^\\p{L}\\d$€£¥￥(\\-−]{0,24}(?:[A-Z]{3}\\W{0,3})?';
const RATE = '(?:\\(?\\d{1,2}(?:[.,]\\d{1,3})?\\s*%\\)?)?';

/** The rules for a dialect's own words: a line that is one of them and an amount is never an item. */
export function wordRules(words: Words): readonly Rule[] {
  return WordKind.options.flatMap((kind) => {
    const alternatives = (words[kind] ?? []).map(patternOf);
    if (alternatives.length === 0) return [];
    const word = `(?:${alternatives.join('|')})`;
    const named = kind === 'discount' ? `(?<name>${word})` : word;
    const rate = kind === 'tax' ? `[^\\p{L}\\d]{0,12}${RATE}` : '';
    return [
      Rule.parse({
        id: `words-${kind}`,
        type: TENDERS.includes(kind) ? 'tender' : kind,
        re: `^\\W*${named}${rate}${BETWEEN}{amount}{flag}$`,
        ...(TENDERS.includes(kind) ? { sets: { tender: kind } } : {}),
      }),
    ];
  });
}

function patternOf(phrase: string): string {
  return phrase
    .trim()
    .replaceAll(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll(/\s+/g, '\\s+');
}
