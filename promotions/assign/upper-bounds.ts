import type { Front } from './state-layer.ts';
import type { Contender } from './contender.ts';
import type { Hunt, Outlook } from './search-problem.ts';

interface Place {
  readonly front: Front;
  readonly node: number;
  readonly unit: number;
  readonly outlook: Outlook;
}

/** What a partial assignment can still come to at most, in ten-thousandths, before that unit. */
export function boundAt(given: Hunt, place: Place): number {
  const { front, node, unit, outlook } = place;
  const base = node * given.contenders.length;
  let bound = outlook.worthAfter[unit] ?? 0;
  for (const [index, contender] of given.contenders.entries()) {
    const state = front.places[base + index] ?? 0;
    const ahead = outlook.prospects[index]?.[unit]?.[state] ?? -Infinity;
    bound += reach(contender, front.gains[base + index] ?? 0, ahead);
  }
  return bound;
}

/** The least total that is of interest. */
export function leastOf(given: Hunt): number {
  return given.all ? given.atLeastMinor : given.atLeastMinor + 1;
}

/** A machine's part of the bound: what it has, and the most that it can still have. */
export function reach(contender: Contender | undefined, gained: number, ahead: number): number {
  if (contender === undefined) return 0;
  return Math.min(gained + ahead + contender.slack, contender.cap);
}
