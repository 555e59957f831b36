import { z } from 'zod';
import { Pattern } from './receipt-keys.ts';
import { note, oneOf, strictKeys } from './schema-notes.ts';

/** What a rule makes of a line that it matches. Source: docs/facts/till-feeds.md#line-meanings. */
export const RuleType = oneOf({
  item: 'something that is sold: `name` and `amount`; optional `qty`, `unit`, `code`, `measure`',
  qty: 'a line of its own with `qty` or `measure`, and `unit`, for the item beside it',
  void: 'an item that is taken back before the end: optional `name` and `amount`',
  'transaction-void': 'the whole receipt is void',
  discount: 'a discount: `amount`, optional `name`',
  subtotal: 'a subtotal: `amount`',
  tax: 'a tax: `amount`',
  total: 'the total: `amount`',
  tender: 'a payment: `amount`; `sets.tender` says of which kind',
  change: 'the change: `amount`',
  refund: 'the receipt is a refund',
  loyalty: 'a loyalty card: `id`',
  receiptNo: 'the number of the receipt: `id`',
  cashier: 'the cashier: `id`',
  datetime: 'date and time: `date`',
  noSale: 'the drawer was opened without a sale',
  training: 'the receipt is for training',
  report: 'a report, not a sale',
  reprint: 'the receipt is a copy',
  ignore: 'the line says nothing',
});
export type RuleType = z.infer<typeof RuleType>;

/** One rule; the first that matches takes the line. */
export const Rule = strictKeys({
  id: z.string().min(1).max(40).meta(note('Names the rule in messages.', 'tender-cash')),
  type: RuleType.meta(note('What the line is.', 'tender')),
  re: Pattern.meta(note('The pattern of the line.', '^BARGELD\\s+{amount}$')),
  where: oneOf({
    header: 'before the first item',
    body: 'anywhere before the total',
    footer: 'after the total',
    any: 'anywhere',
  })
    .default('any')
    .meta(note('Where in a receipt the rule is tried.', 'footer')),
  firstLines: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta(note('Only among the first so many lines: a refund is a headline, never a footer.', 15)),
  sets: strictKeys({
    tender: z
      .enum(['cash', 'card', 'voucher', 'other'])
      .optional()
      .meta(note('For `tender`: the kind of payment; `other` where it is left out.', 'cash')),
  })
    .default({})
    .meta(note('What the rule says beside what it reads.', { tender: 'cash' })),
  appliesTo: oneOf({ previous: 'to the item before', subtotal: 'to all items before' })
    .optional()
    .meta(
      note(
        'For `discount`; left out: to the subtotal where there is one, else to the item before.',
        'subtotal',
      ),
    ),
  sure: z
    .boolean()
    .default(true)
    .meta(
      note(
        'False: a line that this rule takes may as well be an item whose description begins with such a word (`TOTAL ORANGE BAG 3.00`). Before the total both readings are kept, and the sums of the receipt decide.',
        false,
      ),
    ),
  check: z
    .enum(['luhn', 'gs1'])
    .optional()
    .meta(note('For `loyalty`: an id without this check digit is none.', 'luhn')),
  belongsTo: oneOf({ next: 'to the item after it', previous: 'to the item before it' })
    .optional()
    .meta(note('For `qty`: whose quantity the line is; left out, the arithmetic decides.', 'next')),
});
export type Rule = z.infer<typeof Rule>;
