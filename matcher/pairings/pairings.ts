import { ChannelId, PairingId, ulid, type VisitId } from '../../contracts/ids.ts';
import type { PairingForMember, PairingState } from '../../contracts/pairing.ts';
import { endCodes, mintCode } from './pairing-codes.ts';
import { addTimer } from '../state/timer-heap.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { recordNoShow } from '../visits/no-shows.ts';
import { banGroup, visitOfMember, withdrawSuggestionsOf } from '../suggestions/suggestion.ts';
import { priceJoint } from '../suggestions/explain.ts';
import type { Pairing, PairingMember, Turn, Visit } from '../state/state.ts';
import { endVisit, rematch, withdrawFromPlan } from '../visits/visits.ts';
import { jointLinesOf, pairingMessage } from '../state/messages-out.ts';

/** How long the codes of an ended pairing are remembered, so that staff can be told what became of a slip. */
const CODES_KEPT_MS = 24 * 60 * 60_000;

/** Turns a fully accepted group into a pairing. Its members leave the plan, and no later event changes its terms. */
export function confirm(turn: Turn, terms: GroupTerms): void {
  const { state, nowMs } = turn;
  const { settings } = state;
  const visits = terms.members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  const meetingPoint = settings.meetingPoints.find((point) => point.id === terms.meetingPoint);
  if (meetingPoint === undefined) throw new Error(`no meeting point ${terms.meetingPoint}`);
  const id = PairingId.parse(ulid(nowMs, turn.random));
  const firstDeadlineMs = Math.min(...terms.members.map((member) => member.untilMs));
  const pairing: Pairing = {
    id,
    channel: ChannelId.parse(ulid(nowMs, turn.random)),
    confirmedAtMs: nowMs,
    expiresAtMs: Math.min(nowMs + settings.pairingMs, firstDeadlineMs),
    meetingPoint,
    joint: visits.flatMap((visit) => jointLinesOf(terms, visit)),
    jointTotalMinor: terms.jointTotalMinor,
    savingMinor: terms.gainMinor,
    uses: Object.fromEntries(
      priceJoint(terms.joint, state.master.gainCache.pricer).applied.map((applied) => [
        applied.promotion,
        applied.times,
      ]),
    ),
    members: visits.map((visit, index): PairingMember => ({
      visit: visit.id,
      shopper: visit.shopper,
      language: visit.language,
      nickname: visit.nickname,
      savesMinor: terms.shares[index]?.savesMinor ?? 0,
      jointPaysMinor: terms.shares[index]?.jointPaysMinor ?? 0,
      device: visit.device,
      terminal: visit.terminal,
      code: mintCode(turn, id, visit.id),
      isReprint: false,
      version: 0,
      endedBecause: undefined,
      slipOutcome: undefined,
    })),
    state: 'confirmed',
    sale: undefined,
    probable: undefined,
  };
  state.pairings.set(id, pairing);
  addTimer(state.timers, { atMs: pairing.expiresAtMs, what: { kind: 'pairing', pairing: id } });
  for (const visit of visits) visit.pairing = id;
  for (const visit of visits) {
    withdrawSuggestionsOf(turn, visit);
    withdrawFromPlan(turn, visit.shopper);
    turn.restated.add(visit.id);
    turn.relisted.add(visit.id);
  }
  for (const member of pairing.members) tellPairing(turn, pairing, member);
}

/** Sends a member the present state of her pairing. */
export function tellPairing(turn: Turn, pairing: Pairing, member: PairingMember): void {
  member.version += 1;
  turn.messages.push({
    kind: 'pairing',
    value: pairingMessage(turn.state.settings, pairing, member),
  });
}

/** Ends a pairing. Its members' open visits have no pairing any more. @param becauseFor the reason that a member is told */
export function endPairing(
  turn: Turn,
  pairing: Pairing,
  as: Exclude<PairingState, 'confirmed'>,
  becauseFor: (member: PairingMember) => NonNullable<PairingForMember['endedBecause']>,
): void {
  const { state, nowMs } = turn;
  pairing.state = as;
  endCodes(state, pairing, as === 'redeemed' ? 'redeemed' : 'expired');
  for (const member of pairing.members) {
    member.endedBecause = becauseFor(member);
    tellPairing(turn, pairing, member);
    const visit = state.visits.get(member.visit);
    if (visit?.pairing === pairing.id) {
      visit.pairing = undefined;
      turn.restated.add(visit.id);
    }
  }
  addTimer(state.timers, {
    atMs: nowMs + CODES_KEPT_MS,
    what: { kind: 'forget-pairing', pairing: pairing.id },
  });
}

/**
 * Ends a pairing that one member cancels, and matches its members again. The group is banned. The member who cancelled has let the
 * others down and now waits behind them (`no-shows.ts`).
 */
export function cancelPairing(
  turn: Turn,
  body: Extract<MatcherEventBody, { kind: 'pairing-cancelled' }>,
): void {
  const { state, nowMs } = turn;
  const pairing = state.pairings.get(body.pairing);
  if (pairing === undefined || !isMember(pairing, body.visit)) {
    turn.messages.push({ kind: 'refused', reason: 'no-such-pairing', about: body.pairing });
    return;
  }
  if (pairing.state !== 'confirmed') {
    turn.messages.push({ kind: 'refused', reason: 'too-late', about: body.pairing });
    return;
  }
  endPairing(turn, pairing, 'cancelled', (member) =>
    member.visit === body.visit ? 'me' : 'partner',
  );
  rematchMembers(turn, pairing, (visit) => {
    if (visit.id === body.visit) visit.waitingSinceMs = recordNoShow(state, visit.shopper, nowMs);
  });
}

/**
 * Ends a pairing whose time is up. Its members did not come to the till: they wait behind the others now, and get no suggestions for
 * a while. If a sale was probably theirs, they did come: their visits end, and staff may still confirm the sale.
 */
export function expirePairing(turn: Turn, pairing: Pairing): void {
  const { state, nowMs } = turn;
  endPairing(turn, pairing, 'expired', () => 'deadline');
  if (pairing.probable !== undefined) {
    for (const member of pairing.members) {
      const visit = state.visits.get(member.visit);
      if (visit !== undefined) endVisit(turn, visit, 'sale');
    }
    return;
  }
  rematchMembers(turn, pairing, (visit) => {
    visit.waitingSinceMs = recordNoShow(state, visit.shopper, nowMs);
    keepQuiet(turn, visit);
  });
}

/**
 * Bans the group of a pairing that failed, and matches its members again.
 * @param before called with each open visit before it is matched
 */
function rematchMembers(turn: Turn, pairing: Pairing, before: (visit: Visit) => void): void {
  const { state } = turn;
  banGroup(
    state,
    pairing.members.map((member) => member.shopper),
    pairing.savingMinor,
  );
  for (const member of pairing.members) {
    const visit = state.visits.get(member.visit);
    if (visit === undefined || visit.presence === 'ended') continue;
    before(visit);
    rematch(turn, visit);
  }
}

/** How long a shopper who did not come or did not answer gets no suggestions. Any action of hers ends it sooner. */
const QUIET_MS = 10 * 60_000;

/** Starts the quiet time of a visit: no suggestions until it is over. */
export function keepQuiet({ state, nowMs }: Turn, visit: Visit): void {
  visit.quietUntilMs = nowMs + QUIET_MS;
  addTimer(state.timers, { atMs: visit.quietUntilMs, what: { kind: 'visit', visit: visit.id } });
}

function isMember(pairing: Pairing, visit: VisitId): boolean {
  return pairing.members.some((member) => member.visit === visit);
}

/** Takes a report on a printed slip. If it is uncertain whether the slip has a readable code, the code is revoked and another slip
 *  is printed. The partners' slips stay good. */
export function reportSlip(
  turn: Turn,
  body: Extract<MatcherEventBody, { kind: 'slip-reported' }>,
): void {
  const { state, nowMs } = turn;
  const pairing = state.pairings.get(body.pairing);
  const member = pairing?.members.find((candidate) => candidate.visit === body.visit);
  if (pairing === undefined || member === undefined) {
    turn.messages.push({ kind: 'refused', reason: 'no-such-pairing', about: body.pairing });
    return;
  }
  // A report on a code that was replaced meanwhile says nothing about the present slip.
  if (member.code !== body.code) return;
  member.slipOutcome = body.outcome;
  if (body.outcome !== 'uncertain' || pairing.state !== 'confirmed') return;
  const record = state.codes.get(member.code);
  if (record?.state === 'good') record.state = 'revoked';
  turn.messages.push({
    kind: 'staff',
    value: { notice: 'slip-uncertain', atMs: nowMs, code: member.code, pairing: pairing.id },
  });
  member.code = mintCode(turn, pairing.id, member.visit);
  member.isReprint = true;
  member.slipOutcome = undefined;
  tellPairing(turn, pairing, member);
}
