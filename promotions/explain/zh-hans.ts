import { yuan, WEEKDAYS, zhe } from './chinese.ts';
import { type Goods, goodsOf, goodsOfPart } from './goods.ts';
import type { Money, PhraseBook } from './phrase-book.ts';
import type { Reward } from './reward.ts';

function nameOf({ included, excluded, within }: Goods): string {
  const base = included.length === 0 ? '全部商品' : included.join('、');
  const name = excluded.length === 0 ? base : `${base}（${excluded.join('、')}除外）`;
  return within === undefined ? name : `${name}（属于${nameOf(within)}）`;
}

function gives(reward: Reward, money: Money): string {
  if ('offMinor' in reward) return `减${yuan(reward.offMinor, money)}`;
  if ('percentOff' in reward) {
    return reward.percentOff === 100 ? '免费' : `${zhe(reward.percentOff)}折`;
  }
  if ('unitOffMinor' in reward) return `每件减${yuan(reward.unitOffMinor, money)}`;
  if ('unitPriceMinor' in reward) return `每件${yuan(reward.unitPriceMinor, money)}`;
  return `合计${yuan(reward.priceMinor, money)}`;
}

export const zhHans: PhraseBook = {
  rules: {
    spend: ({ scope, tiers, repeat }, money) => {
      const goods = nameOf(goodsOf(scope));
      return tiers
        .map(({ spendMinor, reward }) =>
          repeat
            ? `${goods}每满${yuan(spendMinor, money)}${gives(reward, money)}`
            : `${goods}满${yuan(spendMinor, money)}${gives(reward, money)}`,
        )
        .join('；');
    },
    quantity: ({ scope, tiers, counts }, money) => {
      const goods = nameOf(goodsOf(scope));
      const of = counts === 'per-line' ? `${goods}同一商品` : `${goods}任意`;
      return tiers
        .map(({ quantity, reward }) => {
          const once = 'offMinor' in reward ? '（每单一次）' : '';
          return `${of}满${quantity}件，${gives(reward, money)}${once}`;
        })
        .join('；');
    },
    'multi-buy': ({ scope, buy, get, favours, reward }, money) => {
      const goods = nameOf(goodsOf(scope));
      return favours === 'customer'
        ? `${goods}每${buy + get}件中每组最低价的${get}件${gives(reward, money)}`
        : `${goods}每${buy + get}件按整单最低价的${get}件${gives(reward, money)}`;
    },
    'buy-get': ({ scope, buy, get, reward }, money) => {
      const [bought, got] = [buy, get].map(
        (part) => `${nameOf(goodsOfPart(scope, part.scope))}${part.quantity}件`,
      );
      return `买${bought}，可得${got}${gives(reward, money)}`;
    },
    bundle: ({ scope, parts, reward }, money) => {
      const set = parts.map(
        (part) => `${nameOf(goodsOfPart(scope, part.scope))}${part.quantity}件`,
      );
      return `组合（${set.join('＋')}）${gives(reward, money)}`;
    },
    cheapest: ({ scope, reward }, money) =>
      `${nameOf(goodsOf(scope))}整单中价格最低的一件${gives(reward, money)}`,
    plain: ({ scope, reward }, money) => `${nameOf(goodsOf(scope))}每件商品${gives(reward, money)}`,
  },
  conditions: {
    perReceipt: (count) => `每单最多${count}次`,
    perShopperPerDay: (count) => `每人每天最多${count}次`,
    capMinor: (capMinor, money) => `最多减${yuan(capMinor, money)}`,
    from: (moment) => `${moment}起`,
    until: (moment) => `${moment}之前`,
    weekdays: (days) => `周${days.map((day) => WEEKDAYS[day - 1] ?? '').join('、')}`,
    hours: ([start, end]) => `${start}–${end}`,
    registered: () => '仅限注册会员',
    group: (name) => `同组只取最优（${name}）`,
    alone: () => '不与其他优惠同享',
    notPooled: () => '不可拼单',
  },
  sentence: (rule, conditions) => `${[rule, ...conditions.map(({ text }) => text)].join('，')}。`,
  warnings: {
    'never-open': () => '永远不会生效：“until”不晚于“from”',
    'no-hours': () => '永远不会生效：时段的开始与结束相同；全天请删去“hours”',
    'empty-scope': () => '永远不会生效：范围内的商品又全部被排除',
    'gives-nothing': () => '永远没有优惠：优惠或上限为零',
    'alone-in-group': () => '自相矛盾：已设“alone”，“group”不起作用',
    'single-in-group': () => '组内只有它一个，“group”不起作用（名称是否写错？）',
    'max-times-alone': () => '没有“repeat”: true,“maxTimes”不起作用',
    'off-above-threshold': () => '每次优惠超过门槛金额，范围内商品等于免费',
    'falling-tiers': () => '较高档的优惠反而小于较低档，而只按达到的最高档计算',
    'capped-tiers': () => '上限使较高档与较低档优惠相同',
    'same-priority': (others) => `与 ${others} 在相同商品上优先级相同，将按文件顺序应用`,
    'pooled-per-day': () =>
      '按每人每天限次，但允许拼单；若只给单个顾客，请设“pooling”: “forbidden”',
    'pooled-members': () => '仅限会员，但允许拼单；拼单时所有参与者都须为会员',
    'pooled-cheapest': () => '拼单会损失优惠：每单只有一件，合单后只剩一份优惠',
    'pooled-retailer': () => '拼单会损失优惠：按整单最低价计算，贵的商品失去优惠',
    'pooled-once': () => '拼单可能损失优惠：每单一次，两人都已达标时会少得一份',
    'pooled-cap': () => '拼单可能损失优惠：次数或金额上限对整张合单只算一次',
  },
};
