import type { BoxId, VisitId } from '../contracts/ids.ts';
import { seededRandom } from '../contracts/seeded-random.ts';
import { compilePromotions, type KnownProduct } from '../promotions/compile/compile.ts';
import { answer } from './pairings/answers.ts';
import { handleDueTimers } from './pairings/timers.ts';
import type { MatcherEvent } from './state/event.ts';
import type { MatcherMessage } from './state/message.ts';
import { updateSuggestions } from './suggestions/suggestions.ts';
import { cancelPairing, reportSlip } from './pairings/pairings.ts';
import { improvePlan } from './search/plan.ts';
import { createMaster } from './search/restricted-master.ts';
import { budgetFor } from './search/search-budget.ts';
import { changePromotions, learnLines } from './visits/promotion-changes.ts';
import { pricerOf } from './value/pricer-of.ts';
import { secretRandom } from './state/random.ts';
import { handleStaffAnswer } from './pairings/content-match.ts';
import { handleSale, handleScan } from './pairings/redemption.ts';
import type { VenueSettings } from './state/settings.ts';
import type { MatcherState, Turn, Visit } from './state/state.ts';
import { pairingMessage, suggestionsMessage, visitMessage } from './state/messages-out.ts';
import {
  canBeMatched,
  changeLines,
  changePresence,
  changeRequirements,
  endVisit,
  openVisit,
  rematch,
  ringUp,
  visitOf,
} from './visits/visits.ts';
import { noSuggestionReason } from './visits/no-suggestion-reason.ts';
import { slotOf } from './search/restricted-master.ts';
import type { PromotionSet } from '../promotions/model/compiled.ts';

/** The matcher of one venue before any visit. @param known the catalogue's categories (`knownProducts`) */
export function createMatcher(
  settings: VenueSettings,
  promotions: PromotionSet,
  known: readonly KnownProduct[] = [],
): MatcherState {
  return {
    settings,
    promotions,
    known: [...known],
    master: createMaster(pricerOf(promotions, 0), {
      atMs: 0,
      meetingMs: settings.meetingMinutes * 60_000,
      meetingPoints: settings.meetingPoints.map((point) => point.id),
    }),
    parts: { next: 1 },
    visits: new Map(),
    visitOfShopper: new Map(),
    suggestions: new Map(),
    suggestionOfGroup: new Map(),
    pairings: new Map(),
    codes: new Map(),
    tills: new Map(),
    used: new Map(),
    timers: [{ atMs: 0, what: { kind: 'promotions' } }],
    waits: [],
    noShows: new Map(),
    nowMs: 0,
  };
}

/**
 * Applies one event to the state and returns the messages to send. It is deterministic: the same events with the same times give the
 * same bytes, so that a journal can be replayed. The state is changed in place and returned.
 * @param nowMs the event's own time, `event.atMs`, live and in a replay alike; time never runs backwards
 */
export function step(
  state: MatcherState,
  event: MatcherEvent,
  nowMs: number = event.atMs,
): { readonly state: MatcherState; readonly messages: readonly MatcherMessage[] } {
  state.nowMs = Math.max(state.nowMs, nowMs);
  const turn: Turn = {
    state,
    nowMs: state.nowMs,
    random: seededRandom(event.seed),
    secret: secretRandom(event.entropy),
    messages: [],
    displaced: new Map(),
    made: new Set(),
    relisted: new Set(),
    restated: new Set(),
    moved: new Set(),
  };
  state.master.terms = { ...state.master.terms, atMs: turn.nowMs };
  handleDueTimers(turn);
  handleEvent(turn, event);
  finishTurn(turn);
  return { state, messages: turn.messages };
}

function handleEvent(turn: Turn, event: MatcherEvent): void {
  const { body } = event;
  switch (body.kind) {
    case 'visit-opened':
      return openVisit(turn, body);
    case 'lines-changed':
      return withVisit(turn, body.visit, (visit) => {
        learnLines(turn, body.lines);
        changeLines(turn, visit, body.lines);
      });
    case 'requirements-changed':
      return withVisit(turn, body.visit, (visit) => changeRequirements(turn, visit, body));
    case 'presence-changed':
      return withVisit(turn, body.visit, (visit) => changePresence(turn, visit, body));
    case 'visit-ended':
      return withVisit(turn, body.visit, (visit) => endVisit(turn, visit, 'left'));
    case 'answer':
      return answer(turn, body);
    case 'pairing-cancelled':
      return cancelPairing(turn, body);
    case 'rung-up':
      return ringUp(turn, body);
    case 'sale':
      return handleSale(turn, body);
    case 'till-scan':
      return handleScan(turn, body);
    case 'slip-reported':
      return reportSlip(turn, body);
    case 'staff-answer':
      return handleStaffAnswer(turn, body);
    case 'promotions-changed': {
      turn.state.known = [...(body.known ?? turn.state.known)];
      return changePromotions(turn, compilePromotions(body.file, turn.state.known));
    }
    case 'tick':
      return;
    case 'improve':
      return improvePlan(turn.state.master, Math.ceil(body.operations / SLICE_OPERATIONS));
  }
}

/** How many operations of an `improve` event make one slice of improvement. Operations are rounded up to whole slices. */
export const SLICE_OPERATIONS = 1000;

/**
 * How many slices of improvement are useful after an event, with so many shoppers as there are now. The shell gives them in idle time
 * as `improve` events, one slice at a time, so that other events hardly wait.
 */
export function slicesAfterEvent(state: MatcherState): number {
  return budgetFor(state.master.slotOfId.size).idle.slices;
}

/** Calls a function with an open visit, or refuses the event if there is none. */
function withVisit(turn: Turn, id: VisitId, then: (visit: Visit) => void): void {
  const visit = visitOf(turn, id);
  if (visit === undefined)
    turn.messages.push({ kind: 'refused', reason: 'no-such-visit', about: id });
  else then(visit);
}

/**
 * Finishes a turn: suggestions are updated, shoppers whose visits can no longer be matched leave the plan, suggestions are updated
 * again, and each visit is sent its state and its list once.
 */
function finishTurn(turn: Turn): void {
  const { state } = turn;
  updateSuggestions(turn);
  for (const id of turn.relisted) {
    const visit = state.visits.get(id);
    if (
      visit !== undefined &&
      slotOf(state.master, visit.shopper) !== undefined &&
      !canBeMatched(turn, visit)
    ) {
      rematch(turn, visit);
    }
  }
  updateSuggestions(turn);
  for (const id of [...turn.restated].sort()) {
    const visit = state.visits.get(id);
    if (visit === undefined) continue;
    visit.none = noSuggestionReason(turn, visit);
    tellIfNew(turn, visit);
  }
  for (const id of [...turn.relisted].sort()) {
    const visit = state.visits.get(id);
    if (visit === undefined) continue;
    visit.version += 1;
    turn.messages.push({ kind: 'suggestions', value: suggestionsMessage(state, visit) });
  }
}

/** Sends a visit's state if it changed. A change of the wait estimate alone is not sent. */
function tellIfNew(turn: Turn, visit: Visit): void {
  const value = visitMessage(turn.state, visit, turn.nowMs);
  const news = JSON.stringify({ ...value, waitEstimateMs: undefined });
  if (news === visit.toldState) return;
  visit.toldState = news;
  turn.messages.push({ kind: 'visit', value });
}

/**
 * All messages that describe the present state: for a daemon that started again, or a reader that missed messages. Visits and pairings
 * that ended recently are included, so that nobody waits for something that is over.
 * @param device only the visits and pairings of this box; all if left out
 */
export function presentMessages(
  state: MatcherState,
  nowMs: number,
  box?: BoxId,
): readonly MatcherMessage[] {
  const messages: MatcherMessage[] = [];
  for (const visit of state.visits.values()) {
    if (box !== undefined && visit.device !== box) continue;
    messages.push({ kind: 'visit', value: visitMessage(state, visit, nowMs) });
    if (visit.presence === 'ended') continue;
    messages.push({ kind: 'suggestions', value: suggestionsMessage(state, visit) });
  }
  for (const pairing of state.pairings.values()) {
    for (const member of pairing.members) {
      if (box !== undefined && member.device !== box) continue;
      messages.push({ kind: 'pairing', value: pairingMessage(state.settings, pairing, member) });
    }
  }
  return messages;
}
