import type { SuggestionId } from '../contracts/ids.ts';
import { dealOf, type Deal } from './feasibility.ts';
import type { Member } from './member.ts';
import { makeOffer, poolMembers, savingIn, visitOfMember, withdrawOffer } from './offer.ts';
import { forgetColumn } from './plan.ts';
import { groupKey, membersOf, type Column, type Slot } from './pool.ts';
import { reasonsFor } from './reasons.ts';
import type { MatcherState, Offer, Turn, Visit } from './state.ts';

/** No visit sees more suggestions than this at once. */
const SHOWN = 3;
/** Other groups that are tried for a visit which has room, after the planned one. */
const TRIED = 6;

/**
 * Brings the offers in line with the plan after whatever an event changed:
 * an offer whose group changed is worked out again, and kept if nobody's saving shrank, else withdrawn at once;
 * then the planned groups are offered, and to those who still have room their best other groups.
 *
 * Hysteresis: an offer that is still true stays until it is answered or expires. It makes room for another only when a list is
 * full and the newcomer saves that member clearly more (`isClearlyMore`) than the least of her offers that nobody has accepted.
 */
export function settleOffers(turn: Turn): void {
  for (let pass = 0; pass < PASSES; pass += 1) {
    settleRounds(turn);
    const displaced = [...turn.displaced.values()].sort(
      (a, b) => b.deal.gainMinor - a.deal.gainMinor || (a.id < b.id ? -1 : 1),
    );
    for (const offer of displaced) returnOffer(turn, offer);
    if (turn.moved.size === 0 && turn.state.pool.touched.size === 0) return;
  }
}

/** After so many returns and refills what stands, stands. */
const PASSES = 4;

/**
 * What needed an offer's place may itself have made room for something better by now: then the offer comes back as what it was,
 * before any newcomer that is not clearly better for those whose lists are full.
 */
function returnOffer(turn: Turn, offer: Offer): void {
  const { state } = turn;
  const members = state.offerOfGroup.has(offer.groupKey)
    ? undefined
    : poolMembers(state, offer.visits);
  const deal =
    members === undefined ? undefined : dealOf(state.pool.gains, members, state.pool.terms);
  if (deal === undefined || !isNobodyWorse(offer.deal, deal)) return;
  const evicted = new Set<Offer>();
  for (const [index, member] of deal.members.entries()) {
    const visit = visitOfMember(state, member.id);
    if (visit === undefined) return;
    if (visit.offers.size < SHOWN) continue;
    const savesMinor = deal.shares[index]?.savesMinor ?? 0;
    const newcomer = leastOffer(state, visit, turn.made);
    if (newcomer === undefined || isClearlyMore(state, newcomer.savesMinor, savesMinor)) return;
    evicted.add(newcomer.offer);
  }
  for (const newcomer of evicted) withdrawOffer(turn, newcomer);
  makeOffer(turn, deal);
}

function settleRounds(turn: Turn): void {
  const { state } = turn;
  for (
    let round = 0;
    round < 50 && (turn.moved.size > 0 || state.pool.touched.size > 0);
    round += 1
  ) {
    const moved = [...turn.moved];
    const touched = [...state.pool.touched].sort((a, b) => a - b);
    turn.moved.clear();
    state.pool.touched.clear();
    for (const shopper of moved) reviewOffersOf(turn, shopper);
    const slots = touched.flatMap((index) => state.pool.slots[index] ?? []);
    for (const slot of slots) if (slot.chosen !== undefined) offerColumn(turn, slot.chosen);
    for (const slot of slots) offerOthers(turn, slot);
  }
}

/** The numbers of every offer that this shopper is in, again. */
function reviewOffersOf(turn: Turn, shopper: string): void {
  const { state } = turn;
  const id = state.visitOfShopper.get(shopper);
  const visit = id === undefined ? undefined : state.visits.get(id);
  if (visit === undefined) return;
  for (const suggestion of visit.offers) {
    const offer = state.offers.get(suggestion);
    if (offer === undefined) continue;
    const members = poolMembers(state, offer.visits);
    const deal =
      members === undefined ? undefined : dealOf(state.pool.gains, members, state.pool.terms);
    if (deal === undefined || !isNobodyWorse(offer.deal, deal)) {
      withdrawOffer(turn, offer);
      continue;
    }
    offer.deal = deal;
    offer.reasons = reasonsFor(deal, state);
    for (const member of offer.visits) turn.relisted.add(member);
  }
}

/** Whether each member saves at least what she saved: then what she was shown, or accepted, is covered. */
function isNobodyWorse(before: Deal, after: Deal): boolean {
  return (
    before.meetingPoint === after.meetingPoint &&
    after.members.every((member, index) => {
      const was = before.members.findIndex((earlier) => earlier.id === member.id);
      return (after.shares[index]?.savesMinor ?? 0) >= (before.shares[was]?.savesMinor ?? Infinity);
    })
  );
}

/** The best groups of a shopper beside the planned one, while she has room. */
function offerOthers(turn: Turn, slot: Slot): void {
  const visit = visitOfSlot(turn.state, slot);
  if (visit === undefined || slot.columns.size === 0) return;
  const best: Column[] = [];
  const entries = new Map<number, number>();
  const hasRoom = (column: Column): boolean =>
    column.slots.every((index) => {
      let entry = entries.get(index);
      if (entry === undefined) {
        entry = entryMinor(turn.state, index);
        entries.set(index, entry);
      }
      return forEach(column) >= entry;
    });
  for (const column of slot.columns) {
    const last = best.length < TRIED ? undefined : best[TRIED - 1];
    if (column.isChosen || (last !== undefined && forEach(column) <= forEach(last))) continue;
    if (!hasRoom(column)) continue;
    let at = best.length;
    while (at > 0 && forEach(best[at - 1]) < forEach(column)) at -= 1;
    best.splice(at, 0, column);
    if (best.length > TRIED) best.pop();
  }
  for (const column of best) offerColumn(turn, column);
}

/** What a group gains for each of its members. */
function forEach(column: Column | undefined): number {
  return column === undefined ? 0 : column.gainMinor / column.slots.length;
}

/**
 * What a group must gain for each of its members to come onto the list of a slot's visit: anything while there is room, clearly
 * more than the least that is on it where it is full, and nothing is enough where all on it is accepted.
 */
function entryMinor(state: MatcherState, index: number): number {
  const slot = state.pool.slots[index];
  const visit = slot === undefined ? undefined : visitOfSlot(state, slot);
  if (visit === undefined) return Infinity;
  if (visit.offers.size < SHOWN) return 0;
  const least = leastOffer(state, visit);
  return least === undefined
    ? Infinity
    : least.savesMinor + clearMarginMinor(state, least.savesMinor);
}

function offerColumn(turn: Turn, column: Column): void {
  const { state } = turn;
  const outcome = offerGroup(turn, membersOf(state.pool, column.slots));
  if (outcome === 'infeasible') forgetColumn(state.pool, column);
}

/** Offers a group where everybody in it has room for it, or has less to lose. */
function offerGroup(turn: Turn, members: readonly Member[]): 'infeasible' | 'done' {
  const { state } = turn;
  if (state.offerOfGroup.has(groupKey(members.map((member) => member.id)))) return 'done';
  const deal = dealOf(state.pool.gains, members, state.pool.terms);
  if (deal === undefined) return 'infeasible';
  const displaced = new Set<Offer>();
  for (const [index, member] of deal.members.entries()) {
    const visit = visitOfMember(state, member.id);
    if (visit === undefined) return 'done';
    if (visit.offers.size < SHOWN) continue;
    const least = leastOffer(state, visit);
    const savesMinor = deal.shares[index]?.savesMinor ?? 0;
    if (least === undefined || !isClearlyMore(state, savesMinor, least.savesMinor)) return 'done';
    displaced.add(least.offer);
  }
  for (const offer of displaced) {
    withdrawOffer(turn, offer);
    turn.displaced.set(offer.groupKey, offer);
  }
  makeOffer(turn, deal);
  return 'done';
}

/** The offer that saves a visit the least, among those that nobody has accepted. */
function leastOffer(
  state: MatcherState,
  visit: Visit,
  among?: ReadonlySet<SuggestionId>,
): { readonly offer: Offer; readonly savesMinor: number } | undefined {
  let least: { readonly offer: Offer; readonly savesMinor: number } | undefined;
  for (const id of visit.offers) {
    const offer = state.offers.get(id);
    if (offer === undefined || offer.accepted.size > 0 || among?.has(id) === false) continue;
    const savesMinor = savingIn(offer.deal, visit.shopper);
    if (least === undefined || savesMinor < least.savesMinor) least = { offer, savesMinor };
  }
  return least;
}

/** The rule of the hysteresis: more by a tenth, and by at least half a unit of the currency. */
function isClearlyMore(state: MatcherState, more: number, than: number): boolean {
  return more - than >= clearMarginMinor(state, than);
}

function clearMarginMinor(state: MatcherState, thanMinor: number): number {
  const half = Math.max(1, Math.floor(10 ** state.settings.minorDigits / 2));
  return Math.max(half, Math.ceil(thanMinor / 10));
}

function visitOfSlot(state: MatcherState, slot: Slot): Visit | undefined {
  return visitOfMember(state, slot.member.id);
}
