import { SuggestionId, ulid, type VisitId } from '../../contracts/ids.ts';
import { addTimer } from '../state/timer-heap.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import type { Member } from '../value/member.ts';
import { groupKey, slotOf } from '../search/restricted-master.ts';
import { reasonsFor } from './explain.ts';
import type { MatcherState, Suggestion, Turn, Visit } from '../state/state.ts';
import { rememberWait } from '../state/wait.ts';

/** The members of a group as they now are in the pool; undefined if one is not there any more. */
export function poolMembers(
  state: MatcherState,
  visits: readonly VisitId[],
): readonly Member[] | undefined {
  const members: Member[] = [];
  for (const id of visits) {
    const visit = state.visits.get(id);
    const slot = visit === undefined ? undefined : slotOf(state.master, visit.shopper);
    if (slot === undefined) return undefined;
    members.push(slot.member);
  }
  return members;
}

export function savingIn(terms: GroupTerms, shopper: string): number {
  const index = terms.members.findIndex((member) => member.id === shopper);
  return terms.shares[index]?.savesMinor ?? 0;
}

/** Puts a feasible group before all of its members. */
export function makeSuggestion(turn: Turn, terms: GroupTerms): Suggestion {
  const { state, nowMs } = turn;
  const visits = terms.members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  const called = visits.filter(
    (visit) => visit.presence === 'in-shop' && visit.waitNumber !== undefined,
  );
  const { offerAfterCallMs, offerAtKioskMs } = state.settings;
  const key = groupKey(terms.members.map((member) => member.id));
  // One that made room in this turn comes back as what it was: the screen has never seen it go.
  const earlier = turn.displaced.get(key);
  turn.displaced.delete(key);
  const suggestion: Suggestion = {
    id: earlier?.id ?? SuggestionId.parse(ulid(nowMs, turn.random)),
    groupKey: key,
    visits: visits.map((visit) => visit.id),
    expiresAtMs:
      earlier?.expiresAtMs ?? nowMs + (called.length > 0 ? offerAfterCallMs : offerAtKioskMs),
    terms,
    reasons: reasonsFor(terms, state),
    accepted: new Map(),
  };
  state.suggestions.set(suggestion.id, suggestion);
  turn.made.add(suggestion.id);
  state.suggestionOfGroup.set(suggestion.groupKey, suggestion.id);
  addTimer(state.timers, {
    atMs: suggestion.expiresAtMs,
    what: { kind: 'offer', suggestion: suggestion.id },
  });
  for (const visit of called) callNumber(turn, visit, suggestion.expiresAtMs);
  for (const visit of visits) {
    visit.suggestions.add(suggestion.id);
    turn.relisted.add(visit.id);
    turn.restated.add(visit.id);
    if (!visit.hasBeenOffered) {
      visit.hasBeenOffered = true;
      rememberWait(state, visit, true);
    }
  }
  return suggestion;
}

/** One call is enough while she has not yet come: further offers wait for her at the kiosk. */
function callNumber(turn: Turn, visit: Visit, expiresAtMs: number): void {
  if (visit.waitNumber === undefined || visit.suggestions.size > 0) return;
  turn.messages.push({
    kind: 'call',
    value: { number: visit.waitNumber, visit: visit.id, expiresAtMs },
  });
}

/** Takes an suggestion away from everybody who sees it. */
export function withdrawSuggestion(turn: Turn, suggestion: Suggestion): void {
  const { state } = turn;
  if (!state.suggestions.delete(suggestion.id)) return;
  state.suggestionOfGroup.delete(suggestion.groupKey);
  for (const id of suggestion.visits) {
    const visit = state.visits.get(id);
    if (visit === undefined) continue;
    visit.suggestions.delete(suggestion.id);
    if (visit.accepted === suggestion.id) visit.accepted = undefined;
    turn.relisted.add(id);
    turn.restated.add(id);
    // There is room on her list again.
    const slot = slotOf(state.master, visit.shopper);
    if (slot !== undefined) state.master.changedSlots.add(slot.index);
  }
}

export function withdrawSuggestionsOf(turn: Turn, visit: Visit): void {
  for (const id of visit.suggestions) {
    const suggestion = turn.state.suggestions.get(id);
    if (suggestion !== undefined) withdrawSuggestion(turn, suggestion);
  }
}

export function visitOfMember(state: MatcherState, shopper: string): Visit | undefined {
  const id = state.visitOfShopper.get(shopper);
  return id === undefined ? undefined : state.visits.get(id);
}

/** The same group is not put before its members again, unless it gets clearly better, while their visits last. */
export function banGroup(
  state: MatcherState,
  shoppers: readonly string[],
  gainMinor: number,
): void {
  const key = groupKey(shoppers);
  state.master.bans.set(key, gainMinor);
  for (const shopper of shoppers) visitOfMember(state, shopper)?.bans.add(key);
}
