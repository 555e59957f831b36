/** Whether a line with an amount is about the sale (total, tax, tender) or of it (an item), by its words alone. */
export type SaleWords = 'of' | 'perhaps-about' | 'about';

/**
 * A line whose words are all of the sale, such as `CASH TENDERED` or `现金支付`, is never an item: taken for one it would make a wrong
 * sale. One that only begins with such a word, or ends with a tax, may be either: `CARD MOTORBIKE SANTA` is a thing that shops
 * sell. There the sums of the receipt decide.
 */
export function saleWords(line: string): SaleWords {
  const all = line.toLowerCase().match(/\p{L}+/gu) ?? [];
  const [first] = all;
  if (first === undefined) return 'of';
  const isKeyword = (word: string): boolean => KEYWORDS.has(word) || ZH.test(word);
  if (all.some(isKeyword) && all.every((word) => isKeyword(word) || JOINING.has(word))) {
    return 'about';
  }
  if (FIRST.test(first) || ENDS_IN_TAX.test(line) || ZH_FIRST.test(first)) return 'perhaps-about';
  return 'of';
}

function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')));
}

const KEYWORDS = words(
  'sub subtotal total amount amt balance due payable pay paid payment payments tip gratuity surcharge fee sale sales purchase',
  'change cash tender tendered credit debit card cards eft eftpos visa mastercard maestro amex contactless unionpay',
  'paypal alipay wechat cheque voucher vouchers token tax taxes taxable vat gst hst pst mwst rounding rounded points',
  'discount discounts coupon coupons rebate markdown saved saving savings',
);

/** What may stand beside them. */
const JOINING = words(
  'grand net gross sum order bill invoice final receipt new approved auth terminal received given returned american express',
  'union store account rate round you save your have items item qty quantity number no pieces sold count',
  'of for in on at to the and incl including inclusive inc excl excluding exclusive ex before after back out by with',
  'eur usd gbp cny rmb hkd chf aud cad jpy',
);

/** What the sale's words in Chinese may be made of; a run of characters is one word here. */
const ZH =
  /^(?:(?:合|总|總|小)[计計]|总额|總額|[应應实實][付收]|找[零续續回赎贖]|现金|現金|微信|支付[宝寶]|[银銀]行卡|刷卡|信用卡|[储儲][值]卡|悠遊卡|八[达達]通|代金券|[购購]物券|抵用券|[扫掃][码碼]|移[动動]|行[动動]|[优優]惠|折扣|折[让讓]|立[减減]|[满滿][减減]|促[销銷]|[减減]免|抹零|税[额額]|稅額|增值[税稅]|[营營][业業][税稅]|件[数數]|[数數]量|[总總合]|[积積]分|本次|已|共|支付|付款|收款|[金]?[额額]|[元])+$/u;

/** Words that begin lines which are about the sale. */
const FIRST =
  /^(?:sub|subtotal|total|grand|balance|amount|change|cash|tender|tax|vat|gst|paid|payment|visa|mastercard|maestro|amex|debit|credit|card|rounding|you|time|date|tel|phone)$/;

/** In Chinese no space tells where the word ends. */
const ZH_FIRST =
  /^(?:合[计計]|[总總][计計额額]|[应應实實][付收]|小[计計]|找[零续續]|[现現]金|微信|支付[宝寶]|[银銀]行卡|刷卡|[税稅][额額])/u;

/** A line that ends in a tax amount sums up taxes, whatever stands before. */
const ENDS_IN_TAX = /\b(?:tax|vat|gst|mwst)\W*[\d.,]+$/i;
