import { CsvError, parse } from 'csv-parse/sync';

/** One record of a CSV file and the line of the file on which it begins (1 = the first). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvResult =
  | { readonly kind: 'records'; readonly records: readonly CsvRecord[] }
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string };

/**
 * Splits CSV text into records: quotes double inside quotes, line ends may stand inside quotes, CRLF or LF, a byte order mark is
 * dropped, empty lines are skipped. Source: RFC 4180.
 */
export function parseCsv(text: string): CsvResult {
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (fields: readonly string[], context) => {
        const inside = fields.reduce((sum, field) => sum + field.split(/\r\n|\r|\n/).length - 1, 0);
        records.push({ line: context.lines - inside, fields });
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    return { kind: 'broken', line: Number(cause['lines'] ?? 0), reason: cause.message };
  }
  return { kind: 'records', records };
}
