import type { NicknameWords } from './nickname-words.ts';

export const ZH_HANT: NicknameWords = {
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
