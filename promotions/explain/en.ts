import { type Goods, goodsOf, goodsOfPart } from './goods.ts';
import { type Money, type PhraseBook, plainAmount } from './phrase-book.ts';
import type { Reward } from './reward.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function amount(minor: number, money: Money): string {
  const number = plainAmount(minor, money.minorDigits);
  return money.currency === 'XXX' ? number : `${money.currency} ${number}`;
}

function units(count: number): string {
  return count === 1 ? '1 unit' : `${count} units`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function nameOf({ included, excluded, within }: Goods): string {
  const base = included.length === 0 ? 'everything' : included.join(', ');
  const name = excluded.length === 0 ? base : `${base} except ${excluded.join(', ')}`;
  return within === undefined ? name : `${name} (within ${nameOf(within)})`;
}

function gives(reward: Reward, money: Money): string {
  if ('offMinor' in reward) return `${amount(reward.offMinor, money)} off`;
  if ('percentOff' in reward) {
    return reward.percentOff === 100 ? 'free' : `${reward.percentOff} % off`;
  }
  if ('unitOffMinor' in reward) return `${amount(reward.unitOffMinor, money)} off each`;
  if ('unitPriceMinor' in reward) return `${amount(reward.unitPriceMinor, money)} each`;
  return `for ${amount(reward.priceMinor, money)}`;
}

export const en: PhraseBook = {
  rules: {
    spend: ({ scope, tiers, repeat }, money) => {
      const goods = nameOf(goodsOf(scope));
      return tiers
        .map(({ spendMinor, reward }) =>
          repeat
            ? `For every ${amount(spendMinor, money)} spent on ${goods}: ${gives(reward, money)}`
            : `Spend ${amount(spendMinor, money)} on ${goods}: ${gives(reward, money)}`,
        )
        .join('; ');
    },
    quantity: ({ scope, tiers, counts }, money) => {
      const goods = nameOf(goodsOf(scope));
      const of = counts === 'per-line' ? `one product in ${goods}` : goods;
      return tiers
        .map(({ quantity, reward }) => {
          const once = 'offMinor' in reward ? ', once per receipt' : '';
          return `Buy ${units(quantity)} or more of ${of}: ${gives(reward, money)}${once}`;
        })
        .join('; ');
    },
    'multi-buy': ({ scope, buy, get, favours, reward }, money) => {
      const goods = nameOf(goodsOf(scope));
      const cheapest = `the cheapest ${get === 1 ? 'one' : get}`;
      return favours === 'customer'
        ? `Of each group of ${units(buy + get)} of ${goods}, ${cheapest}: ${gives(reward, money)}`
        : `For every ${units(buy + get)} of ${goods}, ${cheapest} on the whole receipt: ${gives(reward, money)}`;
    },
    'buy-get': ({ scope, buy, get, reward }, money) => {
      const [bought, got] = [buy, get].map(
        (part) => `${units(part.quantity)} of ${nameOf(goodsOfPart(scope, part.scope))}`,
      );
      return `Buy ${bought}, get ${got}: ${gives(reward, money)}`;
    },
    bundle: ({ scope, parts, reward }, money) => {
      const set = parts.map(
        (part) => `${units(part.quantity)} of ${nameOf(goodsOfPart(scope, part.scope))}`,
      );
      return `A set of ${set.join(' and ')}: ${gives(reward, money)}`;
    },
    cheapest: ({ scope, reward }, money) =>
      `The cheapest unit of ${nameOf(goodsOf(scope))} on the receipt: ${gives(reward, money)}`,
    plain: ({ scope, reward }, money) =>
      `Every unit of ${nameOf(goodsOf(scope))}: ${gives(reward, money)}`,
  },
  conditions: {
    perReceipt: (count) => `at most ${times(count)} per receipt`,
    perShopperPerDay: (count) => `at most ${times(count)} per shopper and day`,
    capMinor: (capMinor, money) => `at most ${amount(capMinor, money)} in all`,
    from: (moment) => `from ${moment}`,
    until: (moment) => `before ${moment}`,
    weekdays: (days) => `on ${days.map((day) => DAYS[day - 1] ?? '').join(', ')}`,
    hours: ([start, end]) => `from ${start} to ${end}`,
    registered: () => 'for registered members only',
    group: (name) => `only the best of group "${name}"`,
    alone: () => 'not together with any other promotion',
    notPooled: () => 'not for pooled purchases',
  },
  sentence: (rule, conditions) => `${[rule, ...conditions.map(({ text }) => text)].join(', ')}.`,
  warnings: {
    'never-open': () => 'can never fire: "until" is not after "from"',
    'no-hours': () =>
      'can never fire: its hours end when they begin; leave "hours" out for the whole day',
    'empty-scope': () => 'can never fire: everything that a scope includes is excluded again',
    'gives-nothing': () => 'can never give anything: its reward or its cap is zero',
    'alone-in-group': () => 'contradicts itself: it is "alone", so its "group" has no effect',
    'single-in-group': () =>
      'is the only promotion of its group, so "group" has no effect (a misspelt name?)',
    'max-times-alone': () => '"maxTimes" has no effect without "repeat": true',
    'off-above-threshold': () =>
      'gives more than each threshold costs, so goods in scope become free',
    'falling-tiers': () =>
      'a higher tier gives less than a lower one, and only the highest tier reached pays',
    'capped-tiers': () => 'its cap makes higher tiers give no more than a lower one',
    'same-priority': (others) =>
      `has the same priority as ${others} on shared products; they apply in the order of the file`,
    'pooled-per-day': () =>
      'is limited per shopper and day but may be pooled; set "pooling": "forbidden" if it is meant for one customer',
    'pooled-members': () =>
      'is for registered members but may be pooled; it then needs every contributor to be registered',
    'pooled-cheapest': () =>
      'destroys value when pooled: one unit per receipt, so a joint receipt has one reward instead of several',
    'pooled-retailer': () =>
      'destroys value when pooled: the cheapest units of the whole receipt are discounted, so dear goods lose theirs',
    'pooled-once': () =>
      'can destroy value when pooled: given once per receipt, so two shoppers who both reach it lose one',
    'pooled-cap': () =>
      'can destroy value when pooled: its limit or cap holds once for the whole joint receipt',
  },
};
