import { forgetCodes } from './pairing-codes.ts';
import { removeDueTimer } from '../state/timer-heap.ts';
import { hasTime } from '../value/feasibility.ts';
import { withdrawSuggestion } from '../suggestions/suggestion.ts';
import { expirePairing, keepQuiet } from './pairings.ts';
import { slotOf } from '../search/restricted-master.ts';
import { followPromotions } from '../visits/promotion-changes.ts';
import type { TimedThing, Suggestion, Turn } from '../state/state.ts';
import { canBeMatched, endVisit, rematch } from '../visits/visits.ts';

/** Handles every timer that is due, in the order of time. */
export function handleDueTimers(turn: Turn): void {
  for (;;) {
    const timer = removeDueTimer(turn.state.timers, turn.nowMs);
    if (timer === undefined) return;
    handleTimer(turn, timer.what);
  }
}

/** Handles one timer. Timers are never removed early, so each case checks whether it still applies. */
function handleTimer(turn: Turn, what: TimedThing): void {
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
      const isPlanned = slot !== undefined;
      const shouldBePlanned =
        canBeMatched(turn, visit) && (!isPlanned || hasTime(slot.member, state.master.terms));
      if (isPlanned !== shouldBePlanned) rematch(turn, visit);
      return;
    }
    case 'suggestion': {
      const suggestion = state.suggestions.get(what.suggestion);
      if (suggestion !== undefined) expireSuggestion(turn, suggestion);
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
    case 'promotions':
      followPromotions(turn);
      return;
  }
}

/** Withdraws a suggestion that was not answered in time. Members who did not answer get no suggestions for a while. */
function expireSuggestion(turn: Turn, suggestion: Suggestion): void {
  const { state } = turn;
  const silent = suggestion.visits.filter((id) => !suggestion.accepted.has(id));
  withdrawSuggestion(turn, suggestion);
  for (const id of silent) {
    const visit = state.visits.get(id);
    if (visit === undefined || visit.presence === 'ended' || visit.accepted !== undefined) continue;
    keepQuiet(turn, visit);
    rematch(turn, visit);
  }
}
