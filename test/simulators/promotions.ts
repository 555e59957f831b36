import { PromotionsFile } from '../../contracts/promotions-file.ts';
import { FOOD_CATEGORIES } from './catalogue.ts';

/** What the virtual shop promises today: the spend promotion that pooling lives on, and three mechanics beside it. */
export const VIRTUAL_PROMOTIONS: PromotionsFile = PromotionsFile.parse({
  currency: 'CNY',
  minorDigits: 2,
  timeZone: 'Asia/Shanghai',
  promotions: [
    {
      id: 'food-200-50',
      title: {
        en: 'Food: spend 200, 50 off',
        'zh-Hans': '食品满200减50',
        'zh-Hant': '食品滿200減50',
      },
      scope: { include: { categories: [...FOOD_CATEGORIES] } },
      kind: 'spend',
      tiers: [{ spendMinor: 20_000, reward: { offMinor: 5000 } }],
    },
    {
      id: 'care-second-half',
      title: {
        en: 'Care: second one half price',
        'zh-Hans': '洗护第二件半价',
        'zh-Hant': '洗護第二件半價',
      },
      scope: { include: { categories: ['care'] } },
      kind: 'multi-buy',
      buy: 1,
      get: 1,
      reward: { percentOff: 50 },
    },
    {
      id: 'household-3-10',
      title: {
        en: 'Household: three or more, 10 % off',
        'zh-Hans': '家居满3件9折',
        'zh-Hant': '家居滿3件9折',
      },
      scope: { include: { categories: ['household'] } },
      kind: 'quantity',
      tiers: [{ quantity: 3, reward: { percentOff: 10 } }],
    },
  ],
});
