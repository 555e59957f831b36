import { localDay } from '../../contracts/local-day.ts';
import type { VisitId } from '../../contracts/ids.ts';
import type { MatcherEvent } from '../../matcher/state/event.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CommittedEvent } from '../ingest/commit.ts';
import type { CustomerNews, Customers, PromotionUse, Purchase } from '../people/customers.ts';
import type { StepOutcome } from './matching.ts';
import type { Usual } from '../people/usual.ts';

/** How many products "your usual" shows. */
const USUAL_SHOWN = 12;
const USUAL_KEPT_VISITS = 5000;

export interface ShoppersOptions {
  readonly customers: Customers;
  readonly usual: Usual;
  readonly catalogue: () => Catalogue;
  readonly timeZone: string;
}

interface Known {
  readonly shopper: string;
  readonly isRegistered: boolean;
  usual: readonly string[];
}

/** What the customer database learns from the journal, and what it says of the shoppers who are here now. */
export interface Shoppers {
  usedToday(shopper: string, atMs: number): Promise<Readonly<Record<string, number>>>;
  /** Remembers who opened visits and what is usual for them; before the matcher's messages about these visits are sent. */
  greet(events: readonly CommittedEvent[]): Promise<void>;
  usualOf(visit: VisitId): readonly string[];
  isRegistered(visit: VisitId): boolean;
  /** Tells the customer database what was bought and which promotions were used. */
  learn(events: readonly CommittedEvent[], outcomes: readonly StepOutcome[]): Promise<void>;
}

export function createShoppers(options: ShoppersOptions): Shoppers {
  const { customers, usual: usualFor, catalogue } = options;
  const visits = new Map<VisitId, Known>();
  return {
    usedToday: (shopper, atMs) => customers.usedOn(shopper, localDay(atMs, options.timeZone)),
    async greet(events) {
      for (const { event } of events) {
        const { body } = event;
        if (body.kind !== 'visit-opened') continue;
        // A guest is known by her visit alone: nothing is usual for her.
        const isGuest = body.shopper === String(body.visit);
        const codes = isGuest ? [] : await usualFor.of(body.shopper, event.atMs);
        const usual = codes.filter((code) => catalogue().byCode(code)?.sensitive === false);
        visits.set(body.visit, {
          shopper: body.shopper,
          isRegistered: body.member,
          usual: usual.slice(0, USUAL_SHOWN),
        });
        const [oldest] = visits.keys();
        if (visits.size > USUAL_KEPT_VISITS && oldest !== undefined) visits.delete(oldest);
      }
    },
    usualOf: (visit) => visits.get(visit)?.usual ?? [],
    isRegistered: (visit) => visits.get(visit)?.isRegistered ?? false,
    async learn(events, outcomes) {
      const purchases = events.flatMap(({ event }) => purchasesOf(event, catalogue()));
      const uses = outcomes.flatMap((outcome) => usesOf(outcome, options.timeZone));
      const seen = events.flatMap(({ event }) => shopperSeen(event));
      if (seen.length + purchases.length + uses.length === 0) return;
      const last = Math.max(events.at(-1)?.id ?? 0, outcomes.at(-1)?.id ?? 0);
      await customers.apply(last, { shoppers: seen, purchases, uses });
    },
  };
}

/** A shopper known by her card; a guest's name is her visit's and says nothing about anybody. */
function shopperSeen({ atMs, body }: MatcherEvent): CustomerNews['shoppers'] {
  if (body.kind === 'visit-opened' && body.shopper !== String(body.visit)) {
    return [{ shopper: body.shopper, firstSeenAtMs: atMs }];
  }
  if (body.kind === 'sale' && body.shopper !== undefined) {
    return [{ shopper: body.shopper, firstSeenAtMs: atMs }];
  }
  return [];
}

/** What a sale with a card says about its shopper. Sensitive products are not even kept: what is not known cannot be shown. */
function purchasesOf(event: MatcherEvent, catalogue: Catalogue): readonly Purchase[] {
  const { body } = event;
  if (body.kind !== 'sale' || body.shopper === undefined || body.sale.kind !== 'sale') return [];
  const quantities = new Map<string, number>();
  for (const line of body.sale.lines) {
    const product = catalogue.find(line);
    if (product === undefined || product.sensitive || line.quantity <= 0) continue;
    quantities.set(product.code, (quantities.get(product.code) ?? 0) + line.quantity);
  }
  const { shopper, sale } = body;
  return [...quantities].map(([product, quantity]) => ({
    shopper,
    product,
    sale: sale.sale,
    quantity,
    soldAtMs: sale.closedAtMs,
  }));
}

function usesOf(outcome: StepOutcome, timeZone: string): readonly PromotionUse[] {
  return outcome.messages.flatMap((message) =>
    message.kind === 'redeemed'
      ? message.members.flatMap((member) =>
          message.promotions.map((promotion) => ({
            shopper: member.shopper,
            promotion,
            pairing: message.pairing,
            day: localDay(message.atMs, timeZone),
          })),
        )
      : [],
  );
}
