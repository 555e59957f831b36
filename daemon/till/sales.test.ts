import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairingCode } from '../../contracts/code.ts';
import { TillId } from '../../contracts/ids.ts';
import { Product } from '../../contracts/product.ts';
import { Sale } from '../../contracts/sale.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { indexProducts } from '../central/catalogue.ts';
import { assemble, FIRST_SALE_STATE, type SaleOutcome, type SaleRules } from './sales.ts';

type Kind = TillEvent['kind'];
type Loose<K extends Kind> = Omit<Extract<TillEvent, { kind: K }>, 'atMs'> & {
  readonly atMs?: number;
};
type Said = { [K in Kind]: Loose<K> }[Kind];

const catalogue = indexProducts([
  Product.parse({
    code: 'COLA',
    gtins: ['4006381333931'],
    tillNames: ['COLA 330ML'],
    title: { en: 'Cola' },
    category: 'drinks',
    unitPriceMinor: 300,
  }),
]);

const rules: SaleRules = {
  till: TillId.parse('till-1'),
  codePrefix: '29',
  hashCard: (card) => `hash-of-${card.length}`,
  findProduct: (line) => catalogue.ofTillLine(line),
  dayOf: () => '2026-11-22',
};

/** Tells a till's events, one second apart unless they say otherwise. */
function tell(said: readonly Said[], startMs = 1_000_000): readonly SaleOutcome[] {
  let state = FIRST_SALE_STATE;
  const outcomes: SaleOutcome[] = [];
  for (const [index, event] of said.entries()) {
    const next = assemble(state, { atMs: startMs + index * 1000, ...event }, rules);
    state = next.state;
    outcomes.push(...next.outcomes);
  }
  return outcomes;
}

function sales(said: readonly Said[], startMs?: number): readonly Sale[] {
  return tell(said, startMs).flatMap((outcome) => (outcome.kind === 'sale' ? outcome.parts : []));
}

function onlySale(said: readonly Said[]): Sale {
  const [sale, ...others] = sales(said);
  expect(others).toEqual([]);
  return Sale.parse(sale);
}

const begin: Said = { kind: 'begin' };
const end: Said = { kind: 'end', by: 'cut' };
const item = (name: string, amountMinor: number, quantity = 1): Said => ({
  kind: 'item',
  name,
  quantity,
  unitPriceMinor: Math.round(amountMinor / quantity),
  amountMinor,
});
const total = (totalMinor: number): Said => ({ kind: 'total', totalMinor });
const cash = (amountMinor: number): Said => ({ kind: 'tender', tender: 'cash', amountMinor });
const change = (amountMinor: number): Said => ({ kind: 'change', amountMinor });
const number = (receiptNumber: string): Said => ({ kind: 'receipt-number', receiptNumber });

describe('a receipt becomes a sale', () => {
  test('with lines, tender, change, and the product that the catalogue knows', () => {
    const sale = onlySale([
      begin,
      item('cola  330ml', 600, 2),
      item('BREAD', 250),
      total(850),
      cash(1000),
      change(150),
      end,
    ]);
    expect(sale).toMatchObject({
      kind: 'sale',
      totalMinor: 850,
      changeMinor: 150,
      balance: { kind: 'balanced' },
      truncated: false,
      lines: [
        { gtin: '04006381333931', category: 'drinks', quantity: 2 },
        { name: 'BREAD', category: 'unknown', quantity: 1 },
      ],
    });
  });

  test.each<[string, readonly Said[], { readonly kind: string; readonly deltaMinor?: number }]>([
    [
      'tax that prices include',
      [item('A', 1000), { kind: 'tax', amountMinor: 167 }, total(1000)],
      { kind: 'balanced' },
    ],
    [
      'tax that comes on top',
      [item('A', 1000), { kind: 'tax', amountMinor: 200 }, total(1200)],
      { kind: 'balanced' },
    ],
    [
      'tax that the feed calls included, but is not',
      [item('A', 1000), { kind: 'tax', amountMinor: 200, included: true }, total(1200)],
      { kind: 'unbalanced', deltaMinor: 200 },
    ],
    [
      'two taxes on top',
      [
        item('A', 1000),
        { kind: 'tax', amountMinor: 200 },
        { kind: 'tax', amountMinor: 50 },
        total(1250),
      ],
      { kind: 'balanced' },
    ],
    [
      'a total one cent too high',
      [item('A', 1000), total(1001)],
      { kind: 'unbalanced', deltaMinor: 1 },
    ],
    [
      'a tender one cent short',
      [item('A', 1000), total(1000), cash(999)],
      { kind: 'unbalanced', deltaMinor: -1 },
    ],
    ['no total at all', [item('A', 1000)], { kind: 'unchecked' }],
    [
      'a second total in another currency',
      [item('A', 1000), total(1000), total(142)],
      { kind: 'balanced' },
    ],
    [
      'discounts',
      [
        item('A', 1000),
        { kind: 'discount', name: '10%', appliesTo: 'previous', discountMinor: 100 },
        { kind: 'discount', name: 'CLUB', appliesTo: 'subtotal', discountMinor: 50 },
        total(850),
      ],
      { kind: 'balanced' },
    ],
    [
      'a returned line',
      [item('A', 1000), item('BOTTLE BACK', -25), total(975)],
      { kind: 'balanced' },
    ],
    [
      'several tenders',
      [
        item('A', 1000),
        total(1000),
        cash(400),
        { kind: 'tender', tender: 'card', amountMinor: 600 },
      ],
      { kind: 'balanced' },
    ],
  ])('%s', (_, said, balance) => {
    expect(onlySale([begin, ...said, end]).balance).toEqual(balance);
  });

  test('a discount on a line stands at that line, one on the subtotal only in the sum', () => {
    const sale = onlySale([
      begin,
      item('A', 1000),
      { kind: 'discount', name: '', appliesTo: 'previous', discountMinor: 100 },
      { kind: 'discount', name: '', appliesTo: 'subtotal', discountMinor: 50 },
      total(850),
      end,
    ]);
    expect(sale.discountMinor).toBe(150);
    expect(sale.lines[0]?.discountMinor).toBe(100);
  });
});

describe('a void', () => {
  const voids = (name?: string, amountMinor?: number): Said => ({
    kind: 'void',
    scope: 'line',
    ...(name === undefined ? {} : { name }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
  });
  const ABA = [begin, item('A', 100), item('B', 200), item('A', 100)];

  test.each<[string, Said, readonly [string, number][]]>([
    [
      'by name takes the latest line of that name',
      voids('A'),
      [
        ['A', 100],
        ['B', 200],
      ],
    ],
    [
      'by amount takes the latest line of that amount',
      voids(undefined, 200),
      [
        ['A', 100],
        ['A', 100],
      ],
    ],
    [
      'with a name that is not there goes by its amount',
      voids('VOID', 200),
      [
        ['A', 100],
        ['A', 100],
      ],
    ],
    [
      'without either takes the latest line',
      voids(),
      [
        ['A', 100],
        ['B', 200],
      ],
    ],
    [
      'of something unknown changes nothing',
      voids('X', 5),
      [
        ['A', 100],
        ['B', 200],
        ['A', 100],
      ],
    ],
  ])('%s', (_, said, left) => {
    const sale = onlySale([...ABA, said, end]);
    expect(sale.lines.map((line) => [line.name, line.amountMinor])).toEqual(left);
  });

  test('twice takes two different lines, and the sale still adds up', () => {
    const sale = onlySale([...ABA, voids('A'), voids('A'), total(200), end]);
    expect(sale.lines.map((line) => line.name)).toEqual(['B']);
    expect(sale.balance).toEqual({ kind: 'balanced' });
  });

  test('takes the discount of its line with it', () => {
    const discount: Said = { kind: 'discount', name: '', appliesTo: 'previous', discountMinor: 30 };
    const sale = onlySale([
      begin,
      item('A', 100),
      item('B', 200),
      discount,
      voids('B'),
      total(100),
      end,
    ]);
    expect(sale.discountMinor).toBe(0);
    expect(sale.balance).toEqual({ kind: 'balanced' });
  });

  test('of the transaction makes the whole a void', () => {
    expect(onlySale([...ABA, { kind: 'void', scope: 'transaction' }, end]).kind).toBe('void');
  });
});

describe('what the whole receipt is', () => {
  test.each<[string, readonly Said[], Sale['kind']]>([
    [
      'a refund by its mark',
      [{ kind: 'mark', mark: 'refund' }, item('A', 100), total(-100)],
      'refund',
    ],
    ['a refund by its negative total', [item('A', -100), total(-100)], 'refund'],
    ['training', [{ kind: 'mark', mark: 'training' }, item('A', 100), total(100)], 'training'],
    ['a report', [{ kind: 'mark', mark: 'report' }], 'report'],
    ['an opened drawer and nothing else', [{ kind: 'drawer' }], 'no-sale'],
    [
      'a drawer that opens for cash',
      [item('A', 100), total(100), cash(100), { kind: 'drawer' }],
      'sale',
    ],
  ])('%s', (_, said, kind) => {
    const sale = onlySale([begin, ...said, end]);
    expect(sale.kind).toBe(kind);
    expect(sale.balance.kind).not.toBe('unbalanced');
  });

  test('paper without anything of a sale is nothing', () => {
    expect(tell([begin, { kind: 'unknown', text: 'WELCOME' }, end])).toEqual([]);
  });

  test('a receipt that can be seen but not read is told, never a silent zero sale', () => {
    const outcomes = tell([begin, { kind: 'unsupported', reason: 'raster receipt' }, end]);
    expect(outcomes).toEqual([{ kind: 'unsupported', reason: 'raster receipt' }]);
  });
});

describe('the id of a sale', () => {
  const receipt = [begin, item('A', 100), number('17'), total(100), end];
  const idOf = (said: readonly Said[], startMs?: number): string =>
    sales(said, startMs)[0]?.sale ?? '';

  test('is the same for a reprint, which is not a sale', () => {
    const reprint = [begin, { kind: 'mark', mark: 'reprint' } as const, ...receipt.slice(1)];
    expect(idOf(reprint, 9_000_000)).toBe(idOf(receipt));
    expect(onlySale(reprint).kind).toBe('reprint');
  });

  test('is the same for a replay of the same line of bytes', () => {
    expect(idOf(receipt, 9_000_000)).toBe(idOf(receipt));
  });

  test('differs by till, number, date and content', () => {
    const other = { ...rules, till: TillId.parse('till-2') };
    const elsewhere = assemble(
      assemble(
        FIRST_SALE_STATE,
        { kind: 'item', atMs: 1, name: 'A', quantity: 1, unitPriceMinor: 100, amountMinor: 100 },
        other,
      ).state,
      { kind: 'end', by: 'cut', atMs: 2 },
      other,
    );
    const ids = [
      idOf(receipt),
      idOf([begin, item('A', 100), number('18'), total(100), end]),
      idOf([begin, item('B', 100), number('17'), total(100), end]),
      idOf([
        begin,
        item('A', 100),
        number('17'),
        { kind: 'datetime', soldAt: '2026-11-21 09:00' },
        total(100),
        end,
      ]),
      elsewhere.outcomes[0]?.kind === 'sale' ? elsewhere.outcomes[0].parts[0]?.sale : '',
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('keeps two equal sales without a number apart, though the clock on the paper shows the same minute', () => {
    const bottle = [
      begin,
      item('A', 100),
      { kind: 'datetime', soldAt: '2026-11-22 09:00' } as const,
      total(100),
      end,
    ];
    const [first, second] = sales([...bottle, ...bottle]);
    expect(first?.sale).not.toBe(second?.sale);
  });

  test('without a number is the same for a replay where the paper shows the second', () => {
    const bottle = [
      begin,
      item('A', 100),
      { kind: 'datetime', soldAt: '2026-11-22 09:00:31' } as const,
      total(100),
      end,
    ];
    expect(idOf(bottle, 5_000_000)).toBe(idOf(bottle));
  });
});

describe('a feed that is not whole', () => {
  const balanced = [item('A', 100), total(100), end];

  test('damage inside a receipt marks it', () => {
    expect(
      onlySale([begin, item('A', 100), { kind: 'damaged', reason: 'overflow' }, total(100), end])
        .truncated,
    ).toBe(true);
  });

  test('the first receipt is trusted only with its beginning and a balance', () => {
    expect(sales(balanced)[0]?.truncated).toBe(true);
    expect(sales([begin, item('A', 100), total(150), end])[0]?.truncated).toBe(true);
    expect(sales([begin, ...balanced])[0]?.truncated).toBe(false);
  });

  test('later ones are trusted, until bytes are lost between two of them', () => {
    const [, second, third] = sales([
      begin,
      ...balanced,
      ...balanced,
      { kind: 'damaged', reason: 'x' },
      ...balanced,
    ]);
    expect(second?.truncated).toBe(false);
    expect(third?.truncated).toBe(true);
  });

  test('a begin inside an open receipt closes it first', () => {
    const two = sales([begin, item('A', 100), total(100), begin, item('B', 200), total(200), end]);
    expect(two.map((sale) => sale.totalMinor)).toEqual([100, 200]);
  });
});

describe('a pairing code', () => {
  const code = pairingCode('29', () => 0.37);

  test.each<[string, Said]>([
    [
      'taken as an item code',
      { kind: 'item', name: 'MISC', code, quantity: 1, unitPriceMinor: 0, amountMinor: 0 },
    ],
    ['keyed into an item name', item(`CODE ${code}`, 0)],
    ['typed as a note', { kind: 'unknown', text: `note ${code}` }],
  ])('%s is found, once', (_, said) => {
    expect(onlySale([begin, item('A', 100), said, said, total(100), end]).codes).toEqual([code]);
  });

  test('on paper of its own is told at once, without a sale', () => {
    expect(tell([begin, { kind: 'unknown', text: code }, end])).toEqual([
      { kind: 'codes', codes: [code] },
    ]);
  });

  test('with a wrong check digit or another prefix is none', () => {
    const wrong = code.slice(0, 12) + String((Number(code.at(-1)) + 1) % 10);
    const other = pairingCode('21', () => 0.37);
    expect(
      onlySale([begin, item(wrong, 100), { kind: 'unknown', text: other }, total(100), end]).codes,
    ).toEqual([]);
  });
});

describe('a loyalty card', () => {
  const card: Said = { kind: 'loyalty', id: '9800000000017' };

  test('leaves only as its hash, and the open receipt is told line by line', () => {
    const outcomes = tell([begin, item('A', 100), card, item('B', 50), total(150), end]);
    expect(JSON.stringify(outcomes)).not.toContain('9800000000017');
    const ringing = outcomes.flatMap((one) =>
      one.kind === 'ringing' ? [one.ringing.lines.map((line) => line.name)] : [],
    );
    expect(ringing).toEqual([['A'], ['A', 'B']]);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'sale', parts: [{ card: 'hash-of-13' }] });
  });
});

describe('a long sale', () => {
  test.each([
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('of %i lines travels in parts of %j', (count, sizes) => {
    const lines = Array.from({ length: count }, (_, index) => item(`L${index}`, 1));
    const parts = sales([begin, ...lines, total(count), end]);
    expect(parts.map((part) => part.lines.length)).toEqual(sizes);
    expect(parts.map((part) => part.part)).toEqual(
      sizes.map((_, index) => ({ index, of: sizes.length })),
    );
    expect(new Set(parts.map((part) => part.sale)).size).toBe(1);
    expect(parts.flatMap((part) => part.lines).map((line) => line.name)).toEqual(
      lines.map((_, index) => `L${index}`),
    );
  });

  test('of the longest names stays under the message limit', () => {
    const parts = sales([
      begin,
      ...Array.from({ length: 120 }, () => item('拼'.repeat(240), 1)),
      total(120),
      end,
    ]);
    for (const part of parts)
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(47 * 1024);
    expect(parts.flatMap((part) => part.lines)).toHaveLength(120);
  });
});

test('whatever a till says, each sale fits its contract and its lines are those that were not voided', () => {
  const anyEvent = fc.oneof(
    fc.record({
      kind: fc.constant('item' as const),
      name: fc.constantFrom('A', 'B', ''),
      quantity: fc.integer({ min: -3, max: 9 }),
      unitPriceMinor: fc.integer({ min: -500, max: 500 }),
      amountMinor: fc.integer({ min: -500, max: 500 }),
    }),
    fc.record({
      kind: fc.constant('void' as const),
      scope: fc.constantFrom('line' as const, 'transaction' as const),
      name: fc.constantFrom('A', 'B'),
    }),
    fc.record({
      kind: fc.constant('discount' as const),
      name: fc.constant(''),
      appliesTo: fc.constantFrom('previous' as const, 'subtotal' as const),
      discountMinor: fc.nat(200),
    }),
    fc.record({
      kind: fc.constant('total' as const),
      totalMinor: fc.integer({ min: -900, max: 900 }),
    }),
    fc.record({
      kind: fc.constant('tender' as const),
      tender: fc.constantFrom('cash' as const, 'card' as const),
      amountMinor: fc.integer({ min: -900, max: 900 }),
    }),
    fc.record({
      kind: fc.constant('tax' as const),
      amountMinor: fc.integer({ min: -90, max: 90 }),
    }),
    fc.constantFrom<Said>(
      begin,
      end,
      { kind: 'drawer' },
      { kind: 'unknown', text: 'x' },
      { kind: 'damaged', reason: 'x' },
      { kind: 'mark', mark: 'refund' },
    ),
  );
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (said) => {
      const events = said as readonly Said[];
      const items = events.filter((event) => event.kind === 'item').length;
      const closed = sales([...events, end]);
      for (const sale of closed) expect(Sale.safeParse(sale).success).toBe(true);
      expect(closed.flatMap((sale) => sale.lines).length).toBeLessThanOrEqual(items);
    }),
  );
});
