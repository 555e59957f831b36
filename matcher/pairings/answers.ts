import type { VisitId } from '../../contracts/ids.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { groupTermsOf } from '../value/feasibility.ts';
import {
  banGroup,
  makeSuggestion,
  matchableMembers,
  savingIn,
  withdrawSuggestion,
} from '../suggestions/suggestion.ts';
import { confirm } from './pairings.ts';
import { groupKey, slotOf } from '../search/restricted-master.ts';
import { columnsWith, slotsOf } from '../search/columns.ts';
import { discardColumn } from '../search/plan.ts';
import type { Suggestion, Turn, Visit } from '../state/state.ts';
import { showLife, visitOf } from '../visits/visits.ts';

/** A shopper's answer to a suggestion, or the withdrawal of her acceptance. */
export function answer(turn: Turn, body: Extract<MatcherEventBody, { kind: 'answer' }>): void {
  const visit = visitOf(turn, body.visit);
  if (visit === undefined) {
    turn.messages.push({ kind: 'refused', reason: 'no-such-visit', about: body.visit });
    return;
  }
  const suggestion = turn.state.suggestions.get(body.suggestion);
  if (suggestion === undefined || !suggestion.visits.includes(visit.id)) {
    // It was withdrawn, confirmed or expired while the tap was on its way. Her list is sent again.
    turn.messages.push({ kind: 'refused', reason: 'too-late', about: body.suggestion });
    turn.relisted.add(visit.id);
    return;
  }
  showLife(visit);
  switch (body.answer) {
    case 'accept':
      accept(turn, visit, suggestion);
      return;
    case 'decline':
      decline(turn, visit, suggestion);
      return;
    case 'take-back':
      takeBack(turn, visit, suggestion);
      return;
  }
}

/** Accepts a suggestion. A visit has at most one acceptance: a second one replaces the first. The last acceptance confirms it. */
function accept(turn: Turn, visit: Visit, suggestion: Suggestion): void {
  const { state } = turn;
  const earlier = visit.accepted === undefined ? undefined : state.suggestions.get(visit.accepted);
  if (earlier !== undefined && earlier.id !== suggestion.id) takeBack(turn, visit, earlier);
  visit.accepted = suggestion.id;
  suggestion.accepted.set(visit.id, savingIn(suggestion.terms, visit.shopper));
  relist(turn, suggestion);
  if (suggestion.visits.every((member) => suggestion.accepted.has(member)))
    confirm(turn, suggestion.terms);
}

/** Withdraws an acceptance. */
function takeBack(turn: Turn, visit: Visit, suggestion: Suggestion): void {
  suggestion.accepted.delete(visit.id);
  if (visit.accepted === suggestion.id) visit.accepted = undefined;
  relist(turn, suggestion);
}

/** The members are sent their lists again. */
function relist(turn: Turn, suggestion: Suggestion): void {
  for (const member of suggestion.visits) turn.relisted.add(member);
}

/**
 * Declines a suggestion: the group is banned, and the remaining members are priced again as a smaller group. An acceptance covers
 * every outcome that saves its member no less. If all acceptances of the remaining members still hold, they are confirmed at once;
 * otherwise the smaller group is suggested, with the acceptances that hold.
 */
function decline(turn: Turn, visit: Visit, suggestion: Suggestion): void {
  const { state } = turn;
  banGroup(
    state,
    suggestion.terms.members.map((member) => member.id),
    suggestion.terms.gainMinor,
  );
  discardGroup(turn, suggestion);
  const accepted = new Map(suggestion.accepted);
  const rest = suggestion.visits.filter((member) => member !== visit.id);
  withdrawSuggestion(turn, suggestion);
  if (rest.length < 2) return;
  const members = matchableMembers(state, rest);
  const terms =
    members === undefined
      ? undefined
      : groupTermsOf(state.master.gainCache, members, state.master.terms);
  if (terms === undefined) return;
  const known = state.suggestionOfGroup.get(groupKey(terms.members.map((member) => member.id)));
  const smaller =
    (known === undefined ? undefined : state.suggestions.get(known)) ?? makeSuggestion(turn, terms);
  for (const member of rest) carryAcceptance(turn, member, accepted.get(member), smaller);
  if (smaller.visits.every((member) => smaller.accepted.has(member))) confirm(turn, smaller.terms);
}

/** Carries a member's acceptance over to the smaller group if she saves no less in it. */
function carryAcceptance(
  turn: Turn,
  member: VisitId,
  savedMinor: number | undefined,
  suggestion: Suggestion,
): void {
  const visit = turn.state.visits.get(member);
  if (visit === undefined || savedMinor === undefined || visit.accepted !== undefined) return;
  const savesMinor = savingIn(suggestion.terms, visit.shopper);
  if (savesMinor < savedMinor) return;
  visit.accepted = suggestion.id;
  suggestion.accepted.set(member, savesMinor);
  relist(turn, suggestion);
}

/** Drops the column of a declined group from the plan. */
function discardGroup(turn: Turn, suggestion: Suggestion): void {
  const { master } = turn.state;
  const slots = suggestion.terms.members.flatMap((member) => slotOf(master, member.id) ?? []);
  const [first] = slots;
  if (first === undefined || slots.length < suggestion.visits.length) return;
  const column = columnsWith(master.columns, first.index).find((candidate) => {
    const members = slotsOf(master.columns, candidate);
    return members.length === slots.length && slots.every((slot) => members.includes(slot.index));
  });
  if (column !== undefined) discardColumn(master, column);
}
