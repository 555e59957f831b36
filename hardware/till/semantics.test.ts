import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { TillEvent } from '../../contracts/till-event.ts';
import { decodeWhole, shippedDialect } from './dialect.ts';

/** A receipt of these lines, cut at the end. */
function printed(lines: readonly string[], encoding = 'gb18030'): Uint8Array {
  return Buffer.concat([
    Buffer.from('1b40', 'hex'),
    iconv.encode(`${lines.join('\n')}\n`, encoding),
    Buffer.from('1d564203', 'hex'),
  ]);
}

/** What was understood, one short word each; unknown lines, begin and end left out. */
function meaning(events: readonly TillEvent[]): readonly string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'item': {
        const measure =
          event.measure === undefined ? '' : ` ${event.measure.value}${event.measure.unit}`;
        return [
          `item ${event.name}: ${event.quantity} x ${event.unitPriceMinor} = ${event.amountMinor}${measure}`,
        ];
      }
      case 'void':
        return [`void ${event.scope} ${event.name ?? ''} ${event.amountMinor ?? ''}`.trim()];
      case 'discount':
        return [`discount ${event.appliesTo} ${event.discountMinor}`];
      case 'subtotal':
      case 'tax':
      case 'change':
        return [`${event.kind} ${event.amountMinor}`];
      case 'total':
        return [`total ${event.totalMinor}`];
      case 'tender':
        return [`${event.tender} ${event.amountMinor}`];
      case 'loyalty':
        return [`loyalty ${event.id}`];
      case 'receipt-number':
        return [`number ${event.receiptNumber}`];
      case 'cashier':
        return [`cashier ${event.cashier}`];
      case 'datetime':
        return [`at ${event.soldAt}`];
      case 'mark':
        return [event.mark];
      case 'unsupported':
        return [`unsupported: ${event.reason}`];
      case 'damaged':
        return [`damaged: ${event.reason}`];
      case 'begin':
      case 'drawer':
      case 'unknown':
      case 'end':
        return [];
    }
  });
}

function en(lines: readonly string[]): readonly string[] {
  return meaning(decodeWhole(shippedDialect('escpos-receipt'), printed(lines, 'cp437')));
}

function zh(lines: readonly string[]): readonly string[] {
  return meaning(decodeWhole(shippedDialect('escpos-receipt-zh'), printed(lines)));
}

const TOTAL = 'TOTAL            9.99';

describe('where the quantity stands', () => {
  test.each([
    ['on the line', ['COLA  2 x 1.50  3.00'], 'item COLA: 2 x 150 = 300'],
    ['on the line with @', ['COLA  2 @ 1.50  3.00'], 'item COLA: 2 x 150 = 300'],
    ['in columns', ['COLA    2    1.50    3.00'], 'item COLA: 2 x 150 = 300'],
    ['in front', ['2 x COLA          3.00'], 'item COLA: 2 x 150 = 300'],
    ['on the line before', ['  2 x 1.50', 'COLA        3.00'], 'item COLA: 2 x 150 = 300'],
    ['on the line after', ['COLA        3.00', '  2 x 1.50'], 'item COLA: 2 x 150 = 300'],
    [
      'below a line that has its amount',
      ['COLA   3.00', ' 2 x 1.50   3.00'],
      'item COLA: 2 x 150 = 300',
    ],
    ['below a name alone', ['COLA', '  2 x 1.50     3.00'], 'item COLA: 2 x 150 = 300'],
    ['nowhere', ['COLA        3.00'], 'item COLA: 1 x 300 = 300'],
    ['with a tax letter', ['COLA        3.00 A'], 'item COLA: 1 x 300 = 300'],
    ['with a code', ['4006381333931 COLA   3.00'], 'item COLA: 1 x 300 = 300'],
    ['with thousands', ['TV SET    1,234.50'], 'item TV SET: 1 x 123450 = 123450'],
    [
      'by weight after',
      ['BANANAS     2.12', '0.532 kg x 3.99/kg'],
      'item BANANAS: 1 x 212 = 212 0.532kg',
    ],
    [
      'by weight below a name',
      ['BANANAS', ' 0.532 kg @ 3.99/kg   2.12'],
      'item BANANAS: 1 x 212 = 212 0.532kg',
    ],
  ])('%s', (_where, lines, item) => {
    expect(en([...lines, TOTAL])).toEqual([item, 'total 999']);
  });

  test('a name and its amount on two long lines are one event that the contract allows', () => {
    const name = 'VERY LONG NAME '.repeat(12).trim();
    const events = decodeWhole(
      shippedDialect('escpos-receipt'),
      printed([name, `  2 x 1.50 ${' '.repeat(80)} 3.00`, 'TOTAL 3.00'], 'cp437'),
    );
    const item = events.find((event) => event.kind === 'item');
    expect(item).toMatchObject({ name, quantity: 2 });
    expect(item?.text?.length).toBeLessThanOrEqual(240);
  });

  test('between two items the arithmetic decides whose it is', () => {
    expect(en(['COLA   3.00', '2 x 1.50', 'TEA   4.00', TOTAL]).slice(0, 2)).toEqual([
      'item COLA: 2 x 150 = 300',
      'item TEA: 1 x 400 = 400',
    ]);
    expect(en(['COLA   1.50', '2 x 2.00', 'TEA   4.00', TOTAL]).slice(0, 2)).toEqual([
      'item COLA: 1 x 150 = 150',
      'item TEA: 2 x 200 = 400',
    ]);
  });
});

describe('voids, discounts and refunds', () => {
  test.each([
    ['a void line with its name', 'VOID COLA   -3.00', 'void line COLA 300'],
    ['a void by amount', 'VOID   3.00-', 'void line  300'],
    ['the same line with a minus', 'COLA   -3.00', 'void line COLA 300'],
    ['the same line in brackets', 'COLA   (3.00)', 'void line COLA 300'],
    ['a discount by keyword', 'Discount 10%   -0.30', 'discount previous 30'],
    ['a discount by sign alone', 'SPRING DEAL   -0.50', 'discount previous 50'],
    ['a coupon', 'COUPON   0.50', 'discount previous 50'],
  ])('%s', (_what, line, meant) => {
    expect(en(['COLA   3.00', line, 'TOTAL  0.00'])[1]?.replace(/ +/g, ' ')).toBe(
      meant.replace(/ +/g, ' '),
    );
  });

  test('a discount after the subtotal is on the whole', () => {
    expect(en(['COLA  3.00', 'SUBTOTAL  3.00', 'Member discount  -0.30', 'TOTAL 2.70'])).toEqual([
      'item COLA: 1 x 300 = 300',
      'subtotal 300',
      'discount subtotal 30',
      'total 270',
    ]);
  });

  test('a refund is a headline; a return policy in the footer is not', () => {
    expect(en(['SHOP', 'REFUND', 'COLA  3.00', 'TOTAL 3.00'])[0]).toBe('refund');
    expect(
      en(['SHOP', 'COLA  3.00', 'TOTAL 3.00', 'REFUND', 'Returns within 14 days']),
    ).not.toContain('refund');
  });

  test('a refund receipt keeps its negative lines as returned goods', () => {
    expect(en(['REFUND', 'COLA  -3.00', 'TOTAL -3.00', 'CASH -3.00'])).toEqual([
      'refund',
      'item COLA: 1 x -300 = -300',
      'total -300',
      'cash -300',
    ]);
  });

  test('a transaction void, training, a copy, a report and a no-sale are told apart', () => {
    expect(en(['COLA 3.00', 'TRANSACTION VOID'])).toContain('void transaction');
    expect(en(['*** TRAINING ***', 'COLA 3.00', 'TOTAL 3.00'])[0]).toBe('training');
    expect(en(['** DUPLICATE RECEIPT **', 'COLA 3.00', 'TOTAL 3.00'])[0]).toBe('reprint');
    expect(en(['Z REPORT', 'GROSS SALES   1200.00', 'TOTAL 1200.00'])[0]).toBe('report');
    expect(en(['NO SALE'])).toEqual(['no-sale']);
    expect(en(['CUSTOMER COPY', 'COLA 3.00', 'TOTAL 3.00'])).not.toContain('reprint');
  });
});

describe('the end of a receipt', () => {
  test('several tenders, change, card, number, cashier and time', () => {
    expect(
      en([
        'Receipt No: A-0042',
        '22/11/2026 17:05',
        'Cashier: Ann',
        'Member No: 9812345678901',
        'COLA  3.00',
        'BREAD  7.00',
        'SUBTOTAL  10.00',
        'VAT 20.00%   1.67',
        'TOTAL  10.00',
        'GIFT CARD  2.00',
        'VISA ****1234   5.00',
        'CASH  5.00',
        'CHANGE  2.00',
      ]),
    ).toEqual([
      'number A-0042',
      'at 22/11/2026 17:05',
      'cashier Ann',
      'loyalty 9812345678901',
      'item COLA: 1 x 300 = 300',
      'item BREAD: 1 x 700 = 700',
      'subtotal 1000',
      'tax 167',
      'total 1000',
      'voucher 200',
      'card 500',
      'cash 500',
      'change 200',
    ]);
  });

  test('counts, savings and a total that is printed twice are not totals', () => {
    expect(
      en(['COLA  3.00', 'TOTAL ITEMS 1', 'TOTAL  3.00', 'TOTAL SAVINGS 0.50', 'TOTAL EUR 2.80']),
    ).toEqual(['item COLA: 1 x 300 = 300', 'total 300']);
  });

  test('a total after a later discount replaces the first', () => {
    expect(
      en(['COLA  3.00', 'TOTAL 3.00', 'Staff discount  -1.00', 'AMOUNT DUE  2.00']).slice(1),
    ).toEqual(['total 300']);
    expect(en(['COLA  3.00', 'TOTAL 3.00', 'TAX 0.30', 'TOTAL DUE 3.30']).slice(1)).toEqual([
      'total 300',
      'tax 30',
      'total 330',
    ]);
  });

  test('a card slip, or items without a total, are unsupported by name', () => {
    expect(en(['CARD TERMINAL', 'TOTAL 14.25', 'APPROVED'])).toEqual([
      'total 1425',
      'unsupported: a total without items, such as a card slip',
    ]);
    expect(en(['COLA 3.00', 'Summe 3,00'])).toContain(
      'unsupported: lines that look like items, but no total',
    );
  });

  test('what looks like a total but is not understood is never an item', () => {
    expect(en(['COLA 3.00', 'Total before rounding 2.99', 'TOTAL 3.00'])).toEqual([
      'item COLA: 1 x 300 = 300',
      'total 300',
    ]);
  });

  test('tables drawn with box characters and bars are read like plain columns', () => {
    expect(
      en([
        '┌────────┬───┬───────┐',
        '│ COLA   │ 2 │  3.00 │',
        '| BREAD  | 1 |  2.00 |',
        '└────────┴───┴───────┘',
        '│ TOTAL      │  5.00 │',
      ]),
    ).toEqual(['item COLA: 2 x 150 = 300', 'item BREAD: 1 x 200 = 200', 'total 500']);
  });

  test('times, telephone numbers and tax tables are not items', () => {
    const lines = [
      'Time 19.00',
      'Tel 555.12',
      'COLA 3.00',
      'Rate 8%   Taxable 2.78   Tax 0.22',
      'TOTAL 3.00',
    ];
    expect(en(lines)).toEqual(['item COLA: 1 x 300 = 300', 'total 300']);
  });

  test('a payment card number is masked wherever it stands', () => {
    const events = decodeWhole(
      shippedDialect('escpos-receipt'),
      printed(['COLA 3.00', 'TOTAL 3.00', 'PAN 4111 1111 1111 1111']),
    );
    expect(events.map((event) => event.text).join('\n')).not.toContain('4111 1111');
    expect(events.map((event) => event.text).join('\n')).toContain('************1111');
  });

  test('a loyalty card is masked in the text and whole in the event', () => {
    const events = decodeWhole(
      shippedDialect('escpos-receipt'),
      printed(['Member: 9812345678901', 'COLA 3.00', 'TOTAL 3.00']),
    );
    const loyalty = events.find((event) => event.kind === 'loyalty');
    expect(loyalty).toMatchObject({ id: '9812345678901' });
    expect(loyalty?.text).not.toContain('98123');
  });
});

describe('a till that never cuts', () => {
  const RESET = Buffer.from('1b40', 'hex');
  const decoded = (...prints: readonly string[]) =>
    meaning(
      decodeWhole(
        shippedDialect('escpos-receipt'),
        Buffer.concat(prints.flatMap((print) => [RESET, Buffer.from(`${print}\n`)])),
      ),
    );

  test('two receipts, each after its own initialisation, stay two', () => {
    expect(
      decoded('TEA 1.00\nTOTAL 1.00\nCASH 1.00', 'JAM 2.00\nTOTAL 2.00').filter((word) =>
        word.startsWith('total'),
      ),
    ).toEqual(['total 100', 'total 200']);
    expect(decoded('TEA 1.00\nTOTAL 1.00', 'SHOP\nJAM 2.00\nTOTAL 2.00')).toEqual([
      'item TEA: 1 x 100 = 100',
      'total 100',
      'item JAM: 1 x 200 = 200',
      'total 200',
    ]);
  });

  test('a printer that is initialised before each line still prints one receipt', () => {
    expect(decoded('TEA 1.00', 'TOTAL 1.00', 'CASH 2.00', 'CHANGE 1.00')).toEqual([
      'item TEA: 1 x 100 = 100',
      'total 100',
      'cash 200',
      'change 100',
    ]);
  });
});

describe('Chinese receipts', () => {
  test('names, quantities below, weights, discounts, tenders', () => {
    expect(
      zh([
        '幸福超市',
        '单号：20261122-0001',
        '收银员：小王',
        '会员卡号：9812345678901',
        '2026-11-22 17:05:09',
        '品名   数量   单价   金额',
        '可口可乐330ml   2   3.00   6.00',
        '有机牛奶',
        '  6901234567892  1  12.50  12.50',
        '苹果',
        '  0.532   9.98   5.31',
        '满20减5          -5.00',
        '件数：4',
        '合计：          18.81',
        '实收：20.00',
        '现金            20.00',
        '找零             1.19',
        '谢谢惠顾，欢迎再来',
      ]),
    ).toEqual([
      'number 20261122-0001',
      'cashier 小王',
      'loyalty 9812345678901',
      'at 2026-11-22 17:05:09',
      'item 可口可乐330ml: 2 x 300 = 600',
      'item 有机牛奶: 1 x 1250 = 1250',
      'item 苹果: 1 x 531 = 531 0.532',
      'discount previous 500',
      'total 1881',
      'cash 2000',
      'change 119',
    ]);
  });

  test('the yuan sign on either side, and mobile payment', () => {
    expect(zh(['面包   ￥7.50', '合计   7.50元', '支付宝支付   7.50'])).toEqual([
      'item 面包: 1 x 750 = 750',
      'total 750',
      'other 750',
    ]);
  });

  test('a refund, a copy, training and a day report', () => {
    expect(zh(['退货单', '面包 7.50', '合计 7.50'])[0]).toBe('refund');
    expect(zh(['***重印***', '面包 7.50', '合计 7.50'])[0]).toBe('reprint');
    expect(zh(['培训模式', '面包 7.50', '合计 7.50'])[0]).toBe('training');
    expect(zh(['日结报表', '合计 700.00'])[0]).toBe('report');
  });

  test('traditional characters in Big5, when the dialect says so', () => {
    const { file } = shippedDialect('escpos-receipt-zh');
    expect(file.encoding).toBe('gb18030');
    const big5 = shippedDialect('escpos-receipt-zh-hant');
    const events = decodeWhole(
      big5,
      printed(['幸福超市', '麵包  7.50', '合計  7.50', '現金 10.00', '找續 2.50'], 'big5'),
    );
    expect(meaning(events)).toEqual([
      'item 麵包: 1 x 750 = 750',
      'total 750',
      'cash 1000',
      'change 250',
    ]);
  });
});
