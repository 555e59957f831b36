// The kiosk page imports this file, so it stays free of zod, which would be half of that page's size. Schemas: language-schema.ts.

/** The languages of screens and slips. */
export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text by language; at least one is given. */
export type LocalText = Readonly<Partial<Record<Language, string>>>;

/**
 * Every language, in the order in which a reader of `language` is served best: that language, others with the same base
 * (`zh-Hant` and `zh-Hans` share `zh`), English, the rest. Source: lookup of BCP 47 tags, RFC 4647, 3.4.
 */
export function fallbackOrder(language: Language): readonly Language[] {
  const ofSameBase = LANGUAGES.filter((each) => baseOf(each) === baseOf(language));
  return [...new Set<Language>([language, ...ofSameBase, 'en', ...LANGUAGES])];
}

function baseOf(language: Language): string {
  return language.split('-', 1)[0] ?? language;
}

/** The text for a reader, by `fallbackOrder`; empty where there is no text at all. */
export function textFor(texts: LocalText, language: Language): string {
  for (const candidate of fallbackOrder(language)) {
    const text = texts[candidate];
    if (text !== undefined) return text;
  }
  return '';
}

/** One value for each language. */
export function inEveryLanguage<T>(make: (language: Language) => T): Readonly<Record<Language, T>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<
    Language,
    T
  >;
}
