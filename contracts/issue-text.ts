import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const SHOWN_CHARACTERS = 120;

/** A mistake that a schema found, as a sentence: the path, the value found there, and what was expected. */
export function issueText(issue: Issue, root: unknown): string {
  const path = pathText(issue.path);
  const where = path === '' ? '(the whole)' : path;
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => shown(key)).join(', ');
    return `${where}: unknown key ${keys}: expected only the keys that this object has (spelling?)`;
  }
  const value = valueAt(root, issue.path);
  return `${where}: ${value === undefined ? 'nothing there' : shown(value)}: expected ${expectation(issue)}`;
}

/** All mistakes, one on a line. */
export function issuesText(issues: readonly Issue[], root: unknown): string {
  return issues.map((issue) => issueText(issue, root)).join('\n');
}

/** What the schema wanted, in words. A message that does not begin like one of zod's own was written in the schema. */
export function expectation(issue: Issue): string {
  if (!/^(Invalid|Too |Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : issue.expected;
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
    case 'invalid_union': {
      const branches = issue.errors.map((branch) => branch.map(expectation).join(', '));
      return branches.length === 0 ? issue.message : [...new Set(branches)].join(' or ');
    }
    case 'not_multiple_of':
    case 'unrecognized_keys':
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

/** `lines[0].quantity`; empty for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  return value;
}

/** A value as JSON, cut where it is long. */
export function shown(value: unknown, limit = SHOWN_CHARACTERS): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
