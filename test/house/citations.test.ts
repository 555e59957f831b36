import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './root.ts';

const isClone = existsSync(join(ROOT, '.git'));
const tracked = isClone
  ? execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter((name) => name !== '' && existsSync(join(ROOT, name)))
  : [];
/** All but this file, which invents links. */
const sources = tracked.filter(
  (name) =>
    /\.(?:ts|tsx|mjs|js|css|html|jsonc|yml)$/.test(name) && name !== 'test/house/citations.test.ts',
);
const pages = tracked.filter((name) => name.endsWith('.md'));

function read(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

/** A file's text with comments that run over several lines made one line each. */
function unwrapped(text: string): string {
  return text.replaceAll(/\n\s*(?:\*(?!\/)|\/\/)\s*/g, ' ');
}

/** The places of a Markdown page that a link can name: explicit anchors, and headings as GitHub names them. */
function anchorsOf(markdown: string): readonly string[] {
  const explicit = [...markdown.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id);
  const headings = [...withoutBlocks(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(
    ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
  );
  return [...explicit, ...headings];
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
}

function withoutCode(markdown: string): string {
  return withoutBlocks(markdown).replaceAll(/`[^`\n]*`/g, '');
}

interface Link {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** What a source file cites: `docs/rules.md#value`, from the root of the repository. */
function citationsIn(text: string): readonly Link[] {
  const found = unwrapped(text).matchAll(/\bdocs\/[\w/-]+\.md(?:#([\w-]+))?/g);
  return [...found].map(([whole, anchor]) => ({ path: whole.split('#')[0] ?? '', anchor }));
}

/** The links of a Markdown page into the repository, as paths from its root. */
function linksIn(page: string, markdown: string): readonly Link[] {
  const targets = [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

/** Why a link leads nowhere; undefined where it leads somewhere. */
function problemOf({ path, anchor }: Link, readPage: (path: string) => string): string | undefined {
  if (!existsSync(join(ROOT, path))) return `${path} does not exist`;
  if (anchor === undefined || anchorsOf(readPage(path)).includes(anchor)) return undefined;
  return `${path} has no place called #${anchor}`;
}

/** Where a comment names a rule or a page that the repository does not hold. */
const DANGLING =
  /\bDESIG[N]\b|\breference pag[e]s?\b|\breference\/\w+\.m[d]\b|\([Rr]uling \(?\w{1,2}\)/;

describe('how links are read', () => {
  test('a citation that is wrapped over two lines of a comment is found whole', () => {
    const [first] = citationsIn(
      '/** Shares sum to the gain.\n * Source:\n * docs/rules.md#shares. */',
    );
    expect(first).toEqual({ path: 'docs/rules.md', anchor: 'shares' });
  });

  test('a heading and an explicit anchor are places, a heading in a code block is not', () => {
    const page = '# The `map`, as built\n\n<a id="here"></a>\n\n```sh\n# not one\n```\n';
    expect(anchorsOf(page)).toEqual(['here', 'the-map-as-built']);
  });

  test('a link is followed from the folder of its page', () => {
    const links = linksIn('docs/adr/x.md', '[a](../rules.md#value) [b](#here) [c](https://a.b)');
    expect(links).toEqual([
      { path: 'docs/rules.md', anchor: 'value' },
      { path: 'docs/adr/x.md', anchor: 'here' },
    ]);
  });

  test('a place that is not there is named', () => {
    expect(problemOf({ path: 'docs/rules.md', anchor: 'nowhere' }, read)).toMatch(/#nowhere/);
    expect(problemOf({ path: 'docs/none.md', anchor: undefined }, read)).toMatch(/not exist/);
  });
});

describe.skipIf(!isClone)('sources that a reader can open (needs a git clone)', () => {
  test('every document that a source file cites exists, and so does the place in it', () => {
    const cited = sources.flatMap((name) =>
      citationsIn(read(name)).map((link) => ({ name, problem: problemOf(link, read) })),
    );
    expect(cited.length).toBeGreaterThan(100);
    expect(cited.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  test('every link of a page leads somewhere', () => {
    const broken = pages.flatMap((page) =>
      linksIn(page, read(page)).flatMap((link) => {
        const problem = problemOf(link, read);
        return problem === undefined ? [] : `${page}: ${problem}`;
      }),
    );
    expect(broken).toEqual([]);
  });

  test('every file and folder that a page names in code type exists', () => {
    const folders = new Set(tracked.map((name) => name.split('/')[0] ?? ''));
    const gone = pages
      .filter((page) => page !== 'CHANGELOG.md')
      .flatMap((page) =>
        [...withoutBlocks(read(page)).matchAll(/`([\w.-]+\/[\w./-]*)`/g)]
          .map(([, path = '']) => path)
          .filter((path) => folders.has(path.split('/')[0] ?? '') && !existsSync(join(ROOT, path)))
          .map((path) => `${page}: ${path}`),
      );
    expect(gone).toEqual([]);
  });

  test('no place in a page is named twice', () => {
    const twice = pages.flatMap((page) => {
      const ids = [...read(page).matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id);
      return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${page}#${id}`);
    });
    expect(twice).toEqual([]);
  });

  test('nothing cites a document that the repository does not hold', () => {
    const guilty = [...sources, ...pages].flatMap((name) => {
      const found = DANGLING.exec(unwrapped(read(name)));
      return found === null ? [] : `${name}: ${found[0]}`;
    });
    expect(guilty).toEqual([]);
  });

  test('every decision stands in the index', () => {
    const index = read('docs/adr/README.md');
    const decisions = pages.filter((page) => /^docs\/adr\/\d{4}-/.test(page));
    expect(decisions.length).toBeGreaterThan(10);
    const missing = decisions.filter((page) => !index.includes(`(${page.slice(9)})`));
    expect(missing).toEqual([]);
  });
});
