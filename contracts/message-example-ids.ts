// Names that the examples of the protocol share, so that they tell one story: two shoppers, one pairing.

export const VISIT = '01K6A3V5QW8ZJ4N2T7R9B0XCDE';
export const PARTNER_VISIT = '01K6A3TZ0M5E7H9K1P3S6V8YBD';
export const SUGGESTION = '01K6A40C2F4G6H8J0K2M4N6P8Q';
export const PAIRING = '01K6A41R3S5T7V9W1X3Y5Z7A9B';
export const CHANNEL = '01K6A41R3SC4D6E8F0G2H4J6K8';
export const INQUIRY = '01K6A45M7N9P1Q3R5S7T9V1W3X';
export const SALE = '9f2c41d07be85a36c1f04e8d92b7a653';
export const CODE = '2912345678906';
export const GTIN = '06901234567892';

/** 2026-09-28T10:15:00+08:00 */
export const NOW_MS = 1_790_561_700_000;

export const ME = { fruit: 'orange', colour: 'blue', number: 42 } as const;
export const PARTNER = { fruit: 'pear', colour: 'green', number: 17 } as const;
export const MEETING_POINT = {
  id: 'fountain',
  name: { en: 'Fountain', 'zh-Hans': '喷泉' },
} as const;
export const PROMOTION = 'spend-100-off-20';
