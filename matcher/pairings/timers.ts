import { forgetCodes } from './pairing-codes.ts';
import { takeDue } from '../state/timer-heap.ts';
import { addDue } from '../state/timer-heap.ts';
import { hasTime } from '../value/feasibility.ts';
import { withdrawOffer } from '../suggestions/suggestion.ts';
import { expirePairing, QUIET_MS } from './pairings.ts';
import { slotOf } from '../search/restricted-master.ts';
import { followPrices } from '../visits/promotion-changes.ts';
import type { DueThing, Offer, Turn } from '../state/state.ts';
import { canBeMatched, endVisit, rematch } from '../visits/visits.ts';

/** Everything whose time has come since the last event, in the order of time. */
export function passTime(turn: Turn): void {
  for (;;) {
    const due = takeDue(turn.state.due, turn.nowMs);
    if (due === undefined) return;
    pass(turn, due.what);
  }
}

function pass(turn: Turn, what: DueThing): void {
  const { state, nowMs } = turn;
  switch (what.kind) {
    case 'visit': {
      const visit = state.visits.get(what.visit);
      if (visit === undefined || visit.presence === 'ended') return;
      if (visit.endsAtMs <= nowMs) {
        endVisit(turn, visit, 'timeout');
        return;
      }
      const slot = slotOf(state.pool, visit.shopper);
      const isIn = slot !== undefined;
      const shouldBe =
        canBeMatched(turn, visit) && (!isIn || hasTime(slot.member, state.pool.terms));
      if (isIn !== shouldBe) rematch(turn, visit);
      return;
    }
    case 'offer': {
      const offer = state.offers.get(what.suggestion);
      if (offer !== undefined) expireOffer(turn, offer);
      return;
    }
    case 'pairing': {
      const pairing = state.pairings.get(what.pairing);
      if (pairing?.state === 'confirmed') expirePairing(turn, pairing);
      return;
    }
    case 'forget-visit':
      state.visits.delete(what.visit);
      return;
    case 'forget-pairing':
      state.pairings.delete(what.pairing);
      forgetCodes(state, what.pairing);
      return;
    case 'prices':
      followPrices(turn);
      return;
  }
}

/** Whoever did not answer in time has gone: she is offered nothing for a while, or until she shows a sign of life. */
function expireOffer(turn: Turn, offer: Offer): void {
  const { state, nowMs } = turn;
  const silent = offer.visits.filter((id) => !offer.accepted.has(id));
  withdrawOffer(turn, offer);
  for (const id of silent) {
    const visit = state.visits.get(id);
    if (visit === undefined || visit.presence === 'ended' || visit.accepted !== undefined) continue;
    visit.quietUntilMs = nowMs + QUIET_MS;
    addDue(state.due, { atMs: visit.quietUntilMs, what: { kind: 'visit', visit: id } });
    rematch(turn, visit);
  }
}
