import type { MatcherState } from '../state/state.ts';
/** After so long nobody remembers. */
const FORGOTTEN_MS = 24 * 60 * 60_000;
/** From the second time on, those who come in the next quarter of an hour go before her, and so on for each time, up to an hour. */
const BEHIND_MS = 15 * 60_000;
const MOST_TIMES = 4;

/** Somebody let others down now. @returns since when she waits from now on: behind all who wait, or further behind */
export function recordNoShow(state: MatcherState, shopper: string, nowMs: number): number {
  for (const [other, { lastAtMs }] of state.noShows) {
    if (nowMs - lastAtMs > FORGOTTEN_MS) state.noShows.delete(other);
  }
  const times = (state.noShows.get(shopper)?.times ?? 0) + 1;
  state.noShows.set(shopper, { times, lastAtMs: nowMs });
  return waitingSince(state, shopper, nowMs);
}

/** Since when somebody who comes now counts as waiting: now, unless she let others down again and again. */
export function waitingSince(state: MatcherState, shopper: string, nowMs: number): number {
  const known = state.noShows.get(shopper);
  if (known === undefined || nowMs - known.lastAtMs > FORGOTTEN_MS) return nowMs;
  return Math.max(nowMs, known.lastAtMs + Math.min(known.times - 1, MOST_TIMES) * BEHIND_MS);
}
