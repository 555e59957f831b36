import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyHouse, type House, type Task } from './newcomer.ts';
import { COMMAND, DIALECT, KIND, LANGUAGE, MESSAGE, SCREEN } from './newcomer-tasks.ts';
import { ROOT } from './root.ts';

const isClone = existsSync(join(ROOT, '.git'));
const TASKS = [DIALECT, LANGUAGE, SCREEN, MESSAGE, KIND, COMMAND];

/** New files, and files that get a row; an import beside the row counts with it. Tests' own tables stand apart. */
function places({ begins, rest }: Task): { readonly files: number; readonly rows: number } {
  const changes = [...begins, ...rest].filter(({ path }) => !path.startsWith('test/'));
  const pathsOf = (kind: 'file' | 'row'): ReadonlySet<string> =>
    new Set(changes.filter((change) => change.kind === kind).map(({ path }) => path));
  return { files: pathsOf('file').size, rows: pathsOf('row').size };
}

describe.skipIf(!isClone)('what a newcomer adds (needs a git clone)', () => {
  let house: House;
  /** Where the compiler finds a mistake once each task is begun, and once each is done. */
  let begun: readonly string[];
  let done: readonly string[];
  beforeAll(() => {
    house = copyHouse();
    for (const change of TASKS.flatMap(({ begins }) => begins)) house.apply(change);
    begun = house.mistakes();
    for (const change of TASKS.flatMap(({ rest }) => rest)) house.apply(change);
    done = house.mistakes();
  }, 300_000);
  afterAll(() => rmSync(house.folder, { recursive: true, force: true }));

  test.each([
    [DIALECT, { files: 1, rows: 0 }],
    // A file and a row in each of the four rooms that speak, and the language's tag.
    [LANGUAGE, { files: 4, rows: 5 }],
    // Its component and its row; and the way to it, which is new.
    [SCREEN, { files: 1, rows: 2 }],
    // Its row and what takes it; the schema is new.
    [MESSAGE, { files: 1, rows: 2 }],
    // Its record and its row; the schema and its row are new.
    [KIND, { files: 2, rows: 2 }],
    [COMMAND, { files: 1, rows: 1 }],
  ])('$name takes so many places', (task, expected) => {
    expect(places(task)).toEqual(expected);
  });

  test.each(TASKS.filter(({ begins }) => begins.length > 0))(
    'once $name is begun, the compiler names every file that still lacks a row',
    ({ rest }) => {
      const rows = rest.flatMap(({ kind, path }) => (kind === 'row' ? [path] : []));
      expect(rows.filter((path) => !begun.includes(path))).toEqual([]);
    },
  );

  test('with all of it the house builds, but for the new kind’s words and the tests’ own view of it', () => {
    const languages = ['en', 'ja', 'zh-hans', 'zh-hant'];
    const product = done.filter((path) => !/^test\/|\.test\.ts$/.test(path));
    expect(product).toEqual(languages.map((language) => `promotions/explain/${language}.ts`));
    // A kind without an independent rule and a generator does not compile.
    expect(done).toContain('test/oracle/rules.ts');
    expect(done).toContain('test/oracle/generate.ts');
  });

  test('the new dialect is there by its file alone', () => {
    const { out, err } = house.pindan(['dialect', 'list']);
    expect(err).toBe('');
    expect(out).toContain('newcomer-till');
  });

  test('the new command runs, and its help shows its option', () => {
    expect(house.pindan(['greet', '--name', 'Orange']).out).toBe('hello Orange\n');
    expect(house.pindan(['greet', '--help']).out).toContain('who is greeted');
  });

  test('the new message is missed in the protocol page until that is written anew', () => {
    expect(house.pindan(['protocol', '--check']).status).toBe(1);
    expect(house.pindan(['protocol', '--write']).status).toBe(0);
    expect(house.read('docs/protocol.md')).toContain('till-busy');
  });
});
