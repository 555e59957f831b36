import { hasTime } from '../value/feasibility.ts';
import type { Member } from '../value/member.ts';
import { savingIn } from './suggestion.ts';
import type { MatcherState, Suggestion, Turn, Visit } from '../state/state.ts';

/** No visit sees more suggestions than this at once. */
export const SHOWN = 3;

/** The part of a turn that the rule reads. */
type Now = Pick<Turn, 'state' | 'made'>;

/** The suggestion that saves a visit the least, among those that nobody has accepted and that were not made in this turn. */
export function leastSuggestedMinor(
  turn: Now,
  visit: Visit,
): { readonly suggestion: Suggestion; readonly savesMinor: number } | undefined {
  let least: { readonly suggestion: Suggestion; readonly savesMinor: number } | undefined;
  for (const id of visit.suggestions) {
    const suggestion = turn.state.suggestions.get(id);
    if (suggestion === undefined || suggestion.accepted.size > 0 || turn.made.has(id)) continue;
    const savesMinor = savingIn(suggestion.terms, visit.shopper);
    if (least === undefined || savesMinor < least.savesMinor) least = { suggestion, savesMinor };
  }
  return least;
}

/** The rule of the hysteresis: whether `more` exceeds `than` by at least the margin. Both are in minor units. */
export function isClearlyMore(state: MatcherState, more: number, than: number): boolean {
  return more - than >= clearMarginMinor(state, than);
}

/** The margin of the hysteresis in minor units: a tenth, rounded up, and at least half a unit of the currency. */
export function clearMarginMinor(state: MatcherState, thanMinor: number): number {
  const half = Math.max(1, Math.floor(10 ** state.settings.minorDigits / 2));
  return Math.max(half, Math.ceil(thanMinor / 10));
}

/**
 * Whether a group cannot be a clear gain for a member whose list is full, whatever its shares are: every other member gets at least
 * her minimum, which bounds the share from above. This quick test rejects most groups before their shares are computed.
 * Groups that have no time to meet are not rejected here: `groupTermsOf` finds them infeasible.
 * @param visits of the members, in the same order; @param gainMinor of the group
 */
export function isTooLittle(
  turn: Now,
  visits: readonly Visit[],
  members: readonly Member[],
  gainMinor: number,
): boolean {
  const { state } = turn;
  if (!members.every((member) => hasTime(member, state.master.terms))) return false;
  const minima = members.reduce((sum, member) => sum + member.minSavingMinor, 0);
  return visits.some((visit, index) => {
    if (visit.suggestions.size < SHOWN) return false;
    const least = leastSuggestedMinor(turn, visit);
    const largestShare = gainMinor - minima + (members[index]?.minSavingMinor ?? 0);
    return least === undefined || !isClearlyMore(state, largestShare, least.savesMinor);
  });
}
