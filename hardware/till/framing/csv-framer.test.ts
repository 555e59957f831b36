import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvFields } from './csv-framer.ts';

const DELIMITERS = [',', ';', '\t', '|'];

function theirs(line: string, delimiter: string): readonly string[] {
  const records: string[][] = parse(line, { delimiter, record_delimiter: '\n' });
  expect(records).toHaveLength(1);
  return records[0] ?? [];
}

/** What RFC 4180 writes for a field; quotes are also allowed where none are needed. */
function written(field: string, isQuoted: boolean, delimiter: string): string {
  const mustBe = field.includes('"') || field.includes(delimiter);
  return isQuoted || mustBe ? `"${field.replaceAll('"', '""')}"` : field;
}

const field = fc.string({
  unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', ' ', "'", '1', '.', '茶', '😀', '\\'),
  maxLength: 8,
});

test('the fields of a written line come back as they were, as csv-parse gives them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DELIMITERS),
      fc.array(fc.tuple(field, fc.boolean()), { minLength: 2, maxLength: 8 }),
      (delimiter, fields) => {
        const line = fields
          .map(([text, isQuoted]) => written(text, isQuoted, delimiter))
          .join(delimiter);
        const ours = csvFields(line, delimiter);
        expect(ours).toEqual(fields.map(([text]) => text));
        expect(ours).toEqual(theirs(line, delimiter));
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['empty fields', ',,'],
  ['an empty quoted field', '"",a,""'],
  ['nothing but a quote, quoted', '"""",a'],
  ['a delimiter inside quotes', 'a,"b,c",d'],
  ['spaces, which belong to a field', ' a , b ,"c "'],
])('%s: %j is read as csv-parse reads it', (_, line) => {
  expect(csvFields(line, ',')).toEqual(theirs(line, ','));
});

test.each([
  ['a quote inside a bare field stands for itself', 'a"b,c', ['a"b', 'c']],
  ['a quote that is never closed takes the rest of the line', 'a,"b,c', ['a', 'b,c']],
  ['text behind a closing quote belongs to the field', '"a"b,c', ['ab', 'c']],
])('%s, where csv-parse gives the line up', (_, line, fields) => {
  expect(() => theirs(line, ',')).toThrow();
  expect(csvFields(line, ',')).toEqual(fields);
});
