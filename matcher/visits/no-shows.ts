import type { MatcherState } from '../state/state.ts';

/** How long a no-show is remembered. */
const REMEMBERED_MS = 24 * 60 * 60_000;
/** From the second no-show on, each one puts a shopper behind those who come in the next quarter of an hour; at most an hour. */
const PENALTY_MS = 15 * 60_000;
const MOST_PENALTIES = 4;

/** Records that a shopper let others down now. @returns her new `waitingSinceMs`: behind all who wait, or further behind */
export function recordNoShow(state: MatcherState, shopper: string, nowMs: number): number {
  for (const [other, { lastAtMs }] of state.noShows) {
    if (nowMs - lastAtMs > REMEMBERED_MS) state.noShows.delete(other);
  }
  const times = (state.noShows.get(shopper)?.times ?? 0) + 1;
  state.noShows.set(shopper, { times, lastAtMs: nowMs });
  return waitingSince(state, shopper, nowMs);
}

/** Since when a shopper who comes now counts as waiting: now, or later after several no-shows. In epoch milliseconds. */
export function waitingSince(state: MatcherState, shopper: string, nowMs: number): number {
  const known = state.noShows.get(shopper);
  if (known === undefined || nowMs - known.lastAtMs > REMEMBERED_MS) return nowMs;
  return Math.max(nowMs, known.lastAtMs + Math.min(known.times - 1, MOST_PENALTIES) * PENALTY_MS);
}
