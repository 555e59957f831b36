import { CodePrefix } from '../../contracts/code.ts';
import {
  BoxId,
  MeetingPointId,
  ShopperId,
  TerminalId,
  TillId,
  VisitId,
} from '../../contracts/ids.ts';
import { instantMs } from '../../contracts/instant.ts';
import type { PairingForMember } from '../../contracts/pairing.ts';
import { PromotionsFile } from '../../contracts/promotions-file.ts';
import type { Sale } from '../../contracts/sale.ts';
import type { SuggestionForMember, SuggestionsForVisit } from '../../contracts/suggestion.ts';
import { Requirements, VisitLine, type VisitState } from '../../contracts/visit.ts';
import { compilePromotions } from '../../promotions/compile/compile.ts';
import type { MatcherEvent, MatcherEventBody } from '../state/event.ts';
import type { MatcherMessage } from '../state/message.ts';
import { DEFAULT_LIVES, type VenueSettings } from '../state/settings.ts';
import type { MatcherState } from '../state/state.ts';
import { aSale } from '../../contracts/testing/a-sale.ts';
import { createMatcher, step } from '../step.ts';

/** A shop for tests: people by first name, and what each of them is told. Nothing in it is used outside tests. */
export interface Shop {
  readonly state: MatcherState;
  nowMs: number;
  /** Every message so far, in order. */
  readonly said: MatcherMessage[];
  readonly events: MatcherEvent[];
}

/** When the shop of the tests opens: 09:00 UTC, 17:00 in Shanghai. */
export const START_MS = instantMs('2026-11-30T09:00:00Z');
/** A shop with two meeting points and the default durations. */
export const SETTINGS: VenueSettings = {
  venueName: { en: 'Corner shop' },
  currency: 'CNY',
  minorDigits: 2,
  timeZone: 'Asia/Shanghai',
  codePrefix: CodePrefix.parse('29'),
  meetingPoints: [
    { id: MeetingPointId.parse('desk'), name: { en: 'Service desk' } },
    { id: MeetingPointId.parse('till-1'), name: { en: 'Till 1' } },
  ],
  ...DEFAULT_LIVES,
};

/** A promotions file with what is left out filled in. */
export function promotionsFile(promotions: readonly unknown[]): PromotionsFile {
  return PromotionsFile.parse({ currency: 'CNY', timeZone: 'Asia/Shanghai', promotions });
}

/** Spend 200.00 on food, 50.00 off, once. */
export const SPEND_200 = {
  id: 'autumn',
  kind: 'spend',
  scope: { include: { categories: ['food'] } },
  tiers: [{ spendMinor: 20_000, reward: { offMinor: 5000 } }],
};

/** A shop without visits. */
export function openShop(promotions: readonly unknown[] = [SPEND_200], settings = SETTINGS): Shop {
  const set = compilePromotions(promotionsFile(promotions));
  return { state: createMatcher(settings, set), nowMs: START_MS, said: [], events: [] };
}

/** One event, now. @returns what it made the matcher say */
export function happen(shop: Shop, body: MatcherEventBody): readonly MatcherMessage[] {
  const number = shop.events.length + 1;
  const event: MatcherEvent = {
    atMs: shop.nowMs,
    seed: number * 7919,
    entropy: (number * 2654435761).toString(16).padStart(32, 'abcdef0123456789abcdef0123456789'),
    body,
  };
  shop.events.push(event);
  const { messages } = step(shop.state, event, event.atMs);
  shop.said.push(...messages);
  return messages;
}

/** Lets time pass, and tells the matcher so. */
export function wait(shop: Shop, ms: number): readonly MatcherMessage[] {
  shop.nowMs += ms;
  return happen(shop, { kind: 'tick' });
}

/** The visit id of a name: the same name is always the same visit. */
export function visitOf(name: string): VisitId {
  const letters = name.toUpperCase().replaceAll(/[^0-9A-HJKMNP-TV-Z]/g, 'X');
  return VisitId.parse(`01${letters.padStart(24, '0').slice(-24)}`);
}

/** The one box, kiosk and till of the shop. */
export const BOX = BoxId.parse('box-1');
export const KIOSK = TerminalId.parse('kiosk-1');
export const TILL = TillId.parse('till-1');

/** What is special about somebody who arrives. */
export interface Arrival {
  readonly lines?: readonly Partial<VisitLine>[];
  readonly requirements?: Partial<Requirements>;
  readonly member?: boolean;
  readonly usedToday?: Readonly<Record<string, number>>;
}

/** Somebody identifies herself at the kiosk and scans what she will buy. */
export function arrive(shop: Shop, name: string, arrival: Arrival = {}): readonly MatcherMessage[] {
  const opened = happen(shop, {
    kind: 'visit-opened',
    visit: visitOf(name),
    device: BOX,
    terminal: KIOSK,
    shopper: ShopperId.parse(name),
    member: arrival.member ?? false,
    language: 'en',
    nickname: { fruit: 'orange', colour: 'blue', number: 10 + (name.charCodeAt(0) % 90) },
    usedToday: arrival.usedToday ?? {},
    requirements: Requirements.parse(arrival.requirements ?? {}),
  });
  return arrival.lines === undefined ? opened : [...opened, ...scan(shop, name, arrival.lines)];
}

/** Food for so much, on one line. */
export function food(amountMinor: number, id = '1'): Partial<VisitLine> {
  return { id, name: `Food ${id}`, category: 'food', unitPriceMinor: amountMinor };
}

/** Replaces what somebody has scanned. @returns what it made the matcher say */
export function scan(
  shop: Shop,
  name: string,
  lines: readonly Partial<VisitLine>[],
): readonly MatcherMessage[] {
  return happen(shop, {
    kind: 'lines-changed',
    visit: visitOf(name),
    lines: lines.map((line, index) =>
      VisitLine.parse({
        id: String(index + 1),
        name: `${name}'s ${line.id ?? index + 1}`,
        quantity: 1,
        source: 'scanned',
        ...line,
      }),
    ),
  });
}

/** What stands on her screen now. */
export function shown(shop: Shop, name: string): readonly SuggestionForMember[] {
  return listOf(shop, name)?.suggestions ?? [];
}

/** The list of suggestions as it was last told to her. */
export function listOf(shop: Shop, name: string): SuggestionsForVisit | undefined {
  const message = shop.said.findLast(
    (said) => said.kind === 'suggestions' && said.value.visit === visitOf(name),
  );
  return message?.kind === 'suggestions' ? message.value : undefined;
}

/** The state of her visit as it was last told. */
export function visitState(shop: Shop, name: string): VisitState | undefined {
  const message = shop.said.findLast(
    (said) => said.kind === 'visit' && said.value.visit === visitOf(name),
  );
  return message?.kind === 'visit' ? message.value : undefined;
}

/** The pairing as it was last told to her. */
export function pairingOf(shop: Shop, name: string): PairingForMember | undefined {
  const message = shop.said.findLast(
    (said) => said.kind === 'pairing' && said.value.visit === visitOf(name),
  );
  return message?.kind === 'pairing' ? message.value : undefined;
}

/** Her answer to the suggestion at that place of her list, or to a given one. */
export function reply(
  shop: Shop,
  name: string,
  answer: 'accept' | 'decline' | 'take-back',
  which: number | SuggestionForMember = 0,
): readonly MatcherMessage[] {
  const suggestion = typeof which === 'number' ? shown(shop, name)[which] : which;
  if (suggestion === undefined) throw new Error(`${name} has no suggestion to answer`);
  return happen(shop, {
    kind: 'answer',
    visit: visitOf(name),
    suggestion: suggestion.suggestion,
    answer,
  });
}

/** Both see one suggestion and accept it. @returns the pairing in the first one's eyes */
export function pairUp(shop: Shop, one: string, other: string): PairingForMember {
  reply(shop, one, 'accept');
  reply(shop, other, 'accept');
  const pairing = pairingOf(shop, one);
  if (pairing === undefined) throw new Error(`${one} and ${other} were not paired`);
  return pairing;
}

/** A sale that holds the joint receipt of a pairing, and what is said otherwise. */
export function saleOf(shop: Shop, pairing: PairingForMember, other: Partial<Sale> = {}): Sale {
  return sell(shop, {
    lines: pairing.slip.joint.map((line) => ({
      name: line.name,
      category: 'food',
      quantity: line.quantity,
      unitPriceMinor: line.amountMinor / line.quantity,
      amountMinor: line.amountMinor,
      discountMinor: 0,
    })),
    totalMinor: pairing.slip.jointTotalMinor,
    ...other,
  });
}

let sales = 0;

/** An empty sale at the till that closes now, and what is said otherwise. */
export function sell(shop: Shop, sale: Partial<Sale>): Sale {
  sales += 1;
  return aSale(sales, { closedAtMs: shop.nowMs, ...sale });
}

/** What staff were told, newest last. */
export function notices(messages: readonly MatcherMessage[]): readonly string[] {
  return messages.flatMap((message) => (message.kind === 'staff' ? message.value.notice : []));
}
