import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceId, MeetingPointId, TerminalId, VisitId } from '../../contracts/ids.ts';
import type { MatchInput } from '../../contracts/match.ts';
import { compilePromotions } from '../../promotions/compile.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/event.ts';
import type { MatcherMessage } from '../../matcher/message.ts';
import { chosenColumns, membersOf } from '../../matcher/pool.ts';
import { countTotal } from '../../matcher/resolve.ts';
import type { MatcherState } from '../../matcher/state.ts';
import { createMatcher, step } from '../../matcher/step.ts';
import { promotionsFile, SETTINGS, START_MS } from '../../matcher/testing/shop.ts';
import { judge, optimum } from './definition.ts';
import { happenings, smallInput, type Happening } from './generate.ts';

const POINTS = ['b', 'a', 'c'];
type ShopperInput = MatchInput['shoppers'][number];

/** A shop in which generated things happen; after each of them everything is held to the definitions. */
interface Play {
  readonly input: MatchInput;
  readonly state: MatcherState;
  readonly events: MatcherEvent[];
  readonly said: MatcherMessage[];
  /** Baskets and requirements of the shoppers who are in, by id. */
  readonly present: Map<string, ShopperInput>;
  /** Pairings as they were confirmed. */
  readonly confirmed: Map<string, string>;
  nowMs: number;
  came: number;
}

function openPlay(input: MatchInput): Play {
  const settings = {
    ...SETTINGS,
    meetingPoints: POINTS.map((point) => ({
      id: MeetingPointId.parse(point),
      name: { en: point },
    })),
  };
  const file = { ...promotionsFile([]), promotions: input.promotions };
  return {
    input,
    state: createMatcher(settings, compilePromotions(file)),
    events: [],
    said: [],
    present: new Map(),
    confirmed: new Map(),
    nowMs: START_MS,
    came: 0,
  };
}

function happen(play: Play, body: MatcherEventBody): void {
  const number = play.events.length + 1;
  const event = {
    atMs: play.nowMs,
    seed: number,
    entropy: number.toString(16).padStart(32, '7'),
    body,
  };
  play.events.push(event);
  play.said.push(...step(play.state, event, event.atMs).messages);
}

function visitId(id: string): VisitId {
  return VisitId.parse(`01${id.toUpperCase().padStart(24, '0')}`);
}

function come(play: Play, like: ShopperInput): void {
  const id = `s${play.came}`;
  play.came += 1;
  const shopper = {
    ...like,
    id: like.id.replace(/.*/, id) as ShopperInput['id'],
    waitingSince: new Date(play.nowMs).toISOString(),
  };
  play.present.set(id, shopper);
  happen(play, {
    kind: 'visit-opened',
    visit: visitId(id),
    device: DeviceId.parse('box'),
    terminal: TerminalId.parse('kiosk'),
    shopper: shopper.id,
    member: shopper.member,
    language: 'en',
    nickname: { fruit: 'fig', colour: 'teal', number: 42 },
    usedToday: shopper.usedToday,
    requirements: shopper.requirements,
  });
  scan(play, shopper);
}

function scan(play: Play, shopper: ShopperInput): void {
  play.present.set(shopper.id, shopper);
  happen(play, {
    kind: 'lines-changed',
    visit: visitId(shopper.id),
    lines: shopper.lines.map((line) => ({ ...line, source: 'scanned' as const })),
  });
}

function take(play: Play, happening: Happening): void {
  const shoppers = [...play.present.values()];
  const who =
    'who' in happening ? shoppers[happening.who % Math.max(1, shoppers.length)] : undefined;
  const like =
    'like' in happening
      ? play.input.shoppers[happening.like % play.input.shoppers.length]
      : undefined;
  switch (happening.kind) {
    case 'come':
      if (like !== undefined && play.present.size < 9) come(play, like);
      return;
    case 'scan':
      if (who !== undefined && like !== undefined) scan(play, { ...who, lines: like.lines });
      return;
    case 'leave':
      if (who === undefined) return;
      play.present.delete(who.id);
      happen(play, { kind: 'visit-ended', visit: visitId(who.id) });
      return;
    case 'answer': {
      const visit = who === undefined ? undefined : play.state.visits.get(visitId(who.id));
      const offers = [...(visit?.offers ?? [])];
      const suggestion = offers[happening.which % Math.max(1, offers.length)];
      if (visit === undefined || suggestion === undefined) return;
      happen(play, { kind: 'answer', visit: visit.id, suggestion, answer: happening.answer });
      return;
    }
    case 'agree': {
      const offers = [...play.state.offers.values()];
      const offer = offers[happening.which % Math.max(1, offers.length)];
      for (const visit of offer?.visits ?? []) {
        if (offer === undefined || !play.state.offers.has(offer.id)) return;
        happen(play, { kind: 'answer', visit, suggestion: offer.id, answer: 'accept' });
        check(play);
      }
      return;
    }
    case 'cancel': {
      const visit = who === undefined ? undefined : play.state.visits.get(visitId(who.id));
      if (visit?.pairing === undefined) return;
      happen(play, { kind: 'pairing-cancelled', visit: visit.id, pairing: visit.pairing });
      return;
    }
    case 'wait':
      play.nowMs += happening.seconds * 1000;
      happen(play, { kind: 'tick' });
  }
}

/** Everything that must hold after every event. */
function check(play: Play): void {
  const { state } = play;
  const now = { ...play.input, at: new Date(state.nowMs).toISOString() };
  const inputOf = (id: string): ShopperInput => {
    const shopper = play.present.get(id);
    const visit = state.visits.get(visitId(id));
    if (shopper === undefined || visit === undefined)
      throw new Error(`${id} is matched but not there`);
    return {
      ...shopper,
      usedToday: visit.usedToday,
      waitingSince: new Date(visit.waitingSinceMs).toISOString(),
    };
  };

  // 1, 2: chosen groups are disjoint, active, feasible, and gain what the definition says; the total is theirs.
  const seen = new Set<string>();
  for (const column of chosenColumns(state.pool)) {
    const ids = membersOf(state.pool, column.slots).map((member) => member.id);
    for (const id of ids) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      expect(state.visits.get(visitId(id))?.pairing).toBeUndefined();
    }
    const verdict = judge(ids.map(inputOf), now, POINTS);
    if (verdict.kind === 'infeasible') throw new Error(`chosen ${ids.join('+')}: ${verdict.why}`);
    expect(column.gainMinor).toBe(verdict.gainMinor);
  }
  expect(state.pool.totalMinor).toBe(countTotal(state.pool));

  // 3: every offer is true to the minor unit; at most three for each visit, at most one acceptance.
  for (const offer of state.offers.values()) {
    const ids = offer.deal.members.map((member) => member.id);
    const verdict = judge(ids.map(inputOf), now, POINTS);
    if (verdict.kind === 'infeasible') throw new Error(`offered ${ids.join('+')}: ${verdict.why}`);
    expect(offer.deal.gainMinor).toBe(verdict.gainMinor);
    expect(offer.deal.meetingPoint).toBe(verdict.meetingPoint);
    for (const [index, id] of ids.entries()) {
      const share = offer.deal.shares[index];
      expect(share?.savesMinor).toBe(verdict.saves.get(id));
      expect(
        (share?.shapleyMinor ?? 0) + (share?.floorMinor ?? 0) + (share?.adjustedMinor ?? 0),
      ).toBe(share?.savesMinor);
    }
  }
  for (const visit of state.visits.values()) {
    expect(visit.offers.size).toBeLessThanOrEqual(3);
    const accepted = [...state.offers.values()].filter((offer) => offer.accepted.has(visit.id));
    expect(accepted.map((offer) => offer.id)).toEqual(
      visit.accepted === undefined ? [] : [visit.accepted],
    );
  }

  // 7: with nobody turned down, a shop this small is matched optimally after every event.
  if (state.pool.bans.size === 0) {
    const matched = [...state.pool.slotOfId.keys()].map(inputOf);
    expect(state.pool.totalMinor).toBe(optimum({ ...now, shoppers: matched }, POINTS));
  }

  // 10: what is confirmed is frozen but for its state and codes; all good codes differ and belong to living pairings.
  for (const pairing of state.pairings.values()) {
    const frozen = JSON.stringify([
      pairing.joint,
      pairing.jointTotalMinor,
      pairing.expiresAtMs,
      pairing.members.map((member) => [member.visit, member.savesMinor, member.jointPaysMinor]),
    ]);
    expect(play.confirmed.get(pairing.id) ?? frozen).toBe(frozen);
    play.confirmed.set(pairing.id, frozen);
    const good = pairing.members.filter((member) => state.codes.get(member.code)?.state === 'good');
    expect(good).toHaveLength(pairing.state === 'confirmed' ? pairing.members.length : 0);
    expect(pairing.members.reduce((sum, member) => sum + member.savesMinor, 0)).toBe(
      pairing.savingMinor,
    );
  }
}

describe('a small shop in motion, held to the definitions after every event', () => {
  test('groups, offers, shares, codes and pairings are right, and the plan is the optimum', () => {
    let paired = 0;
    fc.assert(
      fc.property(smallInput, happenings, (input, list) => {
        const play = openPlay(input);
        for (const shopper of input.shoppers) {
          come(play, shopper);
          check(play);
        }
        for (const happening of list) {
          if (play.input.shoppers.length === 0) return;
          take(play, happening);
          check(play);
        }
        paired += play.state.pairings.size;
      }),
      { numRuns: 40 },
    );
    expect(paired).toBeGreaterThan(0);
  });

  test('played again from its events it says the same bytes', () => {
    fc.assert(
      fc.property(smallInput, happenings, (input, list) => {
        const play = openPlay(input);
        for (const shopper of input.shoppers) come(play, shopper);
        for (const happening of list) if (input.shoppers.length > 0) take(play, happening);
        const again = openPlay(input);
        for (const event of play.events)
          again.said.push(...step(again.state, event, event.atMs).messages);
        expect(JSON.stringify(again.said)).toBe(JSON.stringify(play.said));
      }),
      { numRuns: 40 },
    );
  });
});
