import {
  columnsWith,
  countWith,
  NO_COLUMN,
  NOBODY,
  sizeOf,
  slotsOf,
  WIDTH,
  type Columns,
} from '../search/columns.ts';
import { groupTermsOf, type GroupTerms } from '../value/feasibility.ts';
import {
  clearMarginMinor,
  isClearlyMore,
  isTooLittle,
  leastSuggestedMinor,
  SHOWN,
} from './hysteresis.ts';
import {
  makeSuggestion,
  poolMembers,
  savingIn,
  visitOfMember,
  withdrawSuggestion,
} from './suggestion.ts';
import { discardColumn } from '../search/plan.ts';
import {
  groupKey,
  membersOf,
  slotOf,
  type RestrictedMaster,
  type Slot,
} from '../search/restricted-master.ts';
import { reasonsFor } from './explain.ts';
import type { MatcherState, Suggestion, Turn, Visit } from '../state/state.ts';

/** Other groups that are tried for a visit which has room, after the planned one. */
const TRIED = 6;

/**
 * Brings the offers in line with the plan after whatever an event changed:
 * an offer whose group changed is worked out again, and kept if nobody's saving shrank, else withdrawn at once;
 * then the planned groups are offered, then the best other groups of the shopper whom the event concerns, then the best other groups
 * of everyone who has room, among those who have room.
 *
 * Hysteresis: an offer that is still true stays until it is answered or expires. It makes room for another only when a list is
 * full and the newcomer is planned, or of the shopper whom the event concerns, and saves that member clearly more (`isClearlyMore`)
 * than the least of her offers that nobody has accepted. A newcomer does not make room for another: so one event moves the
 * suggestions of few, and each that goes has its reason on the screen.
 */
export function updateSuggestions(turn: Turn): void {
  const { moved, state } = turn;
  const { changedSlots } = state.master;
  const movers = [...moved];
  // A group that turns out to be infeasible changes the plan, and so whose planned group is to be offered.
  for (let round = 0; round < ROUNDS && (moved.size > 0 || changedSlots.size > 0); round += 1) {
    for (const shopper of moved) reviewOffersOf(turn, shopper);
    moved.clear();
    const slots = takeTouched(state.master);
    // Each planned group once, whoever of it is concerned.
    const offered = new Set<number>();
    for (const slot of slots) {
      const column = state.master.chosen[slot.index] ?? NO_COLUMN;
      if (column === NO_COLUMN || offered.has(column)) continue;
      offered.add(column);
      // It was none after all: the plan is another now, and columns have other numbers.
      if (offerColumn(turn, column, 'may-displace') === 'infeasible') offered.clear();
    }
    for (const shopper of movers) {
      const slot = slotOf(state.master, shopper);
      if (slot !== undefined) offerOthers(turn, slot, 'may-displace', new Map());
    }
    returnDisplaced(turn);
    const entries: Entries = new Map();
    for (const slot of [...slots, ...takeTouched(state.master)])
      offerOthers(turn, slot, 'in-room', entries);
  }
}

/** What made room for a newcomer comes back as what it was where there is room again, since other offers went too. */
function returnDisplaced(turn: Turn): void {
  const { displaced, state } = turn;
  const offers = [...displaced.values()].sort(
    (a, b) => b.terms.gainMinor - a.terms.gainMinor || (a.id < b.id ? -1 : 1),
  );
  for (const { visits } of offers) {
    if (visits.some((id) => (state.visits.get(id)?.suggestions.size ?? SHOWN) >= SHOWN)) continue;
    const members = poolMembers(state, visits);
    const deal =
      members === undefined
        ? undefined
        : groupTermsOf(state.master.gainCache, members, state.master.terms);
    if (deal !== undefined) makeSuggestion(turn, deal);
  }
}

/** After so many changes of the plan what stands, stands. */
const ROUNDS = 8;

/** A group may take the place of a lesser offer, or only places that are free. */
type Entry = 'may-displace' | 'in-room';

/** What a group must gain for each member to come onto a slot's list, as far as it was asked (`entryMinor`). */
type Entries = Map<number, number>;

function takeTouched(master: RestrictedMaster): readonly Slot[] {
  const slots = [...master.changedSlots]
    .sort((a, b) => a - b)
    .flatMap((index) => master.slots[index] ?? []);
  master.changedSlots.clear();
  return slots;
}

/** The numbers of every offer that this shopper is in, again. */
function reviewOffersOf(turn: Turn, shopper: string): void {
  const { state } = turn;
  const id = state.visitOfShopper.get(shopper);
  const visit = id === undefined ? undefined : state.visits.get(id);
  if (visit === undefined) return;
  for (const suggestion of visit.suggestions) {
    const offer = state.suggestions.get(suggestion);
    if (offer === undefined) continue;
    const members = poolMembers(state, offer.visits);
    const deal =
      members === undefined
        ? undefined
        : groupTermsOf(state.master.gainCache, members, state.master.terms);
    if (deal === undefined || !isNobodyWorse(offer.terms, deal)) {
      withdrawSuggestion(turn, offer);
      continue;
    }
    offer.terms = deal;
    offer.reasons = reasonsFor(deal, state);
    for (const member of offer.visits) turn.relisted.add(member);
  }
}

/** Whether each member saves at least what she saved: then what she was shown, or accepted, is covered. */
function isNobodyWorse(before: GroupTerms, after: GroupTerms): boolean {
  return (
    before.meetingPoint === after.meetingPoint &&
    after.members.every((member, index) => {
      const was = before.members.findIndex((earlier) => earlier.id === member.id);
      return (after.shares[index]?.savesMinor ?? 0) >= (before.shares[was]?.savesMinor ?? Infinity);
    })
  );
}

/** The best groups of a shopper beside the planned one, while she has room or they are clearly better. */
function offerOthers(turn: Turn, slot: Slot, entry: Entry, entries: Entries): void {
  const { columns } = turn.state.master;
  const visit = visitOfSlot(turn.state, slot);
  if (visit === undefined || countWith(columns, slot.index) === 0) return;
  if (entry === 'in-room' && visit.suggestions.size >= SHOWN) return;
  const best: number[] = [];
  const hasRoom = (column: number, gainEach: number): boolean => {
    for (let at = column * WIDTH; at < column * WIDTH + WIDTH; at += 1) {
      const index = columns.slots[at] ?? NOBODY;
      if (index === NOBODY) break;
      let least = entries.get(index);
      if (least === undefined) {
        least = entryMinor(turn, index, entry);
        entries.set(index, least);
      }
      if (gainEach < least) return false;
    }
    return true;
  };
  for (const column of columnsWith(columns, slot.index)) {
    const gainEach = gainForEach(columns, column);
    const last = best.length < TRIED ? undefined : best[TRIED - 1];
    if (columns.isChosen[column] === 1) continue;
    if (last !== undefined && gainEach <= gainForEach(columns, last)) continue;
    if (!hasRoom(column, gainEach)) continue;
    let at = best.length;
    while (at > 0 && gainForEach(columns, best[at - 1] ?? 0) < gainEach) at -= 1;
    best.splice(at, 0, column);
    if (best.length > TRIED) best.pop();
  }
  for (const column of best) {
    const outcome = offerColumn(turn, column, entry);
    entries.clear();
    if (outcome === 'done') continue;
    // The plan is another now, and columns have other numbers: once more from the start.
    turn.state.master.changedSlots.add(slot.index);
    return;
  }
}

/** What a group gains for each of its members. */
function gainForEach(columns: Columns, column: number): number {
  return (columns.gains[column] ?? 0) / sizeOf(columns, column);
}

/**
 * What a group must gain for each of its members to come onto the list of a slot's visit: anything while there is room, clearly
 * more than the least that is on it where it is full, and nothing is enough where all on it is accepted or new.
 */
function entryMinor(turn: Turn, index: number, entry: Entry): number {
  const { state } = turn;
  const slot = state.master.slots[index];
  const visit = slot === undefined ? undefined : visitOfSlot(state, slot);
  if (visit === undefined) return Infinity;
  if (visit.suggestions.size < SHOWN) return 0;
  if (entry === 'in-room') return Infinity;
  const least = leastSuggestedMinor(turn, visit);
  return least === undefined
    ? Infinity
    : least.savesMinor + clearMarginMinor(state, least.savesMinor);
}

/** Offers a group where everybody in it has room for it, or has less to lose. */
function offerColumn(turn: Turn, column: number, entry: Entry): 'infeasible' | 'done' {
  const { state } = turn;
  const members = membersOf(state.master, slotsOf(state.master.columns, column));
  if (state.suggestionOfGroup.has(groupKey(members.map((member) => member.id)))) return 'done';
  const visits = members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  if (visits.length < members.length) return 'done';
  if (entry === 'in-room' && visits.some((visit) => visit.suggestions.size >= SHOWN)) return 'done';
  if (isTooLittle(turn, visits, members, state.master.columns.gains[column] ?? 0)) return 'done';
  const deal = groupTermsOf(state.master.gainCache, members, state.master.terms);
  if (deal === undefined) {
    discardColumn(state.master, column);
    return 'infeasible';
  }
  const displaced = new Set<Suggestion>();
  for (const visit of visits) {
    if (visit.suggestions.size < SHOWN) continue;
    const least = leastSuggestedMinor(turn, visit);
    const savesMinor = savingIn(deal, visit.shopper);
    if (least === undefined || !isClearlyMore(state, savesMinor, least.savesMinor)) return 'done';
    displaced.add(least.suggestion);
  }
  for (const offer of displaced) {
    withdrawSuggestion(turn, offer);
    turn.displaced.set(offer.groupKey, offer);
  }
  makeSuggestion(turn, deal);
  return 'done';
}

function visitOfSlot(state: MatcherState, slot: Slot): Visit | undefined {
  return visitOfMember(state, slot.member.id);
}
