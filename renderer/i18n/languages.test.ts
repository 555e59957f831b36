import { describe, expect, test } from 'vitest';
import { LANGUAGES, type LocalText, textFor } from '../../contracts/language.ts';
import { localText, SCREEN_LANGUAGES } from './languages.ts';

describe('the page chooses texts as every other part does', () => {
  test('it offers every language of the contracts', () => {
    expect([...SCREEN_LANGUAGES].toSorted()).toEqual([...LANGUAGES].toSorted());
  });

  const texts: readonly LocalText[] = [
    { en: 'oil' },
    { 'zh-Hans': '油' },
    { 'zh-Hant': '油漬' },
    { en: 'oil', 'zh-Hans': '油' },
    { en: 'oil', 'zh-Hant': '油漬' },
    { 'zh-Hans': '油', 'zh-Hant': '油漬' },
  ];
  test.each(texts)('%j reads the same on the page and on a slip', (text) => {
    for (const language of LANGUAGES)
      expect(localText(text, language)).toBe(textFor(text, language));
  });
});
