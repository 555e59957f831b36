import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../contracts/fault.ts';
import { amountMinor } from './amount.ts';
import { decodeWhole, loadDialect, SHIPPED_DIALECTS, shippedDialect } from '../dialect.ts';
import { LINE_BUDGET_MS, lineOptions } from './line-rule.ts';
import { maskCardNumbers, maskId } from './redact.ts';
import { safePattern } from './pattern.ts';

describe('amounts', () => {
  const en = { decimal: '.', group: ',', minorUnits: 2 } as const;
  const de = { decimal: ',', group: '.', minorUnits: 2 } as const;
  const jp = { decimal: '.', group: ',', minorUnits: 0 } as const;

  test.each([
    ['1.50', en, 150],
    ['$ 14.25', en, 1425],
    ['¥12.00', en, 1200],
    ['12.00元', en, 1200],
    ['1,234.50', en, 123_450],
    ['-1.50', en, -150],
    ['1.50-', en, -150],
    ['(1.50)', en, -150],
    ['-$1.50', en, -150],
    ['12', en, 1200],
    ['12.5', en, 1250],
    ['0.00', en, 0],
    ['-0.00', en, 0],
    ['1.234,50 EUR', de, 123_450],
    ['1,234', jp, 1234],
    ['0.1', en, 10],
    ['999999999999.99', en, 99_999_999_999_999],
  ])('%s is read to the last minor unit', (text, format, minor) => {
    expect(amountMinor(text, format)).toBe(minor);
  });

  test('a till that prints minus behind only does not print it in front', () => {
    const format = { ...en, negative: ['x-'] } as const;
    expect([
      amountMinor('1.50-', format),
      amountMinor('-1.50', format),
      amountMinor('1.50', format),
    ]).toEqual([-150, undefined, 150]);
  });

  test.each(['', 'x', '1.2.3', '1,23.00', '12,34', '1.505', '(1.50', '--', '1.50)', ',50'])(
    '%s is no amount in this format',
    (text) => {
      expect(amountMinor(text, en)).toBeUndefined();
    },
  );
});

describe('patterns', () => {
  test.each([
    '(a+)+',
    '(a*)*b',
    '(?:a|b+){2,}',
    '(?:(?:x+)y)*',
    String.raw`(a)\1`,
    '(?<=a)b',
    String.raw`(?:\s+\d{1,9})+`,
    '(?<name>a)\\k<name>',
    'a+'.repeat(13),
  ])('%s could take too long and is refused', (source) => {
    expect(() => safePattern(source, 'here')).toThrow(/not allowed/);
  });

  test.each([
    '^(?<name>.+?)\\s{2,}(?<amount>-?[\\d.,]+)$',
    '(?:abc)?d+',
    '[(+*]+',
    'a{2,30}',
    '(?:a{1,16}\\s+){0,2}',
  ])('%s is accepted', (source) => {
    expect(safePattern(source, 'here').regExp.source).toBe(source);
  });

  test('hostile lines cost every shipped dialect little time', () => {
    const words = ['1', '.', ' ', 'a', '-', '(', '1.00 ', 'tax ', 'discount ', '¥', '合'];
    const texts = words.flatMap((a) => words.map((b) => (a + b).repeat(120).slice(0, 239) + '!'));
    for (const id of SHIPPED_DIALECTS) {
      const dialect = shippedDialect(id);
      // Processor time, because the wall clock also counts what other processes do.
      const before = process.cpuUsage();
      for (const text of texts) lineOptions(text, { phase: 'body', lineNumber: 1 }, dialect);
      expect(process.cpuUsage(before).user / 1000 / texts.length).toBeLessThan(50);
    }
  });

  test('rules stop when their time is used up, and the line stays unknown', () => {
    let nowMs = 0;
    const now = (): number => (nowMs += LINE_BUDGET_MS);
    const place = { phase: 'body', lineNumber: 1 } as const;
    const dialect = shippedDialect('escpos-receipt');
    expect(lineOptions('COLA   1.50', { ...place, now }, dialect)).toEqual([undefined]);
    expect(lineOptions('COLA   1.50', place, dialect)[0]?.name).toBe('COLA');
  });
});

describe('patterns that a person wrote and that never end', () => {
  const SLOW = 'a*a*a*a*a*a*a*a*a*a*b';
  const CHOICES = '^(?:a|a)+$';
  const good = { id: 'slow', version: 1, framing: { kind: 'lines' }, encoding: 'utf-8' };
  const line = `${'a'.repeat(239)}!\n`;

  test.each([
    ['a rule', { rules: [{ id: 'r', type: 'item', re: SLOW }] }],
    ['alternatives inside a repetition', { rules: [{ id: 'r', type: 'item', re: CHOICES }] }],
    ['a filter', { filters: [{ match: SLOW, action: 'omit' }] }],
    ['the begin', { transaction: { begin: [SLOW] } }],
    ['the end', { transaction: { end: [SLOW] } }],
    ['the mark of a copy', { identity: { reprint: [SLOW] } }],
  ])('%s: the line is given up after its time and stays unknown', (_what, part) => {
    // Processor time, because the wall clock also counts what other processes do.
    const before = process.cpuUsage();
    const events = decodeWhole(loadDialect({ ...good, ...part }), Buffer.from(line));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(20 * LINE_BUDGET_MS);
    expect(events.map((event) => event.kind)).toContain('unknown');
  });

  test('only such patterns are watched, because watching costs time', () => {
    const re = '^(?<name>.+?)\\s{2,}{amount}$';
    const quick = loadDialect({ ...good, rules: [{ id: 'r', type: 'item', re }], packs: ['en'] });
    expect(quick.isWatched).toBe(false);
    for (const source of [SLOW, CHOICES, '^(?:a?){30}b'])
      expect(safePattern(source, 'here').mayBeSlow).toBe(true);
  });
});

describe('dialect files', () => {
  const good = { id: 'mine', version: 1, framing: { kind: 'lines' }, encoding: 'utf-8' };
  const fault = (json: unknown): Fault => {
    try {
      loadDialect(json);
    } catch (cause) {
      return cause as Fault;
    }
    throw new Error('it was accepted');
  };

  test('a typo is refused with its name', () => {
    expect(fault({ ...good, ruels: [] })).toMatchObject({ code: 'bad-dialect', message: /ruels/ });
  });

  test('an unknown encoding, a bad pattern and a missing part are named', () => {
    expect(fault({ ...good, encoding: 'klingon' }).message).toContain('klingon');
    const rules = [{ id: 'r', type: 'item', re: '(' }];
    expect(fault({ ...good, rules }).message).toContain('rule "r"');
    expect(fault({ ...good, framing: { kind: 'csv' } }).message).toContain('csv');
    expect(fault({ ...good, framing: { kind: 'display' } }).message).toContain('display');
  });

  test('a sample that does not come out as expected stops the dialect and shows the difference', () => {
    const rules = [{ id: 'item', type: 'item', re: '^(?<name>.+)\\s{amount}$' }];
    const sample = {
      name: 'tea',
      text: 'TEA 1.00\n',
      expect: [{ kind: 'begin' }, { kind: 'item', amountMinor: 101 }],
    };
    expect(fault({ ...good, rules, samples: [sample] }).message).toMatch(
      /sample "tea": event 2 .*"amountMinor":100.*101/,
    );
  });

  test('a loyalty number without its check digit is none', () => {
    const rules = [{ id: 'card', type: 'loyalty', re: '^CLUB (?<id>\\d{4,24})$', check: 'luhn' }];
    const read = (line: string) =>
      decodeWhole(loadDialect({ ...good, rules }), Buffer.from(`${line}\n`)).map(
        ({ kind }) => kind,
      );
    expect([read('CLUB 79927398713'), read('CLUB 79927398710')]).toEqual([[], ['unknown']]);
  });

  test('lines of a copy, and receipts that are too short, are told', () => {
    const rules = [
      { id: 'total', type: 'total', re: '^SUM {amount}$' },
      { id: 'item', type: 'item', re: '^(?<name>.+)\\s{amount}$' },
    ];
    const dialect = loadDialect({
      ...good,
      rules,
      transaction: { minLines: 4, endOn: ['total'] },
      identity: { reprint: ['^KOPIE'] },
    });
    const events = decodeWhole(dialect, Buffer.from('KOPIE\nTEA 1.00\nSUM 1.00\n'));
    expect(events.map((event) => event.kind)).toEqual([
      'begin',
      'mark',
      'item',
      'total',
      'unsupported',
      'end',
    ]);
  });

  test('an id that is not shipped is told with those that are', () => {
    expect(() => shippedDialect('nope')).toThrow(
      /"nope" does not exist; use one of csv-lines, .*json-lines/,
    );
    expect(() => shippedDialect('toString')).toThrow(/does not exist/);
  });
});

test('payment cards are masked; pairing codes and phone numbers are not', () => {
  expect(maskCardNumbers('VISA 4111111111111111 ok')).toBe('VISA ************1111 ok');
  expect(maskCardNumbers('4111-1111-1111-1111')).toBe('************1111');
  expect(maskCardNumbers('2900000000001 and 555 123 4567')).toBe('2900000000001 and 555 123 4567');
  expect(maskId('98123456')).toBe('******56');
});
