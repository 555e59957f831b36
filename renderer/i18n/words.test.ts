import { describe, expect, test } from 'vitest';
import { COLOURS, FRUITS } from '../../contracts/nickname.ts';
import { fullNickname, messagesIn, SCREEN_LANGUAGES, shortNicknames } from './words.ts';

/** Every text of a language with its path; functions are called with plain samples. */
function textsOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const sample = path.endsWith('.and') ? [['甲', '乙']] : ['甲', '乙', 3];
    return [[path, String(Reflect.apply(value, undefined, sample))]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

describe.each(SCREEN_LANGUAGES)('the texts in %s', (language) => {
  const texts = textsOf(messagesIn(language));

  test('say something everywhere', () => {
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('have no template left over', () => {
    expect(texts.filter(([, text]) => /undefined|\$\{|\[object/.test(text))).toEqual([]);
  });
});

describe('Chinese reads as Chinese', () => {
  test.each(['zh-Hans', 'zh-Hant'] as const)(
    '%s uses full-width punctuation beside Chinese characters',
    (language) => {
      const wrong = textsOf(messagesIn(language)).filter(([, text]) =>
        /\p{Script=Han}[,;:?!]|[,;?!]\p{Script=Han}/u.test(text),
      );
      expect(wrong).toEqual([]);
    },
  );

  // Characters that exist in one script only, of those that this page uses.
  test.each([
    ['zh-Hans', /[單會員條碼領購買錢請輸號嗎與對點開關籃總們個時這來還幫讓離續聽顯設場圍]/u],
    ['zh-Hant', /[单会员条码领购买钱请输号吗与对点开关篮总们个时这来还帮让离续听显设场围]/u],
  ] as const)('%s holds no character of the other script', (language, foreign) => {
    expect(textsOf(messagesIn(language)).filter(([, text]) => foreign.test(text))).toEqual([]);
  });
});

describe('nicknames', () => {
  test('are all different in each language', () => {
    for (const language of SCREEN_LANGUAGES) {
      const t = messagesIn(language);
      const names = FRUITS.flatMap((fruit) =>
        COLOURS.map((colour) => fullNickname({ fruit, colour, number: 42 }, t)),
      );
      expect(new Set(names).size).toBe(FRUITS.length * COLOURS.length);
    }
  });

  test('are short where the fruit tells people apart, and in full where it does not', () => {
    const t = messagesIn('en');
    const orange = { fruit: 'orange', colour: 'blue', number: 42 } as const;
    const other = { fruit: 'orange', colour: 'red', number: 17 } as const;
    const kiwi = { fruit: 'kiwi', colour: 'red', number: 17 } as const;
    expect(shortNicknames([orange, kiwi], t)).toEqual(['Orange', 'Kiwi']);
    expect(shortNicknames([orange, other, kiwi], t)).toEqual([
      'Blue Orange 42',
      'Red Orange 17',
      'Kiwi',
    ]);
  });
});
