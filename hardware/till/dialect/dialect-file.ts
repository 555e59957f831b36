import { z } from 'zod';
import { Currency } from '../../../contracts/money.ts';

/** What a rule makes of a line that it matches. Source: docs/facts/till-feeds.md#line-meanings. */
export const RuleType = z.enum([
  'item',
  'qty',
  'void',
  'transaction-void',
  'discount',
  'subtotal',
  'tax',
  'total',
  'tender',
  'change',
  'refund',
  'loyalty',
  'receiptNo',
  'cashier',
  'datetime',
  'noSale',
  'training',
  'report',
  'reprint',
  'ignore',
]);
export type RuleType = z.infer<typeof RuleType>;

const Pattern = z.string().min(1).max(400);
const Hex = z.string().regex(/^(?:[0-9a-fA-F]{2})*$/, 'pairs of hexadecimal digits');

/** One rule; the first that matches takes the line. Named groups: name, code, qty, unit, amount, id, measure, measureUnit,
 *  date, time. */
export const Rule = z.strictObject({
  id: z.string().min(1).max(40),
  type: RuleType,
  re: Pattern,
  /** `header`: before the first item; `body`: anywhere before the total; `footer`: after the total. */
  where: z.enum(['header', 'body', 'footer', 'any']).default('any'),
  /** Only among the first so many lines: a refund is a headline, never a footer. */
  firstLines: z.number().int().min(1).max(100).optional(),
  sets: z
    .strictObject({ tender: z.enum(['cash', 'card', 'voucher', 'other']).optional() })
    .default({}),
  appliesTo: z.enum(['previous', 'subtotal']).optional(),
  /** False: a line that this rule takes may as well be an item whose description begins with such a word (`TOTAL ORANGE BAG 3.00`);
   *  before the total both readings are kept, and the sums of the receipt decide. */
  sure: z.boolean().default(true),
  /** For `loyalty`: an id without a right check digit is none. */
  check: z.enum(['luhn', 'gs1']).optional(),
  /** For `qty`: the line belongs to the item after it or before it; left out, the arithmetic decides. */
  belongsTo: z.enum(['next', 'previous']).optional(),
});
export type Rule = z.infer<typeof Rule>;

const Display = z.strictObject({
  protocol: z.enum(['cd5220', 'epson', 'utc']),
  cols: z.number().int().min(8).max(40).default(20),
  rows: z.literal(2).default(2),
  stableMs: z.number().int().min(10).max(2000).default(80),
});

const Framing = z.strictObject({
  kind: z.enum(['json-lines', 'csv', 'lines', 'escpos', 'display', 'stx-etx', 'datecs', 'zvt']),
  delimiters: z
    .array(z.enum(['\r\n', '\n', '\r']))
    .min(1)
    .default(['\r\n', '\n', '\r']),
  maxFrameBytes: z.number().int().min(16).max(65_536).default(4096),
  idleFlushMs: z.number().int().min(20).max(60_000).default(400),
  /** Bytes in front of each logical line, dropped; they also end the line before. */
  linePrefixHex: Hex.optional(),
  /** For `stx-etx`: what stands after ETX, over the data and ETX; stx-etx-framer.ts says how. */
  checksum: z.enum(['none', 'xor', 'sum16', 'crc16']).default('none'),
  display: Display.optional(),
});

const Transaction = z.strictObject({
  begin: z.array(Pattern).default([]),
  end: z.array(Pattern).default([]),
  endOn: z.array(z.enum(['cut', 'total', 'idle'])).default(['cut']),
  onRepeatBegin: z.enum(['ignore', 'close']).default('close'),
  idleCloseMs: z.number().int().min(500).max(3_600_000).default(60_000),
  maxLines: z.number().int().min(10).max(20_000).default(2000),
  /** What is shorter is no receipt. */
  minLines: z.number().int().min(1).max(100).default(1),
});

const NumberFormat = z.strictObject({
  decimal: z.enum(['.', ',']).default('.'),
  group: z.enum([',', '.', ' ', "'", '']).default(','),
  minorUnits: z.number().int().min(0).max(4).default(2),
  /** How negative amounts are printed; what stands otherwise is no amount. */
  negative: z
    .array(z.enum(['-x', 'x-', '(x)']))
    .min(1)
    .default(['-x', 'x-', '(x)']),
  currency: Currency.optional(),
});

/** What the columns of a CSV feed are. */
const Csv = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  /** The names of the columns where the feed sends no heading line. */
  columns: z.array(z.string().max(60)).optional(),
  /** From our field (kind, receipt, name, code, quantity, unitPrice, amount) to the feed's column. */
  map: z.partialRecord(
    z.enum(['kind', 'receipt', 'name', 'code', 'quantity', 'unitPrice', 'amount']),
    z.string().max(60),
  ),
  /** From the feed's word in the kind column to what the row is. */
  kinds: z.record(
    z.string().max(60),
    z.enum([
      'begin',
      'item',
      'void',
      'transaction-void',
      'discount',
      'tax',
      'total',
      'cash',
      'card',
      'voucher',
      'other',
      'change',
      'loyalty',
      'subtotal',
      'refund',
      'training',
      'reprint',
      'report',
      'no-sale',
      'end',
    ]),
  ),
});

/** What makes a receipt this receipt. */
const Identity = z.strictObject({
  /** The fields that name it; two receipts with the same ones are one sale. Left out: number, day, lines and total, as far as they
   *  are printed. */
  from: z
    .array(z.enum(['receiptNo', 'datetime', 'cashier', 'lines', 'total']))
    .min(1)
    .optional(),
  /** Two receipts with the same identity that are further apart are two sales: tills count in circles. */
  dedupeWindowMs: z.number().int().min(1000).max(1_209_600_000).optional(),
  /** Lines that make a receipt the copy of an earlier one: not a second sale. */
  reprint: z.array(Pattern).default([]),
});

const Sample = z.strictObject({
  name: z.string().min(1).max(80),
  bytesHex: Hex.optional(),
  text: z.string().max(20_000).optional(),
  /** The events that come out, each compared in the fields that are given here. */
  expect: z.array(z.record(z.string(), z.unknown())),
});

/**
 * A till dialect: how a feed is framed, read and understood, as data without code. Strict: a typo is refused with its line.
 * Source: docs/rules.md#dialects.
 */
export const DialectFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,40}$/, 'small letters, digits, dash'),
    version: z.number().int().min(1),
    title: z.string().max(120).default(''),
    link: z
      .strictObject({
        baudRate: z.number().int().default(9600),
        dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
        parity: z.enum(['none', 'even', 'odd']).default('none'),
        stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
        flow: z.enum(['none', 'rtscts', 'xonxoff']).default('none'),
      })
      .prefault({}),
    framing: Framing,
    encoding: z.string().max(30).default('utf-8'),
    /** What `FS &` switches to, and what high bytes are where `encoding` is of one byte. */
    cjkEncoding: z.enum(['gb18030', 'big5', 'shift_jis', 'euc-kr']).default('gb18030'),
    escposCodepageFromStream: z.boolean().default(true),
    filters: z
      .array(
        z.strictObject({
          match: Pattern,
          action: z.enum(['replace', 'omit', 'newline']),
          with: z.string().max(40).default(''),
        }),
      )
      .default([]),
    transaction: Transaction.prefault({}),
    number: NumberFormat.prefault({}),
    rules: z.array(Rule).max(400).default([]),
    /** Shipped rule packs, tried in this order after the dialect's own rules. */
    packs: z.array(z.enum(['en', 'zh'])).default([]),
    csv: Csv.optional(),
    identity: Identity.prefault({}),
    /** What this source can be trusted for: `items` or only presence and total. */
    grade: z.enum(['items', 'total', 'tender']).default('items'),
    privacy: z
      .strictObject({ mask: z.array(z.enum(['loyalty', 'pan'])).default(['loyalty', 'pan']) })
      .prefault({}),
    samples: z.array(Sample).default([]),
  })
  .refine((file) => file.framing.kind !== 'csv' || file.csv !== undefined, {
    path: ['csv'],
    message: 'needed where framing.kind is csv',
  })
  .refine((file) => file.framing.kind === 'stx-etx' || file.framing.checksum === 'none', {
    path: ['framing', 'checksum'],
    message: 'goes with framing.kind stx-etx; json-lines, datecs and zvt bring their own',
  })
  .refine((file) => file.framing.kind !== 'display' || file.framing.display !== undefined, {
    path: ['framing', 'display'],
    message: 'needed where framing.kind is display',
  });
export type DialectFile = z.infer<typeof DialectFile>;
