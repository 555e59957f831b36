import { BarcodeRules } from '../contracts/barcode-rules.ts';
import { CodePrefix } from '../contracts/code.ts';
import { Fault } from '../contracts/fault.ts';
import { issueText } from '../contracts/issue-text.ts';
import { missingFrom, parseBarcode } from '../hardware/barcode/parse.ts';
import { command } from './command.ts';
import { type Io, readInput, readJson } from './io.ts';

export const barcodeCommand = command({
  about:
    'Says what each scanned line means, as JSON lines. "<GS>" in a line stands for the separator, as many tools show it. What GS1 wants beside an identifier on the same item, and a line lacks, is said on standard error: another symbol of the item may hold it.',
  options: {
    rules: {
      type: 'text',
      value: 'FILE',
      about: 'barcode rules, as "barcodes" of shop.json has them',
    },
    prefix: {
      type: 'text',
      value: 'DIGITS',
      schema: CodePrefix,
      expects: '02 or 20 to 29 first, then at most three digits',
      about: "the venue's prefix of pairing codes",
    },
  },
  positionals: {
    input: {
      type: 'text',
      value: 'LINES',
      about: 'a file of scanned lines; without it standard input',
    },
  },
  example: 'pindan barcode --prefix 29 scans.txt',
  async run({ rules: rulesFile, prefix, input }, io) {
    const rules = await readRules(rulesFile, io);
    const text = (await readInput(input, io)).toString('utf8');
    for (const line of text.split(/\r?\n/)) {
      if (line === '') continue;
      const scanned = line.replaceAll('<GS>', '\u001d');
      io.out(`${JSON.stringify(parseBarcode(scanned, rules, prefix))}\n`);
      for (const missing of missingFrom(scanned, rules)) io.err(missing);
    }
    return 0;
  },
});

async function readRules(file: string | undefined, io: Io): Promise<BarcodeRules> {
  const json = file === undefined ? {} : await readJson(file, io);
  const parsed = BarcodeRules.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Fault(
    'bad-input',
    `${file ?? 'rules'}: ${issue === undefined ? '' : issueText(issue, json)}`,
  );
}
