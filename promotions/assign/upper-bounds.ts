import type { StateLayer } from './state-layer.ts';
import type { Competitor } from './competitor.ts';
import type { SearchProblem, DualBounds } from './search-problem.ts';

/** A partial assignment of a layer, and the unit that it decides next. */
interface LayerNode {
  readonly layer: StateLayer;
  readonly node: number;
  readonly unit: number;
  readonly bounds: DualBounds;
}

/**
 * Upper bound on the total gain of any completion of a partial assignment, in ten-thousandths: the price of all units that are
 * still to be decided, and the bound of each promotion (Lagrangian relaxation, weak duality).
 */
export function upperBoundAt(given: SearchProblem, at: LayerNode): number {
  const { layer, node, unit, bounds } = at;
  const base = node * given.competitors.length;
  let bound = bounds.dualsAfter[unit] ?? 0;
  for (const [index, competitor] of given.competitors.entries()) {
    const state = layer.states[base + index] ?? 0;
    const ahead = bounds.costsToGo[index]?.[unit]?.[state] ?? -Infinity;
    bound += competitorBound(competitor, layer.gains[base + index] ?? 0, ahead);
  }
  return bound;
}

/** The smallest total in minor units for which an assignment is not pruned. */
export function leastOfInterest(given: SearchProblem): number {
  return given.all ? given.atLeastMinor : given.atLeastMinor + 1;
}

/** One promotion's part of the bound: its gain so far plus its cost-to-go, with rounding, but not above its cap. In ten-thousandths. */
export function competitorBound(
  competitor: Competitor | undefined,
  gained: number,
  ahead: number,
): number {
  if (competitor === undefined) return 0;
  return Math.min(gained + ahead + competitor.slack, competitor.cap);
}
