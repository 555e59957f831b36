import { seededRandom } from '../../contracts/seeded-random.ts';
import type { BasketLine } from '../../contracts/basket.ts';
import { CodePrefix } from '../../contracts/code.ts';
import {
  BoxId,
  MeetingPointId,
  ShopperId,
  TerminalId,
  TillId,
  ulid,
  VisitId,
} from '../../contracts/ids.ts';
import type { PromotionsFile } from '../../contracts/promotions-file.ts';
import { Requirements } from '../../contracts/visit.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import { DEFAULT_LIVES, type VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { createMatcher, step } from '../../matcher/step.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import { aSale } from '../../contracts/testing/a-sale.ts';
import type { ShopDay } from '../simulators/day.ts';

/** A day of a shop as the matcher lives it: everybody comes, fills her basket, answers, and pays. */
export interface LivedDay {
  readonly settings: VenueSettings;
  readonly file: PromotionsFile;
  readonly events: readonly MatcherEvent[];
  /** The messages of each event, as text. */
  readonly said: readonly string[];
  readonly state: MatcherState;
}

const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.parse('2026-11-30T00:00:00Z');
const [BOX, KIOSK, TILL] = [
  BoxId.parse('box-1'),
  TerminalId.parse('kiosk-1'),
  TillId.parse('till-1'),
];
const LINES_LIMIT = 60;

interface Customer {
  readonly number: number;
  readonly visit: VisitId;
  readonly shopper: ShopperId;
  readonly lines: readonly BasketLine[];
}

/** The matcher before the day. */
export function matcherOf({ settings, file }: Pick<LivedDay, 'settings' | 'file'>): MatcherState {
  return createMatcher(settings, compilePromotions(file));
}

/**
 * Lives a day's sales: each customer comes some minutes before she pays, scans half of her basket and then the rest, looks at her
 * screen again and again and accepts most of what stands there, and pays at the till: jointly, with the code, where she was
 * paired. The same day and seed make the same events.
 * @param onEvent told after every event, with the state as it then is
 */
export function liveDay(
  day: ShopDay,
  seed: number,
  onEvent: (count: number, state: MatcherState) => void = () => {},
): LivedDay {
  const random = seededRandom(seed);
  const file = day.promotions;
  const settings: VenueSettings = {
    venueName: { en: 'Shop' },
    currency: file.currency,
    minorDigits: file.minorDigits,
    timeZone: file.timeZone,
    codePrefix: CodePrefix.parse('29'),
    meetingPoints: [{ id: MeetingPointId.parse('desk'), name: { en: 'Desk' } }],
    ...DEFAULT_LIVES,
  };
  const state = matcherOf({ settings, file });
  const events: MatcherEvent[] = [];
  const said: string[] = [];
  const happen = (atMs: number, body: MatcherEventBody): void => {
    const number = events.length + 1;
    const entropy = number.toString(16).padStart(32, '3');
    const event = { atMs, seed: Math.floor(random() * 2 ** 32), entropy, body };
    events.push(event);
    said.push(JSON.stringify(step(state, event).messages));
    onEvent(number, state);
  };
  for (const { atMs, act } of actsOf(day, random)) act(atMs, happen, state);
  return { settings, file, events, said, state };
}

interface Act {
  readonly atMs: number;
  readonly act: (
    atMs: number,
    happen: (atMs: number, body: MatcherEventBody) => void,
    state: MatcherState,
  ) => void;
}

function actsOf(day: ShopDay, random: () => number): readonly Act[] {
  const acts: Act[] = [];
  const sales = day.sales.filter((sale) => sale.kind === 'sale');
  for (const [number, sale] of sales.entries()) {
    const customer: Customer = {
      number,
      visit: VisitId.parse(ulid(MIDNIGHT_MS + number, () => 0)),
      shopper: ShopperId.parse(`card-${number}`),
      lines: sale.goods.slice(0, LINES_LIMIT).map(({ product, quantity }, index) => ({
        id: String(index + 1),
        gtin: product.gtins[0] ?? product.code,
        name: product.title.en ?? product.code,
        category: product.category,
        quantity,
        unitPriceMinor: product.unitPriceMinor,
      })),
    };
    const paysMs = MIDNIGHT_MS + sale.atMinute * MINUTE_MS;
    const comesMs = paysMs - Math.floor((8 + 12 * random()) * MINUTE_MS);
    acts.push({ atMs: comesMs, act: (atMs, happen) => happen(atMs, opened(customer)) });
    for (const share of [0.5, 1]) {
      const kept = customer.lines.slice(0, Math.ceil(customer.lines.length * share));
      acts.push({
        atMs: Math.floor(comesMs + (paysMs - comesMs) * 0.4 * share),
        act: (atMs, happen) => happen(atMs, scanned(customer, kept)),
      });
    }
    for (let atMs = comesMs + MINUTE_MS; atMs < paysMs; atMs += MINUTE_MS) {
      const draw = random();
      acts.push({ atMs, act: (now, happen, state) => look(customer, draw, now, happen, state) });
    }
    acts.push({ atMs: paysMs, act: (now, happen, state) => pay(customer, now, happen, state) });
  }
  return acts.sort((a, b) => a.atMs - b.atMs);
}

function opened(customer: Customer): MatcherEventBody {
  return {
    kind: 'visit-opened',
    visit: customer.visit,
    device: BOX,
    terminal: KIOSK,
    shopper: customer.shopper,
    member: customer.number % 3 === 0,
    language: 'en',
    nickname: { fruit: 'pear', colour: 'red', number: 10 + (customer.number % 90) },
    usedToday: {},
    requirements: Requirements.parse({}),
  };
}

function scanned(customer: Customer, lines: readonly BasketLine[]): MatcherEventBody {
  return {
    kind: 'lines-changed',
    visit: customer.visit,
    lines: lines.map((line) => ({ ...line, source: 'scanned' as const })),
  };
}

/** She looks at her screen: takes what stands first, sometimes turns it down, rarely cancels what she agreed to. */
function look(
  customer: Customer,
  draw: number,
  atMs: number,
  happen: (atMs: number, body: MatcherEventBody) => void,
  state: MatcherState,
): void {
  const visit = state.visits.get(customer.visit);
  if (visit === undefined || visit.presence === 'ended') return;
  if (visit.pairing !== undefined) {
    if (draw < 0.01) {
      happen(atMs, { kind: 'pairing-cancelled', visit: visit.id, pairing: visit.pairing });
    }
    return;
  }
  const [suggestion] = visit.suggestions;
  if (suggestion !== undefined && visit.accepted === undefined && draw < 0.9) {
    const answer = draw < 0.8 ? 'accept' : 'decline';
    happen(atMs, { kind: 'answer', visit: visit.id, suggestion, answer });
  } else if (draw > 0.97) happen(atMs, { kind: 'improve', operations: 5000 });
}

/** The first of a pairing who pays takes the joint receipt with her code; each pays her own basket with her card. */
function pay(
  customer: Customer,
  atMs: number,
  happen: (atMs: number, body: MatcherEventBody) => void,
  state: MatcherState,
): void {
  const visit = state.visits.get(customer.visit);
  if (visit === undefined || visit.presence === 'ended') return;
  const pairing = visit.pairing === undefined ? undefined : state.pairings.get(visit.pairing);
  const code = pairing?.members.find((member) => member.visit === visit.id)?.code;
  if (pairing !== undefined && code !== undefined) {
    const lines = pairing.joint.map((line) => ({
      name: line.name,
      ...(line.gtin === undefined ? {} : { code: line.gtin }),
      quantity: line.quantity,
      unitPriceMinor: line.amountMinor / line.quantity,
      amountMinor: line.amountMinor,
    }));
    const sale = aSale(customer.number, {
      till: TILL,
      closedAtMs: atMs,
      lines,
      totalMinor: pairing.jointTotalMinor,
    });
    happen(atMs, { kind: 'sale', sale: { ...sale, codes: [code] } });
    return;
  }
  const lines = customer.lines.map((line) => ({
    name: line.name ?? line.id,
    ...(line.gtin === undefined ? {} : { code: line.gtin }),
    category: line.category,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    amountMinor: line.quantity * line.unitPriceMinor,
  }));
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  const sale = aSale(customer.number, { till: TILL, closedAtMs: atMs, lines, totalMinor });
  happen(atMs, { kind: 'sale', sale, shopper: customer.shopper });
}
