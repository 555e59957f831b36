import type { Language } from '../../contracts/language.ts';
import type { SlipWords } from './slip-words.ts';
import { EN } from './words-en.ts';
import { ZH_HANS } from './words-zh-hans.ts';
import { ZH_HANT } from './words-zh-hant.ts';

/** One row for each language. */
const WORDS: Readonly<Record<Language, SlipWords>> = {
  en: EN,
  'zh-Hans': ZH_HANS,
  'zh-Hant': ZH_HANT,
};

export function slipWords(language: Language): SlipWords {
  return WORDS[language];
}
