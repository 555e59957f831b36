import { SCALE } from '../receipt/arithmetic.ts';
import { boundAt, leastOf } from './upper-bounds.ts';
import type { Front } from './state-layer.ts';
import type { Hunt, Outlook } from './search-problem.ts';

/** From so many partial assignments, one after the other, prices are worked out at a time. */
const TRIES = 2;

interface Repricing {
  readonly unit: number;
  readonly front: Front;
  readonly outlook: Outlook;
}

/**
 * The prices that were best for the whole row are not best for the rest of it. Those that are best for the most promising
 * assignment bound the others too: what cannot win at any of the prices goes, and the lower prices stay.
 */
export function repriced(given: Hunt, at: Repricing): Outlook {
  const { front, unit } = at;
  const least = leastOf(given);
  let { outlook } = at;
  for (let attempt = 0; attempt < TRIES && front.size > 0; attempt += 1) {
    let top = 0;
    for (let node = 1; node < front.size; node += 1) {
      if ((front.bounds[node] ?? 0) > (front.bounds[top] ?? 0)) top = node;
    }
    const fresh = given.reprice({ unit, places: front.placesOf(top), gains: front.gainsOf(top) });
    const [kept, afters]: [number[], number[]] = [[], []];
    let lowered = 0;
    for (let node = 0; node < front.size; node += 1) {
      const before = front.bounds[node] ?? 0;
      const after = boundAt(given, { front, node, unit, outlook: fresh });
      if (Math.min(before, after) < least * SCALE) continue;
      lowered += before - after;
      kept.push(node);
      afters.push(after);
    }
    front.keep(kept);
    if (lowered <= 0) continue;
    outlook = fresh;
    front.bounds.set(afters);
  }
  return outlook;
}
