// Face for daemon/: `loadDialect(json)`, `shippedDialect(id)`, `SHIPPED_DIALECTS`.
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../contracts/fault.ts';
import { issuesText } from '../../contracts/issue-text.ts';
import type { TillEvent } from '../../contracts/till-event.ts';
import { textDecoder } from './dialect/decode-text.ts';
import { DialectFile } from './dialect/dialect-file.ts';
import { openTillFeed } from './feed.ts';
import { compileRule } from './dialect/line-rule.ts';
import { indexRules } from './dialect/rule-index.ts';
import { jsonFolder } from './dialect/json-folder.ts';
import { rulePack } from './dialect/rule-pack.ts';
import { wordRules } from './dialect/word-rules.ts';
import { type SafePattern, safePattern } from './dialect/pattern.ts';
import type { Dialect } from './dialect/compiled-dialect.ts';

/** A dialect that comes with pindan is a file of this folder, named by its id. */
const SHIPPED = jsonFolder(new URL('dialects/', import.meta.url));

/** The ids of the dialects that come with pindan. */
export const SHIPPED_DIALECTS = SHIPPED.names;

const loaded = new Map<string, Dialect>();

/** @throws Fault `unknown-dialect` that lists the ids there are */
export function shippedDialect(id: string): Dialect {
  const known = loaded.get(id);
  if (known !== undefined) return known;
  if (!SHIPPED_DIALECTS.includes(id)) {
    throw new Fault(
      'unknown-dialect',
      `dialect "${id}" does not exist; use one of ${SHIPPED_DIALECTS.join(', ')}, or the path of a dialect file`,
    );
  }
  // The tests send hostile lines through each of them, so nothing of theirs needs to be watched.
  const dialect = load(SHIPPED.read(id), true);
  if (dialect.id !== id) {
    throw new Error(`the shipped dialect ${id}.json calls itself "${dialect.id}"`);
  }
  loaded.set(id, dialect);
  return dialect;
}

/**
 * Reads a dialect from its JSON, compiles its patterns and runs its samples.
 * @throws Fault `bad-dialect` that names the field, the pattern or the sample that is wrong
 */
export function loadDialect(json: unknown): Dialect {
  return load(json, false);
}

function load(json: unknown, isProven: boolean): Dialect {
  const parsed = DialectFile.safeParse(json);
  if (!parsed.success) {
    throw new Fault('bad-dialect', `dialect file: ${issuesText(parsed.error.issues, json)}`);
  }
  const file = parsed.data;
  textDecoder(file.encoding);
  const compiled = (patterns: readonly string[], where: string): readonly SafePattern[] =>
    patterns.map((pattern) => safePattern(pattern, `${file.id}: ${where}`));
  const ownRules = file.rules.map((rule) => compileRule(rule, file.number));
  const packRules = [...wordRules(file.words), ...file.packs.flatMap(rulePack)].map((rule) =>
    compileRule(rule, file.number),
  );
  const rules = [...ownRules, ...packRules];
  const begin = compiled(file.transaction.begin, 'transaction.begin');
  const end = compiled(file.transaction.end, 'transaction.end');
  const reprint = compiled(file.identity.reprint, 'identity.reprint');
  const filters = file.filters.map((filter) => ({
    ...filter,
    ...safePattern(filter.match, `${file.id}: filters`, 'iug'),
  }));
  // A person wrote these patterns; those of the packs are ours.
  const ownPatterns = [...ownRules, ...begin, ...end, ...reprint, ...filters];
  const dialect: Dialect = {
    id: file.id,
    file,
    rules,
    index: indexRules(rules),
    waitsForName: rules.some((rule) => rule.type === 'item' && !rule.re.includes('(?<name>')),
    waitsForQuantity: rules.some((rule) => rule.type === 'qty' && rule.belongsTo !== 'next'),
    isWatched: !isProven && ownPatterns.some(({ mayBeSlow }) => mayBeSlow),
    begin: begin.map(({ regExp }) => regExp),
    end: end.map(({ regExp }) => regExp),
    reprint: reprint.map(({ regExp }) => regExp),
    filters: filters.map((filter) => ({
      pattern: filter.regExp,
      action: filter.action,
      with: filter.with,
    })),
  };
  for (const sample of file.samples) runSample(dialect, sample);
  return dialect;
}

/** The bytes that a sample's till sends. */
export function sampleBytes(sample: DialectFile['samples'][number]): Uint8Array {
  return sample.bytesHex === undefined
    ? Buffer.from(sample.text ?? '', 'utf8')
    : Buffer.from(sample.bytesHex, 'hex');
}

function runSample(dialect: Dialect, sample: DialectFile['samples'][number]): void {
  const events = decodeWhole(dialect, sampleBytes(sample));
  const differs = sample.expect.findIndex((expected, index) => !agrees(events[index], expected));
  if (differs === -1 && events.length === sample.expect.length) return;
  const at = differs === -1 ? sample.expect.length : differs;
  throw new Fault(
    'bad-dialect',
    `${dialect.id}: sample "${sample.name}": event ${at + 1} is ${JSON.stringify(events[at])}, expected ${JSON.stringify(sample.expect[at])}`,
  );
}

function agrees(
  event: TillEvent | undefined,
  expected: Readonly<Record<string, unknown>>,
): boolean {
  if (event === undefined) return false;
  const fields: Readonly<Record<string, unknown>> = { ...event };
  return Object.entries(expected).every(([key, value]) => isDeepStrictEqual(fields[key], value));
}

/** All events of a recording from its first byte to its last, as if the feed stood still for long afterwards. */
export function decodeWhole(dialect: Dialect, bytes: Uint8Array): readonly TillEvent[] {
  const feed = openTillFeed(dialect);
  return [...feed.push(bytes, 0), ...feed.idle(3_600_001)];
}
