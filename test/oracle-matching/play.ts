import { BoxId, MeetingPointId, TerminalId, TillId, VisitId } from '../../contracts/ids.ts';
import type { MatchInput } from '../../contracts/match.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import type { MatcherState, Pairing } from '../../matcher/state/state.ts';
import { createMatcher, step } from '../../matcher/step.ts';
import { promotionsFile, SETTINGS, START_MS } from '../../matcher/testing/shop.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { aSale } from '../../contracts/testing/a-sale.ts';
import type { Happening } from './happenings.ts';

export type ShopperInput = MatchInput['shoppers'][number];

/** The venue's meeting points, in its own order. */
export const POINTS: readonly string[] = ['b', 'a', 'c'];

/** A shop in which generated things happen. What is checked after each of them is up to the test. */
export interface Play {
  readonly input: MatchInput;
  readonly state: MatcherState;
  readonly events: MatcherEvent[];
  readonly said: MatcherMessage[];
  /** Baskets and requirements of those who came, by id, as they now are. */
  readonly present: Map<string, ShopperInput>;
  nowMs: number;
  came: number;
  /** Called after every single event. */
  check: (play: Play, said: readonly MatcherMessage[]) => void;
}

/** A matcher before anybody has come, as every play of this input begins. */
export function emptyMatcher(input: MatchInput): MatcherState {
  const meetingPoints = POINTS.map((point) => ({
    id: MeetingPointId.parse(point),
    name: { en: point },
  }));
  const file = { ...promotionsFile([]), promotions: input.promotions };
  // Amounts are small here: one of them is a unit of the currency.
  const settings = { ...SETTINGS, minorDigits: 0, meetingPoints };
  return createMatcher(settings, compilePromotions(file));
}

export function openPlay(input: MatchInput, check: Play['check'] = () => {}): Play {
  return {
    input,
    state: emptyMatcher(input),
    events: [],
    said: [],
    present: new Map(),
    nowMs: START_MS,
    came: 0,
    check,
  };
}

/** Everybody of the input comes, one after the other; then everything that is on the list happens. */
export function playAll(play: Play, list: readonly Happening[]): Play {
  if (play.input.shoppers.length === 0) return play;
  for (const shopper of play.input.shoppers) come(play, shopper);
  for (const happening of list) take(play, happening);
  return play;
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
  const { messages } = step(play.state, event, event.atMs);
  play.said.push(...messages);
  play.check(play, messages);
}

export function visitId(id: string): VisitId {
  return VisitId.parse(`01${id.toUpperCase().padStart(24, '0')}`);
}

const BOX = BoxId.parse('box');
const KIOSK = TerminalId.parse('kiosk');
const TILL = TillId.parse('till');

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
    device: BOX,
    terminal: KIOSK,
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

function leave(play: Play, shopper: ShopperInput): void {
  play.present.delete(shopper.id);
  happen(play, { kind: 'visit-ended', visit: visitId(shopper.id) });
}

function take(play: Play, happening: Happening): void {
  const shoppers = [...play.present.values()];
  const one = <T>(items: readonly T[], place: number): T | undefined =>
    items[place % Math.max(1, items.length)];
  const who = 'who' in happening ? one(shoppers, happening.who) : undefined;
  const visit = who === undefined ? undefined : play.state.visits.get(visitId(who.id));
  const like = 'like' in happening ? one(play.input.shoppers, happening.like) : undefined;
  switch (happening.kind) {
    case 'come':
      if (like !== undefined && play.present.size < 9) come(play, like);
      return;
    case 'scan':
      if (who !== undefined && like !== undefined) scan(play, { ...who, lines: like.lines });
      return;
    case 'need':
      if (who === undefined || like === undefined) return;
      play.present.set(who.id, { ...who, requirements: like.requirements });
      happen(play, {
        kind: 'requirements-changed',
        visit: visitId(who.id),
        requirements: like.requirements,
      });
      return;
    case 'leave':
      if (who !== undefined) leave(play, who);
      return;
    case 'walk':
      if (visit === undefined) return;
      happen(play, {
        kind: 'presence-changed',
        visit: visit.id,
        device: BOX,
        terminal: KIOSK,
        presence: happening.away ? 'in-shop' : 'at-kiosk',
        ...(happening.away && happening.who % 2 === 0 ? { waitNumber: happening.who + 1 } : {}),
      });
      return;
    case 'answer': {
      const suggestion = one([...(visit?.suggestions ?? [])], happening.which);
      if (visit === undefined || suggestion === undefined) return;
      happen(play, { kind: 'answer', visit: visit.id, suggestion, answer: happening.answer });
      return;
    }
    case 'agree': {
      const offer = one([...play.state.suggestions.values()], happening.which);
      for (const member of offer?.visits ?? []) {
        if (offer === undefined || !play.state.suggestions.has(offer.id)) return;
        happen(play, { kind: 'answer', visit: member, suggestion: offer.id, answer: 'accept' });
      }
      return;
    }
    case 'cancel':
      if (visit?.pairing === undefined) return;
      happen(play, { kind: 'pairing-cancelled', visit: visit.id, pairing: visit.pairing });
      return;
    case 'slip': {
      const pairing = one(living(play), happening.which);
      const member = pairing?.members[0];
      if (pairing === undefined || member === undefined) return;
      happen(play, {
        kind: 'slip-reported',
        pairing: pairing.id,
        visit: member.visit,
        code: member.code,
        outcome: 'uncertain',
      });
      return;
    }
    case 'pay': {
      const pairing = one(living(play), happening.which);
      if (pairing === undefined) return;
      for (const member of pairing.members) play.present.delete(member.shopper);
      happen(play, { kind: 'sale', sale: saleOf(play, pairing) });
      return;
    }
    case 'improve':
      happen(play, { kind: 'improve', operations: 2000 });
      return;
    case 'wait':
      play.nowMs += happening.seconds * 1000;
      happen(play, { kind: 'tick' });
  }
}

function living(play: Play): readonly Pairing[] {
  return [...play.state.pairings.values()].filter((pairing) => pairing.state === 'confirmed');
}

/** The joint receipt, rung up with the first member's code. */
function saleOf(play: Play, pairing: Pairing): Sale {
  return aSale(play.events.length, {
    till: TILL,
    closedAtMs: play.nowMs,
    lines: pairing.joint.map((line) => ({
      name: line.name,
      quantity: line.quantity,
      unitPriceMinor: line.quantity === 0 ? 0 : line.amountMinor / line.quantity,
      amountMinor: line.amountMinor,
    })),
    totalMinor: pairing.jointTotalMinor,
    codes: pairing.members.slice(0, 1).map((member) => member.code),
  });
}

/** A shopper whom the matcher holds, as the definitions take her: basket, requirements, and since when she waits. */
export function shopperNow(play: Play, id: string): ShopperInput {
  const shopper = play.present.get(id);
  const visit = play.state.visits.get(visitId(id));
  if (shopper === undefined || visit === undefined) {
    throw new Error(`${id} is matched but not there`);
  }
  return {
    ...shopper,
    usedToday: visit.usedToday,
    waitingSince: new Date(visit.waitingSinceMs).toISOString(),
  };
}

/** Those who can be matched now, as an input for the definitions. */
export function inputNow(play: Play): MatchInput {
  return {
    ...play.input,
    at: new Date(play.state.nowMs).toISOString(),
    shoppers: [...play.state.master.slotOfId.keys()].map((id) => shopperNow(play, id)),
  };
}
