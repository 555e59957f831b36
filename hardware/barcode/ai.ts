import { passesCheck } from './ai-check.ts';
import { AI_ROWS } from './ai-table.ts';

/** One part of an identifier's data. */
export interface AiPart {
  readonly characters: RegExp;
  readonly least: number;
  readonly most: number;
  readonly isOptional: boolean;
  readonly checks: readonly string[];
}

export interface ApplicationIdentifier {
  readonly ai: string;
  /** Its length is predefined: no separator follows. */
  readonly isFixed: boolean;
  readonly parts: readonly AiPart[];
  /** Length of the whole data where it is predefined. */
  readonly most: number;
}

const CHARACTERS: Readonly<Record<string, RegExp>> = {
  d: /^\d*$/,
  t: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  u: /^[#\-/0-9A-Z]*$/,
  b: /^[-0-9A-Z_a-z]*={0,2}$/,
};

const TABLE: ReadonlyMap<string, ApplicationIdentifier> = new Map(
  AI_ROWS.flatMap(([ais, isFixed, spec]) => {
    const parts = spec.split(' ').map(partOf);
    const most = parts.reduce((sum, part) => sum + part.most, 0);
    return aisOf(ais).map((ai) => [ai, { ai, isFixed, parts, most }] as const);
  }),
);

/** Every identifier of a list with ranges: `10 3100-3105`. */
export function aisOf(list: string): readonly string[] {
  return list.split(' ').flatMap(range);
}

function range(text: string): readonly string[] {
  const [from = '', to = from] = text.split('-');
  const ais: string[] = [];
  for (let number = Number(from); number <= Number(to); number += 1) {
    ais.push(String(number).padStart(from.length, '0'));
  }
  return ais;
}

function partOf(spec: string): AiPart {
  const match = /^([dtub])(?:(\d+)-)?(\d+)(\??)((?:\/[a-z0-9+]+)*)$/.exec(spec);
  const characters = CHARACTERS[match?.[1] ?? ''];
  if (match === null || characters === undefined) throw new Error(`ai-table.ts: ${spec}`);
  const most = Number(match[3]);
  return {
    characters,
    least: match[2] === undefined ? most : Number(match[2]),
    most,
    isOptional: match[4] === '?',
    checks: (match[5] ?? '').split('/').slice(1),
  };
}

/** The identifier at the beginning of a text; identifiers are of 2 to 4 digits and none begins another. */
export function identifierAt(text: string): ApplicationIdentifier | undefined {
  return TABLE.get(text.slice(0, 2)) ?? TABLE.get(text.slice(0, 3)) ?? TABLE.get(text.slice(0, 4));
}

/** The identifier of this number. */
export function identifier(ai: string): ApplicationIdentifier | undefined {
  return TABLE.get(ai);
}

/** Why data do not fit their identifier; undefined if they do. */
export function dataProblem(
  { ai, parts }: ApplicationIdentifier,
  data: string,
): string | undefined {
  let rest = data;
  for (const part of parts) {
    if (rest === '' && part.isOptional) return undefined;
    const value = rest.slice(0, part.most);
    rest = rest.slice(part.most);
    if (value.length < part.least) return `(${ai}) is too short`;
    if (!part.characters.test(value)) return `(${ai}) holds a character that it must not`;
    const failed = part.checks.find((check) => !passesCheck(check, value));
    if (failed !== undefined) return `(${ai}) fails its check: ${failed}`;
  }
  return rest === '' ? undefined : `(${ai}) is too long`;
}
