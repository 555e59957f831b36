import { textFor } from '../../contracts/language.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import type { JointLine } from '../../contracts/slip.ts';
import type { SuggestionForMember, SuggestionsForVisit } from '../../contracts/suggestion.ts';
import type { VisitState } from '../../contracts/visit.ts';
import type { MatcherState, Suggestion, Pairing, PairingMember, Visit } from './state.ts';
import type { VenueSettings } from './settings.ts';
import type { GroupTerms } from '../value/feasibility.ts';
import { waitEstimate } from './wait.ts';

/** A pairing as one member is told of it. */
export function pairingMessage(
  settings: VenueSettings,
  pairing: Pairing,
  member: PairingMember,
): PairingForMember {
  return {
    pairing: pairing.id,
    visit: member.visit,
    terminal: member.terminal,
    device: member.device,
    version: member.version,
    state: pairing.state,
    ...(member.endedBecause === undefined ? {} : { endedBecause: member.endedBecause }),
    slip: {
      kind: 'pairing',
      pairing: pairing.id,
      visit: member.visit,
      terminal: member.terminal,
      language: member.language,
      venueName: textFor(settings.venueName, member.language).slice(0, 80),
      currency: settings.currency,
      minorDigits: settings.minorDigits,
      timeZone: settings.timeZone,
      me: member.nickname,
      partners: pairing.members
        .filter((other) => other.visit !== member.visit)
        .map((other) => other.nickname),
      meetingPoint: pairing.meetingPoint,
      expiresAtMs: pairing.expiresAtMs,
      joint: [...pairing.joint],
      jointPaysMinor: member.jointPaysMinor,
      jointTotalMinor: pairing.jointTotalMinor,
      savesMinor: member.savesMinor,
      code: member.code,
      reprint: member.isReprint,
    },
    ...(member.slipOutcome === undefined ? {} : { slipOutcome: member.slipOutcome }),
    channel: pairing.channel,
  };
}

/** The suggestions of a visit now: the largest saving first, then the smaller group, then the earlier suggestion. */
export function suggestionsMessage(state: MatcherState, visit: Visit): SuggestionsForVisit {
  const suggestions = [...visit.suggestions]
    .flatMap((id) => state.suggestions.get(id) ?? [])
    .map((suggestion) => suggestionFor(state, suggestion, visit))
    .sort(
      (a, b) =>
        b.savesMinor - a.savesMinor ||
        a.members.length - b.members.length ||
        (a.suggestion < b.suggestion ? -1 : 1),
    );
  return {
    visit: visit.id,
    terminal: visit.terminal,
    device: visit.device,
    version: visit.version,
    suggestions,
    ...(visit.accepted === undefined ? {} : { accepted: visit.accepted }),
  };
}

/** A suggestion as one member sees it. */
function suggestionFor(
  state: MatcherState,
  suggestion: Suggestion,
  visit: Visit,
): SuggestionForMember {
  const { terms } = suggestion;
  const mine = terms.members.findIndex((member) => member.id === visit.shopper);
  const share = terms.shares[mine];
  const meetingPoint = state.settings.meetingPoints.find(
    (point) => point.id === terms.meetingPoint,
  );
  if (share === undefined || meetingPoint === undefined) {
    throw new Error(`suggestion ${suggestion.id} is broken for visit ${visit.id}`);
  }
  return {
    suggestion: suggestion.id,
    visit: visit.id,
    members: terms.members.flatMap((member, index) => {
      const id = state.visitOfShopper.get(member.id);
      const other = id === undefined ? undefined : state.visits.get(id);
      if (other === undefined) return [];
      return {
        nickname: other.nickname,
        mine: index === mine,
        answer: suggestion.accepted.has(other.id) ? ('accepted' as const) : ('open' as const),
        contributesMinor: terms.shares[index]?.contributesMinor ?? 0,
      };
    }),
    alonePaysMinor: share.alonePaysMinor,
    paysMinor: share.paysMinor,
    savesMinor: share.savesMinor,
    jointPaysMinor: share.jointPaysMinor,
    jointTotalMinor: terms.jointTotalMinor,
    groupSavesMinor: terms.gainMinor,
    myLines: jointLinesOf(terms, visit).slice(0, 200),
    reasons: [...suggestion.reasons],
    meetingPoint,
    expiresAtMs: suggestion.expiresAtMs,
    explain: {
      shapleyMinor: share.shapleyMinor,
      floorMinor: share.floorMinor,
      adjustedMinor: share.adjustedMinor,
    },
  };
}

/** A member's lines on the joint receipt, in her own order, as screens and slips list them. */
export function jointLinesOf(terms: GroupTerms, visit: Visit): readonly JointLine[] {
  return terms.joint.parts
    .filter((part) => part.owner === visit.shopper)
    .flatMap((part) =>
      part.lines.map((line): JointLine => ({
        visit: visit.id,
        name: line.name ?? line.gtin ?? line.id,
        ...(line.gtin === undefined ? {} : { gtin: line.gtin }),
        quantity: line.quantity,
        amountMinor: line.quantity * line.unitPriceMinor,
      })),
    );
}

/** The state of a visit. The matcher leaves `usual` empty: central fills it in. */
export function visitMessage(state: MatcherState, visit: Visit, nowMs: number): VisitState {
  const waitEstimateMs = waitEstimate(state, visit, nowMs);
  return {
    visit: visit.id,
    terminal: visit.terminal,
    device: visit.device,
    open: visit.presence !== 'ended',
    ...(visit.endedBecause === undefined ? {} : { endedBecause: visit.endedBecause }),
    usual: [],
    rungUp: [...visit.rungUp],
    ...(visit.none === undefined ? {} : { none: visit.none }),
    ...(waitEstimateMs === undefined ? {} : { waitEstimateMs }),
  };
}
