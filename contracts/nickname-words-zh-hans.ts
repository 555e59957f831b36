import type { NicknameWords } from './nickname-words.ts';

export const ZH_HANS: NicknameWords = {
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
