import { expect, test } from 'vitest';
import { slipText, slipValue } from './escape.ts';
import { amountText, timeText } from './amount-text.ts';
import { realTimeHazard, withoutPictureHazards } from './hazard.ts';

test('a hazard inside a picture costs one dot; outside it nothing is touched', () => {
  const picture = [0x1d, 0x76, 0x30, 0x00, 0x02, 0x00, 0x02, 0x00, 0x10, 0x04, 0x10, 0x14];
  const text = [0x41, 0x10, 0x04, 0x01];
  const job = withoutPictureHazards(Uint8Array.from([...picture, ...text]));
  expect([...job]).toEqual([...picture.slice(0, 8), 0x18, 0x04, 0x18, 0x14, ...text]);
  expect(realTimeHazard(job)).toBe(13);
});

test('every character of the markup is escaped, and line ends cannot break out', () => {
  expect(slipText('a|b{c}~_"`^-=\\\n{code:1}')).toBe(
    'a\\|b\\{c\\}\\~\\_\\"\\`\\^\\-\\=\\\\ \\{code:1\\}',
  );
  expect(slipValue('1;2:{3}')).toBe('1\\;2\\:\\{3\\}');
});

test('amounts are digits, whatever the currency, and times are those of the shop', () => {
  const yuan = { currency: 'CNY', minorDigits: 2 };
  expect(amountText(5, yuan, 'en')).toBe('CNY 0.05');
  expect(amountText(-12_345, yuan, 'zh-Hans')).toBe('-123.45元');
  expect(amountText(1200, { currency: 'JPY', minorDigits: 0 }, 'zh-Hant')).toBe('JPY 1200');
  expect(timeText(Date.UTC(2026, 10, 22, 16, 5), 'Asia/Shanghai')).toBe('00:05');
});
