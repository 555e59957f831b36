import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** Where in the text each value begins, by its path (`daemon.tills.0.link`); the whole value is at the empty path. */
export type Places = ReadonlyMap<string, number>;

export type ParsedJsonc =
  | { readonly kind: 'parsed'; readonly value: unknown; readonly places: Places }
  | { readonly kind: 'broken'; readonly offset: number; readonly problem: string };

/** What a person who never saw a parser understands by the library's error names. */
const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'is no value: text stands in double quotes',
  InvalidNumberFormat: 'is no number',
  PropertyNameExpected: 'a name in double quotes was expected',
  ValueExpected: 'a value was expected',
  ColonExpected: 'a colon was expected after the name',
  CommaExpected: 'a comma or } was expected',
  CloseBraceExpected: 'a comma or } was expected',
  CloseBracketExpected: 'a comma or ] was expected',
  EndOfFileExpected: 'nothing more was expected here',
  UnexpectedEndOfComment: 'this comment never ends',
  UnexpectedEndOfString: 'this text has no closing double quote on its line',
  InvalidEscapeCharacter: 'a wrong escape in this text',
  InvalidUnicode: 'a wrong escape in this text',
};

/**
 * Reads JSON in which people may write comments (line and block) and a comma after the last entry, and remembers where each
 * value stands, so that a mistake can be shown with its line. A key given twice is a mistake: one of the two would be lost silently.
 */
export function parseJsonc(text: string): ParsedJsonc {
  const errors: ParseError[] = [];
  // A byte order mark is no JSON, but editors write it; a space keeps every offset where it was.
  const clean = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const tree = parseTree(clean, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const problem = PROBLEMS[printParseErrorCode(first.error)] ?? 'is not JSON';
    const symbol = clean.slice(first.offset, first.offset + first.length);
    return {
      kind: 'broken',
      offset: first.offset,
      problem: problem.startsWith('is ') ? `${symbol} ${problem}` : problem,
    };
  }
  if (tree === undefined) return { kind: 'broken', offset: 0, problem: 'the file is empty' };
  const places = new Map<string, number>();
  const twice = firstDuplicate(tree);
  if (twice !== undefined) {
    return { kind: 'broken', offset: twice.offset, problem: `"${twice.value}" stands here twice` };
  }
  return { kind: 'parsed', value: valueOf(tree, '', places), places };
}

function firstDuplicate(node: Node): Node | undefined {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) return key;
    if (key !== undefined) seen.add(key.value);
    const inner = firstDuplicate(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function valueOf(node: Node, path: string, places: Map<string, number>): unknown {
  places.set(path, node.offset);
  const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (node.type === 'array') {
    return (node.children ?? []).map((child, index) => valueOf(child, under(`${index}`), places));
  }
  if (node.type !== 'object') return node.value;
  const entries: [string, unknown][] = [];
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    entries.push([name, valueOf(value, under(name), places)]);
    // An unknown name is shown where the name stands, a wrong value where the value stands.
    places.set(`${under(name)}\u0000name`, key.offset);
  }
  return Object.fromEntries(entries);
}

/** The line, from 1, in which an offset lies. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
