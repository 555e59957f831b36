import type { z } from 'zod';
import { Basket } from '../contracts/basket.ts';
import { Fault } from '../contracts/fault.ts';
import { PromotionsFile } from '../contracts/promotion.ts';

const SHOWN_LINES = 20;
const SHOWN_CHARACTERS = 120;

/** The largest subtotal that is priced exactly, in minor units: what a double holds when multiplied by 100.00 %. */
export const SUBTOTAL_LIMIT_MINOR = 500_000_000_000;

/**
 * A promotions file, checked and with its defaults filled in.
 * @throws Fault('bad-input') with one line for each mistake: the path, the value found there, and what was expected
 */
export function parsePromotions(json: unknown): PromotionsFile {
  const parsed = PromotionsFile.safeParse(json);
  if (!parsed.success) throw badInput('promotions file', json, parsed.error.issues);
  return parsed.data;
}

/**
 * A basket, checked: line ids are unique and the subtotal is one that can be priced exactly.
 * @throws Fault('bad-input') with one line for each mistake: the path, the value found there, and what was expected
 */
export function parseBasket(json: unknown): Basket {
  const parsed = Basket.safeParse(json);
  if (!parsed.success) throw badInput('basket', json, parsed.error.issues);
  const ids = new Map<string, number>();
  let subtotalMinor = 0;
  for (const [index, line] of parsed.data.lines.entries()) {
    const first = ids.get(line.id);
    if (first !== undefined) {
      throw new Fault(
        'bad-input',
        `basket: lines[${index}].id: ${shown(line.id)}: expected an id of its own; line ${first} has it already`,
      );
    }
    ids.set(line.id, index);
    subtotalMinor += line.quantity * line.unitPriceMinor;
  }
  if (subtotalMinor > SUBTOTAL_LIMIT_MINOR) {
    throw new Fault(
      'bad-input',
      `basket: lines: a subtotal of ${subtotalMinor}: expected at most ${SUBTOTAL_LIMIT_MINOR} minor units`,
    );
  }
  return parsed.data;
}

type Issue = z.core.$ZodIssue;

function badInput(what: string, json: unknown, issues: readonly Issue[]): Fault {
  const lines = issues.slice(0, SHOWN_LINES).map((issue) => `${what}: ${issueLine(json, issue)}`);
  const more = issues.length - lines.length;
  if (more > 0) lines.push(`${what}: and ${more} more mistakes`);
  return new Fault('bad-input', lines.join('\n'));
}

function issueLine(json: unknown, issue: Issue): string {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return `${path}: unknown key ${issue.keys.map(shown).join(', ')}: expected only the keys that this object has (spelling?)`;
  }
  const value = valueAt(json, issue.path);
  return `${path}: ${value === undefined ? 'nothing there' : shown(value)}: expected ${expectation(issue)}`;
}

/** What the schema wanted, in words. A message that does not begin like one of zod's own was written in the schema. */
function expectation(issue: Issue): string {
  if (!/^(Invalid|Too |Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}${amountWord(issue.origin)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${amountWord(issue.origin)}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'a moment with its offset, such as "2026-11-30T08:00:00+08:00"'
        : issue.message;
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

function amountWord(origin: string): string {
  if (origin === 'string') return ' characters';
  if (origin === 'array') return ' entries';
  return '';
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text === '' ? '(the whole)' : text;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
