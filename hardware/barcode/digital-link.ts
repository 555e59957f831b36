import { aisOf, dataProblem, identifier } from './ai.ts';
import type { ElementString } from './element-string.ts';
import { contradiction } from './relations.ts';

/** Keys that may lead a Digital Link, and the qualifiers that may follow each, in this order.
 *  Source: GS1 Digital Link URI syntax, section 4. */
const QUALIFIERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '00': [[]],
  '01': [['22', '10', '21'], ['235']],
  '253': [[]],
  '255': [[]],
  '401': [[]],
  '402': [[]],
  '414': [['254'], ['7040']],
  '415': [['8020']],
  '417': [['7040']],
  '8003': [[]],
  '8004': [['7040']],
  '8006': [['22', '10', '21']],
  '8010': [['8011']],
  '8013': [[]],
  '8017': [['8019']],
  '8018': [['8019']],
};

/** Identifiers that a link must not carry as data attributes. Source: the dictionary's flags, as of ai-table.ts. */
const NO_ATTRIBUTES = new Set(
  aisOf('03 21 22 235 254 7040 7041 8011 8014 8019 8020 8040-8043 8200'),
);

/** The orders of qualifiers that may follow a primary key; undefined for what is none. */
export function qualifiersOf(ai: string): readonly (readonly string[])[] | undefined {
  return Object.hasOwn(QUALIFIERS, ai) ? QUALIFIERS[ai] : undefined;
}

/**
 * Reads a GS1 Digital Link. Undefined for a web address that is none: a plain QR. The scheme is all small or all capital letters;
 * mixed case is a plain QR. Names such as `/gtin/` and numbers shorter than 14 digits are not accepted.
 * Source: docs/facts/barcodes.md#digital-link.
 */
export function parseDigitalLink(text: string): ElementString | undefined {
  const match = /^(?:https?|HTTPS?):\/\/([^/?#\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/.exec(
    text,
  );
  if (match === null || text.length > 4000) return undefined;
  const [, host = '', path = '', query = ''] = match;
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const start = keyPosition(segments);
  if (start === -1) {
    const isCompressed =
      /(?:^|\.)gs1\.org$/i.test(host) && /^[\w-]{10,}$/.test(segments.at(-1) ?? '');
    return isCompressed
      ? { kind: 'wrong', reason: 'a compressed Digital Link, which is not supported' }
      : undefined;
  }
  const elements = new Map<string, string>();
  const pathProblem = readPath(segments.slice(start), elements);
  if (pathProblem !== undefined) return { kind: 'wrong', reason: pathProblem };
  const queryProblem = readQuery(query, elements);
  if (queryProblem !== undefined) return { kind: 'wrong', reason: queryProblem };
  const reason = contradiction([...elements.keys()]);
  if (reason !== undefined) return { kind: 'wrong', reason };
  return { kind: 'elements', elements };
}

/** Where the last primary key stands that is followed by pairs up to the end of the path; -1 if none. */
function keyPosition(segments: readonly string[]): number {
  for (let index = segments.length - 2; index >= 0; index -= 2) {
    if (qualifiersOf(segments[index] ?? '') !== undefined) return index;
  }
  return -1;
}

function readPath(segments: readonly string[], elements: Map<string, string>): string | undefined {
  const [key = ''] = segments;
  const qualifiers = segments.filter((_, index) => index % 2 === 0).slice(1);
  const isAllowed = (qualifiersOf(key) ?? []).some((order) => {
    const positions = qualifiers.map((ai) => order.indexOf(ai));
    return positions.every((at, index) => at !== -1 && at > (positions[index - 1] ?? -1));
  });
  if (!isAllowed) return `(${key}) is followed by what may not follow it`;
  for (let index = 0; index < segments.length; index += 2) {
    const problem = add(elements, segments[index] ?? '', segments[index + 1] ?? '');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Numeric keys are data attributes; others belong to the web site. */
function readQuery(query: string, elements: Map<string, string>): string | undefined {
  for (const pair of query.split(/[&;]/)) {
    const [key = '', value] = pair.split('=');
    if (!/^\d+$/.test(key) || value === undefined) continue;
    if (NO_ATTRIBUTES.has(key)) return `(${key}) must not be an attribute of a link`;
    const problem = add(elements, key, value.replaceAll('+', ' '));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function add(elements: Map<string, string>, ai: string, encoded: string): string | undefined {
  const known = identifier(ai);
  if (known === undefined) return `unknown application identifier ${ai.slice(0, 8)}`;
  if (elements.has(ai)) return `(${ai}) stands twice`;
  let data: string;
  try {
    data = decodeURIComponent(encoded);
  } catch {
    return `(${ai}) is not percent-encoded`;
  }
  const problem = dataProblem(known, data);
  if (problem === undefined) elements.set(ai, data);
  return problem;
}
