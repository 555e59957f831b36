import { createHmac } from 'node:crypto';
import { type Dialect, Kysely, type Transaction } from 'kysely';
import { ShopperId } from '../../contracts/ids.ts';
import {
  type ConsentEntry,
  type ConsentPurpose,
  consenting,
  hasConsent,
  writeConsent,
} from './consents.ts';
import { createCustomerTables, type CustomerTables } from './customers-schema.ts';

/** Cards whose shopper is kept in memory: a till's open receipt asks again with each line. */
const CACHED_CARDS = 20_000;
/** Rows of one statement; SQLite takes 32,766 values at most. */
const ROWS_AT_ONCE = 500;

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

/** What the journal has to tell. */
export interface CustomerNews {
  readonly shoppers: readonly { readonly shopper: string; readonly firstSeenAtMs: number }[];
  readonly purchases: readonly Purchase[];
  readonly uses: readonly PromotionUse[];
}

/**
 * Who shops here and what they bought: a projection of the journal, with its own note of how far it was told, so it may live in
 * another engine, and may lose its last commits in a power cut: it is told them again. Whatever is told twice counts once.
 */
export interface Customers {
  /** The shopper behind a card's hash: the same for ever, made from it with this database's own key, so that neither leads back to it. */
  shopperOf(card: string): Promise<Shopper>;
  /** Product codes that she bought, most usual first: by the number of sales, then the latest. */
  usual(shopper: string, limit: number): Promise<readonly string[]>;
  /** What she bought, newest first. */
  history(shopper: string, limit: number): Promise<readonly Purchase[]>;
  /** What those bought who agree to this use of it, newest first. */
  historyFor(purpose: ConsentPurpose, limit: number): Promise<readonly Purchase[]>;
  /** Whether she agrees now; where she never said anything she does not. */
  agrees(shopper: string, purpose: ConsentPurpose): Promise<boolean>;
  recordConsent(entry: ConsentEntry): Promise<void>;
  /** How many pairings of hers used each promotion on that day. */
  usedOn(shopper: string, day: string): Promise<Readonly<Record<string, number>>>;
  /** Tells what followed from the journal up to and including `event`. */
  apply(event: number, news: CustomerNews): Promise<void>;
  /** The last row of the journal that was told. */
  appliedEvent(): Promise<number>;
  close(): Promise<void>;
}

export interface CustomersOptions {
  /** SQLite embedded, PostgreSQL when outgrown: nothing else changes. Source: docs/adr/0003-sqlite-with-group-commit.md. */
  readonly dialect: Dialect;
  /** Used where the database has no key yet; 64 hexadecimal digits. */
  readonly newKey: () => string;
}

/** Opens the database, making tables and key where they are missing. */
export async function openCustomers(options: CustomersOptions): Promise<Customers> {
  const db = new Kysely<CustomerTables>({ dialect: options.dialect });
  await createCustomerTables(db);
  const key = Buffer.from(await keyOf(db, options.newKey), 'hex');
  const cards = new Map<string, Shopper>();
  return {
    async shopperOf(card) {
      const known = cards.get(card);
      if (known !== undefined) return known;
      const id = createHmac('sha256', key).update(card).digest('hex').slice(0, 32);
      const row = await db
        .selectFrom('shoppers')
        .select('registered')
        .where('shopper', '=', id)
        .executeTakeFirst();
      // A card that the loyalty scheme gave out is a registered shopper's, from its first sight on.
      const shopper = { shopper: ShopperId.parse(id), isRegistered: row?.registered !== 0 };
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
    history: (shopper, limit) => purchasesOf(db, [shopper], limit),
    historyFor: async (purpose, limit) => purchasesOf(db, await consenting(db, purpose), limit),
    agrees: (shopper, purpose) => hasConsent(db, shopper, purpose),
    recordConsent: (entry) => writeConsent(db, entry),
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

async function purchasesOf(
  db: Kysely<CustomerTables>,
  shoppers: readonly string[],
  limit: number,
): Promise<readonly Purchase[]> {
  const purchases: Purchase[] = [];
  for (const some of chunks(shoppers)) {
    const rows = await db
      .selectFrom('purchases')
      .select(['shopper', 'product', 'sale', 'quantity', 'sold_at_ms'])
      .where('shopper', 'in', [...some])
      .orderBy('sold_at_ms', 'desc')
      .orderBy('shopper')
      .orderBy('product')
      .limit(limit - purchases.length)
      .execute();
    purchases.push(
      ...rows.map(({ sold_at_ms, ...row }) => ({ ...row, soldAtMs: Number(sold_at_ms) })),
    );
    if (purchases.length >= limit) break;
  }
  return purchases;
}

async function keyOf(db: Kysely<CustomerTables>, newKey: () => string): Promise<string> {
  // Whoever comes first makes it; all take what stands there then.
  await db
    .insertInto('keys')
    .values({ name: 'shopper', value: newKey() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db
    .selectFrom('keys')
    .select('value')
    .where('name', '=', 'shopper')
    .executeTakeFirstOrThrow();
  return row.value;
}

async function tell(
  db: Transaction<CustomerTables>,
  event: number,
  { shoppers, purchases, uses }: CustomerNews,
): Promise<void> {
  for (const rows of chunks(shoppers)) {
    await db
      .insertInto('shoppers')
      .values(
        rows.map((one) => ({
          shopper: one.shopper,
          registered: 1,
          first_seen_at_ms: one.firstSeenAtMs,
        })),
      )
      .onConflict((conflict) => conflict.column('shopper').doNothing())
      .execute();
  }
  for (const rows of chunks(purchases)) {
    await db
      .insertInto('purchases')
      .values(rows.map(({ soldAtMs, ...purchase }) => ({ ...purchase, sold_at_ms: soldAtMs })))
      .onConflict((conflict) => conflict.columns(['shopper', 'product', 'sale']).doNothing())
      .execute();
  }
  for (const rows of chunks(uses)) {
    await db
      .insertInto('uses')
      .values(rows)
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

function* chunks<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    yield rows.slice(from, from + ROWS_AT_ONCE);
  }
}
