import type { z } from 'zod';
import { DialectFile } from '../hardware/till/dialect/dialect-file.ts';
import { exampleText } from './example-text.ts';
import { schemaTables } from './schema-tables.ts';

/** A whole dialect, for a German till on a serial line. Its sample runs in a test. */
export const EXAMPLE_DIALECT: z.input<typeof DialectFile> = {
  id: 'kasse-500',
  version: 1,
  title: 'Kasse 500, a tap on the cable to its printer',
  framing: { kind: 'lines', delimiters: ['\n'] },
  encoding: 'cp850',
  number: { decimal: ',', group: '.', currency: 'EUR' },
  transaction: { endOn: ['idle'], idleCloseMs: 5000 },
  filters: [{ match: '^\\*+\\s*', action: 'replace' }],
  rules: [
    { id: 'bon', type: 'receiptNo', re: '^Bon-Nr\\.?\\s*(?<id>\\d{1,8})$', where: 'header' },
    {
      id: 'gutschein',
      type: 'tender',
      re: '^GUTSCHEIN \\d+\\s+{amount}$',
      sets: { tender: 'voucher' },
    },
  ],
  words: {
    total: ['SUMME'],
    tax: ['MwSt'],
    cash: ['BAR'],
    card: ['EC-KARTE'],
    change: ['RÜCKGELD'],
  },
  packs: ['en'],
  identity: { from: ['receiptNo', 'total'], dedupeWindowMs: 86_400_000 },
  samples: [
    {
      name: 'a sale with a voucher and cash',
      text: 'Bon-Nr. 17\nBROT  2 x 1,50   3,00\nMILCH   1,09\n*** SUMME EUR 4,09\nGUTSCHEIN 8 2,00\nBAR 5,00\n',
      expect: [
        { kind: 'begin' },
        { kind: 'receipt-number', receiptNumber: '17' },
        { kind: 'item', name: 'BROT', quantity: 2, amountMinor: 300 },
        { kind: 'item', name: 'MILCH', amountMinor: 109 },
        { kind: 'total', totalMinor: 409 },
        { kind: 'tender', tender: 'voucher', amountMinor: 200 },
        { kind: 'tender', tender: 'cash', amountMinor: 500 },
        { kind: 'end', by: 'idle' },
      ],
    },
  ],
};

const GROUPS = [
  ['name', 'what is sold, or what a discount is called'],
  ['code', 'a GTIN or the till’s article number'],
  ['qty', 'how many'],
  ['unit', 'the price of one'],
  ['amount', 'the amount of the line'],
  ['measure, measureUnit', 'a weight or length, and its unit'],
  ['id', 'the number of a receipt or loyalty card, or the cashier'],
  ['date', 'date and time'],
  ['txn', 'in `transaction.begin`: the number of the receipt'],
] as const;

const PATTERN_WORDS = [
  ['{amount}', 'an amount as `number` describes it, as the group `amount`'],
  ['{unit}', 'the same as the group `unit`'],
  ['{flag}', 'tax letters after an amount, if there are any'],
  [
    '{no-item}',
    'in an item rule: lines that are a total, a tax or a payment by their words are left to other rules',
  ],
] as const;

/** docs/dialects.md as the schema of dialect files has it now. */
export function dialectsText(): string {
  return [
    '# Till dialects',
    'Made from `hardware/till/dialect/` by `npx pindan dialect docs --write`; a test keeps it current. Do not edit.',
    'A dialect is a JSON file that says how the feed of a till is cut into lines, what its lines mean, and where receipts begin and end. It holds no code. A private one is named in the configuration by its path: `"dialect": "my-till.json"`. A shipped one is a file of `hardware/till/dialects/`, named by its id; nothing else has to name it.',
    '`npx pindan dialect new CAPTURE` drafts a file from a recording, `npx pindan decode --dialect FILE --lines CAPTURE` shows each line with the rule that took it, and `npx pindan dialect check FILE` runs the samples. A key that does not exist is refused, with the keys that do.',
    '## An example',
    `\`\`\`json\n${exampleText(EXAMPLE_DIALECT)}\n\`\`\``,
    '## How a line is read',
    'Bytes become lines (`framing`, `encoding`), lines are changed by `filters`, and each is shown to the rules: those of `rules` in their order, then those of `words`, then those of `packs`. The first rule that fits takes the line; with `"sure": false` it takes it only where no reading as an item makes the receipt add up. A line that no rule takes is kept as unknown and counted.',
    'Patterns are regular expressions of JavaScript, without regard to capitals. Three or more spaces in a row count as two. Back-references, look-behind and repetitions inside repetitions are refused, because a hostile line could make them take for ever. In JSON a backslash is written twice. These groups give what the rule reads:',
    list(GROUPS),
    'These words of a pattern fit every number format:',
    list(PATTERN_WORDS),
    ...schemaTables(DialectFile, 'The file'),
  ]
    .join('\n\n')
    .concat('\n');
}

function list(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, meaning]) => `- \`${name}\`: ${meaning}`).join('\n');
}
