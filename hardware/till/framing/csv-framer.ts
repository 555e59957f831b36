import type { TillEvent } from '../../../contracts/till-event.ts';
import { amountMinor } from '../dialect/amount.ts';
import { plainText } from '../dialect/decode-text.ts';
import type { DecodeText } from '../dialect/decode-text.ts';
import type { DialectFile } from '../dialect/dialect-file.ts';
import type { Frame, Framer } from './frame.ts';
import { lineFramer } from './line-framer.ts';

type CsvFormat = NonNullable<DialectFile['csv']>;
/** A row by our field names. */
type Row = Readonly<Record<string, string>>;

/**
 * Lines of comma-separated values: the heading line (or the dialect) says which column is what, each row is one fact by its `kind`
 * column. Quoted fields after RFC 4180, except that a field never holds a line end. What is not understood stays an unknown line.
 */
export function csvFramer(
  dialect: DialectFile & { readonly csv: CsvFormat },
  decode: DecodeText,
  limitBytes: number,
): Framer {
  const lines = lineFramer({
    decode,
    delimiters: dialect.framing.delimiters,
    limitBytes,
    idleFlushMs: dialect.framing.idleFlushMs,
  });
  const format = dialect.csv;
  let columns: readonly string[] | undefined = format.columns;

  const framesOf = (frame: Frame): readonly Frame[] => {
    if (frame.kind !== 'line' || frame.text.trim() === '')
      return frame.kind === 'line' ? [] : [frame];
    const fields = csvFields(frame.text, format.delimiter);
    if (isHeading(fields, format)) {
      columns = fields.map((field) => field.trim());
      return [];
    }
    const event = columns && rowEvent(namedRow(fields, columns, format), frame, dialect);
    if (event === undefined) {
      const text = plainText(frame.text);
      return [
        { kind: 'fact', event: { kind: 'unknown', atMs: frame.atMs, text }, atMs: frame.atMs },
      ];
    }
    return [{ kind: 'fact', event, atMs: frame.atMs }];
  };
  return {
    statistics: lines.statistics,
    push: (bytes, atMs) => lines.push(bytes, atMs).flatMap(framesOf),
    idle: (atMs) => lines.idle(atMs).flatMap(framesOf),
    lost: (atMs) => lines.lost(atMs),
  };
}

/** The fields of one line; a quote inside a quoted field is doubled. */
export function csvFields(line: string, delimiter: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (isQuoted && character === '"' && line.charAt(index + 1) === '"') {
      field += '"';
      index += 1;
    } else if (character === '"' && (isQuoted || field === '')) {
      isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      fields.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  return [...fields, field];
}

/** A heading repeats at each start of the till; it holds the names of all mapped columns that a row must have. */
function isHeading(fields: readonly string[], format: CsvFormat): boolean {
  const names = new Set(fields.map((field) => field.trim()));
  const wanted = [format.map['kind'], format.map['name'], format.map['amount']];
  return wanted.every((name) => name !== undefined && names.has(name));
}

function namedRow(fields: readonly string[], columns: readonly string[], format: CsvFormat): Row {
  return Object.fromEntries(
    Object.entries(format.map).flatMap(([ours, theirs]) => {
      const at = columns.indexOf(theirs);
      const value = at === -1 ? undefined : fields[at]?.trim();
      return value === undefined || value === '' ? [] : [[ours, value]];
    }),
  );
}

function rowEvent(
  row: Row,
  frame: { readonly text: string; readonly atMs: number },
  dialect: DialectFile & { readonly csv: CsvFormat },
): TillEvent | undefined {
  const at = { atMs: frame.atMs, text: plainText(frame.text) };
  const amount = amountMinor(row['amount'] ?? '', dialect.number);
  const name = (row['name'] ?? '').slice(0, 240);
  const kind = dialect.csv.kinds[row['kind'] ?? ''];
  if (kind === undefined) return undefined;
  switch (kind) {
    case 'begin':
      return {
        kind: 'begin',
        ...at,
        ...(row['receipt'] === undefined ? {} : { transaction: row['receipt'] }),
      };
    case 'item': {
      const quantity = Number(row['quantity'] ?? '1');
      const unit = amountMinor(row['unitPrice'] ?? '', dialect.number);
      if (!/^\d{1,4}$/.test(row['quantity'] ?? '1') || quantity < 1) return undefined;
      const whole = amount ?? (unit === undefined ? undefined : unit * quantity);
      if (whole === undefined) return undefined;
      const code = row['code'] === undefined ? {} : { code: row['code'].slice(0, 64) };
      const unitPriceMinor = unit ?? Math.round(whole / quantity);
      return { kind: 'item', ...at, name, ...code, quantity, unitPriceMinor, amountMinor: whole };
    }
    case 'void':
      return {
        kind: 'void',
        ...at,
        scope: 'line',
        name,
        ...(amount === undefined ? {} : { amountMinor: Math.abs(amount) }),
      };
    case 'transaction-void':
      return { kind: 'void', ...at, scope: 'transaction' };
    case 'discount':
      return amount === undefined
        ? undefined
        : { kind: 'discount', ...at, name, appliesTo: 'subtotal', discountMinor: Math.abs(amount) };
    case 'tax':
      return amount === undefined ? undefined : { kind: 'tax', ...at, amountMinor: amount };
    case 'total':
      return amount === undefined ? undefined : { kind: 'total', ...at, totalMinor: amount };
    case 'cash':
    case 'card':
    case 'voucher':
    case 'other':
      return amount === undefined
        ? undefined
        : { kind: 'tender', ...at, tender: tenderOf(row, dialect.csv), amountMinor: amount };
    case 'change':
      return amount === undefined
        ? undefined
        : { kind: 'change', ...at, amountMinor: Math.abs(amount) };
    case 'loyalty':
      return row['code'] === undefined
        ? undefined
        : { kind: 'loyalty', atMs: frame.atMs, id: row['code'].slice(0, 64) };
    case 'subtotal':
      return amount === undefined ? undefined : { kind: 'subtotal', ...at, amountMinor: amount };
    case 'refund':
    case 'training':
    case 'reprint':
    case 'report':
    case 'no-sale':
      return { kind: 'mark', ...at, mark: kind };
    case 'end':
      return { kind: 'end', ...at, by: 'line' };
  }
}

function tenderOf(row: Row, format: CsvFormat): 'cash' | 'card' | 'voucher' | 'other' {
  const kind = format.kinds[row['kind'] ?? ''];
  return kind === 'cash' || kind === 'card' || kind === 'voucher' ? kind : 'other';
}
