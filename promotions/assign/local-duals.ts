import { SCALE } from '../receipt/arithmetic.ts';
import { upperBoundAt, leastOfInterest } from './upper-bounds.ts';
import type { StateLayer } from './state-layer.ts';
import type { SearchProblem, DualBounds } from './search-problem.ts';

/** From so many partial assignments, one after the other, prices are worked out at a time. */
const TRIES = 2;

interface LayerToPrice {
  readonly unit: number;
  readonly layer: StateLayer;
  readonly bounds: DualBounds;
}

/**
 * The prices that were best for the whole row are not best for the rest of it. Those that are best for the most promising
 * assignment bound the others too: what cannot win at any of the prices goes, and the lower prices stay.
 */
export function withLocalDuals(given: SearchProblem, at: LayerToPrice): DualBounds {
  const { layer, unit } = at;
  const least = leastOfInterest(given);
  let { bounds } = at;
  for (let attempt = 0; attempt < TRIES && layer.size > 0; attempt += 1) {
    let top = 0;
    for (let node = 1; node < layer.size; node += 1) {
      if ((layer.bounds[node] ?? 0) > (layer.bounds[top] ?? 0)) top = node;
    }
    const fresh = given.reprice({ unit, places: layer.placesOf(top), gains: layer.gainsOf(top) });
    const [kept, afters]: [number[], number[]] = [[], []];
    let lowered = 0;
    for (let node = 0; node < layer.size; node += 1) {
      const before = layer.bounds[node] ?? 0;
      const after = upperBoundAt(given, { layer, node, unit, bounds: fresh });
      if (Math.min(before, after) < least * SCALE) continue;
      lowered += before - after;
      kept.push(node);
      afters.push(after);
    }
    layer.keep(kept);
    if (lowered <= 0) continue;
    bounds = fresh;
    layer.bounds.set(afters);
  }
  return bounds;
}
