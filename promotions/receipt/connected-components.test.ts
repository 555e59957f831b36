import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePromotions } from '../compile/compile.ts';
import { openScratch } from './scratch.ts';
import { connected } from './connected-components.ts';
import { parsePromotions } from '../parse.ts';
import type { Applicable } from '../model/receipt.ts';

const set = compilePromotions(
  parsePromotions({
    promotions: Array.from({ length: 9 }, (_, index) => ({
      id: `p${index}`,
      kind: 'plain',
      reward: { percentOff: 10 },
    })),
  }),
);

const scratch = openScratch(set);

/** An applicable promotion on each set of lines. */
function applicablesOn(lineSets: readonly (readonly number[])[]): readonly Applicable[] {
  return lineSets.flatMap((lines, index) => {
    const compiled = set.promotions[index];
    if (compiled === undefined) return [];
    const ascending = lines.toSorted((a, b) => a - b);
    return [{ compiled, timesLimit: Infinity, lines: ascending, masks: ascending.map(() => 1) }];
  });
}

function partsOf(lineSets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return connected(applicablesOn(lineSets), scratch).map((part) =>
    part.map((applicable) => applicable.compiled.index),
  );
}

function meet(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return [...one].some((line) => other.has(line));
}

/** Joins until nothing changes any more. */
function naiveParts(lineSets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let parts = lineSets.map((lines, index) => ({ members: [index], lines: new Set(lines) }));
  for (;;) {
    const joined = parts.findIndex((part, index) =>
      parts.slice(0, index).some((other) => meet(other.lines, part.lines)),
    );
    const part = parts[joined];
    if (part === undefined) break;
    const root = parts.find((other) => meet(other.lines, part.lines));
    if (root === undefined) break;
    for (const line of part.lines) root.lines.add(line);
    root.members.push(...part.members);
    parts = parts.filter((other) => other !== part);
  }
  return parts.map((part) => part.members.toSorted((a, b) => a - b));
}

describe('parts of a receipt', () => {
  test('promotions on lines of their own are parts of their own', () => {
    expect(partsOf([[0, 1], [2], [3, 4]])).toEqual([[0], [1], [2]]);
  });

  test('a promotion between two others joins them', () => {
    expect(partsOf([[0], [2], [0, 1, 2], [5]])).toEqual([[0, 1, 2], [3]]);
  });

  test('are what joining one by one gives, however many lines there are', () => {
    const lines = fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 4 });
    const near = fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.oneof(near, lines), { maxLength: 9 }), (lineSets) => {
        expect(partsOf(lineSets)).toEqual(naiveParts(lineSets));
      }),
      { numRuns: 2_000 },
    );
  });
});
