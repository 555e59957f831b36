import { parseArgs } from 'node:util';
import { BarcodeRules } from '../contracts/barcode-rules.ts';
import { CodePrefix } from '../contracts/code.ts';
import { Fault } from '../contracts/fault.ts';
import { missingFrom, parseBarcode } from '../hardware/barcode/parse.ts';
import { type Io, readInput, readJson, reasonOf } from './io.ts';

/**
 * `pindan barcode [LINES]`: what each scanned line means, as JSON lines. `--rules FILE` takes the `barcodes` of a shop.json,
 * `--prefix 29` the venue's prefix of pairing codes. `<GS>` in a line stands for the separator, as many tools show it. What GS1 wants
 * beside an identifier on the same item, and this line lacks, is said on standard error: another symbol of the item may hold it.
 */
export async function runBarcode(args: readonly string[], io: Io): Promise<number> {
  const { rulesFile, prefix, input } = options(args);
  const rules = await readRules(rulesFile, io);
  const text = (await readInput(input, io)).toString('utf8');
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const scanned = line.replaceAll('<GS>', '\u001d');
    io.out(`${JSON.stringify(parseBarcode(scanned, rules, prefix))}\n`);
    for (const missing of missingFrom(scanned, rules)) io.err(missing);
  }
  return 0;
}

async function readRules(file: string | undefined, io: Io): Promise<BarcodeRules> {
  const json = file === undefined ? {} : await readJson(file, io);
  const parsed = BarcodeRules.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Fault(
    'bad-input',
    `${file ?? 'rules'}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

function options(args: readonly string[]): {
  readonly rulesFile: string | undefined;
  readonly prefix: CodePrefix | undefined;
  readonly input: string | undefined;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { rules: { type: 'string' }, prefix: { type: 'string' } },
    });
    if (positionals.length > 1) throw new Fault('bad-input', 'barcode takes one input');
    const prefix = values.prefix === undefined ? undefined : CodePrefix.safeParse(values.prefix);
    if (prefix?.success === false) {
      throw new Fault('bad-input', `--prefix ${String(values.prefix)}: 02 or 20 to 29 first`);
    }
    return { rulesFile: values.rules, prefix: prefix?.data, input: positionals[0] };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('bad-input', `barcode: ${reasonOf(cause)}`, { cause });
  }
}
