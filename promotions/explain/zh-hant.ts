import { yuan, WEEKDAYS, zhe } from './chinese.ts';
import { type Goods, goodsOf, goodsOfPart } from './goods.ts';
import type { Money, PhraseBook } from './phrase-book.ts';
import type { Reward } from './reward.ts';

function nameOf({ included, excluded, within }: Goods): string {
  const base = included.length === 0 ? '全部商品' : included.join('、');
  const name = excluded.length === 0 ? base : `${base}（${excluded.join('、')}除外）`;
  return within === undefined ? name : `${name}（屬於${nameOf(within)}）`;
}

function gives(reward: Reward, money: Money): string {
  if ('offMinor' in reward) return `減${yuan(reward.offMinor, money)}`;
  if ('percentOff' in reward) {
    return reward.percentOff === 100 ? '免費' : `${zhe(reward.percentOff)}折`;
  }
  if ('unitOffMinor' in reward) return `每件減${yuan(reward.unitOffMinor, money)}`;
  if ('unitPriceMinor' in reward) return `每件${yuan(reward.unitPriceMinor, money)}`;
  return `合計${yuan(reward.priceMinor, money)}`;
}

export const zhHant: PhraseBook = {
  rules: {
    spend: ({ scope, tiers, repeat }, money) => {
      const goods = nameOf(goodsOf(scope));
      return tiers
        .map(({ spendMinor, reward }) =>
          repeat
            ? `${goods}每滿${yuan(spendMinor, money)}${gives(reward, money)}`
            : `${goods}滿${yuan(spendMinor, money)}${gives(reward, money)}`,
        )
        .join('；');
    },
    quantity: ({ scope, tiers, counts }, money) => {
      const goods = nameOf(goodsOf(scope));
      const of = counts === 'per-line' ? `${goods}同一商品` : `${goods}任意`;
      return tiers
        .map(({ quantity, reward }) => {
          const once = 'offMinor' in reward ? '（每單一次）' : '';
          return `${of}滿${quantity}件，${gives(reward, money)}${once}`;
        })
        .join('；');
    },
    'multi-buy': ({ scope, buy, get, favours, reward }, money) => {
      const goods = nameOf(goodsOf(scope));
      return favours === 'customer'
        ? `${goods}每${buy + get}件中每組最低價的${get}件${gives(reward, money)}`
        : `${goods}每${buy + get}件按整單最低價的${get}件${gives(reward, money)}`;
    },
    'buy-get': ({ scope, buy, get, reward }, money) => {
      const [bought, got] = [buy, get].map(
        (part) => `${nameOf(goodsOfPart(scope, part.scope))}${part.quantity}件`,
      );
      return `買${bought}，可得${got}${gives(reward, money)}`;
    },
    bundle: ({ scope, parts, reward }, money) => {
      const set = parts.map(
        (part) => `${nameOf(goodsOfPart(scope, part.scope))}${part.quantity}件`,
      );
      return `組合（${set.join('＋')}）${gives(reward, money)}`;
    },
    cheapest: ({ scope, reward }, money) =>
      `${nameOf(goodsOf(scope))}整單中價格最低的一件${gives(reward, money)}`,
    plain: ({ scope, reward }, money) => `${nameOf(goodsOf(scope))}每件商品${gives(reward, money)}`,
  },
  conditions: {
    perReceipt: (count) => `每單最多${count}次`,
    perShopperPerDay: (count) => `每人每天最多${count}次`,
    capMinor: (capMinor, money) => `最多減${yuan(capMinor, money)}`,
    from: (moment) => `${moment}起`,
    until: (moment) => `${moment}之前`,
    weekdays: (days) => `週${days.map((day) => WEEKDAYS[day - 1] ?? '').join('、')}`,
    hours: ([start, end]) => `${start}–${end}`,
    registered: () => '僅限註冊會員',
    group: (name) => `同組只取最優（${name}）`,
    alone: () => '不與其他優惠同享',
    notPooled: () => '不可拼單',
  },
  sentence: (rule, conditions) => `${[rule, ...conditions.map(({ text }) => text)].join('，')}。`,
  warnings: {
    'never-open': () => '永遠不會生效：「until」不晚於「from」',
    'no-hours': () => '永遠不會生效：時段的開始與結束相同；全天請刪去「hours」',
    'empty-scope': () => '永遠不會生效：範圍內的商品又全部被排除',
    'gives-nothing': () => '永遠沒有優惠：優惠或上限為零',
    'alone-in-group': () => '自相矛盾：已設「alone」，「group」不起作用',
    'single-in-group': () => '組內只有它一個，「group」不起作用（名稱是否寫錯？）',
    'max-times-alone': () => '沒有「repeat」: true,「maxTimes」不起作用',
    'off-above-threshold': () => '每次優惠超過門檻金額，範圍內商品等於免費',
    'falling-tiers': () => '較高檔的優惠反而小於較低檔，而只按達到的最高檔計算',
    'capped-tiers': () => '上限使較高檔與較低檔優惠相同',
    'same-priority': (others) => `與 ${others} 在相同商品上優先級相同，將按檔案順序套用`,
    'pooled-per-day': () =>
      '按每人每天限次，但允許拼單；若只給單個顧客，請設「pooling」: 「forbidden」',
    'pooled-members': () => '僅限會員，但允許拼單；拼單時所有參與者都須為會員',
    'pooled-cheapest': () => '拼單會損失優惠：每單只有一件，合單後只剩一份優惠',
    'pooled-retailer': () => '拼單會損失優惠：按整單最低價計算，貴的商品失去優惠',
    'pooled-once': () => '拼單可能損失優惠：每單一次，兩人都已達標時會少得一份',
    'pooled-cap': () => '拼單可能損失優惠：次數或金額上限對整張合單只算一次',
  },
};
