import type { Applicable } from '../model/receipt.ts';
import type { Scratch } from './scratch.ts';

/** What `connected` works on: see `Scratch`. The root of a component is its first promotion. */
type Forest = Pick<Scratch, 'roots' | 'ownerOf'>;

/**
 * The connected components of promotions that share lines, directly or through others (union-find). Components come in the order
 * of their first promotion, and promotions within one in the order given.
 */
export function connected<T extends Applicable>(
  applicables: readonly T[],
  forest: Forest,
): readonly (readonly T[])[] {
  if (applicables.length <= 1) return applicables.length === 0 ? [] : [applicables];
  const count = findComponents(applicables, forest);
  if (count === 1) return [applicables];
  const { roots } = forest;
  const parts: T[][] = [];
  for (let index = 0; index < applicables.length; index += 1) {
    const applicable = applicables[index];
    if (applicable === undefined) continue;
    const root = componentRoot(index, roots);
    if (root === index) {
      // The root's own entry is not needed for look-ups any more, so it holds the component's index, as −1 − index.
      roots[index] = -1 - parts.length;
      parts.push([applicable]);
    } else parts[-1 - (roots[root] ?? -1)]?.push(applicable);
  }
  return parts;
}

/** Unites the promotions of each line. @returns how many components there are */
function findComponents(applicables: readonly Applicable[], forest: Forest): number {
  if (forest.roots.length < applicables.length) {
    forest.roots = new Int32Array(applicables.length * 2);
  }
  const { roots } = forest;
  let count = applicables.length;
  let highest = 0;
  for (let index = 0; index < applicables.length; index += 1) {
    roots[index] = index;
    const lines = applicables[index]?.lines;
    if (lines !== undefined && lines.length > 0) highest = Math.max(highest, lines.at(-1) ?? 0);
  }
  if (forest.ownerOf.length <= highest) forest.ownerOf = new Int32Array(highest * 2 + 2);
  const { ownerOf } = forest;
  ownerOf.fill(-1, 0, highest + 1);
  for (let index = 0; index < applicables.length; index += 1) {
    const lines = applicables[index]?.lines ?? [];
    for (let place = 0; place < lines.length; place += 1) {
      const line = lines[place] ?? 0;
      const owner = ownerOf[line] ?? -1;
      if (owner < 0) {
        ownerOf[line] = index;
        continue;
      }
      const one = componentRoot(owner, roots);
      const other = componentRoot(index, roots);
      if (one === other) continue;
      roots[Math.max(one, other)] = Math.min(one, other);
      count -= 1;
    }
  }
  return count;
}

function componentRoot(index: number, roots: Int32Array): number {
  let root = index;
  while ((roots[root] ?? root) >= 0 && roots[root] !== root) root = roots[root] ?? root;
  return root;
}
