import type { Language } from '../../contracts/language.ts';
import { en } from './en.ts';
import type { PhraseBook } from './phrase-book.ts';
import { zhHans } from './zh-hans.ts';
import { zhHant } from './zh-hant.ts';

/** One row for each language. */
export const PHRASE_BOOKS: Readonly<Record<Language, PhraseBook>> = {
  en,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
};
