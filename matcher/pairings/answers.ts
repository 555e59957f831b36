import type { VisitId } from '../../contracts/ids.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { dealOf } from '../value/feasibility.ts';
import {
  banGroup,
  makeOffer,
  poolMembers,
  savingIn,
  withdrawOffer,
} from '../suggestions/suggestion.ts';
import { confirm } from './pairings.ts';
import { groupKey, slotOf } from '../search/restricted-master.ts';
import { columnsWith, slotsOf } from '../search/columns.ts';
import { forgetColumn } from '../search/plan.ts';
import type { Offer, Turn, Visit } from '../state/state.ts';
import { showLife, visitOf } from '../visits/visits.ts';

/** A shopper's answer to a suggestion, or the withdrawal of her acceptance. */
export function answer(turn: Turn, body: Extract<MatcherEventBody, { kind: 'answer' }>): void {
  const visit = visitOf(turn, body.visit);
  if (visit === undefined) {
    turn.messages.push({ kind: 'refused', reason: 'no-such-visit', about: body.visit });
    return;
  }
  const offer = turn.state.offers.get(body.suggestion);
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
function accept(turn: Turn, visit: Visit, offer: Offer): void {
  const { state } = turn;
  const earlier = visit.accepted === undefined ? undefined : state.offers.get(visit.accepted);
  if (earlier !== undefined && earlier.id !== offer.id) takeBack(turn, visit, earlier);
  visit.accepted = offer.id;
  offer.accepted.set(visit.id, savingIn(offer.deal, visit.shopper));
  relist(turn, offer);
  if (offer.visits.every((member) => offer.accepted.has(member))) confirm(turn, offer.deal);
}

function takeBack(turn: Turn, visit: Visit, offer: Offer): void {
  offer.accepted.delete(visit.id);
  if (visit.accepted === offer.id) visit.accepted = undefined;
  relist(turn, offer);
}

function relist(turn: Turn, offer: Offer): void {
  for (const member of offer.visits) turn.relisted.add(member);
}

/**
 * Who declines is out, and this group is not put before her again unless it gets clearly better. The rest are priced again: an
 * acceptance covers every outcome at least as good for that member, so if all the rest had accepted and nobody's saving
 * shrank they are confirmed at once; otherwise the smaller group is offered anew, with the acceptances that still hold.
 */
function decline(turn: Turn, visit: Visit, offer: Offer): void {
  const { state } = turn;
  banGroup(
    state,
    offer.deal.members.map((member) => member.id),
    offer.deal.gainMinor,
  );
  forgetGroup(turn, offer);
  const accepted = new Map(offer.accepted);
  const rest = offer.visits.filter((member) => member !== visit.id);
  withdrawOffer(turn, offer);
  if (rest.length < 2) return;
  const members = poolMembers(state, rest);
  const deal =
    members === undefined ? undefined : dealOf(state.pool.gains, members, state.pool.terms);
  if (deal === undefined) return;
  const known = state.offerOfGroup.get(groupKey(deal.members.map((member) => member.id)));
  const smaller =
    (known === undefined ? undefined : state.offers.get(known)) ?? makeOffer(turn, deal);
  for (const member of rest) carryAcceptance(turn, member, accepted.get(member), smaller);
  if (smaller.visits.every((member) => smaller.accepted.has(member))) confirm(turn, smaller.deal);
}

function carryAcceptance(
  turn: Turn,
  member: VisitId,
  savedMinor: number | undefined,
  offer: Offer,
): void {
  const visit = turn.state.visits.get(member);
  if (visit === undefined || savedMinor === undefined || visit.accepted !== undefined) return;
  const savesMinor = savingIn(offer.deal, visit.shopper);
  if (savesMinor < savedMinor) return;
  visit.accepted = offer.id;
  offer.accepted.set(member, savesMinor);
  relist(turn, offer);
}

/** The plan drops a group that was declined and fills what it leaves. */
function forgetGroup(turn: Turn, offer: Offer): void {
  const { pool } = turn.state;
  const slots = offer.deal.members.flatMap((member) => slotOf(pool, member.id) ?? []);
  const [first] = slots;
  if (first === undefined || slots.length < offer.visits.length) return;
  const column = columnsWith(pool.columns, first.index).find((candidate) => {
    const members = slotsOf(pool.columns, candidate);
    return members.length === slots.length && slots.every((slot) => members.includes(slot.index));
  });
  if (column !== undefined) forgetColumn(pool, column);
}
