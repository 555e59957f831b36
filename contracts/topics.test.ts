import { expect, test } from 'vitest';
import { Sale } from './sale.ts';
import { isMessageKind, levelsOf, MESSAGES, topicOf } from './topics.ts';

test('a topic is filled in, and a level left out becomes a filter', () => {
  expect(topicOf('sale', { venue: 'v1', dev: 'box-1' })).toBe('pindan/v1/v1/up/box-1/event');
  expect(topicOf('sale', { venue: 'v1' })).toBe('pindan/v1/v1/up/+/event');
  expect(topicOf('products', { venue: 'v1', page: '3' })).toBe('pindan/v1/v1/ref/products/3');
});

test('levels are read back; a topic of another row is not', () => {
  expect(levelsOf('channel', 'pindan/v1/v1/ch/C1/box-1')).toEqual({
    venue: 'v1',
    channel: 'C1',
    dev: 'box-1',
  });
  expect(levelsOf('channel', 'pindan/v1/v1/up/box-1/event')).toBeUndefined();
});

test('words that every object has are no message kinds', () => {
  expect(isMessageKind('sale')).toBe(true);
  expect(isMessageKind('constructor')).toBe(false);
  expect(isMessageKind('toString')).toBe(false);
});

test('what is durable travels upwards with QoS 1 and is not retained', () => {
  for (const row of Object.values(MESSAGES)) {
    if (!row.durable) continue;
    expect(row.topic).toContain('/up/{dev}/');
    expect(row.qos).toBe(1);
    expect(row.retain).toBe(false);
  }
});

test('the row of a sale parses a sale and drops what it does not know', () => {
  const sale = {
    sale: '0'.repeat(32),
    till: 'till-1',
    part: { index: 0, of: 1 },
    kind: 'sale',
    closedAtMs: 1,
    lines: [],
    discountMinor: 0,
    taxMinor: 0,
    totalMinor: 0,
    tenders: [],
    changeMinor: 0,
    balance: { kind: 'balanced' },
    codes: [],
    unknownLines: 0,
    truncated: false,
    fromTheFuture: true,
  };
  expect(MESSAGES.sale.schema).toBe(Sale);
  expect(Sale.parse(sale)).not.toHaveProperty('fromTheFuture');
});
