import { z } from 'zod';
import { note, oneOf, strictKeys } from './schema-notes.ts';

const CsvField = oneOf({
  kind: 'the word that `kinds` explains',
  receipt: 'the receipt’s number',
  name: 'what is sold, or what the discount is called',
  code: 'its GTIN or the till’s article number; in a loyalty row the card',
  quantity: 'units, or the weight',
  unitPrice: 'the price of one unit',
  amount: 'the amount of the row',
});

const CsvKind = oneOf({
  begin: 'a receipt begins',
  item: 'something is sold',
  void: 'an item is taken back before the end',
  'transaction-void': 'the whole receipt is void',
  discount: 'a discount',
  subtotal: 'a subtotal',
  tax: 'a tax',
  total: 'the total',
  cash: 'a payment in cash',
  card: 'a payment by card',
  voucher: 'a payment by voucher',
  other: 'another payment',
  change: 'the change',
  loyalty: 'a loyalty card',
  refund: 'the receipt is a refund',
  training: 'the receipt is for training',
  reprint: 'the receipt is a copy',
  report: 'a report, not a sale',
  'no-sale': 'the drawer was opened without a sale',
  end: 'the receipt ends',
});

/** What the columns of a CSV feed are. */
export const CsvKeys = strictKeys({
  delimiter: z.enum([',', ';', '\t', '|']).default(',').meta(note('What parts the columns.', ';')),
  columns: z
    .array(z.string().max(60))
    .optional()
    .meta(
      note('The names of the columns, where the feed sends no heading line.', [
        'type',
        'name',
        'amount',
      ]),
    ),
  map: z
    .partialRecord(CsvField, z.string().max(60))
    .meta(
      note('From our field to the name of the feed’s column.', { kind: 'type', amount: 'total' }),
    ),
  kinds: z.record(z.string().max(60), CsvKind).meta(
    note('From the feed’s word in the `kind` column to what the row is.', {
      SALE: 'item',
      SUM: 'total',
    }),
  ),
});
