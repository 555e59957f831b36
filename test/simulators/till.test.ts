import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../contracts/seeded-random.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { shippedDialect } from '../../hardware/till/dialect.ts';
import { openTillFeed } from '../../hardware/till/feed.ts';
import type { ReceiptLanguage } from './till-receipt.ts';
import { goodsMinor } from './till-sale.ts';
import type { RungLine, RungSale } from './till-sale.ts';
import { ringUp, splitAtRandom, tillBytes, wrongBaud } from './till.ts';
import type { TillStyle } from './till.ts';

const STYLES: readonly (readonly [string, TillStyle])[] = [
  ['json-lines', { kind: 'json-lines', withChecksum: true }],
  ['escpos-receipt', { kind: 'escpos', language: 'en' }],
  ['escpos-receipt', { kind: 'escpos', language: 'en', columns: 32 }],
  ['escpos-receipt-zh', { kind: 'escpos', language: 'zh' }],
  ['escpos-receipt-zh', { kind: 'escpos', language: 'zh', columns: 32 }],
  ['escpos-receipt-zh-hant', { kind: 'escpos', language: 'zh-Hant' }],
];

const names = fc.constantFrom(
  'COLA 330ML',
  'BREAD',
  'Milk 1.5%',
  '7UP 6-PACK',
  'Eggs x10',
  'TEA & MILK',
  'Café crème'.replace(/[éè]/g, 'e'),
  '可口可樂330ml',
  '香蕉',
  '方便麵 (5包)',
  '牛奶250ml*12',
);

const line: fc.Arbitrary<RungLine> = fc.record({
  name: names,
  quantity: fc.integer({ min: 1, max: 12 }),
  unitPriceMinor: fc.integer({ min: 1, max: 99_999 }),
});

function saleOf(language: ReceiptLanguage): fc.Arbitrary<RungSale> {
  return fc
    .record({
      lines: fc.array(line, { minLength: 1, maxLength: 20 }),
      discountShare: fc.constantFrom(0, 0.1, 0.5),
      overpaid: fc.constantFrom(0, 1, 4321),
      card: fc.option(fc.constant('9812345678901'), { nil: undefined }),
      code: fc.option(fc.constant('2900000000001'), { nil: undefined }),
      tender: fc.constantFrom('cash' as const, 'card' as const),
    })
    .map(({ lines, discountShare, overpaid, card, code, tender }) => {
      // A one-byte page has no Chinese.
      const printable = lines.map((rung) =>
        language !== 'en' || /^[ -~]*$/.test(rung.name) ? rung : { ...rung, name: 'CHINESE TEA' },
      );
      const base: RungSale = {
        lines: printable,
        totalMinor: 0,
        receiptNumber: '4711',
        tender,
        soldAt: '2026-11-22 17:05',
      };
      const discountMinor = Math.floor(goodsMinor(base) * discountShare);
      const totalMinor = goodsMinor(base) - discountMinor;
      return {
        ...base,
        discountMinor,
        totalMinor,
        paidMinor: totalMinor + overpaid,
        ...(card === undefined ? {} : { card }),
        ...(code === undefined ? {} : { code }),
      };
    });
}

function sum(events: readonly TillEvent[], amount: (event: TillEvent) => number): number {
  return events.reduce((total, event) => total + amount(event), 0);
}

test.each(STYLES)('%s: what a till rings up is what is read, to the cent (%o)', (id, style) => {
  const language = style.kind === 'escpos' ? style.language : 'zh';
  fc.assert(
    fc.property(saleOf(language), fc.integer({ min: 1, max: 1e9 }), (sale, seed) => {
      const random = seededRandom(seed);
      const feed = openTillFeed(shippedDialect(id));
      const events: TillEvent[] = [];
      let atMs = 0;
      for (const piece of splitAtRandom(tillBytes(sale, style), random)) {
        atMs += Math.floor(random() * 20);
        events.push(...feed.push(piece, atMs));
      }
      const items = events.flatMap((event) => (event.kind === 'item' ? [event] : []));
      expect(
        items.map(({ name, quantity, unitPriceMinor }) => ({ name, quantity, unitPriceMinor })),
      ).toEqual(
        sale.lines.map(({ name, quantity, unitPriceMinor }) => ({
          name,
          quantity,
          unitPriceMinor,
        })),
      );
      expect(sum(events, (event) => (event.kind === 'discount' ? event.discountMinor : 0))).toBe(
        sale.discountMinor,
      );
      expect(events.flatMap((event) => (event.kind === 'total' ? [event.totalMinor] : []))).toEqual(
        [sale.totalMinor],
      );
      const paid = sum(events, (event) => (event.kind === 'tender' ? event.amountMinor : 0));
      const change = sum(events, (event) => (event.kind === 'change' ? event.amountMinor : 0));
      expect(paid - change).toBe(sale.totalMinor);
      expect(events.flatMap((event) => (event.kind === 'loyalty' ? [event.id] : []))).toEqual(
        sale.card === undefined ? [] : [sale.card],
      );
      const noted = events.filter(
        (event) => event.kind === 'unknown' && event.text?.includes('2900000000001'),
      );
      expect(noted.length).toBe(sale.code === undefined ? 0 : 1);
      expect(events.filter((event) => event.kind === 'begin').length).toBe(1);
      expect(events.filter((event) => event.kind === 'end').length).toBe(1);
      expect(
        events.filter((event) => event.kind === 'unsupported' || event.kind === 'damaged'),
      ).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.each(STYLES)(
  '%s: two sales in a row stay two, and garbage between them is no sale (%o)',
  (id, style) => {
    const sale: RungSale = {
      lines: [{ name: 'TEA', quantity: 1, unitPriceMinor: 250 }],
      totalMinor: 250,
      receiptNumber: '1',
    };
    const feed = openTillFeed(shippedDialect(id));
    const random = seededRandom(5);
    const first = feed.push(tillBytes(sale, style), 0);
    const garbage = feed.push(wrongBaud(random), 100);
    const second = feed.push(tillBytes({ ...sale, receiptNumber: '2' }, style), 5000);
    for (const events of [first, second]) {
      expect(events.filter((event) => event.kind === 'total').length).toBe(1);
      expect(events.some((event) => event.kind === 'end')).toBe(true);
    }
    expect(garbage.filter((event) => event.kind === 'item' || event.kind === 'total')).toEqual([]);
  },
);

test.each(STYLES)(
  '%s: a till with jitter, split writes and bursts at the wrong speed is read to the cent (%o)',
  async (id, style) => {
    const random = seededRandom(9);
    const feed = openTillFeed(shippedDialect(id));
    const events: TillEvent[] = [];
    let writes = 0;
    // A clock of its own: a pause of a busy machine is none of the till's.
    const nowMs = (): number => writes * 2;
    const wire = {
      write: (bytes: Uint8Array): Promise<void> => {
        writes += 1;
        events.push(...feed.push(bytes, nowMs()));
        return Promise.resolve();
      },
    };
    for (const receiptNumber of ['1', '2', '3']) {
      const sale = { lines: LINES, totalMinor: goodsMinor({ lines: LINES }), receiptNumber };
      await ringUp(wire, sale, style, { lineMs: 2, splits: true, garbage: 0.7, random });
      events.push(...feed.idle(nowMs()));
    }
    expect(writes).toBeGreaterThan(60);
    expect(events.flatMap((event) => (event.kind === 'total' ? [event.totalMinor] : []))).toEqual([
      1100, 1100, 1100,
    ]);
    expect(events.filter((event) => event.kind === 'item').length).toBe(6);
    expect(events.filter((event) => event.kind === 'end').length).toBe(3);
  },
);

const LINES: readonly RungLine[] = [
  { name: 'TEA', quantity: 2, unitPriceMinor: 250 },
  { name: 'CARD HOLDER', quantity: 1, unitPriceMinor: 600 },
];

test.each(STYLES.slice(1))(
  '%s: a refund, a training receipt, a copy and a void are marked (%o)',
  (id, style) => {
    const marks = (['refund', 'training', 'reprint', 'void'] as const).map((kind) => {
      const sale: RungSale = {
        lines: [{ name: 'TEA', quantity: 1, unitPriceMinor: 250 }],
        totalMinor: 250,
        receiptNumber: '1',
        kind,
      };
      const events = openTillFeed(shippedDialect(id)).push(tillBytes(sale, style), 0);
      return events.flatMap((event) =>
        event.kind === 'mark' ? [event.mark] : event.kind === 'void' ? [event.scope] : [],
      );
    });
    expect(marks).toEqual([['refund'], ['training'], ['reprint'], ['transaction']]);
  },
);
