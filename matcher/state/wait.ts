import type { MatcherState, Visit } from './state.ts';

/** How many waits are remembered. */
const REMEMBERED = 50;
/** Waits that ended with a suggestion before a wait is estimated. */
const SUGGESTIONS_NEEDED = 5;

/** Remembers how long a visit waited until now. @param gotSuggestion whether the wait ended with a suggestion */
export function rememberWait(state: MatcherState, visit: Visit, gotSuggestion: boolean): void {
  state.waits.push({ waitedMs: Math.max(0, state.nowMs - visit.waitingSinceMs), gotSuggestion });
  if (state.waits.length > REMEMBERED) state.waits.shift();
}

/**
 * How much longer a visit without a suggestion is likely to wait, in milliseconds: the median remaining wait of those who had waited
 * as long, by the product-limit estimator (Kaplan and Meier 1958) over the last fifty waits. Visits that left without a suggestion
 * are censored observations.
 * @returns undefined where too few waits are known, or where the estimate does not fall to one half
 */
export function waitEstimate(state: MatcherState, visit: Visit, nowMs: number): number | undefined {
  if (visit.none === undefined || visit.none === 'paired' || visit.none === 'no-lines')
    return undefined;
  if (state.waits.filter((wait) => wait.gotSuggestion).length < SUGGESTIONS_NEEDED)
    return undefined;
  const waitedMs = Math.max(0, nowMs - visit.waitingSinceMs);
  const longer = state.waits
    .filter((wait) => wait.waitedMs > waitedMs)
    .toSorted((a, b) => a.waitedMs - b.waitedMs);
  let stillWaiting = 1;
  for (const [index, wait] of longer.entries()) {
    if (wait.gotSuggestion) stillWaiting *= 1 - 1 / (longer.length - index);
    if (stillWaiting <= 0.5) return wait.waitedMs - waitedMs;
  }
  return undefined;
}
