import { expect, test } from 'vitest';
import { decodeWhole, loadDialect } from '../dialect.ts';
import { wordRules } from './word-rules.ts';

const german = {
  id: 'kasse',
  version: 1,
  framing: { kind: 'lines' },
  number: { decimal: ',', group: '.' },
  packs: ['en'],
};
const words = {
  total: ['Summe', 'zu zahlen'],
  tax: ['USt. (A)'],
  discount: ['Rabatt'],
  cash: ['Bargeld', 'Bar'],
  change: ['Rückgeld'],
};
const read = (text: string, dialect: object = { ...german, words }) =>
  decodeWhole(loadDialect(dialect), Buffer.from(text)).filter(
    ({ kind }) => kind !== 'begin' && kind !== 'end',
  );

test('a receipt in a language without a pack is read by the words that its dialect names', () => {
  const receipt =
    'BROT  2 x 1,50   3,00\nRABATT  -0,50\nZU  ZAHLEN EUR 2,50\nUSt. (A) 7 % 0,16\nBARGELD 5,00\nRÜCKGELD: 2,50\n';
  expect(read(receipt)).toMatchObject([
    { kind: 'item', name: 'BROT', amountMinor: 300 },
    { kind: 'discount', name: 'RABATT', discountMinor: 50 },
    { kind: 'total', totalMinor: 250 },
    { kind: 'tax', amountMinor: 16 },
    { kind: 'tender', tender: 'cash', amountMinor: 500 },
    { kind: 'change', amountMinor: 250 },
  ]);
  // Without them the same lines would be things that were sold.
  expect(read(receipt, german).map(({ kind }) => kind)).not.toContain('total');
});

test('a word inside the name of an item does not make a payment of it', () => {
  expect(read('BARILLA NUDELN 1,00\nHANTELN BAR 2,00\n')).toMatchObject([
    { kind: 'item', name: 'BARILLA NUDELN' },
    { kind: 'item', name: 'HANTELN BAR' },
    { kind: 'unsupported' },
  ]);
});

test('the dialect’s own rules go before its words, and its words before the packs', () => {
  const rules = [{ id: 'deposit', type: 'item', re: '^(?<name>BAR)\\s+{amount}$' }];
  expect(read('BAR 1,00\n', { ...german, words, rules })[0]).toMatchObject({ kind: 'item' });
  expect(read('CASH 1,00\n', { ...german, words: { card: ['cash'] } })[0]).toMatchObject({
    tender: 'card',
  });
});

test('words with signs of patterns are taken as they are written', () => {
  expect(wordRules({ total: ['A+B (x)'] })[0]?.re).toContain('(?:A\\+B\\s+\\(x\\))');
  expect(loadDialect({ ...german, words }).isWatched).toBe(false);
});
