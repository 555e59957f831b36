import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gs1CheckDigit } from '../../contracts/gtin.ts';
import { aisOf, dataProblem, identifier } from './ai.ts';
import { AI_ROWS } from './ai-table.ts';
import { parseDigitalLink, qualifiersOf } from './digital-link.ts';
import { parseElementString } from './element-string.ts';
import { contradiction, missingBeside, relationOf } from './relations.ts';

const DICTIONARY = new URL('../../../shared/data/gs1/gs1-syntax-dictionary.txt', import.meta.url);
const IS_THERE = existsSync(DICTIONARY);
const GS = '\u001d';

interface Component {
  readonly letter: string;
  readonly least: number;
  readonly most: number;
  readonly isOptional: boolean;
  readonly linters: readonly string[];
}

interface Row {
  readonly ais: readonly string[];
  readonly flags: string;
  readonly components: readonly Component[];
  readonly attributes: readonly string[];
  readonly title: string;
}

/** Reads a row by the description at the dictionary's head. */
function rowOf(line: string): Row {
  const [body = '', title = ''] = line.split('#');
  const [ais = '', ...rest] = body.trim().split(/\s+/);
  const isFlags = /^[*?!"$%&'()+,\-./:;<=>@[\]^_`{|}~\\]+$/.test(rest[0] ?? '');
  const words = isFlags ? rest.slice(1) : rest;
  const isComponent = (word: string): boolean => /^\[?[NXYZ](?:\.\.)?\d+\]?(?:,|$)/.test(word);
  return {
    ais: aisOf(ais),
    flags: isFlags ? (rest[0] ?? '') : '',
    components: words.filter(isComponent).map(componentOf),
    attributes: words.filter((word) => !isComponent(word)),
    title: title.trim(),
  };
}

function componentOf(word: string): Component {
  const match = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)$/.exec(word);
  if (match === null)
    throw new Error(`a component that the dictionary's head does not describe: ${word}`);
  const [, bracket, letter = '', dots, length = '', linters = ''] = match;
  const most = Number(length);
  return {
    letter,
    least: dots === undefined ? most : 1,
    most,
    isOptional: bracket === '[',
    linters: linters.split(',').slice(1),
  };
}

const ALPHA = '1987654Ad4X4bL5ttr2310c2K';
/** Data that pass and that fail each linter, by the dictionary's own names. The check digit of `csum` is computed. */
const LINTED: Readonly<Record<string, readonly [passes: string, fails: string]>> = {
  yymmd0: ['260200', '261301'],
  yymmdd: ['240229', '260200'],
  yyyymmdd: ['20240229', '20230229'],
  hhmi: ['2359', '2360'],
  hh: ['23', '24'],
  mi: ['59', '60'],
  ss: ['59', '60'],
  iso3166: ['276', '999'],
  iso3166999: ['999', '998'],
  iso3166alpha2: ['DE', 'XX'],
  iso4217: ['978', '000'],
  pcenc: ['A%20', 'A%2G'],
  yesno: ['1', '2'],
  zero: ['0', '1'],
  winding: ['9', '5'],
  pieceoftotal: ['0102', '0201'],
  posinseqslash: ['1/2', '2/1'],
  packagetype: ['PX', 'p-'],
  mediatype: ['80', '79'],
  iban: ['GB82WEST12345698765432', 'GB82WEST12345698765431'],
  importeridx: ['_', '.'],
  couponcode: ['012345612345611110123', '0123456123456111101230'],
  couponposoffer: ['001234561234560123456', '201234561234560123456'],
  csumalpha: [ALPHA, `${ALPHA.slice(0, -1)}J`],
  hyphen: ['-', '1'],
  hasnondigit: [ALPHA, '198765843'],
  nozeroprefix: ['12', '012'],
  latitude: ['1800000000', '1800000001'],
  longitude: ['3600000000', '3600000001'],
  iso5218: ['9', '3'],
};
const OUTSIDE: Readonly<Record<string, string>> = { N: 'A', X: '#', Y: 'a', Z: '.' };

function passing(part: Component, length: number): string {
  const known = part.linters
    .map((linter) => LINTED[linter]?.[0])
    .find((text) => text !== undefined);
  if (known !== undefined) return known;
  const hasPrefix = part.linters.some((linter) => linter.startsWith('gcppos'));
  const digits = '1'.repeat(hasPrefix ? Math.max(4, length) : length);
  if (!part.linters.includes('csum')) return digits;
  return digits.slice(1) + String(gs1CheckDigit(digits.slice(1)));
}

/** What a linter refuses; undefined where its own data are all that a component of this kind can hold. */
function failing(part: Component, linter: string): string | undefined {
  if (linter === 'csum') {
    const good = passing(part, part.most);
    return good.slice(0, -1) + String((Number(good.at(-1)) + 1) % 10);
  }
  if (linter === 'nonzero') return '0'.repeat(part.most);
  // A company prefix is four digits; of a numeric component that can only be told by asking who holds it.
  if (linter === 'gcppos1') return part.letter === 'N' ? undefined : '12AB';
  if (linter === 'gcppos2') return undefined;
  return LINTED[linter]?.[1];
}

/** Data by the format: the shortest that it allows, and the longest. */
function positives({ components }: Row): readonly string[] {
  const shortest = components
    .filter((part) => !part.isOptional)
    .map((part) => passing(part, part.least));
  const longest = components.map((part) => passing(part, part.most));
  return [...new Set([shortest.join(''), longest.join('')])];
}

/** Data that break the format, each in one way. */
function negatives({ components }: Row): readonly (readonly [why: string, data: string])[] {
  const whole = components.map((part) => passing(part, part.most));
  const wrong: (readonly [string, string])[] = [
    ['nothing', ''],
    ['too long', whole.join('') + '1'.repeat(91)],
  ];
  const required = components.filter((part) => !part.isOptional);
  const last = required.at(-1);
  if (last !== undefined && last.least > 1) {
    const all = required.map((part) => passing(part, part.least)).join('');
    wrong.push(['too short', all.slice(0, -1)]);
  }
  for (const [index, part] of components.entries()) {
    const put = (text: string): string =>
      whole
        .with(index, text)
        .slice(0, index + 1)
        .join('');
    const outside = OUTSIDE[part.letter] ?? '';
    wrong.push([`${outside} in part ${index + 1}`, put(outside + (whole[index] ?? '').slice(1))]);
    for (const linter of part.linters) {
      const bad = failing(part, linter);
      if (bad !== undefined) wrong.push([`${linter} of part ${index + 1}`, put(bad)]);
    }
  }
  return wrong;
}

function valuesOf({ attributes }: Row, key: string): readonly string[] {
  return attributes.flatMap((word) =>
    word.startsWith(`${key}=`) ? word.slice(key.length + 1).split(',') : [],
  );
}

const ALL_AIS = AI_ROWS.flatMap(([ais]) => aisOf(ais));

/** Whether data may stand behind the question mark of a link; whether they fit the link's key is another matter. */
function mayBeAttribute(ai: string, data: string): boolean {
  const link = `https://id.gs1.org/01/09506000134352?${ai}=${encodeURIComponent(data)}`;
  const read = parseDigitalLink(link);
  return !(read?.kind === 'wrong' && read.reason.includes('must not be an attribute'));
}

/** An identifier that a pattern of the dictionary stands for, other than `not`. */
function anyOf(pattern: string, not: string): string | undefined {
  const signs = new RegExp(`^${pattern.replaceAll('n', String.raw`\d`)}$`);
  return ALL_AIS.find((ai) => ai !== not && signs.test(ai));
}

const ROWS = IS_THERE
  ? readFileSync(DICTIONARY, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map(rowOf)
  : [];

describe.skipIf(!IS_THERE)("GS1's dictionary (skipped where ../shared/data is not at hand)", () => {
  test.each(ROWS.map((row) => [row.ais[0] ?? '', row.title, row] as const))(
    '(%s) %s: what its format allows is taken, what breaks it is refused',
    (_, __, row) => {
      for (const ai of row.ais) {
        const ours = identifier(ai);
        if (ours === undefined) throw new Error(`our table lacks (${ai})`);
        for (const data of positives(row)) {
          expect([data, dataProblem(ours, data)]).toEqual([data, undefined]);
          expect(parseElementString(ai + data, GS).kind).toBe('elements');
        }
        for (const [why, data] of negatives(row)) {
          expect([ai, why, data, dataProblem(ours, data)]).not.toContain(undefined);
          expect(parseElementString(ai + data + GS, GS).kind).toBe('wrong');
        }
      }
    },
  );

  test('224 rows for 541 identifiers: 315 data that are taken, 971 that are refused', () => {
    expect(ROWS.length).toBe(224);
    expect(ROWS.flatMap((row) => row.ais).toSorted()).toEqual(ALL_AIS.toSorted());
    expect(ROWS.flatMap(positives).length).toBe(315);
    expect(ROWS.flatMap(negatives).length).toBe(971);
    expect(ROWS.every((row) => positives(row).length > 0 && negatives(row).length > 1)).toBe(true);
  });

  test('every linter that a row names has data that it refuses, but for company prefixes of digits', () => {
    const without = new Set<string>();
    for (const { components } of ROWS) {
      for (const part of components) {
        for (const linter of part.linters) {
          if (failing(part, linter) === undefined) without.add(`${part.letter} ${linter}`);
        }
      }
    }
    expect([...without].toSorted()).toEqual(['N gcppos1', 'N gcppos2']);
  });

  test.each(
    ROWS.filter((row) => row.attributes.length > 0).map((row) => [row.ais[0] ?? '', row] as const),
  )('(%s) has the company that it needs, and none that it must not have', (_, row) => {
    const needs = valuesOf(row, 'req');
    const bars = valuesOf(row, 'ex');
    for (const ai of row.ais) {
      const relation = relationOf(ai);
      expect(relation.needs.map((parts) => parts.join('+'))).toEqual(needs);
      expect(relation.bars).toEqual(bars);
      const complains = (ais: readonly string[]): boolean =>
        missingBeside(ais).some((text) => text.startsWith(`(${ai}) `));
      expect(complains([ai])).toBe(needs.length > 0);
      for (const combination of needs) {
        const others = combination.split('+').map((pattern) => anyOf(pattern, ai) ?? '?');
        expect(complains([ai, ...others])).toBe(false);
        for (const left of others) {
          const fewer = others.filter((other) => other !== left);
          const isMetOtherwise = needs.some((need) =>
            need.split('+').every((pattern) => fewer.some((one) => anyOf(pattern, '') === one)),
          );
          if (!isMetOtherwise) expect(complains([ai, ...fewer])).toBe(true);
        }
      }
      for (const pattern of bars) {
        const other = anyOf(pattern, ai);
        if (other !== undefined) expect(contradiction([ai, other])).toBeDefined();
      }
      expect(contradiction([ai])).toBeUndefined();
    }
  });

  test('keys of Digital Links, what may follow them, and what may be an attribute', () => {
    for (const row of ROWS) {
      for (const ai of row.ais) {
        expect([ai, mayBeAttribute(ai, positives(row)[0] ?? '')]).toEqual([
          ai,
          row.flags.includes('?'),
        ]);
        const key = row.attributes.find((word) => word.startsWith('dlpkey'));
        const orders = key
          ?.slice('dlpkey='.length)
          .split('|')
          .map((order) => order.split(',').filter((one) => one !== ''));
        expect([ai, qualifiersOf(ai)]).toEqual([ai, orders]);
      }
    }
  });
});
