import { z } from 'zod';
import { CsvKeys } from './csv-keys.ts';
import { FramingKeys, Hex, LinkKeys } from './framing-keys.ts';
import { PACKS } from './pack-folder.ts';
import { IdentityKeys, NumberKeys, Pattern, TransactionKeys } from './receipt-keys.ts';
import { Rule } from './rule-keys.ts';
import { note, oneOf, strictKeys } from './schema-notes.ts';
import { Words } from './word-rules.ts';

const Filter = strictKeys({
  match: Pattern.meta(note('A pattern; all its places in a line are meant.', '^\\d{2}:\\d{2}\\s+')),
  action: oneOf({
    replace: 'each place is replaced by `with`',
    omit: 'the whole line is left out',
    newline: 'a new line begins there',
  }).meta(note('What is done there.', 'replace')),
  with: z.string().max(40).default('').meta(note('For `replace`.', ' ')),
});

const Sample = strictKeys({
  name: z.string().min(1).max(80).meta(note('Names the sample in messages.', 'a sale with cash')),
  bytesHex: Hex.optional().meta(
    note('The bytes of the feed. Either this or `text`.', '54454120312e35300a'),
  ),
  text: z
    .string()
    .max(20_000)
    .optional()
    .meta(
      note('The feed as text in UTF-8, where it needs no other bytes.', 'TEA 1.50\nTOTAL 1.50\n'),
    ),
  expect: z
    .array(z.record(z.string(), z.unknown()))
    .meta(
      note(
        'The events that come out, all of them and in order, each compared in the fields that are given here. `npx pindan dialect check --accept FILE` writes them.',
        [{ kind: 'total', totalMinor: 150 }],
      ),
    ),
});

/**
 * A till dialect: how a feed is framed, read and understood, as data without code. Strict: a typo is refused, with the keys that there
 * are. docs/dialects.md is made from this schema and its neighbours.
 * Source: docs/rules.md#dialects.
 */
export const DialectFile = strictKeys({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,40}$/, 'small letters, digits, dash')
    .meta(note('Names the dialect; a shipped one is the file of that name.', 'my-till')),
  version: z.number().int().min(1).meta(note('Grows with each change of the file, for people.', 1)),
  title: z
    .string()
    .max(120)
    .default('')
    .meta(note('Which till this is and how it is wired.', 'Acme 500, tap on the printer’s cable')),
  link: LinkKeys.prefault({}).meta(
    note(
      'How the till’s serial line is set, for the person who writes the configuration: the port is opened as the till’s `link` there says.',
    ),
  ),
  framing: FramingKeys.meta(note('How the feed is cut into pieces.')),
  encoding: z
    .string()
    .max(30)
    .default('utf-8')
    .meta(
      note(
        'The characters of the feed: `utf-8`, `gb18030`, `big5`, `shift_jis`, `euc-kr`, `katakana` (page 1 of ESC/POS), or any that iconv-lite knows, such as `cp437`, `cp850`, `windows-1252`.',
        'cp437',
      ),
    ),
  cjkEncoding: z
    .enum(['gb18030', 'big5', 'shift_jis', 'euc-kr'])
    .default('gb18030')
    .meta(
      note(
        'For `escpos`: what the command `FS &` switches to, and what high bytes are where `encoding` is of one byte.',
        'big5',
      ),
    ),
  escposCodepageFromStream: z
    .boolean()
    .default(true)
    .meta(
      note(
        'For `escpos`: whether the till’s commands for code pages are followed. False where it sends them and means `encoding` all the same.',
        false,
      ),
    ),
  filters: z
    .array(Filter)
    .default([])
    .meta(note('Changes of lines before the rules see them, in this order.')),
  transaction: TransactionKeys.prefault({}).meta(note('Where a receipt begins and ends.')),
  number: NumberKeys.prefault({}).meta(note('How amounts are printed.')),
  rules: z
    .array(Rule)
    .max(400)
    .default([])
    .meta(note('The dialect’s own rules. The first rule that fits takes the line.')),
  words: Words.default({}).meta(
    note(
      'What this till prints in front of an amount, in its own language: rules for lines that are exactly such a word and an amount. They are tried after `rules` and before `packs`.',
      {
        total: ['SUMME', 'ZU ZAHLEN'],
        cash: ['BARGELD'],
      },
    ),
  ),
  packs: z
    .array(z.enum(PACKS.names))
    .default([])
    .meta(
      note(
        'Shipped rules for receipts in a language, tried in this order after the dialect’s own. Their item rules serve most languages.',
        ['en'],
      ),
    ),
  csv: CsvKeys.optional().meta(note('For the framing `csv`, and needed there.')),
  identity: IdentityKeys.prefault({}).meta(note('What makes a receipt this receipt.')),
  grade: oneOf({
    items: 'its items',
    total: 'only that something was sold, and its total',
    tender: 'only payments',
  })
    .default('items')
    .meta(note('What this source can be trusted for.', 'total')),
  privacy: strictKeys({
    mask: z
      .array(
        oneOf({
          loyalty: 'ids of loyalty cards, which are hidden in any case',
          pan: 'numbers of payment cards',
        }),
      )
      .default(['loyalty', 'pan'])
      .meta(note('What is hidden in texts that are kept.', ['pan'])),
  })
    .prefault({})
    .meta(note('What must not be kept.')),
  samples: z
    .array(Sample)
    .default([])
    .meta(
      note('Pieces of the feed with what they come to; they run each time the dialect is loaded.'),
    ),
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
