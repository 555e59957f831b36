import { type Money, plainAmount } from './phrase-book.ts';

// Numbers as Chinese writes them in either script.

export const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** An amount of money; the Chinese currencies are all counted in 元. */
export function yuan(minor: number, money: Money): string {
  const number = plainAmount(minor, money.minorDigits);
  if (['CNY', 'TWD', 'HKD', 'MOP'].includes(money.currency)) return `${number}元`;
  return money.currency === 'XXX' ? number : `${money.currency} ${number}`;
}

/** A percentage as Chinese shops say it, in tenths that are left to pay: 20 % off is 8折, 12.5 % off is 8.75折. */
export function zhe(percentOff: number): number {
  return (10_000 - Math.round(percentOff * 100)) / 1000;
}
