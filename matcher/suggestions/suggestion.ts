import { SuggestionId, ulid, type VisitId } from '../../contracts/ids.ts';
import { addDue } from '../state/timer-heap.ts';
import type { Deal } from '../value/feasibility.ts';
import type { Member } from '../value/member.ts';
import { groupKey, slotOf } from '../search/restricted-master.ts';
import { reasonsFor } from './explain.ts';
import type { MatcherState, Offer, Turn, Visit } from '../state/state.ts';
import { rememberWait } from '../state/wait.ts';

/** The members of a group as they now are in the pool; undefined if one is not there any more. */
export function poolMembers(
  state: MatcherState,
  visits: readonly VisitId[],
): readonly Member[] | undefined {
  const members: Member[] = [];
  for (const id of visits) {
    const visit = state.visits.get(id);
    const slot = visit === undefined ? undefined : slotOf(state.pool, visit.shopper);
    if (slot === undefined) return undefined;
    members.push(slot.member);
  }
  return members;
}

export function savingIn(deal: Deal, shopper: string): number {
  const index = deal.members.findIndex((member) => member.id === shopper);
  return deal.shares[index]?.savesMinor ?? 0;
}

/** Puts a feasible group before all of its members. */
export function makeOffer(turn: Turn, deal: Deal): Offer {
  const { state, nowMs } = turn;
  const visits = deal.members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  const called = visits.filter(
    (visit) => visit.presence === 'in-shop' && visit.waitNumber !== undefined,
  );
  const { offerAfterCallMs, offerAtKioskMs } = state.settings;
  const key = groupKey(deal.members.map((member) => member.id));
  // One that made room in this turn comes back as what it was: the screen has never seen it go.
  const earlier = turn.displaced.get(key);
  turn.displaced.delete(key);
  const offer: Offer = {
    id: earlier?.id ?? SuggestionId.parse(ulid(nowMs, turn.random)),
    groupKey: key,
    visits: visits.map((visit) => visit.id),
    expiresAtMs:
      earlier?.expiresAtMs ?? nowMs + (called.length > 0 ? offerAfterCallMs : offerAtKioskMs),
    deal,
    reasons: reasonsFor(deal, state),
    accepted: new Map(),
  };
  state.offers.set(offer.id, offer);
  turn.made.add(offer.id);
  state.offerOfGroup.set(offer.groupKey, offer.id);
  addDue(state.due, { atMs: offer.expiresAtMs, what: { kind: 'offer', suggestion: offer.id } });
  for (const visit of called) callNumber(turn, visit, offer.expiresAtMs);
  for (const visit of visits) {
    visit.offers.add(offer.id);
    turn.relisted.add(visit.id);
    turn.restated.add(visit.id);
    if (!visit.hasBeenOffered) {
      visit.hasBeenOffered = true;
      rememberWait(state, visit, true);
    }
  }
  return offer;
}

/** One call is enough while she has not yet come: further offers wait for her at the kiosk. */
function callNumber(turn: Turn, visit: Visit, expiresAtMs: number): void {
  if (visit.waitNumber === undefined || visit.offers.size > 0) return;
  turn.messages.push({
    kind: 'call',
    value: { number: visit.waitNumber, visit: visit.id, expiresAtMs },
  });
}

/** Takes an offer away from everybody who sees it. */
export function withdrawOffer(turn: Turn, offer: Offer): void {
  const { state } = turn;
  if (!state.offers.delete(offer.id)) return;
  state.offerOfGroup.delete(offer.groupKey);
  for (const id of offer.visits) {
    const visit = state.visits.get(id);
    if (visit === undefined) continue;
    visit.offers.delete(offer.id);
    if (visit.accepted === offer.id) visit.accepted = undefined;
    turn.relisted.add(id);
    turn.restated.add(id);
    // There is room on her list again.
    const slot = slotOf(state.pool, visit.shopper);
    if (slot !== undefined) state.pool.touched.add(slot.index);
  }
}

export function withdrawOffersOf(turn: Turn, visit: Visit): void {
  for (const id of visit.offers) {
    const offer = turn.state.offers.get(id);
    if (offer !== undefined) withdrawOffer(turn, offer);
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
  state.pool.bans.set(key, gainMinor);
  for (const shopper of shoppers) visitOfMember(state, shopper)?.bans.add(key);
}
