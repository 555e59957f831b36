import type { VisitLine } from '../../contracts/visit.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { addTimer } from '../state/timer-heap.ts';
import { replan } from '../search/plan.ts';
import { clearMaster } from '../search/restricted-master.ts';
import { activeKey, pricerOf } from '../value/pricer-of.ts';
import type { Turn } from '../state/state.ts';
import { canBeMatched, memberOfVisit } from './visits.ts';
import { hasTime } from '../value/feasibility.ts';
import type { PromotionSet } from '../../promotions/model/compiled.ts';

/** Windows open and close at whole minutes of the venue's clock. */
const MINUTE_MS = 60_000;

/** Checks once a minute whether other promotions run now. If so, everybody is priced and matched again. */
export function followPromotions(turn: Turn): void {
  const { state, nowMs } = turn;
  if (!state.promotions.hasWindows) return;
  addTimer(state.timers, {
    atMs: (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS,
    what: { kind: 'promotions' },
  });
  if (activeKey(state.promotions, nowMs) !== state.master.gainCache.pricer.activeKey) {
    priceEverybody(turn);
  }
}

/** Puts another promotions file in force, and prices and matches everybody again. */
export function changePromotions(turn: Turn, promotions: PromotionSet): void {
  turn.state.promotions = promotions;
  addTimer(turn.state.timers, { atMs: turn.nowMs + 1, what: { kind: 'promotions' } });
  priceEverybody(turn);
}

/**
 * Learns the categories of products that the catalogue does not know. Components are computed from the catalogue, before any basket
 * (docs/rules.md#ruling-a). A line whose product is in the scopes of two components joins them: its category is then remembered as known, and the
 * components are computed again.
 */
export function learnLines(turn: Turn, lines: readonly VisitLine[]): void {
  const { state } = turn;
  let hasLearned = false;
  for (const { gtin, category } of lines) {
    if (gtin === undefined) continue;
    if (state.promotions.membership(gtin, category).components.length < 2) continue;
    state.known.push({ gtin, category });
    hasLearned = true;
  }
  if (hasLearned) changePromotions(turn, compilePromotions(state.promotions.file, state.known));
}

/** Prices all visits with the promotions that run now, and makes a new plan. */
function priceEverybody(turn: Turn): void {
  const { state, nowMs } = turn;
  clearMaster(state.master, pricerOf(state.promotions, nowMs));
  const visits = [...state.visits.values()].filter((visit) => canBeMatched(turn, visit));
  const members = visits
    .map((visit) => memberOfVisit(turn, visit))
    .filter((member) => member.parts.length > 0 && hasTime(member, state.master.terms));
  replan(state.master, members);
  for (const visit of state.visits.values()) {
    if (visit.presence === 'ended') continue;
    turn.moved.add(visit.shopper);
    turn.restated.add(visit.id);
  }
}
