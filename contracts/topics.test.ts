import { expect, test } from 'vitest';
import { Sale } from './sale.ts';
import { aSale } from './testing/a-sale.ts';
import { isMessageKind, kindsFrom, kindsTo, levelsOf, MESSAGES, topicOf } from './topics.ts';

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

test.each(Object.entries(MESSAGES))(
  'the example of %s fits its schema',
  (_, { schema, example }) => {
    expect(schema.safeParse(example).error?.issues).toBeUndefined();
  },
);

test('every kind has one sender, and its topic says which box it is from or for', () => {
  const kinds = Object.keys(MESSAGES);
  expect([...kindsFrom('box'), ...kindsFrom('central')].toSorted()).toEqual(kinds.toSorted());
  expect(kindsTo('central', 'box', 'venue', 'members').toSorted()).toEqual(kinds.toSorted());
  for (const { topic, from, to } of Object.values(MESSAGES)) {
    // Whoever hears a message of a box must see on the topic which one spoke; what is for one box must name it.
    expect(topic.includes('{dev}')).toBe(from === 'box' || to === 'box');
    expect(from).not.toBe(to);
  }
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
  const sale = { ...aSale(1, {}), fromTheFuture: true };
  expect(MESSAGES.sale.schema).toBe(Sale);
  expect(Sale.parse(sale)).not.toHaveProperty('fromTheFuture');
});
