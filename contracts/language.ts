import { z } from 'zod';

/** The languages of screens and slips. */
export const Language = z.enum(['en', 'zh-Hans', 'zh-Hant']);
export type Language = z.infer<typeof Language>;
export const LANGUAGES: readonly Language[] = Language.options;

/** A text by language; at least one is given. */
export const LocalText = z
  .partialRecord(Language, z.string().min(1).max(200))
  .refine((texts) => Object.keys(texts).length > 0, 'a text in at least one language');
export type LocalText = z.infer<typeof LocalText>;

/** The text for a reader: her language, else the other Chinese, else English, else whatever there is. */
export function textFor(texts: LocalText, language: Language): string {
  const order: readonly Language[] =
    language === 'en' ? ['en', 'zh-Hans', 'zh-Hant'] : [language, 'zh-Hans', 'zh-Hant', 'en'];
  for (const candidate of order) {
    const text = texts[candidate];
    if (text !== undefined) return text;
  }
  return '';
}
