import { expect, test } from 'vitest';
import { moneyFormat } from '../i18n/format.ts';
import { textFor } from '../../contracts/language.ts';
import { messagesIn } from '../i18n/words.ts';
import { ME, ORANGE, withOrange } from '../testing/sample-view.ts';
import { suggestionWords } from './suggestion-words.ts';

const words = (language: 'en' | 'zh-Hans') => ({
  t: messagesIn(language),
  money: moneyFormat({ language, currency: 'CNY', minorDigits: 2 }),
  text: (texts: Parameters<typeof textFor>[0]) => textFor(texts, language),
});

test('you 120 + Orange 90 reach 200: each of you saves 25', () => {
  expect(suggestionWords(withOrange(), words('en'))).toEqual({
    names: 'Orange',
    parts: 'You ¥120 + Orange ¥90',
    reach: 'reach ¥200: ¥50 off',
    savesLabel: 'each of you saves',
    saves: '¥25',
  });
});

test('the same in Chinese', () => {
  expect(suggestionWords(withOrange(), words('zh-Hans'))).toMatchObject({
    parts: '您 ¥120 + 橙子 ¥90',
    reach: '满 ¥200 减 ¥50',
    savesLabel: '每人省',
  });
});

test('where the shares differ it speaks of her saving alone', () => {
  const uneven = withOrange({ savesMinor: 2400 });
  expect(suggestionWords(uneven, words('en')).savesLabel).toBe('you save');
});

test('an odd unit of money is still shared evenly', () => {
  const odd = withOrange({ savesMinor: 2501, groupSavesMinor: 5001 });
  expect(suggestionWords(odd, words('en')).savesLabel).toBe('each of you saves');
});

test('a threshold of pieces is told in pieces', () => {
  const pieces = withOrange({
    reasons: [
      {
        promotion: 'cola',
        title: { en: 'Colas' },
        thresholdQuantity: 6,
        reachedQuantity: 6,
        discountMinor: 360,
      },
    ],
  });
  expect(suggestionWords(pieces, words('en')).reach).toBe('reach 6 pieces: ¥3.60 off');
});

test('a promotion without a threshold is told by its name', () => {
  const plain = withOrange({
    reasons: [{ promotion: 'p', title: { en: 'Second one half price' }, discountMinor: 500 }],
  });
  expect(suggestionWords(plain, words('en')).reach).toBe('Second one half price: ¥5 off');
});

test('three partners are told as one sum', () => {
  const partner = { nickname: ORANGE, mine: false, answer: 'open', contributesMinor: 3000 };
  const four = withOrange({
    members: [
      { nickname: ME, mine: true, answer: 'open', contributesMinor: 12_000 },
      partner,
      partner,
      partner,
    ],
  });
  expect(suggestionWords(four, words('en')).parts).toBe('You ¥120 + 3 others ¥90');
});
