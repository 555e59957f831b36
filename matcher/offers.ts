import { SuggestionId, ulid, type VisitId } from '../contracts/ids.ts';
import { addDue } from './due.ts';
import { dealOf, type Deal } from './feasibility.ts';
import type { Member } from './member.ts';
import { forgetColumn } from './plan.ts';
import { groupKey, membersOf, slotOf, type Column, type Slot } from './pool.ts';
import { reasonsFor } from './reasons.ts';
import type { MatcherState, Offer, Turn, Visit } from './state.ts';
import { rememberWait } from './wait.ts';

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
  const members = membersOf(state.pool, column.slots);
  if (state.offerOfGroup.has(groupKey(members.map((member) => member.id)))) return;
  const deal = dealOf(state.pool.gains, members, state.pool.terms);
  if (deal === undefined) {
    forgetColumn(state.pool, column);
    return;
  }
  const displaced = new Set<Offer>();
  for (const [index, member] of deal.members.entries()) {
    const visit = visitOfMember(state, member.id);
    if (visit === undefined) return;
    if (visit.offers.size < SHOWN) continue;
    const least = leastOffer(state, visit);
    const savesMinor = deal.shares[index]?.savesMinor ?? 0;
    if (least === undefined || !isClearlyMore(state, savesMinor, least.savesMinor)) return;
    displaced.add(least.offer);
  }
  for (const offer of displaced) withdrawOffer(turn, offer);
  makeOffer(turn, deal);
}

/** The offer that saves a visit the least, among those that nobody has accepted. */
function leastOffer(
  state: MatcherState,
  visit: Visit,
): { readonly offer: Offer; readonly savesMinor: number } | undefined {
  let least: { readonly offer: Offer; readonly savesMinor: number } | undefined;
  for (const id of visit.offers) {
    const offer = state.offers.get(id);
    if (offer === undefined || offer.accepted.size > 0) continue;
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
  const offer: Offer = {
    id: SuggestionId.parse(ulid(nowMs, turn.random)),
    groupKey: groupKey(deal.members.map((member) => member.id)),
    visits: visits.map((visit) => visit.id),
    expiresAtMs: nowMs + (called.length > 0 ? offerAfterCallMs : offerAtKioskMs),
    deal,
    reasons: reasonsFor(deal, state),
    accepted: new Map(),
  };
  state.offers.set(offer.id, offer);
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

function visitOfSlot(state: MatcherState, slot: Slot): Visit | undefined {
  return visitOfMember(state, slot.member.id);
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
