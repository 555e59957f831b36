import { expect, test } from 'vitest';
import { clockTime, countdown, moneyFormat } from './format.ts';

test.each([
  ['zh-Hans', 'CNY', 2, 2500, '¥25', '¥25.00'],
  ['en', 'CNY', 2, 2550, '¥25.50', '¥25.50'],
  ['zh-Hant', 'TWD', 2, 12_345_600, '$123,456', '$123,456.00'],
  ['en', 'JPY', 0, 980, '¥980', '¥980'],
  ['en', 'GBP', 2, 5, '£0.05', '£0.05'],
] as const)(
  'in %s and %s, %i digits, %i is %s, to the last unit %s',
  (language, currency, minorDigits, minor, short, exact) => {
    const money = moneyFormat({ language, currency, minorDigits });
    expect(money.short(minor)).toBe(short);
    expect(money.exact(minor)).toBe(exact);
  },
);

test.each([
  [120_000, '2:00'],
  [119_001, '2:00'],
  [119_000, '1:59'],
  [9_000, '0:09'],
  [1, '0:01'],
  [0, '0:00'],
  [-5, '0:00'],
])('%i ms are left as %s', (leftMs, text) => {
  expect(countdown(leftMs)).toBe(text);
});

test("a time of day is the venue's, whatever the machine's zone", () => {
  expect(clockTime(Date.UTC(2026, 9, 16, 16, 5), 'Asia/Shanghai', 'en')).toBe('00:05');
});
