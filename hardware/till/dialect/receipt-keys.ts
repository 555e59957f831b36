import { z } from 'zod';
import { Currency } from '../../../contracts/money.ts';
import { note, oneOf, strictKeys } from './schema-notes.ts';

/** A regular expression of JavaScript, without regard to capitals; pattern.ts says what is refused. */
export const Pattern = z.string().min(1).max(400);

/** Where a receipt begins and ends. */
export const TransactionKeys = strictKeys({
  begin: z
    .array(Pattern)
    .default([])
    .meta(
      note(
        'Lines that begin a receipt; a group `txn` names it. Without any, the first line after an end does.',
        ['^Trans#\\s*(?<txn>\\d{1,12})'],
      ),
    ),
  end: z
    .array(Pattern)
    .default([])
    .meta(note('Lines that end a receipt.', ['^THANK YOU'])),
  endOn: z
    .array(
      oneOf({
        cut: 'the paper is cut (`escpos`)',
        total: 'the line with the total was read',
        idle: 'nothing came for `idleCloseMs`',
      }),
    )
    .default(['cut'])
    .meta(
      note('What else ends a receipt. One that stands still for `idleCloseMs` ends in any case.', [
        'idle',
      ]),
    ),
  onRepeatBegin: oneOf({
    ignore: 'the line belongs to the open receipt',
    close: 'the open receipt ends there, and the next begins',
  })
    .default('close')
    .meta(note('What a beginning inside an open receipt means.', 'ignore')),
  idleCloseMs: z
    .number()
    .int()
    .min(500)
    .max(3_600_000)
    .default(60_000)
    .meta(note('A receipt without a new line for so many milliseconds is over.', 5000)),
  maxLines: z
    .number()
    .int()
    .min(10)
    .max(20_000)
    .default(2000)
    .meta(note('The longest receipt.', 500)),
  minLines: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .meta(note('What is shorter is no receipt.', 3)),
});

/** How amounts are printed. */
export const NumberKeys = strictKeys({
  decimal: z.enum(['.', ',']).default('.').meta(note('The decimal sign.', ',')),
  group: z
    .enum([',', '.', ' ', "'", ''])
    .default(',')
    .meta(note('What groups thousands; empty: nothing does.', '.')),
  minorUnits: z
    .number()
    .int()
    .min(0)
    .max(4)
    .default(2)
    .meta(note('Decimals of the currency: 2 for EUR and CNY, 0 for JPY.', 0)),
  negative: z
    .array(z.enum(['-x', 'x-', '(x)']))
    .min(1)
    .default(['-x', 'x-', '(x)'])
    .meta(note('How negative amounts are printed; what stands otherwise is no amount.', ['x-'])),
  currency: Currency.optional().meta(note('For readers of the file; nothing is converted.', 'EUR')),
});

/** What makes a receipt this receipt. */
export const IdentityKeys = strictKeys({
  from: z
    .array(
      oneOf({
        receiptNo: 'the number of the receipt (`receiptNo`, or the group `txn` of a beginning)',
        datetime: 'the date and time that it shows',
        cashier: 'the cashier',
        lines: 'its lines',
        total: 'its total',
      }),
    )
    .min(1)
    .optional()
    .meta(
      note(
        'The fields that name a receipt: two with the same ones are one sale, read twice. Left out: number, day, lines and total, as far as they are printed.',
        ['receiptNo', 'datetime'],
      ),
    ),
  dedupeWindowMs: z
    .number()
    .int()
    .min(1000)
    .max(1_209_600_000)
    .optional()
    .meta(
      note(
        'Two receipts with the same identity that are further apart than so many milliseconds are two sales, because tills count in circles. Left out: 14 days.',
        86_400_000,
      ),
    ),
  reprint: z
    .array(Pattern)
    .default([])
    .meta(
      note('Lines that make a receipt the copy of an earlier one: not a second sale.', [
        '^\\*+ DUPLICATE',
      ]),
    ),
});
