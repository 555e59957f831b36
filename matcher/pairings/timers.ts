import { forgetCodes } from './pairing-codes.ts';
import { takeDueTimer } from '../state/timer-heap.ts';
import { addTimer } from '../state/timer-heap.ts';
import { hasTime } from '../value/feasibility.ts';
import { withdrawSuggestion } from '../suggestions/suggestion.ts';
import { expirePairing, QUIET_MS } from './pairings.ts';
import { slotOf } from '../search/restricted-master.ts';
import { followPromotions } from '../visits/promotion-changes.ts';
import type { TimedThing, Suggestion, Turn } from '../state/state.ts';
import { canBeMatched, endVisit, rematch } from '../visits/visits.ts';

/** Everything whose time has come since the last event, in the order of time. */
export function passTime(turn: Turn): void {
  for (;;) {
    const due = takeDueTimer(turn.state.timers, turn.nowMs);
    if (due === undefined) return;
    pass(turn, due.what);
  }
}

function pass(turn: Turn, what: TimedThing): void {
  const { state, nowMs } = turn;
  switch (what.kind) {
    case 'visit': {
      const visit = state.visits.get(what.visit);
      if (visit === undefined || visit.presence === 'ended') return;
      if (visit.endsAtMs <= nowMs) {
        endVisit(turn, visit, 'timeout');
        return;
      }
      const slot = slotOf(state.master, visit.shopper);
      const isIn = slot !== undefined;
      const shouldBe =
        canBeMatched(turn, visit) && (!isIn || hasTime(slot.member, state.master.terms));
      if (isIn !== shouldBe) rematch(turn, visit);
      return;
    }
    case 'offer': {
      const offer = state.suggestions.get(what.suggestion);
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
      followPromotions(turn);
      return;
  }
}

/** Whoever did not answer in time has gone: she is offered nothing for a while, or until she shows a sign of life. */
function expireOffer(turn: Turn, suggestion: Suggestion): void {
  const { state, nowMs } = turn;
  const silent = suggestion.visits.filter((id) => !suggestion.accepted.has(id));
  withdrawSuggestion(turn, suggestion);
  for (const id of silent) {
    const visit = state.visits.get(id);
    if (visit === undefined || visit.presence === 'ended' || visit.accepted !== undefined) continue;
    visit.quietUntilMs = nowMs + QUIET_MS;
    addTimer(state.timers, { atMs: visit.quietUntilMs, what: { kind: 'visit', visit: id } });
    rematch(turn, visit);
  }
}
