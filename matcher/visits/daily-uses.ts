import { localDay } from '../../contracts/local-day.ts';
import type { MatcherState } from '../state/state.ts';

/**
 * How often a shopper used each promotion today, by promotion id: the larger of what the customer database says and what the matcher
 * has counted since.
 * @param told the counts of the customer database
 */
export function usedTodayOf(
  state: MatcherState,
  shopper: string,
  nowMs: number,
  told: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const seen = state.used.get(shopper);
  if (seen === undefined || seen.day !== localDay(nowMs, state.settings.timeZone)) return told;
  const times: Record<string, number> = { ...told };
  for (const [promotion, count] of Object.entries(seen.times)) {
    times[promotion] = Math.max(times[promotion] ?? 0, count);
  }
  return times;
}

/** Counts a shopper's uses of promotions, by a sale of her own or by a joint receipt that she contributed to. */
export function countUses(
  state: MatcherState,
  shopper: string,
  nowMs: number,
  uses: Readonly<Record<string, number>>,
): void {
  const day = localDay(nowMs, state.settings.timeZone);
  let seen = state.used.get(shopper);
  if (seen === undefined || seen.day !== day) {
    const open = state.visitOfShopper.get(shopper);
    const told = open === undefined ? undefined : state.visits.get(open)?.usedToday;
    seen = { day, times: { ...told } };
    state.used.set(shopper, seen);
  }
  for (const [promotion, times] of Object.entries(uses)) {
    seen.times[promotion] = (seen.times[promotion] ?? 0) + times;
  }
}
