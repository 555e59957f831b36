import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { Gap } from '../../contracts/presence.ts';
import type { Sale } from '../../contracts/sale.ts';
import { ShopperId } from '../../contracts/ids.ts';
import type { UpKind } from '../../contracts/topics.ts';
import { Requirements } from '../../contracts/visit.ts';
import type { ReceivedOf } from '../../mqtt/envelope.ts';
import { type Catalogue, describeLine } from '../catalogue/catalogue.ts';
import type { Shopper } from '../people/customers.ts';

/** A message that a box sent through its outbox. */
export type UpMessage = ReceivedOf<UpKind>;

/** What a message means to the shop. */
export type Meaning =
  /** For the matcher. */
  | { readonly kind: 'event'; readonly body: MatcherEventBody }
  /** A sale or a part of one: it becomes an event once it is whole and was not seen before. */
  | { readonly kind: 'sale'; readonly part: Sale; readonly shopper?: ShopperId }
  /** Loss that the box declares. */
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** Kept, and answered outside of the matcher. */
  | { readonly kind: 'note'; readonly message: UpMessage };

/** What translating needs to know of the shop. */
export interface VenueKnowledge {
  readonly catalogue: Catalogue;
  shopperOf(card: string): Promise<Shopper>;
  /** How often she used each promotion on the venue's day of `atMs`. */
  usedToday(shopper: string, atMs: number): Promise<Readonly<Record<string, number>>>;
}

/**
 * Turns a message into what the matcher is told: cards become shoppers, till lines get what the catalogue knows. What is looked up here
 * is journaled with the event, so that a replay asks nobody.
 */
export async function translate(
  message: UpMessage,
  venue: VenueKnowledge,
  atMs: number,
): Promise<Meaning> {
  switch (message.type) {
    case 'sale': {
      const sale = message.envelope.d;
      const lines = sale.lines.map((line) => describeLine(venue.catalogue, line));
      const part = { ...sale, lines };
      if (sale.card === undefined) return { kind: 'sale', part };
      const { shopper } = await venue.shopperOf(sale.card);
      return { kind: 'sale', part, shopper };
    }
    case 'ringing': {
      const { till, card, lines } = message.envelope.d;
      const { shopper } = await venue.shopperOf(card);
      const described = lines.map((line) => describeLine(venue.catalogue, line));
      return event({ kind: 'rung-up', till, shopper, lines: described });
    }
    case 'till-scan':
      return event({ kind: 'till-scan', ...message.envelope.d });
    case 'gap':
      return { kind: 'gap', gap: message.envelope.d };
    case 'visit-opened': {
      const opened = message.envelope.d;
      const known = opened.card === undefined ? undefined : await venue.shopperOf(opened.card);
      return event({
        kind: 'visit-opened',
        visit: opened.visit,
        device: message.envelope.dev,
        terminal: opened.terminal,
        shopper: known?.shopper ?? ShopperId.parse(opened.visit),
        member: known?.isRegistered ?? false,
        language: opened.language,
        nickname: opened.nickname,
        usedToday: known === undefined ? {} : await venue.usedToday(known.shopper, atMs),
        requirements: Requirements.parse({}),
      });
    }
    case 'visit-lines':
      return event({ kind: 'lines-changed', ...message.envelope.d });
    case 'visit-requirements':
      return event({ kind: 'requirements-changed', ...message.envelope.d });
    case 'visit-presence': {
      const { visit, terminal, presence, waitNumber } = message.envelope.d;
      if (presence === 'ended') return event({ kind: 'visit-ended', visit });
      return event({
        kind: 'presence-changed',
        visit,
        device: message.envelope.dev,
        terminal,
        presence,
        ...(waitNumber === undefined ? {} : { waitNumber }),
      });
    }
    case 'answer':
      return event({ kind: 'answer', ...message.envelope.d });
    case 'pairing-cancel':
      return event({ kind: 'pairing-cancelled', ...message.envelope.d });
    case 'slip':
      return event({ kind: 'slip-reported', ...message.envelope.d });
    case 'inquiry':
    case 'connection-request':
    case 'connection-answer':
      return { kind: 'note', message };
  }
}

function event(body: MatcherEventBody): Meaning {
  return { kind: 'event', body };
}
