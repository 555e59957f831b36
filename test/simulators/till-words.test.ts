import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import { rulePack } from '../../hardware/till/dialect/rule-pack.ts';
import { saleWords } from '../../hardware/till/dialect/keywords.ts';
import { VIRTUAL_PRODUCTS } from './catalogue.ts';
import type { ReceiptLanguage } from './till-receipt.ts';
import { goodsMinor } from './till-sale.ts';
import type { RungLine, RungSale } from './till-sale.ts';
import { splitAtRandom, tillBytes } from './till.ts';

const REAL = new URL('../../../shared/data/online-retail/', import.meta.url);
const areHere = existsSync(REAL);
const runs = Math.min(20_000, Number(process.env['PINDAN_FUZZ'] ?? 250));

/** Descriptions of a real shop, where they are at hand, and those of the virtual one. */
const english = [
  ...new Set([
    ...(areHere ? ['2011-11-16.csv', '2011-12-05.csv'] : []).flatMap((day) =>
      readFileSync(new URL(day, REAL), 'latin1')
        .split('\n')
        .slice(1)
        .map((row) => /^[^,]*,[^,]*,([^,"]*),/.exec(row)?.[1]?.trim().replace(/\s+/g, ' ') ?? ''),
    ),
    ...VIRTUAL_PRODUCTS.flatMap((product) => product.tillNames),
  ]),
].filter((name) => /^[\x20-\x7e]{3,40}$/.test(name) && /[A-Za-z]{3}/.test(name));

const chinese = ['香蕉', '牛奶250ml', '方便麵(5包)', '洗手液', '可口可樂330ml', '雨傘', '米 5kg'];

/** Every word of a rule pack that may stand in front of an amount: `total`, `card`, `void`, `现金` and so on. */
function wordsOf(pack: 'en' | 'zh'): readonly string[] {
  const text = rulePack(pack)
    .filter((rule) => rule.type !== 'item' && rule.type !== 'qty')
    .map((rule) => rule.re.replace(/\\[A-Za-z](?:\{L\})?|\(\?<\w+>|\{\w+\}|\[[^\]]*\]/g, ' '))
    .join(' ');
  const found = text.match(pack === 'en' ? /[a-z]{2,}/g : /[\u4e00-\u9fff]{2,}/g) ?? [];
  return [...new Set(found)];
}

function tricky(language: ReceiptLanguage): fc.Arbitrary<string> {
  if (language === 'en') {
    return fc
      .tuple(fc.constantFrom(...wordsOf('en')), fc.constantFrom(...english), fc.boolean())
      .map(([word, name, isLoud]) => `${isLoud ? word.toUpperCase() : word} ${name}`);
  }
  const words = wordsOf('zh').filter((word) => isPrintable(word, language));
  return fc
    .tuple(fc.constantFrom(...words), fc.constantFrom(...chinese, ...english.slice(0, 200)))
    .map(([word, name]) => word + name);
}

/** Big5 has no simplified characters: the pack's words must survive the encoding. */
function isPrintable(word: string, language: ReceiptLanguage): boolean {
  const encoding = language === 'zh' ? 'gb18030' : 'big5';
  const feed = tillBytes({ ...EMPTY, receiptNumber: word }, { kind: 'escpos', language });
  return new TextDecoder(encoding).decode(feed).includes(word);
}

const EMPTY: RungSale = { lines: [], totalMinor: 0, receiptNumber: '' };

function saleOf(language: ReceiptLanguage): fc.Arbitrary<RungSale> {
  const plain = fc.constantFrom(...(language === 'en' ? english : chinese));
  const line: fc.Arbitrary<RungLine> = fc.record({
    name: fc
      .oneof(tricky(language), plain)
      .filter((name) => saleWords(`${name}  1.00`) !== 'about'),
    quantity: fc.constantFrom(1, 1, 1, 2, 12),
    unitPriceMinor: fc.integer({ min: 1, max: 4999 }),
  });
  return fc
    .record({
      lines: fc.array(line, { minLength: 1, maxLength: 12 }),
      discountMinor: fc.constantFrom(0, 0, 5),
      overpaid: fc.constantFrom(0, 1, 4321),
      tender: fc.constantFrom('cash' as const, 'card' as const),
    })
    .map(({ lines, discountMinor, overpaid, tender }) => {
      const base = { lines, totalMinor: 0, receiptNumber: '4711', tender, discountMinor };
      const totalMinor = goodsMinor(base) - discountMinor;
      return { ...base, totalMinor, paidMinor: totalMinor + overpaid };
    });
}

test.each([
  ['escpos-receipt', 'en'],
  ['escpos-receipt-zh', 'zh'],
  ['escpos-receipt-zh-hant', 'zh-Hant'],
] as const)(
  `%s: an item may begin with any word of a total, a tax, a payment or a void, and the sale is right${areHere ? '' : ' (the real descriptions are not here)'}`,
  (id, language) => {
    fc.assert(
      fc.property(saleOf(language), fc.integer({ min: 1, max: 1e9 }), (sale, seed) => {
        const feed = openTillFeed(shippedDialect(id));
        const bytes = tillBytes(sale, { kind: 'escpos', language });
        const events = splitAtRandom(bytes, seededRandom(seed)).flatMap((piece) =>
          feed.push(piece, 0),
        );
        expect(
          events.flatMap((event) =>
            event.kind === 'item' ? [[event.name, event.quantity, event.unitPriceMinor]] : [],
          ),
        ).toEqual(sale.lines.map((line) => [line.name, line.quantity, line.unitPriceMinor]));
        expect(
          events.flatMap((event) => (event.kind === 'total' ? [event.totalMinor] : [])),
        ).toEqual([sale.totalMinor]);
        const paid = events.map((event) =>
          event.kind === 'tender'
            ? event.amountMinor
            : event.kind === 'change'
              ? -event.amountMinor
              : 0,
        );
        expect(paid.reduce((sum, amount) => sum + amount, 0)).toBe(sale.totalMinor);
        const kinds = new Set(events.map((event) => event.kind));
        for (const kind of ['void', 'tax', 'mark', 'unsupported'] as const) {
          expect(kinds).not.toContain(kind);
        }
      }),
      { numRuns: runs },
    );
  },
);
