import { slotsOf } from './columns.ts';
import { choose, unchoose, type RestrictedMaster } from './restricted-master.ts';

/**
 * Of two plans, the one before and the one that stands now, the better of each piece: groups that have nobody in common with what
 * differs elsewhere are a piece of their own, so each can be decided by itself. (Partition crossover, Whitley et al. 2009.) So a
 * new plan that is worse in sum still mends the old one where it is better.
 * @param gone the columns of the plan before that are not in it now: all of them are still kept
 * @param come the columns that are new in it
 */
export function recombine(
  master: RestrictedMaster,
  gone: readonly number[],
  come: readonly number[],
): void {
  const { gains } = master.columns;
  const pieces = Array.from({ length: gone.length }, (_, piece) => piece);
  const rootOf = (piece: number): number => {
    let root = piece;
    for (let parent = pieces[root]; parent !== root; parent = pieces[root]) {
      const above = pieces[parent ?? root] ?? root;
      pieces[root] = above;
      root = above;
    }
    return root;
  };
  const pieceOfSlot = new Map<number, number>();
  for (const [piece, column] of gone.entries())
    for (const slot of slotsOf(master.columns, column)) pieceOfSlot.set(slot, piece);
  const pieceOfNew = come.map((column) => {
    const piece = pieces.length;
    pieces.push(piece);
    for (const slot of slotsOf(master.columns, column)) {
      const other = pieceOfSlot.get(slot);
      if (other !== undefined) pieces[rootOf(other)] = rootOf(piece);
    }
    return piece;
  });
  const more = new Float64Array(pieces.length);
  const add = (piece: number, minor: number): void => {
    const root = rootOf(piece);
    more[root] = (more[root] ?? 0) + minor;
  };
  for (const [piece, column] of gone.entries()) add(piece, -(gains[column] ?? 0));
  for (const [index, column] of come.entries()) add(pieceOfNew[index] ?? 0, gains[column] ?? 0);
  const isWorse = (piece: number): boolean => (more[rootOf(piece)] ?? 0) <= 0;
  for (const [index, column] of come.entries())
    if (isWorse(pieceOfNew[index] ?? 0)) unchoose(master, column);
  for (const [piece, column] of gone.entries()) if (isWorse(piece)) choose(master, column);
}
