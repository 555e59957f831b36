import { SuggestionId, ulid, type VisitId } from '../../contracts/ids.ts';
import { addTimer } from '../state/timer-heap.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import type { Member } from '../value/member.ts';
import { groupKey, slotOf } from '../search/restricted-master.ts';
import { reasonsFor } from './explain.ts';
import type { MatcherState, Suggestion, Turn, Visit } from '../state/state.ts';
import { rememberWait } from '../state/wait.ts';

/** The members of a group as they are in the master now; undefined if one of them is not there any more. */
export function matchableMembers(
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

/** What a shopper saves in a group, in minor units; 0 if she is not in it. */
export function savingIn(terms: GroupTerms, shopper: string): number {
  const index = terms.members.findIndex((member) => member.id === shopper);
  return terms.shares[index]?.savesMinor ?? 0;
}

/** Suggests a feasible group to all of its members, and calls the wait numbers of those who are away from the kiosk. */
export function makeSuggestion(turn: Turn, terms: GroupTerms): Suggestion {
  const { state, nowMs } = turn;
  const visits = terms.members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  const called = visits.filter(
    (visit) => visit.presence === 'in-shop' && visit.waitNumber !== undefined,
  );
  const { offerAfterCallMs, offerAtKioskMs } = state.settings;
  const key = groupKey(terms.members.map((member) => member.id));
  // A suggestion that was displaced in this turn comes back with its id and deadline: no screen has seen it go.
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
    what: { kind: 'suggestion', suggestion: suggestion.id },
  });
  for (const visit of called) callNumber(turn, visit, suggestion.expiresAtMs);
  for (const visit of visits) {
    visit.suggestions.add(suggestion.id);
    turn.relisted.add(visit.id);
    turn.restated.add(visit.id);
    if (!visit.hadSuggestion) {
      visit.hadSuggestion = true;
      rememberWait(state, visit, true);
    }
  }
  return suggestion;
}

/** Calls a wait number, unless its owner has a suggestion already: then the number was called and she is on her way. */
function callNumber(turn: Turn, visit: Visit, expiresAtMs: number): void {
  if (visit.waitNumber === undefined || visit.suggestions.size > 0) return;
  turn.messages.push({
    kind: 'call',
    value: { number: visit.waitNumber, visit: visit.id, expiresAtMs },
  });
}

/** Withdraws a suggestion from all of its members. */
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
    // There is room on her list again, so her other groups are considered again.
    const slot = slotOf(state.master, visit.shopper);
    if (slot !== undefined) state.master.changedSlots.add(slot.index);
  }
}

/** Withdraws every suggestion that a visit is in. */
export function withdrawSuggestionsOf(turn: Turn, visit: Visit): void {
  for (const id of visit.suggestions) {
    const suggestion = turn.state.suggestions.get(id);
    if (suggestion !== undefined) withdrawSuggestion(turn, suggestion);
  }
}

/** The open visit of a shopper. */
export function visitOfMember(state: MatcherState, shopper: string): Visit | undefined {
  const id = state.visitOfShopper.get(shopper);
  return id === undefined ? undefined : state.visits.get(id);
}

/** Bans a group while its members' visits last: it is suggested again only if its gain grows clearly (`isBanned`). */
export function banGroup(
  state: MatcherState,
  shoppers: readonly string[],
  gainMinor: number,
): void {
  const key = groupKey(shoppers);
  state.master.bans.set(key, gainMinor);
  for (const shopper of shoppers) visitOfMember(state, shopper)?.bans.add(key);
}
