import { type Dialect, Kysely, type Transaction } from 'kysely';
import { ShopperId } from '../contracts/ids.ts';
import { createCustomerTables, type CustomerTables } from './customers-schema.ts';

/** Cards whose shopper is kept in memory: a till's open receipt asks again with each line. */
const CACHED_CARDS = 20_000;

export interface Shopper {
  readonly shopper: ShopperId;
  readonly isRegistered: boolean;
}

export interface Purchase {
  readonly shopper: string;
  readonly product: string;
  readonly sale: string;
  readonly quantity: number;
  readonly soldAtMs: number;
}

export interface PromotionUse {
  readonly shopper: string;
  readonly promotion: string;
  readonly pairing: string;
  readonly day: string;
}

/**
 * Who shops here and what they bought: a projection of the journal, with its own note of how far it was told, so it may live in
 * another engine. Everything in it may be told again and counts once.
 */
export interface Customers {
  /** The shopper behind a card's hash, made at the first sight of it. Stable for ever; says nothing about the card. */
  shopperOf(card: string, atMs: number): Promise<Shopper>;
  /** Product codes that she bought, most usual first: by the number of sales, then the latest. */
  usual(shopper: string, limit: number): Promise<readonly string[]>;
  /** How many pairings of hers used each promotion on that day. */
  usedOn(shopper: string, day: string): Promise<Readonly<Record<string, number>>>;
  /** Tells what followed from the journal up to and including `event`. */
  apply(
    event: number,
    news: { readonly purchases: readonly Purchase[]; readonly uses: readonly PromotionUse[] },
  ): Promise<void>;
  /** The last row of the journal that was told. */
  appliedEvent(): Promise<number>;
  close(): Promise<void>;
}

export interface CustomersOptions {
  /** SQLite embedded, PostgreSQL when outgrown: nothing else changes. Source: DESIGN 9, decision 3. */
  readonly dialect: Dialect;
  /** A pseudonymous id: the caller owns the randomness. */
  readonly newShopperId: () => string;
}

export async function openCustomers(options: CustomersOptions): Promise<Customers> {
  const db = new Kysely<CustomerTables>({ dialect: options.dialect });
  await createCustomerTables(db);
  const cards = new Map<string, Shopper>();

  async function lookUp(card: string, atMs: number): Promise<Shopper> {
    // A card that the loyalty scheme gave out is a registered shopper's. Two boxes may ask at once: the first row stays.
    await db
      .insertInto('shoppers')
      .values({ shopper: options.newShopperId(), card, registered: 1, first_seen_at_ms: atMs })
      .onConflict((conflict) => conflict.column('card').doNothing())
      .execute();
    const row = await db
      .selectFrom('shoppers')
      .select(['shopper', 'registered'])
      .where('card', '=', card)
      .executeTakeFirstOrThrow();
    return { shopper: ShopperId.parse(row.shopper), isRegistered: row.registered === 1 };
  }

  return {
    async shopperOf(card, atMs) {
      const known = cards.get(card);
      if (known !== undefined) return known;
      const row = await db
        .selectFrom('shoppers')
        .select(['shopper', 'registered'])
        .where('card', '=', card)
        .executeTakeFirst();
      const shopper =
        row === undefined
          ? await lookUp(card, atMs)
          : { shopper: ShopperId.parse(row.shopper), isRegistered: row.registered === 1 };
      const [oldest] = cards.keys();
      if (cards.size >= CACHED_CARDS && oldest !== undefined) cards.delete(oldest);
      cards.set(card, shopper);
      return shopper;
    },
    async usual(shopper, limit) {
      const rows = await db
        .selectFrom('purchases')
        .select('product')
        .where('shopper', '=', shopper)
        .groupBy('product')
        .orderBy((build) => build.fn.count('sale'), 'desc')
        .orderBy((build) => build.fn.max('sold_at_ms'), 'desc')
        .orderBy('product')
        .limit(limit)
        .execute();
      return rows.map((row) => row.product);
    },
    async usedOn(shopper, day) {
      const rows = await db
        .selectFrom('uses')
        .select((build) => ['promotion', build.fn.countAll<number | string>().as('times')])
        .where('shopper', '=', shopper)
        .where('day', '=', day)
        .groupBy('promotion')
        .execute();
      return Object.fromEntries(rows.map((row) => [row.promotion, Number(row.times)]));
    },
    async apply(event, news) {
      await db.transaction().execute((transaction) => tell(transaction, event, news));
    },
    async appliedEvent() {
      const row = await db
        .selectFrom('progress')
        .select('event')
        .where('id', '=', 1)
        .executeTakeFirst();
      return Number(row?.event ?? 0);
    },
    close: () => db.destroy(),
  };
}

async function tell(
  db: Transaction<CustomerTables>,
  event: number,
  news: { readonly purchases: readonly Purchase[]; readonly uses: readonly PromotionUse[] },
): Promise<void> {
  for (const purchase of news.purchases) {
    await db
      .insertInto('purchases')
      .values({
        shopper: purchase.shopper,
        product: purchase.product,
        sale: purchase.sale,
        quantity: purchase.quantity,
        sold_at_ms: purchase.soldAtMs,
      })
      .onConflict((conflict) => conflict.columns(['shopper', 'product', 'sale']).doNothing())
      .execute();
  }
  for (const use of news.uses) {
    await db
      .insertInto('uses')
      .values(use)
      .onConflict((conflict) =>
        conflict.columns(['shopper', 'day', 'promotion', 'pairing']).doNothing(),
      )
      .execute();
  }
  await db
    .insertInto('progress')
    .values({ id: 1, event })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ event }))
    .execute();
}
