/** How a promotion is put into words in one language. Every method gives a clause; `sentence` joins them. */
export interface Voice {
  readonly everything: string;
  readonly registered: string;
  readonly alone: string;
  readonly notPooled: string;
  readonly names: (names: readonly string[]) => string;
  readonly except: (base: string, excluded: string) => string;
  readonly within: (part: string, whole: string) => string;
  readonly list: (clauses: readonly string[]) => string;
  readonly sentence: (clauses: readonly string[]) => string;
  readonly reward: (reward: AnyReward) => string;
  readonly onceOff: (offMinor: number) => string;
  readonly spend: (where: string, spendMinor: number, reward: string) => string;
  readonly spendRepeat: (where: string, spendMinor: number, reward: string) => string;
  readonly quantity: (where: string, rule: QuantityRule, reward: string) => string;
  readonly multiBuy: (where: string, rule: MultiBuyRule, reward: string) => string;
  readonly buyGet: (buy: Counted, get: Counted, reward: string) => string;
  readonly bundle: (parts: readonly Counted[], reward: string) => string;
  readonly cheapest: (where: string, reward: string) => string;
  readonly plain: (where: string, reward: string) => string;
  readonly perReceipt: (times: number) => string;
  readonly perDay: (times: number) => string;
  readonly cap: (capMinor: number) => string;
  readonly from: (moment: string) => string;
  readonly until: (moment: string) => string;
  readonly weekdays: (days: readonly number[]) => string;
  readonly hours: (start: string, end: string) => string;
  readonly group: (name: string) => string;
}

export type AnyReward =
  | { readonly offMinor: number }
  | { readonly percentOff: number }
  | { readonly unitOffMinor: number }
  | { readonly unitPriceMinor: number }
  | { readonly priceMinor: number };

export interface QuantityRule {
  readonly count: number;
  readonly perLine: boolean;
}

export interface MultiBuyRule {
  readonly buy: number;
  readonly get: number;
  readonly favours: 'customer' | 'retailer';
}

export interface Counted {
  readonly count: number;
  readonly of: string;
}

/** The money of a promotions file. `XXX` is no currency. */
export interface Money {
  readonly currency: string;
  readonly minorDigits: number;
}

const DAYS_EN = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** An amount in the currency's own unit, without needless zeros: 20000 is 200, 4990 is 49.90. */
function amount(minor: number, minorDigits: number): string {
  const unit = 10 ** minorDigits;
  const whole = Math.floor(minor / unit);
  const rest = minor - whole * unit;
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(minorDigits, '0')}`;
}

export function english(money: Money): Voice {
  const of = (minor: number): string =>
    `${money.currency === 'XXX' ? '' : `${money.currency} `}${amount(minor, money.minorDigits)}`;
  const units = (count: number): string => (count === 1 ? '1 unit' : `${count} units`);
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  return {
    everything: 'everything',
    registered: 'for registered members only',
    alone: 'not together with any other promotion',
    notPooled: 'not for pooled purchases',
    names: (names) => names.join(', '),
    except: (base, excluded) => `${base} except ${excluded}`,
    within: (part, whole) => `${part} (within ${whole})`,
    list: (clauses) => clauses.join('; '),
    sentence: (clauses) => `${clauses.join(', ')}.`,
    reward: (reward) => {
      if ('offMinor' in reward) return `${of(reward.offMinor)} off`;
      if ('percentOff' in reward) {
        return reward.percentOff === 100 ? 'free' : `${reward.percentOff} % off`;
      }
      if ('unitOffMinor' in reward) return `${of(reward.unitOffMinor)} off each`;
      if ('unitPriceMinor' in reward) return `${of(reward.unitPriceMinor)} each`;
      return `for ${of(reward.priceMinor)}`;
    },
    onceOff: (offMinor) => `${of(offMinor)} off, once per receipt`,
    spend: (where, spendMinor, reward) => `Spend ${of(spendMinor)} on ${where}: ${reward}`,
    spendRepeat: (where, spendMinor, reward) =>
      `For every ${of(spendMinor)} spent on ${where}: ${reward}`,
    quantity: (where, { count, perLine }, reward) =>
      `Buy ${units(count)} or more of ${perLine ? 'one product in ' : ''}${where}: ${reward}`,
    multiBuy: (where, { buy, get, favours }, reward) => {
      const cheapest = `the cheapest ${get === 1 ? 'one' : get}`;
      return favours === 'customer'
        ? `Of each group of ${units(buy + get)} of ${where}, ${cheapest}: ${reward}`
        : `For every ${units(buy + get)} of ${where}, ${cheapest} on the whole receipt: ${reward}`;
    },
    buyGet: (buy, get, reward) =>
      `Buy ${units(buy.count)} of ${buy.of}, get ${units(get.count)} of ${get.of}: ${reward}`,
    bundle: (parts, reward) =>
      `A set of ${parts.map((part) => `${units(part.count)} of ${part.of}`).join(' and ')}: ${reward}`,
    cheapest: (where, reward) => `The cheapest unit of ${where} on the receipt: ${reward}`,
    plain: (where, reward) => `Every unit of ${where}: ${reward}`,
    perReceipt: (count) => `at most ${times(count)} per receipt`,
    perDay: (count) => `at most ${times(count)} per shopper and day`,
    cap: (capMinor) => `at most ${of(capMinor)} in all`,
    from: (moment) => `from ${moment}`,
    until: (moment) => `before ${moment}`,
    weekdays: (days) => `on ${days.map((day) => DAYS_EN[day - 1] ?? '').join(', ')}`,
    hours: (start, end) => `from ${start} to ${end}`,
    group: (name) => `only the best of group "${name}"`,
  };
}

/** Words that differ between simplified and traditional characters. */
const WORDS = {
  'zh-Hans': {
    everything: '全部商品',
    registered: '仅限注册会员',
    alone: '不与其他优惠同享',
    notPooled: '不可拼单',
    except: '除外',
    off: '减',
    free: '免费',
    discount: '折',
    eachOff: '每件减',
    eachPrice: '每件',
    setPrice: '合计',
    once: '每单一次',
    spend: '满',
    every: '每满',
    any: '任意',
    same: '同一商品',
    reach: '满',
    unit: '件',
    inEvery: '每',
    cheapestOfGroup: '件中每组最低价的',
    cheapestOfReceipt: '件按整单最低价的',
    buy: '买',
    get: '，可得',
    set: '组合',
    cheapest: '整单中价格最低的一件',
    all: '每件商品',
    perReceipt: '每单最多',
    perDay: '每人每天最多',
    times: '次',
    cap: '最多减',
    from: '起',
    until: '之前',
    week: '周',
    group: '同组只取最优',
    belongs: '属于',
  },
  'zh-Hant': {
    everything: '全部商品',
    registered: '僅限註冊會員',
    alone: '不與其他優惠同享',
    notPooled: '不可拼單',
    except: '除外',
    off: '減',
    free: '免費',
    discount: '折',
    eachOff: '每件減',
    eachPrice: '每件',
    setPrice: '合計',
    once: '每單一次',
    spend: '滿',
    every: '每滿',
    any: '任意',
    same: '同一商品',
    reach: '滿',
    unit: '件',
    inEvery: '每',
    cheapestOfGroup: '件中每組最低價的',
    cheapestOfReceipt: '件按整單最低價的',
    buy: '買',
    get: '，可得',
    set: '組合',
    cheapest: '整單中價格最低的一件',
    all: '每件商品',
    perReceipt: '每單最多',
    perDay: '每人每天最多',
    times: '次',
    cap: '最多減',
    from: '起',
    until: '之前',
    week: '週',
    group: '同組只取最優',
    belongs: '屬於',
  },
} as const;

const DAYS_ZH = ['一', '二', '三', '四', '五', '六', '日'];

export function chinese(money: Money, script: 'zh-Hans' | 'zh-Hant'): Voice {
  const words = WORDS[script];
  const yuan = ['CNY', 'TWD', 'HKD', 'MOP'].includes(money.currency);
  const of = (minor: number): string => {
    const number = amount(minor, money.minorDigits);
    if (yuan) return `${number}元`;
    return money.currency === 'XXX' ? number : `${money.currency} ${number}`;
  };
  return {
    everything: words.everything,
    registered: words.registered,
    alone: words.alone,
    notPooled: words.notPooled,
    names: (names) => names.join('、'),
    except: (base, excluded) => `${base}（${excluded}${words.except}）`,
    within: (part, whole) => `${part}（${words.belongs}${whole}）`,
    list: (clauses) => clauses.join('；'),
    sentence: (clauses) => `${clauses.join('，')}。`,
    reward: (reward) => {
      if ('offMinor' in reward) return `${words.off}${of(reward.offMinor)}`;
      if ('percentOff' in reward) return inZhe(reward.percentOff, words);
      if ('unitOffMinor' in reward) return `${words.eachOff}${of(reward.unitOffMinor)}`;
      if ('unitPriceMinor' in reward) return `${words.eachPrice}${of(reward.unitPriceMinor)}`;
      return `${words.setPrice}${of(reward.priceMinor)}`;
    },
    onceOff: (offMinor) => `${words.off}${of(offMinor)}（${words.once}）`,
    spend: (where, spendMinor, reward) => `${where}${words.spend}${of(spendMinor)}${reward}`,
    spendRepeat: (where, spendMinor, reward) => `${where}${words.every}${of(spendMinor)}${reward}`,
    quantity: (where, { count, perLine }, reward) =>
      `${where}${perLine ? words.same : words.any}${words.reach}${count}${words.unit}，${reward}`,
    multiBuy: (where, { buy, get, favours }, reward) =>
      `${where}${words.inEvery}${buy + get}${
        favours === 'customer' ? words.cheapestOfGroup : words.cheapestOfReceipt
      }${get}${words.unit}${reward}`,
    buyGet: (buy, get, reward) =>
      `${words.buy}${buy.of}${buy.count}${words.unit}${words.get}${get.of}${get.count}${words.unit}${reward}`,
    bundle: (parts, reward) =>
      `${words.set}（${parts.map((part) => `${part.of}${part.count}${words.unit}`).join('＋')}）${reward}`,
    cheapest: (where, reward) => `${where}${words.cheapest}${reward}`,
    plain: (where, reward) => `${where}${words.all}${reward}`,
    perReceipt: (count) => `${words.perReceipt}${count}${words.times}`,
    perDay: (count) => `${words.perDay}${count}${words.times}`,
    cap: (capMinor) => `${words.cap}${of(capMinor)}`,
    from: (moment) => `${moment}${words.from}`,
    until: (moment) => `${moment}${words.until}`,
    weekdays: (days) => `${words.week}${days.map((day) => DAYS_ZH[day - 1] ?? '').join('、')}`,
    hours: (start, end) => `${start}–${end}`,
    group: (name) => `${words.group}（${name}）`,
  };
}

/** A percentage as Chinese shops say it: 20 % off is 八折, here 8折; 12.5 % off is 8.75折. */
function inZhe(
  percentOff: number,
  words: { readonly free: string; readonly discount: string },
): string {
  if (percentOff === 100) return words.free;
  return `${(10_000 - Math.round(percentOff * 100)) / 1000}${words.discount}`;
}
