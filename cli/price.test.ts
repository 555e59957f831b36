import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { heard as heardIn, type Heard } from './testing/heard.ts';

const EXAMPLES = resolve(import.meta.dirname, '../promotions/examples');

/** Runs a command beside the examples, with this on its standard input. */
function heard(name: string, args: readonly string[], stdin = ''): Promise<Heard> {
  return heardIn(name, args, { cwd: EXAMPLES, stdin });
}

const PROMOTIONS = ['--promotions', 'supermarket.json'];
const SNACKS = { lines: [{ id: '1', category: 'snacks', quantity: 2, unitPriceMinor: 1250 }] };

describe('pindan price', () => {
  test('one basket, on however many lines, gives one priced basket', async () => {
    const { code, out } = await heard('price', PROMOTIONS, JSON.stringify(SNACKS, null, 2));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      subtotalMinor: 2500,
      discountMinor: 625,
      totalMinor: 1875,
      exact: true,
    });
  });

  test('JSON lines give a line for each basket', async () => {
    const { out } = await heard(
      'price',
      PROMOTIONS,
      `${JSON.stringify(SNACKS)}\n\n${JSON.stringify({ lines: [] })}\n`,
    );
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([{ discountMinor: 625 }, { discountMinor: 0 }]);
  });

  test.each([
    ['no promotions', [], '{}', '--promotions FILE is missing; see pindan price --help'],
    [
      'an unknown option',
      ['--promotion', 'x'],
      '{}',
      'there is no option --promotion; see pindan price --help',
    ],
    ['a file that is not there', ['--promotions', 'nowhere.json'], '{}', 'nowhere.json'],
    ['something that is not JSON', PROMOTIONS, 'twelve eggs', 'basket is not JSON'],
    ['nothing at all', PROMOTIONS, '', 'basket is not JSON'],
    [
      'a mistake in the second line',
      PROMOTIONS,
      '{"lines":[]}\n{"lines":[{"id":"1","quantity":-1}]}',
      'line 2: basket: lines[0].quantity: -1: expected at least 0 (and 1 more)',
    ],
  ])('%s is one clear line and a failure', async (_, args, stdin, words) => {
    const { code, complaint } = await heard('price', args, stdin);
    expect(code).toBe(1);
    expect(complaint).toContain(words);
    expect(complaint).not.toContain('\n');
  });
});

describe('pindan promotions check', () => {
  test('puts each promotion into three languages and says what to look at', async () => {
    const { code, out } = await heard('promotions', ['check', 'supermarket.json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      promotions: [
        {
          id: 'autumn',
          sentences: {
            'zh-Hans': 'food、drinks每满200元减50元，每单最多3次。',
          },
          warnings: [{ code: 'pooled-cap' }],
        },
        { id: 'second-half', warnings: [] },
        { id: 'breakfast' },
        { id: 'members-day' },
      ],
      warnings: 1,
    });
  });

  test('as plain lines', async () => {
    const { out } = await heard('promotions', ['check', 'online-retail.json', '--text']);
    expect(out).toContain('For every GBP 300 spent on everything except POST');
    expect(out).toMatch(/8 promotions, \d+ warnings\n$/);
  });

  test('anything but check is refused', async () => {
    expect((await heard('promotions', ['list'])).complaint).toContain(
      'there is no command "list"; there are check; see pindan promotions --help',
    );
  });
});
