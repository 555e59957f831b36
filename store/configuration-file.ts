import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ShopConfiguration } from '../contracts/configuration.ts';
import { Fault } from '../contracts/fault.ts';
import { expectation, shown, valueAt } from '../contracts/issue-text.ts';
import { lineOf, parseJsonc, type Places } from './jsonc.ts';

/** A mistake stands on one line of a terminal. */
const SHOWN_CHARACTERS = 60;

/**
 * Reads shop.json. Comments and trailing commas are allowed; anything else must be exactly right: each mistake is one readable line
 * with its place, what stands there and what was expected.
 * @throws Fault `bad-configuration`
 */
export function readConfiguration(path: string): Promise<ShopConfiguration> {
  return readStrictFile(path, ShopConfiguration);
}

/**
 * Reads a file that people write against a strict schema, with the same readable mistakes as `readConfiguration`.
 * @throws Fault `bad-configuration`
 */
export async function readStrictFile<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault(
      'bad-configuration',
      `cannot read ${path}: check the path and who may read it`,
      { cause },
    );
  }
  const outcome = checkText(text, schema);
  if (outcome.kind === 'good') return outcome.value;
  throw new Fault(
    'bad-configuration',
    outcome.mistakes.map((mistake) => `${path}:${mistake}`).join('\n'),
  );
}

export type CheckedText<T> =
  | { readonly kind: 'good'; readonly value: T }
  | { readonly kind: 'bad'; readonly mistakes: readonly string[] };

/** Checks the text of a file; each mistake begins with its line number. */
export function checkText<S extends z.ZodType>(text: string, schema: S): CheckedText<z.output<S>> {
  const parsed = parseJsonc(text);
  if (parsed.kind === 'broken') {
    return { kind: 'bad', mistakes: [`${lineOf(text, parsed.offset)}: ${parsed.problem}`] };
  }
  const result = schema.safeParse(parsed.value);
  if (result.success) return { kind: 'good', value: result.data };
  const mistakes = result.error.issues.flatMap((issue) => describe(issue, parsed.value));
  return {
    kind: 'bad',
    mistakes: mistakes
      .map((mistake) => ({ ...mistake, line: lineOf(text, placeOf(mistake.path, parsed.places)) }))
      .toSorted((a, b) => a.line - b.line)
      .map(
        ({ line, path, problem }) =>
          `${line}: ${path === '' ? '' : `${path.replace('\u0000name', '')}: `}${problem}`,
      ),
  };
}

interface Mistake {
  readonly path: string;
  readonly problem: string;
}

function describe(issue: z.core.$ZodIssue, root: unknown): readonly Mistake[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: `${path === '' ? '' : `${path}.`}${key}\u0000name`,
      problem: 'there is no such setting; take it out or correct its spelling',
    }));
  }
  const found = valueAt(root, issue.path);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((branch) => branch.map((inner) => inner.message).join(', '));
    return [
      {
        path,
        problem: `${shown(found, SHOWN_CHARACTERS)} fits none of: ${[...new Set(branches)].join(' | ')}`,
      },
    ];
  }
  if (found === undefined) return [{ path, problem: `is missing; expected ${expectation(issue)}` }];
  return [
    {
      path,
      problem: `${shown(found, SHOWN_CHARACTERS)} was given; expected ${expectation(issue)}`,
    },
  ];
}

/** The place of the path, or of the nearest thing around it that is there. */
function placeOf(path: string, places: Places): number {
  let at = path;
  for (;;) {
    const place = places.get(at);
    if (place !== undefined) return place;
    const dot = at.lastIndexOf('.');
    if (dot === -1) return places.get('') ?? 0;
    at = at.slice(0, dot);
  }
}
