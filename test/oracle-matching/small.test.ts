import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MatchInput, MatchOutput } from '../../contracts/match.ts';
import { matchShoppers } from '../../matcher/offline/match.ts';
import { judge, optimum } from './definition.ts';
import { smallInput } from './generate.ts';

const RUNS = 400;

/** Every group of an output holds to the definitions, to the minor unit. */
function checkGroups(input: MatchInput, output: MatchOutput): void {
  const seen = new Set<string>();
  for (const group of output.groups) {
    const members = input.shoppers.filter((shopper) => group.members.includes(shopper.id));
    expect(members).toHaveLength(group.members.length);
    for (const id of group.members) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
    }
    const verdict = judge(members, input);
    if (verdict.kind === 'infeasible')
      throw new Error(`${group.members.join('+')}: ${verdict.why}`);
    expect(group.savingMinor).toBe(verdict.gainMinor);
    expect(group.meetingPoint).toBe(verdict.meetingPoint);
    expect(group.joint.toSorted(byLine)).toEqual(verdict.joint.toSorted(byLine));
    expect(
      new Map(group.shares.map((share) => [share.shopper as string, share.savesMinor])),
    ).toEqual(verdict.saves);
    for (const share of group.shares) {
      expect(share.alonePaysMinor - share.paysMinor).toBe(share.savesMinor);
      expect(share.jointPaysMinor).toBeGreaterThanOrEqual(0);
      expect(share.savesMinor).toBeGreaterThanOrEqual(1);
    }
  }
  expect(output.totalSavingMinor).toBe(
    output.groups.reduce((sum, group) => sum + group.savingMinor, 0),
  );
}

function byLine(
  a: { shopper: string; line: string },
  b: { shopper: string; line: string },
): number {
  return `${a.shopper} ${a.line}` < `${b.shopper} ${b.line}` ? -1 : 1;
}

describe('a small shop, against the definitions', () => {
  test('every group is feasible, its gain, joint lines, shares and meeting point are those of the definition', () => {
    fc.assert(
      fc.property(smallInput, (input) => checkGroups(input, matchShoppers(input))),
      { numRuns: RUNS },
    );
  });

  test('the total is the optimum over all feasible groups', () => {
    fc.assert(
      fc.property(smallInput, (input) => {
        expect(matchShoppers(input).totalSavingMinor).toBe(optimum(input));
      }),
      { numRuns: RUNS },
    );
  });

  test('the order in which shoppers and lines are given changes nothing', () => {
    fc.assert(
      fc.property(smallInput, (input) => {
        const turned = {
          ...input,
          shoppers: input.shoppers
            .toReversed()
            .map((shopper) => ({ ...shopper, lines: shopper.lines.toReversed() })),
        };
        expect(sorted(matchShoppers(turned))).toEqual(sorted(matchShoppers(input)));
      }),
      { numRuns: RUNS },
    );
  });
});

function sorted(output: MatchOutput): MatchOutput {
  return {
    ...output,
    groups: output.groups.map((group) => ({ ...group, joint: group.joint.toSorted(byLine) })),
  };
}
