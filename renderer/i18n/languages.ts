import type { Language, LocalText } from '../../contracts/language.ts';

// The contracts hold the same list and rule beside zod schemas, which would be half of this page's size; `languages.test.ts` holds the
// two equal.

/** The languages in the order in which the screens offer them. */
export const SCREEN_LANGUAGES = ['zh-Hans', 'zh-Hant', 'en'] as const satisfies readonly Language[];

/** The text for a reader: her language, else the other Chinese, else English, else whatever there is. */
export function localText(texts: LocalText, language: Language): string {
  const order: readonly Language[] =
    language === 'en' ? ['en', 'zh-Hans', 'zh-Hant'] : [language, 'zh-Hans', 'zh-Hant', 'en'];
  for (const candidate of order) {
    const text = texts[candidate];
    if (text !== undefined) return text;
  }
  return '';
}
