/** Where in the text each value begins, by its path (`daemon.tills.0.link`); the whole value is at the empty path. */
export type Places = ReadonlyMap<string, number>;

export type ParsedJsonc =
  | { readonly kind: 'parsed'; readonly value: unknown; readonly places: Places }
  | { readonly kind: 'broken'; readonly offset: number; readonly problem: string };

class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
  }
}

const DEPTH_LIMIT = 64;

/**
 * Reads JSON in which people may write comments (line and block) and a comma after the last entry, and remembers where each
 * value stands, so that a mistake can be shown with its line. A key given twice is a mistake: one of the two would be lost silently.
 */
export function parseJsonc(text: string): ParsedJsonc {
  const places = new Map<string, number>();
  let at = text.startsWith('\uFEFF') ? 1 : 0;

  function skip(): void {
    for (;;) {
      const character = text.charAt(at);
      if (character === ' ' || character === '\t' || character === '\n' || character === '\r') {
        at += 1;
      } else if (text.startsWith('//', at)) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (text.startsWith('/*', at)) {
        const end = text.indexOf('*/', at + 2);
        if (end === -1) throw new Broken(at, 'this comment never ends');
        at = end + 2;
      } else return;
    }
  }

  function value(path: string, depth: number): unknown {
    if (depth > DEPTH_LIMIT) throw new Broken(at, 'nested too deeply');
    skip();
    places.set(path, at);
    const character = text.charAt(at);
    if (character === '{') return object(path, depth);
    if (character === '[') return array(path, depth);
    if (character === '"') return string();
    const word = /[-+.\w]*/y;
    word.lastIndex = at;
    const literal = word.exec(text)?.[0] ?? '';
    if (literal === '') {
      throw new Broken(
        at,
        character === '' ? 'the file ends too early' : `a value was expected, not ${character}`,
      );
    }
    const start = at;
    at += literal.length;
    try {
      const parsed: unknown = JSON.parse(literal);
      return parsed;
    } catch {
      throw new Broken(start, `${literal} is no value: text stands in double quotes`);
    }
  }

  function object(path: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    at += 1;
    for (;;) {
      skip();
      if (text.charAt(at) === '}') break;
      const keyAt = at;
      if (text.charAt(at) !== '"') throw new Broken(at, 'a name in double quotes was expected');
      const key = string();
      if (entries.has(key)) throw new Broken(keyAt, `"${key}" stands here twice`);
      skip();
      if (text.charAt(at) !== ':') throw new Broken(at, `a colon was expected after "${key}"`);
      at += 1;
      const inner = path === '' ? key : `${path}.${key}`;
      entries.set(key, value(inner, depth + 1));
      // An unknown name is shown where the name stands, a wrong value where the value stands.
      places.set(`${inner}\u0000name`, keyAt);
      skip();
      if (text.charAt(at) === ',') at += 1;
      else if (text.charAt(at) !== '}') throw new Broken(at, 'a comma or } was expected');
    }
    at += 1;
    return Object.fromEntries(entries);
  }

  function array(path: string, depth: number): unknown {
    const items: unknown[] = [];
    at += 1;
    for (;;) {
      skip();
      if (text.charAt(at) === ']') break;
      items.push(value(path === '' ? String(items.length) : `${path}.${items.length}`, depth + 1));
      skip();
      if (text.charAt(at) === ',') at += 1;
      else if (text.charAt(at) !== ']') throw new Broken(at, 'a comma or ] was expected');
    }
    at += 1;
    return items;
  }

  function string(): string {
    const quoted = /"(?:[^"\\\n\r]|\\.)*"/y;
    quoted.lastIndex = at;
    const literal = quoted.exec(text)?.[0];
    if (literal === undefined)
      throw new Broken(at, 'this text has no closing double quote on its line');
    const start = at;
    at += literal.length;
    try {
      return String(JSON.parse(literal));
    } catch {
      throw new Broken(start, `${literal.slice(0, 40)} has a wrong escape`);
    }
  }

  try {
    const parsed = value('', 0);
    skip();
    if (at < text.length) throw new Broken(at, 'nothing more was expected here');
    return { kind: 'parsed', value: parsed, places };
  } catch (cause) {
    if (cause instanceof Broken)
      return { kind: 'broken', offset: cause.offset, problem: cause.message };
    throw cause;
  }
}

/** The line, from 1, in which an offset lies. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (
    let index = text.indexOf('\n');
    index !== -1 && index < offset;
    index = text.indexOf('\n', index + 1)
  ) {
    line += 1;
  }
  return line;
}
