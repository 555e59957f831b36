import iconv from 'iconv-lite';
import { goodsMinor } from './till-sale.ts';
import type { RungLine, RungSale } from './till-sale.ts';

/** The words of a till's receipts. */
interface ReceiptWords {
  readonly shop: string;
  readonly number: string;
  readonly card: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly total: string;
  readonly cash: string;
  readonly creditCard: string;
  readonly change: string;
  readonly thanks: string;
  readonly kinds: Readonly<Record<'refund' | 'void' | 'training' | 'reprint', string>>;
}

const EN: ReceiptWords = {
  shop: 'HAPPY MARKET',
  number: 'Receipt no: ',
  card: 'Member no: ',
  subtotal: 'SUBTOTAL',
  discount: 'Discount',
  total: 'TOTAL',
  cash: 'CASH',
  creditCard: 'CARD',
  change: 'CHANGE',
  thanks: 'Thank you',
  kinds: { refund: 'REFUND', void: 'SALE VOID', training: 'TRAINING', reprint: '*** COPY ***' },
};

const ZH: ReceiptWords = {
  shop: '幸福超市',
  number: '单号: ',
  card: '会员号: ',
  subtotal: '小计:',
  discount: '优惠',
  total: '合计:',
  cash: '现金:',
  creditCard: '银行卡:',
  change: '找零:',
  thanks: '谢谢惠顾',
  kinds: { refund: '退货', void: '整单取消', training: '培训模式', reprint: '重印' },
};

const ZH_HANT: ReceiptWords = {
  shop: '幸福超市',
  number: '單號: ',
  card: '會員號: ',
  subtotal: '小計:',
  discount: '優惠',
  total: '合計:',
  cash: '現金:',
  creditCard: '信用卡:',
  change: '找續:',
  thanks: '多謝惠顧',
  kinds: { refund: '退貨', void: '整單取消', training: '訓練模式', reprint: '補印' },
};

/** What a till's receipts are written in. */
export type ReceiptLanguage = 'en' | 'zh' | 'zh-Hant';

const WORDS: Readonly<Record<ReceiptLanguage, ReceiptWords>> = {
  en: EN,
  zh: ZH,
  'zh-Hant': ZH_HANT,
};
const ENCODINGS: Readonly<Record<ReceiptLanguage, string>> = {
  en: 'cp437',
  zh: 'gb18030',
  'zh-Hant': 'big5',
};

/** A receipt as a till sends it to its printer: initialise, headline centred and double height, lines, cut, drawer. */
export function receiptBytes(
  sale: RungSale,
  style: { readonly language: ReceiptLanguage; readonly columns?: 32 | 48 },
): readonly Uint8Array[] {
  const words = WORDS[style.language];
  const columns = style.columns ?? 48;
  const encoding = ENCODINGS[style.language];
  const text = (line: string): Uint8Array => iconv.encode(`${line}\n`, encoding);
  const row = (left: string, right: string): Uint8Array => text(padded(left, right, columns));
  const paidMinor = sale.paidMinor ?? sale.totalMinor;
  const discountMinor = sale.discountMinor ?? 0;
  const kind = sale.kind === undefined || sale.kind === 'sale' ? undefined : words.kinds[sale.kind];
  const isVoid = sale.kind === 'void';
  return [
    Buffer.concat([
      Buffer.from('1b401b61011b2110', 'hex'),
      text(words.shop),
      Buffer.from('1b21001b6100', 'hex'),
      ...(kind === undefined || isVoid ? [] : [text(kind)]),
      text(`${words.number}${sale.receiptNumber}`),
      ...(sale.soldAt === undefined ? [] : [text(sale.soldAt)]),
      ...(sale.card === undefined ? [] : [text(`${words.card}${sale.card}`)]),
    ]),
    ...(sale.code === undefined ? [] : [text(`  ${sale.code}`)]),
    ...sale.lines.map((line) => row(...itemColumns(line))),
    ...(discountMinor === 0
      ? []
      : [
          row(words.subtotal, money(goodsMinor(sale))),
          row(sale.discountName ?? words.discount, `-${money(discountMinor)}`),
        ]),
    ...(isVoid ? [text(words.kinds.void)] : []),
    Buffer.concat([
      Buffer.from('1b4501', 'hex'),
      row(words.total, money(sale.totalMinor)),
      Buffer.from('1b4500', 'hex'),
    ]),
    row(sale.tender === 'card' ? words.creditCard : words.cash, money(paidMinor)),
    ...(paidMinor === sale.totalMinor
      ? []
      : [row(words.change, money(paidMinor - sale.totalMinor))]),
    Buffer.concat([text(words.thanks), Buffer.from('1b64031d5642001b700019fa', 'hex')]),
  ];
}

function itemColumns(line: RungLine): [string, string] {
  const amount = money(line.quantity * line.unitPriceMinor);
  if (line.quantity === 1) return [line.name, amount];
  return [`${line.name}  ${line.quantity} x ${money(line.unitPriceMinor)}`, amount];
}

function money(amountMinor: number): string {
  const digits = String(Math.abs(amountMinor)).padStart(3, '0');
  return `${amountMinor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Left and right on one line; a long name pushes the amount on, as real tills do, but never onto it. */
function padded(left: string, right: string, columns: number): string {
  const used = Array.from(left + right, (character) =>
    character > '\u10ff' ? 2 : 1,
  ).reduce<number>((sum, width) => sum + width, 0);
  return left + ' '.repeat(Math.max(2, columns - used)) + right;
}
