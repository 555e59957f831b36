import { dataProblem, identifierAt } from './ai.ts';
import { contradiction } from './relations.ts';

/** What a GS1 symbol says: data by application identifier, in the order of the symbol. */
export type ElementString =
  | { readonly kind: 'elements'; readonly elements: ReadonlyMap<string, string> }
  | { readonly kind: 'wrong'; readonly reason: string };

/** No symbol holds more. */
const LIMIT = 4000;

/**
 * Reads the text of a GS1 symbol. Separators are looked at while parsing and never stripped before: they end what has no
 * predefined length. Source: GS1 General Specifications, element strings; docs/facts/barcodes.md#element-strings.
 * @param separator the character that the scanner sends for FNC1, usually GS (1Dh)
 */
export function parseElementString(text: string, separator: string): ElementString {
  if (text.length > LIMIT) return { kind: 'wrong', reason: 'longer than any symbol' };
  const elements = new Map<string, string>();
  let rest = text.startsWith(separator) ? text.slice(1) : text;
  while (rest !== '') {
    const identifier = identifierAt(rest);
    if (identifier === undefined) {
      return { kind: 'wrong', reason: `unknown application identifier ${rest.slice(0, 4)}` };
    }
    rest = rest.slice(identifier.ai.length);
    const end = rest.indexOf(separator);
    const upToSeparator = end === -1 ? rest.length : end;
    const length = identifier.isFixed ? Math.min(identifier.most, upToSeparator) : upToSeparator;
    const data = rest.slice(0, length);
    const problem = dataProblem(identifier, data);
    if (problem !== undefined) return { kind: 'wrong', reason: problem };
    const before = elements.get(identifier.ai);
    if (before !== undefined && before !== data) {
      return { kind: 'wrong', reason: `(${identifier.ai}) stands twice with different data` };
    }
    elements.set(identifier.ai, data);
    rest = rest.slice(length);
    if (rest.startsWith(separator)) rest = rest.slice(1);
  }
  if (elements.size === 0) return { kind: 'wrong', reason: 'no application identifier' };
  const reason = contradiction([...elements.keys()]);
  return reason === undefined ? { kind: 'elements', elements } : { kind: 'wrong', reason };
}
