import type { StateLayer } from './state-layer.ts';
import type { Competitor } from './contender.ts';
import type { SearchProblem, DualBounds } from './search-problem.ts';

interface Place {
  readonly layer: StateLayer;
  readonly node: number;
  readonly unit: number;
  readonly bounds: DualBounds;
}

/** What a partial assignment can still come to at most, in ten-thousandths, before that unit. */
export function upperBoundAt(given: SearchProblem, place: Place): number {
  const { layer, node, unit, bounds } = place;
  const base = node * given.competitors.length;
  let bound = bounds.dualsAfter[unit] ?? 0;
  for (const [index, competitor] of given.competitors.entries()) {
    const state = layer.places[base + index] ?? 0;
    const ahead = bounds.costsToGo[index]?.[unit]?.[state] ?? -Infinity;
    bound += competitorBound(competitor, layer.gains[base + index] ?? 0, ahead);
  }
  return bound;
}

/** The least total that is of interest. */
export function leastOfInterest(given: SearchProblem): number {
  return given.all ? given.atLeastMinor : given.atLeastMinor + 1;
}

/** A machine's part of the bound: what it has, and the most that it can still have. */
export function competitorBound(
  contender: Competitor | undefined,
  gained: number,
  ahead: number,
): number {
  if (contender === undefined) return 0;
  return Math.min(gained + ahead + contender.slack, contender.cap);
}
