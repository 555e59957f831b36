import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../contracts/language.ts';
import { nicknameWords } from '../../contracts/nickname-text.ts';
import { slipWords } from './words.ts';

/** Every text in a table of words; functions are called with a plain sample. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(Reflect.apply(value, undefined, ['1', '2', 3]))];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

test.each(LANGUAGES)(
  'each encoding that %s names has all the characters of its words',
  (language) => {
    const { encodings, ...words } = slipWords(language);
    const text = textsOf([words, nicknameWords(language)]).join('\n');
    expect(encodings.length).toBeGreaterThan(0);
    for (const encoding of encodings) {
      const codec = encoding === 'shiftjis' ? 'shift_jis' : encoding;
      expect(iconv.decode(iconv.encode(text, codec), codec)).toBe(text);
    }
  },
);
