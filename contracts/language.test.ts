import { expect, test } from 'vitest';
import { inEveryLanguage, LANGUAGES, textFor } from './language.ts';

const ALL = inEveryLanguage((language) => `oil in ${language}`);

test.each(LANGUAGES)('a text that is there in %s is read in it', (language) => {
  expect(textFor(ALL, language)).toBe(ALL[language]);
});

test('who reads one Chinese script gets the other before English', () => {
  expect(textFor({ en: 'oil', 'zh-Hans': '油' }, 'zh-Hant')).toBe('油');
  expect(textFor({ en: 'oil', 'zh-Hant': '油漬' }, 'zh-Hans')).toBe('油漬');
});

test('who misses a text in every language of hers reads it in whatever language there is', () => {
  expect(textFor({ 'zh-Hant': '油漬' }, 'en')).toBe('油漬');
  expect(textFor({ en: 'oil' }, 'zh-Hans')).toBe('oil');
  expect(textFor({}, 'en')).toBe('');
});
