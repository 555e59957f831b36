import type { MatcherState, Visit } from './state.ts';
const REMEMBERED = 50;
/** Offers that must have been seen before a wait is estimated. */
const OFFERS_NEEDED = 5;

export function rememberWait(state: MatcherState, visit: Visit, wasOffered: boolean): void {
  state.waits.push({ waitedMs: Math.max(0, state.nowMs - visit.waitingSinceMs), wasOffered });
  if (state.waits.length > REMEMBERED) state.waits.shift();
}

/**
 * How much longer somebody without an offer is likely to wait: the time by which half of those who had waited as long as she has were
 * offered something, where those who left without count as still waiting when they left. Nothing where too few were seen, or where
 * most of those who waited so long never got anything: better no promise than a wrong one.
 * Source: the product-limit estimator of Kaplan and Meier (1958), over the last fifty visits.
 */
export function waitEstimate(state: MatcherState, visit: Visit, nowMs: number): number | undefined {
  if (visit.none === undefined || visit.none === 'paired' || visit.none === 'no-lines')
    return undefined;
  if (state.waits.filter((wait) => wait.wasOffered).length < OFFERS_NEEDED) return undefined;
  const waitedMs = Math.max(0, nowMs - visit.waitingSinceMs);
  const longer = state.waits
    .filter((wait) => wait.waitedMs > waitedMs)
    .toSorted((a, b) => a.waitedMs - b.waitedMs);
  let stillWaiting = 1;
  for (const [index, wait] of longer.entries()) {
    if (wait.wasOffered) stillWaiting *= 1 - 1 / (longer.length - index);
    if (stillWaiting <= 0.5) return wait.waitedMs - waitedMs;
  }
  return undefined;
}
