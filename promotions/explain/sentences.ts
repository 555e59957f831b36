import { inEveryLanguage, type Language } from '../../contracts/language.ts';
import type { KindName, Promotion, PromotionOf } from '../../contracts/promotion.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { type ConditionOf, type Conditions, conditionsOf } from './conditions.ts';
import type { Money, PhraseBook } from './phrase-book.ts';
import { PHRASE_BOOKS } from './phrase-books.ts';

/** What a promotion does, in one sentence for each language of the screens. */
export function sentencesFor(
  promotion: Promotion,
  file: PromotionsFile,
): Readonly<Record<Language, string>> {
  const money: Money = { currency: file.currency, minorDigits: file.minorDigits };
  return inEveryLanguage((language) => {
    const book = PHRASE_BOOKS[language];
    const conditions = conditionsOf(promotion).map((condition) => ({
      about: condition.about,
      text: conditionText(book, condition, money),
    }));
    return book.sentence(ruleText(book, promotion.kind, promotion, money), conditions);
  });
}

function ruleText<K extends KindName>(
  book: PhraseBook,
  kind: K,
  promotion: PromotionOf<K>,
  money: Money,
): string {
  return book.rules[kind](promotion, money);
}

function conditionText<C extends keyof Conditions>(
  book: PhraseBook,
  condition: ConditionOf<C>,
  money: Money,
): string {
  return book.conditions[condition.about](condition.value, money);
}
