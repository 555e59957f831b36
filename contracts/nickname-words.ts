import type { Language } from './language.ts';
import type { COLOURS, FRUITS, Nickname } from './nickname.ts';

/** What nicknames are called in one language, on screens and on slips alike: people look for each other by these words. */
export interface NicknameWords {
  readonly colours: Readonly<Record<(typeof COLOURS)[number], string>>;
  readonly fruits: Readonly<Record<(typeof FRUITS)[number], string>>;
  readonly nameOf: (colour: string, fruit: string, number: number) => string;
}

const EN: NicknameWords = {
  colours: {
    red: 'Red',
    blue: 'Blue',
    green: 'Green',
    yellow: 'Yellow',
    purple: 'Purple',
    teal: 'Teal',
  },
  fruits: {
    orange: 'Orange',
    apple: 'Apple',
    pear: 'Pear',
    peach: 'Peach',
    plum: 'Plum',
    cherry: 'Cherry',
    grape: 'Grape',
    lemon: 'Lemon',
    melon: 'Melon',
    mango: 'Mango',
    kiwi: 'Kiwi',
    fig: 'Fig',
    lychee: 'Lychee',
    banana: 'Banana',
    berry: 'Berry',
    coconut: 'Coconut',
    papaya: 'Papaya',
    guava: 'Guava',
    pomelo: 'Pomelo',
    olive: 'Olive',
  },
  nameOf: (colour, fruit, number) => `${colour} ${fruit} ${String(number)}`,
};

const ZH_HANS: NicknameWords = {
  colours: { red: '红', blue: '蓝', green: '绿', yellow: '黄', purple: '紫', teal: '青' },
  fruits: {
    orange: '橙子',
    apple: '苹果',
    pear: '梨',
    peach: '桃子',
    plum: '李子',
    cherry: '樱桃',
    grape: '葡萄',
    lemon: '柠檬',
    melon: '甜瓜',
    mango: '芒果',
    kiwi: '猕猴桃',
    fig: '无花果',
    lychee: '荔枝',
    banana: '香蕉',
    berry: '莓果',
    coconut: '椰子',
    papaya: '木瓜',
    guava: '番石榴',
    pomelo: '柚子',
    olive: '橄榄',
  },
  nameOf: (colour, fruit, number) => `${colour}${fruit} ${String(number)}`,
};

const ZH_HANT: NicknameWords = {
  colours: { red: '紅', blue: '藍', green: '綠', yellow: '黃', purple: '紫', teal: '青' },
  fruits: {
    orange: '橙子',
    apple: '蘋果',
    pear: '梨',
    peach: '桃子',
    plum: '李子',
    cherry: '櫻桃',
    grape: '葡萄',
    lemon: '檸檬',
    melon: '甜瓜',
    mango: '芒果',
    kiwi: '奇異果',
    fig: '無花果',
    lychee: '荔枝',
    banana: '香蕉',
    berry: '莓果',
    coconut: '椰子',
    papaya: '木瓜',
    guava: '番石榴',
    pomelo: '柚子',
    olive: '橄欖',
  },
  nameOf: (colour, fruit, number) => `${colour}${fruit} ${String(number)}`,
};

const WORDS: Readonly<Record<Language, NicknameWords>> = {
  en: EN,
  'zh-Hans': ZH_HANS,
  'zh-Hant': ZH_HANT,
};

export function nicknameWords(language: Language): NicknameWords {
  return WORDS[language];
}

/** A nickname in words: `Red Orange 42`, `红橙子 42`. */
export function nicknameText(nickname: Nickname, language: Language): string {
  const words = nicknameWords(language);
  return words.nameOf(
    words.colours[nickname.colour],
    words.fruits[nickname.fruit],
    nickname.number,
  );
}
