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
  matchableMembers,
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

/** How many groups beside the planned one are tried for a visit. */
const GROUPS_TRIED = 6;

/**
 * Updates the suggestions after an event, in this order:
 * 1. Suggestions of shoppers who changed are computed again, and kept if no member saves less; else they are withdrawn.
 * 2. The planned groups are suggested.
 * 3. The best other groups of the shoppers who changed are suggested.
 * 4. The best other groups of all shoppers with a changed plan are suggested, where every member has room.
 *
 * Hysteresis: a suggestion that is still true stays until it is answered or expires. On a full list it is displaced only by a group
 * of steps 2 and 3 that saves the member clearly more (`isClearlyMore`) than the least of her suggestions that nobody has accepted.
 * A suggestion that is new in this turn is never displaced. So one event changes the screens of few.
 */
export function updateSuggestions(turn: Turn): void {
  const { moved, state } = turn;
  const { changedSlots } = state.master;
  const changed = [...moved];
  // A planned group that turns out to be infeasible changes the plan, and with it the groups to suggest.
  for (let round = 0; round < ROUNDS && (moved.size > 0 || changedSlots.size > 0); round += 1) {
    for (const shopper of moved) reviewSuggestionsOf(turn, shopper);
    moved.clear();
    const slots = drainChangedSlots(state.master);
    // Each planned group once, although several of its members changed.
    const suggested = new Set<number>();
    for (const slot of slots) {
      const column = state.master.chosen[slot.index]!;
      if (column === NO_COLUMN || suggested.has(column)) continue;
      suggested.add(column);
      // An infeasible group was dropped: the plan changed, and column numbers may be used again.
      if (suggestColumn(turn, column, 'may-displace') === 'infeasible') suggested.clear();
    }
    for (const shopper of changed) {
      const slot = slotOf(state.master, shopper);
      if (slot !== undefined) suggestOthers(turn, slot, 'may-displace', new Map());
    }
    restoreDisplaced(turn);
    const required: RequiredGains = new Map();
    for (const slot of [...slots, ...drainChangedSlots(state.master)])
      suggestOthers(turn, slot, 'in-room', required);
  }
}

/** Restores displaced suggestions, the largest gain first, where all members have room again since others were withdrawn too. */
function restoreDisplaced(turn: Turn): void {
  const { displaced, state } = turn;
  const suggestions = [...displaced.values()].sort(
    (a, b) => b.terms.gainMinor - a.terms.gainMinor || (a.id < b.id ? -1 : 1),
  );
  for (const { visits } of suggestions) {
    if (visits.some((id) => (state.visits.get(id)?.suggestions.size ?? SHOWN) >= SHOWN)) continue;
    const members = matchableMembers(state, visits);
    const terms =
      members === undefined
        ? undefined
        : groupTermsOf(state.master.gainCache, members, state.master.terms);
    if (terms !== undefined) makeSuggestion(turn, terms);
  }
}

/** The most rounds of an update. What is suggested after the last one stays. */
const ROUNDS = 8;

/** Whether a group may displace a lesser suggestion, or only use free places. */
type Placement = 'may-displace' | 'in-room';

/** By slot the gain per member, in minor units, that a group needs to come onto her list: a cache of `requiredGainMinor`. */
type RequiredGains = Map<number, number>;

/** The changed slots, ascending; clears the set. */
function drainChangedSlots(master: RestrictedMaster): readonly Slot[] {
  const slots = [...master.changedSlots]
    .sort((a, b) => a - b)
    .flatMap((index) => master.slots[index] ?? []);
  master.changedSlots.clear();
  return slots;
}

/** Computes the terms of a shopper's suggestions again, and withdraws those that got worse for a member. */
function reviewSuggestionsOf(turn: Turn, shopper: string): void {
  const { state } = turn;
  const id = state.visitOfShopper.get(shopper);
  const visit = id === undefined ? undefined : state.visits.get(id);
  if (visit === undefined) return;
  for (const suggestionId of visit.suggestions) {
    const suggestion = state.suggestions.get(suggestionId);
    if (suggestion === undefined) continue;
    const members = matchableMembers(state, suggestion.visits);
    const terms =
      members === undefined
        ? undefined
        : groupTermsOf(state.master.gainCache, members, state.master.terms);
    if (terms === undefined || !isNobodyWorse(suggestion.terms, terms)) {
      withdrawSuggestion(turn, suggestion);
      continue;
    }
    suggestion.terms = terms;
    suggestion.reasons = reasonsFor(terms, state);
    for (const member of suggestion.visits) turn.relisted.add(member);
  }
}

/** Whether each member saves at least as much as before, at the same meeting point: then earlier acceptances still hold. */
function isNobodyWorse(before: GroupTerms, after: GroupTerms): boolean {
  return (
    before.meetingPoint === after.meetingPoint &&
    after.members.every((member, index) => {
      const was = before.members.findIndex((earlier) => earlier.id === member.id);
      return (after.shares[index]?.savesMinor ?? 0) >= (before.shares[was]?.savesMinor ?? Infinity);
    })
  );
}

/** Suggests a shopper's best groups beside the planned one, by the gain per member. */
function suggestOthers(
  turn: Turn,
  slot: Slot,
  placement: Placement,
  required: RequiredGains,
): void {
  const { columns } = turn.state.master;
  const visit = visitOfSlot(turn.state, slot);
  if (visit === undefined || countWith(columns, slot.index) === 0) return;
  if (placement === 'in-room' && visit.suggestions.size >= SHOWN) return;
  const best: number[] = [];
  const hasRoom = (column: number, gainEach: number): boolean => {
    for (let offset = column * WIDTH; offset < column * WIDTH + WIDTH; offset += 1) {
      const index = columns.slots[offset]!;
      if (index === NOBODY) break;
      let least = required.get(index);
      if (least === undefined) {
        least = requiredGainMinor(turn, index, placement);
        required.set(index, least);
      }
      if (gainEach < least) return false;
    }
    return true;
  };
  for (const column of columnsWith(columns, slot.index)) {
    const gainEach = gainForEach(columns, column);
    const last = best.length < GROUPS_TRIED ? undefined : best[GROUPS_TRIED - 1];
    if (columns.isChosen[column] === 1) continue;
    if (last !== undefined && gainEach <= gainForEach(columns, last)) continue;
    if (!hasRoom(column, gainEach)) continue;
    let offset = best.length;
    while (offset > 0 && gainForEach(columns, best[offset - 1] ?? 0) < gainEach) offset -= 1;
    best.splice(offset, 0, column);
    if (best.length > GROUPS_TRIED) best.pop();
  }
  for (const column of best) {
    const outcome = suggestColumn(turn, column, placement);
    required.clear();
    if (outcome === 'done') continue;
    // An infeasible group was dropped: column numbers may be used again, so this slot waits for another round.
    turn.state.master.changedSlots.add(slot.index);
    return;
  }
}

/** The gain of a column per member, in minor units. */
function gainForEach(columns: Columns, column: number): number {
  return columns.gains[column]! / sizeOf(columns, column);
}

/**
 * The gain per member, in minor units, that a group needs to come onto a visit's list: zero while there is room; on a full list
 * clearly more than the least suggestion that can be displaced; infinity if none can be displaced.
 */
function requiredGainMinor(turn: Turn, index: number, placement: Placement): number {
  const { state } = turn;
  const slot = state.master.slots[index];
  const visit = slot === undefined ? undefined : visitOfSlot(state, slot);
  if (visit === undefined) return Infinity;
  if (visit.suggestions.size < SHOWN) return 0;
  if (placement === 'in-room') return Infinity;
  const least = leastSuggestedMinor(turn, visit);
  return least === undefined
    ? Infinity
    : least.savesMinor + clearMarginMinor(state, least.savesMinor);
}

/**
 * Suggests a column's group if each member has room for it, or may displace a suggestion that saves her clearly less.
 * A group that turns out to be infeasible is dropped from the master.
 */
function suggestColumn(turn: Turn, column: number, placement: Placement): 'infeasible' | 'done' {
  const { state } = turn;
  const members = membersOf(state.master, slotsOf(state.master.columns, column));
  if (state.suggestionOfGroup.has(groupKey(members.map((member) => member.id)))) return 'done';
  const visits = members.flatMap((member) => visitOfMember(state, member.id) ?? []);
  if (visits.length < members.length) return 'done';
  if (placement === 'in-room' && visits.some((visit) => visit.suggestions.size >= SHOWN))
    return 'done';
  if (isTooLittle(turn, visits, members, state.master.columns.gains[column]!)) return 'done';
  const terms = groupTermsOf(state.master.gainCache, members, state.master.terms);
  if (terms === undefined) {
    discardColumn(state.master, column);
    return 'infeasible';
  }
  const displaced = new Set<Suggestion>();
  for (const visit of visits) {
    if (visit.suggestions.size < SHOWN) continue;
    const least = leastSuggestedMinor(turn, visit);
    const savesMinor = savingIn(terms, visit.shopper);
    if (least === undefined || !isClearlyMore(state, savesMinor, least.savesMinor)) return 'done';
    displaced.add(least.suggestion);
  }
  for (const suggestion of displaced) {
    withdrawSuggestion(turn, suggestion);
    turn.displaced.set(suggestion.groupKey, suggestion);
  }
  makeSuggestion(turn, terms);
  return 'done';
}

function visitOfSlot(state: MatcherState, slot: Slot): Visit | undefined {
  return visitOfMember(state, slot.member.id);
}
