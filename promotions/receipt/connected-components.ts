import type { Applicable } from '../model/receipt.ts';

/** Scratch for one call: by touch, the first touch of its part; by line, the first touch that lies on it. */
let homes = new Int32Array(64);
let ownerOf = new Int32Array(256);

/**
 * Promotions that share lines, directly or through others: parts by their first promotion, promotions in the order given.
 */
export function connected<T extends Applicable>(touches: readonly T[]): readonly (readonly T[])[] {
  if (touches.length <= 1) return touches.length === 0 ? [] : [touches];
  const count = markHomes(touches);
  if (count === 1) return [touches];
  const parts: T[][] = [];
  for (let index = 0; index < touches.length; index += 1) {
    const touch = touches[index];
    if (touch === undefined) continue;
    const home = homeOf(index);
    if (home === index) {
      // Its place among the parts is kept where nobody looks for a home any more.
      homes[index] = -1 - parts.length;
      parts.push([touch]);
    } else parts[-1 - (homes[home] ?? -1)]?.push(touch);
  }
  return parts;
}

/** Gives every touch the first touch of its part as home. @returns how many parts there are */
function markHomes(applicables: readonly Applicable[]): number {
  if (homes.length < applicables.length) homes = new Int32Array(applicables.length * 2);
  let count = applicables.length;
  let highest = 0;
  for (let index = 0; index < applicables.length; index += 1) {
    homes[index] = index;
    const lines = applicables[index]?.lines;
    if (lines !== undefined && lines.length > 0) highest = Math.max(highest, lines.at(-1) ?? 0);
  }
  if (ownerOf.length <= highest) ownerOf = new Int32Array(highest * 2 + 2);
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
      const one = homeOf(owner);
      const other = homeOf(index);
      if (one === other) continue;
      homes[Math.max(one, other)] = Math.min(one, other);
      count -= 1;
    }
  }
  return count;
}

function homeOf(index: number): number {
  let home = index;
  while ((homes[home] ?? home) >= 0 && homes[home] !== home) home = homes[home] ?? home;
  return home;
}
