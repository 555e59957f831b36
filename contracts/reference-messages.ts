import { ProductsPage, PromotionsInForce } from './reference.ts';
import { GTIN, PROMOTION } from './message-example-ids.ts';
import { retained } from './message-row.ts';

/** What every box knows of the venue's promotions and products. */
export const REFERENCE_MESSAGES = {
  promotions: retained('ref/promotions', {
    schema: PromotionsInForce,
    about: 'The promotions in force, whole.',
    example: {
      version: '5c1e0f',
      file: {
        currency: 'CNY',
        minorDigits: 2,
        timeZone: 'Asia/Shanghai',
        promotions: [
          {
            id: PROMOTION,
            title: { en: '20 off when you spend 100' },
            kind: 'spend',
            tiers: [{ spendMinor: 10_000, reward: { offMinor: 2000 } }],
          },
        ],
      },
    },
  }),
  products: retained('ref/products/{page}', {
    schema: ProductsPage,
    about:
      'One page of the catalogue. A reader has the catalogue when it holds all pages of one version.',
    example: {
      version: '8d20aa',
      page: 0,
      pages: 1,
      products: [
        {
          code: '4711',
          gtins: [GTIN],
          tillNames: ['GREEN TEA 500ML'],
          title: { en: 'Green tea 500 ml' },
          category: 'drinks',
          unitPriceMinor: 3500,
        },
      ],
    },
  }),
};
