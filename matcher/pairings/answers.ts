import type { VisitId } from '../../contracts/ids.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { groupTermsOf } from '../value/feasibility.ts';
import {
  banGroup,
  makeSuggestion,
  poolMembers,
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
  const offer = turn.state.suggestions.get(body.suggestion);
  if (offer === undefined || !offer.visits.includes(visit.id)) {
    // It was withdrawn, confirmed or expired while her tap was on its way; her list says what is there now.
    turn.messages.push({ kind: 'refused', reason: 'too-late', about: body.suggestion });
    turn.relisted.add(visit.id);
    return;
  }
  showLife(visit);
  switch (body.answer) {
    case 'accept':
      accept(turn, visit, offer);
      return;
    case 'decline':
      decline(turn, visit, offer);
      return;
    case 'take-back':
      takeBack(turn, visit, offer);
      return;
  }
}

/** At most one open acceptance for each visit: a second one replaces the first. The first fully accepted group wins. */
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

function takeBack(turn: Turn, visit: Visit, suggestion: Suggestion): void {
  suggestion.accepted.delete(visit.id);
  if (visit.accepted === suggestion.id) visit.accepted = undefined;
  relist(turn, suggestion);
}

function relist(turn: Turn, suggestion: Suggestion): void {
  for (const member of suggestion.visits) turn.relisted.add(member);
}

/**
 * Who declines is out, and this group is not put before her again unless it gets clearly better. The rest are priced again: an
 * acceptance covers every outcome at least as good for that member, so if all the rest had accepted and nobody's saving
 * shrank they are confirmed at once; otherwise the smaller group is offered anew, with the acceptances that still hold.
 */
function decline(turn: Turn, visit: Visit, suggestion: Suggestion): void {
  const { state } = turn;
  banGroup(
    state,
    suggestion.terms.members.map((member) => member.id),
    suggestion.terms.gainMinor,
  );
  forgetGroup(turn, suggestion);
  const accepted = new Map(suggestion.accepted);
  const rest = suggestion.visits.filter((member) => member !== visit.id);
  withdrawSuggestion(turn, suggestion);
  if (rest.length < 2) return;
  const members = poolMembers(state, rest);
  const deal =
    members === undefined
      ? undefined
      : groupTermsOf(state.master.gainCache, members, state.master.terms);
  if (deal === undefined) return;
  const known = state.suggestionOfGroup.get(groupKey(deal.members.map((member) => member.id)));
  const smaller =
    (known === undefined ? undefined : state.suggestions.get(known)) ?? makeSuggestion(turn, deal);
  for (const member of rest) carryAcceptance(turn, member, accepted.get(member), smaller);
  if (smaller.visits.every((member) => smaller.accepted.has(member))) confirm(turn, smaller.terms);
}

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

/** The plan drops a group that was declined and fills what it leaves. */
function forgetGroup(turn: Turn, suggestion: Suggestion): void {
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
