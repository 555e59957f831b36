import { plainText } from '../dialect/decode-text.ts';
import { LINE_BUDGET_MS, lineOptions } from '../dialect/line-rule.ts';
import type { LineOption } from '../dialect/line-rule.ts';
import type { Step } from './receipt-parse.ts';
import { watched } from '../dialect/regex-watchdog.ts';
import type { Phase } from '../dialect/compiled-rule.ts';
import type { Dialect } from '../dialect/compiled-dialect.ts';

/** Filters see no more of a line than this; several logical lines may stand in it. */
const FILTERED_LENGTH = 4096;

/** The logical lines of a printed line: filters applied, table rules and control characters removed, blank ones left out. */
export function logicalLines(raw: string, dialect: Dialect): readonly string[] {
  const filtered =
    dialect.filters.length === 0
      ? raw
      : (inTime(dialect, () => filter(raw.slice(0, FILTERED_LENGTH), dialect)) ?? raw);
  if (!filtered.includes('\n')) {
    const line = withoutRules(plainText(filtered));
    return line === '' ? [] : [line];
  }
  return filtered
    .split('\n')
    .map((part) => withoutRules(plainText(part)))
    .filter((line) => line !== '');
}

function filter(raw: string, dialect: Dialect): string {
  let text = raw;
  for (const { pattern, action, with: replacement } of dialect.filters) {
    if (action === 'omit' && text.search(pattern) !== -1) return '';
    if (action !== 'omit') text = text.replace(pattern, action === 'newline' ? '\n' : replacement);
  }
  return text;
}

/** What a line says of the bounds of its receipt. */
export interface Bounds {
  readonly begins: boolean;
  readonly transaction: string | undefined;
  readonly ends: boolean;
}

const INSIDE: Bounds = { begins: false, transaction: undefined, ends: false };

export function boundsOf(text: string, dialect: Dialect): Bounds {
  if (dialect.begin.length === 0 && dialect.end.length === 0) return INSIDE;
  const look = (): Bounds => {
    const begin = dialect.begin.map((pattern) => pattern.exec(text)).find((m) => m !== null);
    return {
      begins: begin !== undefined,
      transaction: begin?.groups?.['txn'],
      ends: dialect.end.some((pattern) => pattern.test(text)),
    };
  };
  return inTime(dialect, look) ?? INSIDE;
}

/** @param lineNumber counted from 1 in its receipt */
export function lineStep(
  line: { readonly text: string; readonly atMs: number },
  lineNumber: number,
  dialect: Dialect,
): Extract<Step, { kind: 'line' }> {
  const { text } = line;
  const known: Partial<Record<Phase, readonly LineOption[]>> = {};
  const options = (phase: Phase): readonly LineOption[] =>
    (known[phase] ??= optionsOf(text, { phase, lineNumber }, dialect));
  const isCopy = (): boolean => dialect.reprint.some((pattern) => pattern.test(text));
  const isReprint = dialect.reprint.length > 0 && inTime(dialect, isCopy) === true;
  return { kind: 'line', ...line, isReprint, options };
}

/** The ways to read a line; a line whose patterns take too long is not understood. */
export function optionsOf(
  text: string,
  place: { readonly phase: Phase; readonly lineNumber: number },
  dialect: Dialect,
): readonly LineOption[] {
  return inTime(dialect, () => lineOptions(text, place, dialect)) ?? [undefined];
}

function inTime<T>(dialect: Dialect, work: () => T): T | undefined {
  return dialect.isWatched ? watched(work, LINE_BUDGET_MS) : work();
}

/** Receipts draw tables: box characters, and bars that stand alone or at the ends of a line, are no text. */
function withoutRules(line: string): string {
  if (!/[|\u2500-\u259f]/.test(line)) return line.trimEnd();
  return line
    .replace(/[\u2500-\u259f]+/g, ' ')
    .replace(/^\s*\|/, ' ')
    .replace(/\|\s*$/, ' ')
    .replace(/\s\|(?=\s)/g, '  ')
    .trimEnd();
}
