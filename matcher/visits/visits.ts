import type { BasketLine } from '../../contracts/basket.ts';
import type { VisitId } from '../../contracts/ids.ts';
import { instantMs } from '../../contracts/instant.ts';
import type { VisitLine } from '../../contracts/visit.ts';
import { addTimer } from '../state/timer-heap.ts';
import type { MatcherEventBody } from '../state/event.ts';
import { hasTime } from '../value/feasibility.ts';
import { waitingSince } from './no-shows.ts';
import { memberOf, type Member } from '../value/member.ts';
import { withdrawSuggestionsOf } from '../suggestions/suggestion.ts';
import { putMember, withdrawMember } from '../search/plan.ts';
import { slotOf } from '../search/restricted-master.ts';
import type { Turn, Visit } from '../state/state.ts';
import { usedTodayOf } from './daily-uses.ts';
import { rememberWait } from '../state/wait.ts';

type Body<Kind extends MatcherEventBody['kind']> = Extract<MatcherEventBody, { kind: Kind }>;

/** How long an ended visit is kept, for daemons that were offline when it ended. */
export const KEPT_MS = 30 * 60_000;

/** Opens a visit. An open visit of the same shopper ends, because her basket is in the new one. */
export function openVisit(turn: Turn, body: Body<'visit-opened'>): void {
  const { state, nowMs } = turn;
  if (state.visits.has(body.visit)) return;
  const earlier = state.visitOfShopper.get(body.shopper);
  const before = earlier === undefined ? undefined : state.visits.get(earlier);
  if (before !== undefined) endVisit(turn, before, 'left');
  const visit: Visit = {
    id: body.visit,
    shopper: body.shopper,
    registered: body.member,
    language: body.language,
    nickname: body.nickname,
    endsAtMs: nowMs + state.settings.visitMs,
    device: body.device,
    terminal: body.terminal,
    waitingSinceMs: waitingSince(state, body.shopper, nowMs),
    quietUntilMs: 0,
    usedToday: usedTodayOf(state, body.shopper, nowMs, body.usedToday),
    requirements: body.requirements,
    lines: [],
    rungUp: [],
    presence: 'at-kiosk',
    endedBecause: undefined,
    waitNumber: undefined,
    hadSuggestion: false,
    accepted: undefined,
    pairing: undefined,
    suggestions: new Set(),
    bans: new Set(),
    version: 0,
    none: 'no-lines',
    toldState: '',
  };
  state.visits.set(visit.id, visit);
  state.visitOfShopper.set(visit.shopper, visit.id);
  addTimer(state.timers, { atMs: visit.endsAtMs, what: { kind: 'visit', visit: visit.id } });
  watchDeadline(turn, visit);
  turn.restated.add(visit.id);
}

/** Replaces the scanned, planned and predicted lines of a visit. */
export function changeLines(turn: Turn, visit: Visit, lines: readonly VisitLine[]): void {
  visit.lines = lines;
  showLife(visit);
  rematch(turn, visit);
}

/** Replaces the requirements of a visit. */
export function changeRequirements(
  turn: Turn,
  visit: Visit,
  body: Body<'requirements-changed'>,
): void {
  visit.requirements = body.requirements;
  showLife(visit);
  watchDeadline(turn, visit);
  rematch(turn, visit);
}

/** Notes where a shopper is, and the wait number by which she can be called. */
export function changePresence(turn: Turn, visit: Visit, body: Body<'presence-changed'>): void {
  const wasCallable = isReachable(visit);
  const isElsewhere = visit.terminal !== body.terminal || visit.device !== body.device;
  visit.device = body.device;
  visit.terminal = body.terminal;
  visit.presence = body.presence;
  if (body.waitNumber !== undefined) visit.waitNumber = body.waitNumber;
  const wasQuiet = visit.quietUntilMs > turn.nowMs;
  if (body.presence === 'at-kiosk') showLife(visit);
  if (isElsewhere) {
    movePairing(turn, visit);
    turn.relisted.add(visit.id);
  }
  turn.restated.add(visit.id);
  if (wasCallable !== isReachable(visit) || wasQuiet) rematch(turn, visit);
}

/** A slip would be printed again at the kiosk where she is now. */
function movePairing(turn: Turn, visit: Visit): void {
  const pairing = visit.pairing === undefined ? undefined : turn.state.pairings.get(visit.pairing);
  const member = pairing?.members.find((candidate) => candidate.visit === visit.id);
  if (pairing?.state !== 'confirmed' || member === undefined) return;
  member.device = visit.device;
  member.terminal = visit.terminal;
}

/** Ends a visit: its suggestions are withdrawn, its bans forgotten, and the shopper leaves the plan. */
export function endVisit(
  turn: Turn,
  visit: Visit,
  because: NonNullable<Visit['endedBecause']>,
): void {
  if (visit.presence === 'ended') return;
  const { state, nowMs } = turn;
  if (!visit.hadSuggestion && linesOfVisit(visit).length > 0) rememberWait(state, visit, false);
  visit.presence = 'ended';
  visit.endedBecause = because;
  visit.none = undefined;
  if (state.visitOfShopper.get(visit.shopper) === visit.id) {
    state.visitOfShopper.delete(visit.shopper);
  }
  withdrawSuggestionsOf(turn, visit);
  for (const key of visit.bans) state.master.bans.delete(key);
  withdrawFromPlan(turn, visit.shopper);
  turn.restated.add(visit.id);
  turn.relisted.add(visit.id);
  addTimer(state.timers, {
    atMs: nowMs + KEPT_MS,
    what: { kind: 'forget-visit', visit: visit.id },
  });
}

/** Takes over the lines of the open receipt at a till, for a shopper whom the till knows by her card. */
export function ringUp(turn: Turn, body: Body<'rung-up'>): void {
  const id = turn.state.visitOfShopper.get(body.shopper);
  const visit = id === undefined ? undefined : turn.state.visits.get(id);
  if (visit === undefined) return;
  visit.rungUp = body.lines
    .filter((line) => line.quantity > 0 && line.amountMinor >= 0)
    .slice(0, 200)
    .map((line, index): VisitLine => {
      const isWhole =
        line.unitPriceMinor >= 0 && line.unitPriceMinor * line.quantity === line.amountMinor;
      const gtin = line.gtin ?? line.code;
      return {
        id: `till-${index + 1}`,
        ...(gtin === undefined ? {} : { gtin }),
        name: line.name.slice(0, 120),
        category: line.category,
        // A weighed or open-price line is quantity 1 at its amount and never several units (docs/rules.md#weighed-lines).
        quantity: isWhole ? line.quantity : 1,
        unitPriceMinor: isWhole ? line.unitPriceMinor : line.amountMinor,
        source: 'rung-up',
      };
    });
  turn.restated.add(visit.id);
  rematch(turn, visit);
}

/** Any action of a shopper ends the quiet time in which she gets no suggestions. */
export function showLife(visit: Visit): void {
  visit.quietUntilMs = 0;
}

/** Updates a visit in the plan: adds it, replaces it or removes it. Its suggestions are reviewed at the end of the turn. */
export function rematch(turn: Turn, visit: Visit): void {
  const { state } = turn;
  const isPlanned = slotOf(state.master, visit.shopper) !== undefined;
  const member = canBeMatched(turn, visit) ? memberOfVisit(turn, visit) : undefined;
  if (member !== undefined && hasTime(member, state.master.terms) && member.parts.length > 0) {
    putMember(state.master, member);
  } else if (isPlanned) withdrawMember(state.master, visit.shopper);
  turn.moved.add(visit.shopper);
  turn.restated.add(visit.id);
}

/** Removes a shopper from the plan. */
export function withdrawFromPlan(turn: Turn, shopper: string): void {
  if (slotOf(turn.state.master, shopper) === undefined) return;
  withdrawMember(turn.state.master, shopper);
  turn.moved.add(shopper);
}

/**
 * Whether a visit takes part in matching. Only shoppers whom a suggestion would reach now do: at a kiosk, or with a wait number that
 * can be called; or those who have accepted one.
 */
export function canBeMatched(turn: Turn, visit: Visit): boolean {
  return (
    visit.presence !== 'ended' &&
    visit.pairing === undefined &&
    visit.quietUntilMs <= turn.nowMs &&
    (isReachable(visit) || visit.accepted !== undefined)
  );
}

function isReachable(visit: Visit): boolean {
  return visit.presence === 'at-kiosk' || visit.waitNumber !== undefined;
}

/** A visit's shopper, priced alone with the promotions that run now. */
export function memberOfVisit(turn: Turn, visit: Visit): Member {
  const { state } = turn;
  return memberOf(
    {
      id: visit.shopper,
      waitingSinceMs: visit.waitingSinceMs,
      lines: linesOfVisit(visit),
      requirements: visit.requirements,
      registered: visit.registered,
      usedToday: visit.usedToday,
    },
    state.master.gainCache.pricer,
    state.parts,
  );
}

/**
 * The lines that count for prices: scanned and planned lines, and the lines that a till has rung up. Units that are rung up are
 * subtracted from scanned and planned lines of the same product, so that nothing counts twice. Predicted lines do not count: they
 * only invite, and no promise of money rests on them (docs/rules.md#lives-lines).
 */
export function linesOfVisit(visit: Visit): readonly BasketLine[] {
  const rung = new Map<string, number>();
  for (const line of visit.rungUp) {
    const key = line.gtin ?? line.name ?? line.id;
    rung.set(key, (rung.get(key) ?? 0) + line.quantity);
  }
  const lines: BasketLine[] = [];
  for (const line of visit.lines) {
    if (line.source === 'predicted') continue;
    const key = line.gtin ?? line.name ?? line.id;
    const already = Math.min(rung.get(key) ?? 0, line.quantity);
    if (already > 0) rung.set(key, (rung.get(key) ?? 0) - already);
    if (already < line.quantity || line.quantity === 0) {
      lines.push(plainLine(line, line.quantity - already));
    }
  }
  for (const line of visit.rungUp) lines.push(plainLine(line, line.quantity));
  return lines;
}

function plainLine(line: VisitLine, quantity: number): BasketLine {
  return {
    id: line.id,
    ...(line.gtin === undefined ? {} : { gtin: line.gtin }),
    ...(line.name === undefined ? {} : { name: line.name }),
    category: line.category,
    quantity,
    unitPriceMinor: line.unitPriceMinor,
  };
}

/** Sets a timer for the moment after which her deadline leaves no time to meet. */
function watchDeadline(turn: Turn, visit: Visit): void {
  const { until } = visit.requirements;
  if (until === undefined) return;
  const lastMs = instantMs(until) - turn.state.master.terms.meetingMs;
  addTimer(turn.state.timers, { atMs: lastMs + 1, what: { kind: 'visit', visit: visit.id } });
}

/** A visit that has not ended. */
export function visitOf(turn: Turn, id: VisitId): Visit | undefined {
  const visit = turn.state.visits.get(id);
  return visit === undefined || visit.presence === 'ended' ? undefined : visit;
}
