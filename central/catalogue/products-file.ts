import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contracts/fault.ts';
import { LANGUAGES } from '../../contracts/language.ts';
import { Product, ProductsFile } from '../../contracts/product.ts';
import { readStrictFile } from '../../store/configuration-file.ts';
import { parseCsv } from './csv.ts';

const SHOWN_MISTAKES = 20;
const COLUMNS = [
  'code',
  'gtins',
  'tillNames',
  ...LANGUAGES.map((language) => `title.${language}`),
  'category',
  'unitPriceMinor',
  'soldBy',
  'sensitive',
];

/**
 * Reads a products file: JSON (docs/rules.md#product), or CSV with the same names as headings where the name ends in `.csv`.
 * @throws Fault `bad-configuration` with one line for each mistake: where it stands, the value, and what was expected
 */
export async function readProducts(path: string): Promise<readonly Product[]> {
  const name = basename(path);
  const products = path.toLowerCase().endsWith('.csv')
    ? productsFromCsv(await readText(path), name)
    : (await readStrictFile(path, ProductsFile)).products;
  refuseTwins(products, name);
  return products;
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(
      'bad-configuration',
      `products file ${path}: ${reason}; it must be readable and in UTF-8`,
      { cause },
    );
  }
}

function productsFromCsv(text: string, name: string): readonly Product[] {
  const csv = parseCsv(text);
  if (csv.kind === 'broken') throw mistakes([`${name} line ${csv.line}: ${csv.reason}`]);
  const [head, ...rows] = csv.records;
  if (head === undefined) {
    throw mistakes([`${name}: empty: expected the headings ${COLUMNS.join(',')}`]);
  }
  const headings = head.fields.map((field) => field.trim());
  const found: string[] = [];
  for (const [index, heading] of headings.entries()) {
    if (!COLUMNS.includes(heading)) {
      found.push(
        `${name} line ${head.line}, column ${index + 1}: ${shown(heading)}: expected one of ${COLUMNS.join(', ')}`,
      );
    } else if (headings.indexOf(heading) !== index) {
      found.push(
        `${name} line ${head.line}, column ${index + 1}: ${shown(heading)}: expected each heading once`,
      );
    }
  }
  for (const needed of ['code', 'unitPriceMinor']) {
    if (!headings.includes(needed))
      found.push(`${name} line ${head.line}: the heading ${needed} is missing`);
  }
  if (!headings.some((heading) => heading.startsWith('title.'))) {
    found.push(
      `${name} line ${head.line}: no title heading: expected at least one of title.en, title.zh-Hans, title.zh-Hant`,
    );
  }
  if (found.length > 0) throw mistakes(found);

  const products: Product[] = [];
  for (const row of rows) {
    const cells = new Map<string, string>();
    if (row.fields.length > headings.length) {
      found.push(
        `${name} line ${row.line}: ${row.fields.length} columns: expected ${headings.length} (a comma in a text needs quotes around it)`,
      );
      continue;
    }
    for (const [index, heading] of headings.entries())
      cells.set(heading, row.fields[index]?.trim() ?? '');
    const product = productFromCells(cells);
    if (product.kind === 'product') products.push(product.product);
    else {
      for (const { column, expected } of product.mistakes) {
        found.push(
          `${name} line ${row.line}, column ${column}: ${shown(cells.get(column) ?? '')}: ${expected}`,
        );
      }
    }
  }
  if (found.length > 0) throw mistakes(found);
  return products;
}

type CellsResult =
  | { readonly kind: 'product'; readonly product: Product }
  | {
      readonly kind: 'mistakes';
      readonly mistakes: readonly { readonly column: string; readonly expected: string }[];
    };

function productFromCells(cells: ReadonlyMap<string, string>): CellsResult {
  const cell = (column: string): string => cells.get(column) ?? '';
  const list = (column: string): readonly string[] =>
    cell(column)
      .split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const price = cell('unitPriceMinor');
  const sensitive = cell('sensitive').toLowerCase();
  const isFlag = ['', 'true', 'false', '1', '0', 'yes', 'no'].includes(sensitive);
  const parsed = Product.safeParse({
    code: cell('code'),
    gtins: list('gtins'),
    tillNames: list('tillNames'),
    title: Object.fromEntries(
      LANGUAGES.map((language) => [language, cell(`title.${language}`)] as const).filter(
        ([, text]) => text !== '',
      ),
    ),
    ...(cell('category') === '' ? {} : { category: cell('category') }),
    unitPriceMinor: /^\d{1,12}$/.test(price) ? Number(price) : price,
    ...(cell('soldBy') === '' ? {} : { soldBy: cell('soldBy') }),
    sensitive: isFlag ? ['true', '1', 'yes'].includes(sensitive) : sensitive,
  });
  if (parsed.success) return { kind: 'product', product: parsed.data };
  return {
    kind: 'mistakes',
    mistakes: parsed.error.issues.map((issue) => columnAndWish(issue.path, issue.message)),
  };
}

function columnAndWish(
  path: readonly PropertyKey[],
  message: string,
): { readonly column: string; readonly expected: string } {
  const [first = 'code', second] = path.map(String);
  switch (first) {
    case 'code':
      return { column: 'code', expected: 'expected 1 to 64 characters' };
    case 'unitPriceMinor':
      return {
        column: 'unitPriceMinor',
        expected: 'expected a whole number of minor units, such as 300 for 3.00',
      };
    case 'soldBy':
      return { column: 'soldBy', expected: 'expected unit or measure, or nothing' };
    case 'sensitive':
      return { column: 'sensitive', expected: 'expected true or false, or nothing' };
    case 'title':
      return second === undefined
        ? { column: 'title.en', expected: 'expected a title in at least one language' }
        : { column: `title.${second}`, expected: 'expected at most 200 characters' };
    case 'gtins':
      return { column: 'gtins', expected: `expected GTINs separated by |: ${message}` };
    default:
      return { column: first, expected: message };
  }
}

/** Two products with one code or one GTIN cannot be told apart at a till. */
function refuseTwins(products: readonly Product[], name: string): void {
  const found: string[] = [];
  const byCode = new Map<string, number>();
  const byGtin = new Map<string, string>();
  for (const [index, product] of products.entries()) {
    const twin = byCode.get(product.code);
    if (twin !== undefined) {
      found.push(
        `${name}: code ${shown(product.code)}: products ${twin + 1} and ${index + 1} have it: expected a code of its own`,
      );
    }
    byCode.set(product.code, index);
    for (const gtin of product.gtins) {
      const owner = byGtin.get(gtin);
      if (owner !== undefined && owner !== product.code) {
        found.push(
          `${name}: GTIN ${gtin}: ${shown(owner)} and ${shown(product.code)} have it: expected one product for each GTIN`,
        );
      }
      byGtin.set(gtin, product.code);
    }
  }
  if (found.length > 0) throw mistakes(found);
}

function mistakes(lines: readonly string[]): Fault {
  const rest = lines.length - SHOWN_MISTAKES;
  return new Fault(
    'bad-configuration',
    [...lines.slice(0, SHOWN_MISTAKES), ...(rest > 0 ? [`and ${rest} more mistakes`] : [])].join(
      '\n',
    ),
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing there';
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
