import { describe, expect, test } from 'vitest';
import { MatchOutput } from '../contracts/match.ts';
import { heard, type Heard } from './testing/heard.ts';

function match(stdin: string, args: readonly string[] = []): Promise<Heard> {
  return heard('match', args, { cwd: import.meta.dirname, stdin });
}

const AUTUMN = {
  id: 'autumn',
  kind: 'spend',
  scope: { include: { categories: ['food'] } },
  tiers: [{ spendMinor: 20_000, reward: { offMinor: 5000 } }],
};

function shopper(id: string, amountMinor: number, requirements: object = {}): object {
  return {
    id,
    waitingSince: '2026-11-30T09:00:00Z',
    lines: [{ id: '1', category: 'food', quantity: 1, unitPriceMinor: amountMinor }],
    requirements,
  };
}

function input(shoppers: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ at: '2026-11-30T09:10:00Z', promotions: [AUTUMN], shoppers, ...more });
}

describe('pindan match', () => {
  test('gives the groups, their joint receipts and shares as JSON of the contract', async () => {
    const { code, out, err } = await match(input([shopper('ann', 12_000), shopper('bob', 9000)]));
    expect(code).toBe(0);
    expect(err).toEqual([]);
    const output = MatchOutput.parse(JSON.parse(out));
    expect(output).toMatchObject({
      totalSavingMinor: 5000,
      groups: [
        {
          members: ['ann', 'bob'],
          promotions: ['autumn'],
          joint: [
            { shopper: 'ann', line: '1' },
            { shopper: 'bob', line: '1' },
          ],
          shares: [
            { shopper: 'ann', alonePaysMinor: 12_000, paysMinor: 9500, jointPaysMinor: 9500 },
            { shopper: 'bob', alonePaysMinor: 9000, paysMinor: 6500, jointPaysMinor: 6500 },
          ],
        },
      ],
    });
  });

  test('nobody there, or nobody who fits, is an answer and no mistake', async () => {
    for (const shoppers of [[], [shopper('ann', 12_000)], [shopper('a', 1), shopper('b', 1)]]) {
      const { code, out } = await match(input(shoppers));
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({ totalSavingMinor: 0, groups: [] });
    }
  });

  test('a long input says on standard error how far it has come, and the answer alone is on standard output', async () => {
    const shoppers = Array.from({ length: 150 }, (_, index) =>
      shopper(`s${index}`, index % 6 === 0 ? 12_000 + index : 1000 + index, { maxGroupSize: 2 }),
    );
    const { out, err } = await match(input(shoppers));
    expect(err.length).toBeGreaterThanOrEqual(10);
    expect(err.length).toBeLessThan(60);
    expect(err.at(0)).toMatch(/^match: looking for groups, \d+ %/);
    expect(err.at(-1)).toMatch(/^match: choosing among them, 100 %, saving \d+ so far$/);
    const { totalSavingMinor } = MatchOutput.parse(JSON.parse(out));
    expect(totalSavingMinor).toBeGreaterThan(0);
  });

  test.each([
    ['nothing at all', '', [], 'standard input is not JSON'],
    ['a list', '[]', [], 'match input: '],
    ['no shoppers', '{"promotions":[]}', [], 'shoppers: '],
    ['a negative price', input([shopper('ann', -1)]), [], 'shoppers[0].lines[0].unitPriceMinor: '],
    ['a group of five', input([shopper('ann', 1, { maxGroupSize: 5 })]), [], 'maxGroupSize: '],
    ['a misspelt key', input([], { shopers: [] }), [], 'shopers'],
    [
      'one shopper twice',
      input([shopper('ann', 1), shopper('ann', 2)]),
      [],
      'shoppers[1].id: "ann" stands twice',
    ],
    ['a file that is not there', '', ['nope.json'], 'cannot read nope.json'],
    ['two files', '', ['a', 'b'], '"b" is one argument too many'],
    ['an unknown option', '', ['--fast'], 'there is no option --fast'],
  ])('refuses %s in one line, and prints no answer', async (_, stdin, args, complaint) => {
    const heard = await match(stdin, args);
    expect(heard.code).toBe(1);
    expect(heard.out).toBe('');
    expect(heard.complaint).toContain(complaint);
    expect(heard.complaint).not.toContain('\n');
  });
});
