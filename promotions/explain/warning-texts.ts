/** Everything that `promotions check` can point out. */
export type WarningCode =
  | 'never-open'
  | 'no-hours'
  | 'empty-scope'
  | 'gives-nothing'
  | 'alone-in-group'
  | 'single-in-group'
  | 'max-times-alone'
  | 'off-above-threshold'
  | 'falling-tiers'
  | 'capped-tiers'
  | 'same-priority'
  | 'pooled-per-day'
  | 'pooled-members'
  | 'pooled-cheapest'
  | 'pooled-retailer'
  | 'pooled-once'
  | 'pooled-cap';

export interface WarningText {
  readonly en: string;
  readonly 'zh-Hans': string;
  readonly 'zh-Hant': string;
}

/** What is wrong and what to do, for the manager who wrote the file. */
export function warningText(code: WarningCode, others: readonly string[]): WarningText {
  const row = TEXTS[code];
  const named = others.join(', ');
  const fill = (text: string): string => text.replace('{others}', named);
  return { en: fill(row[0]), 'zh-Hans': fill(row[1]), 'zh-Hant': fill(row[2]) };
}

const TEXTS: Readonly<Record<WarningCode, readonly [string, string, string]>> = {
  'never-open': [
    'can never fire: "until" is not after "from"',
    '永远不会生效：“until”不晚于“from”',
    '永遠不會生效：「until」不晚於「from」',
  ],
  'no-hours': [
    'can never fire: its hours end when they begin; leave "hours" out for the whole day',
    '永远不会生效：时段的开始与结束相同；全天请删去“hours”',
    '永遠不會生效：時段的開始與結束相同；全天請刪去「hours」',
  ],
  'empty-scope': [
    'can never fire: everything that a scope includes is excluded again',
    '永远不会生效：范围内的商品又全部被排除',
    '永遠不會生效：範圍內的商品又全部被排除',
  ],
  'gives-nothing': [
    'can never give anything: its reward or its cap is zero',
    '永远没有优惠：优惠或上限为零',
    '永遠沒有優惠：優惠或上限為零',
  ],
  'alone-in-group': [
    'contradicts itself: it is "alone", so its "group" has no effect',
    '自相矛盾：已设“alone”，“group”不起作用',
    '自相矛盾：已設「alone」，「group」不起作用',
  ],
  'single-in-group': [
    'is the only promotion of its group, so "group" has no effect (a misspelt name?)',
    '组内只有它一个，“group”不起作用（名称是否写错？）',
    '組內只有它一個，「group」不起作用（名稱是否寫錯？）',
  ],
  'max-times-alone': [
    '"maxTimes" has no effect without "repeat": true',
    '没有“repeat”: true,“maxTimes”不起作用',
    '沒有「repeat」: true,「maxTimes」不起作用',
  ],
  'off-above-threshold': [
    'gives more than each threshold costs, so goods in scope become free',
    '每次优惠超过门槛金额，范围内商品等于免费',
    '每次優惠超過門檻金額，範圍內商品等於免費',
  ],
  'falling-tiers': [
    'a higher tier gives less than a lower one, and only the highest tier reached pays',
    '较高档的优惠反而小于较低档，而只按达到的最高档计算',
    '較高檔的優惠反而小於較低檔，而只按達到的最高檔計算',
  ],
  'capped-tiers': [
    'its cap makes higher tiers give no more than a lower one',
    '上限使较高档与较低档优惠相同',
    '上限使較高檔與較低檔優惠相同',
  ],
  'same-priority': [
    'has the same priority as {others} on shared products; they apply in the order of the file',
    '与 {others} 在相同商品上优先级相同，将按文件顺序应用',
    '與 {others} 在相同商品上優先級相同，將按檔案順序套用',
  ],
  'pooled-per-day': [
    'is limited per shopper and day but may be pooled; set "pooling": "forbidden" if it is meant for one customer',
    '按每人每天限次，但允许拼单；若只给单个顾客，请设“pooling”: “forbidden”',
    '按每人每天限次，但允許拼單；若只給單個顧客，請設「pooling」: 「forbidden」',
  ],
  'pooled-members': [
    'is for registered members but may be pooled; it then needs every contributor to be registered',
    '仅限会员，但允许拼单；拼单时所有参与者都须为会员',
    '僅限會員，但允許拼單；拼單時所有參與者都須為會員',
  ],
  'pooled-cheapest': [
    'destroys value when pooled: one unit per receipt, so a joint receipt has one reward instead of several',
    '拼单会损失优惠：每单只有一件，合单后只剩一份优惠',
    '拼單會損失優惠：每單只有一件，合單後只剩一份優惠',
  ],
  'pooled-retailer': [
    'destroys value when pooled: the cheapest units of the whole receipt are discounted, so dear goods lose theirs',
    '拼单会损失优惠：按整单最低价计算，贵的商品失去优惠',
    '拼單會損失優惠：按整單最低價計算，貴的商品失去優惠',
  ],
  'pooled-once': [
    'can destroy value when pooled: given once per receipt, so two shoppers who both reach it lose one',
    '拼单可能损失优惠：每单一次，两人都已达标时会少得一份',
    '拼單可能損失優惠：每單一次，兩人都已達標時會少得一份',
  ],
  'pooled-cap': [
    'can destroy value when pooled: its limit or cap holds once for the whole joint receipt',
    '拼单可能损失优惠：次数或金额上限对整张合单只算一次',
    '拼單可能損失優惠：次數或金額上限對整張合單只算一次',
  ],
};
