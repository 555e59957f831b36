import { SCALE } from '../model/arithmetic.ts';
import { upperBoundAt, leastOfInterest } from './upper-bounds.ts';
import type { StateLayer } from './state-layer.ts';
import type { SearchProblem, DualBounds } from './search-problem.ts';

/** Duals are computed for this many nodes in turn, each time for the node with the largest bound. */
const TRIES = 2;

/** A layer, and the unit that its assignments decide next. */
interface LayerToPrice {
  readonly unit: number;
  readonly layer: StateLayer;
  readonly bounds: DualBounds;
}

/**
 * Recomputes the duals for the units that are still to be decided. The duals with the smallest bound for the whole row are not the
 * best ones for its rest. Any duals give valid bounds, so those computed for the node with the largest bound are applied to the
 * whole layer: nodes whose smaller bound is too low are pruned.
 * @returns the new duals where they lower the bounds of the layer in sum, otherwise the ones before
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
    const fresh = given.dualsAt({ unit, states: layer.statesOf(top), gains: layer.gainsOf(top) });
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
