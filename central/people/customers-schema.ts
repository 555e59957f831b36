import type { ColumnType, Kysely } from 'kysely';

/** PostgreSQL's driver gives a bigint as text. */
type Big = ColumnType<number | string, number, number>;

/** Text ids, milliseconds and counts: what SQLite and PostgreSQL both have. Flags are 0 and 1. */
export interface CustomerTables {
  /** What shoppers' names are made with: drawn once, kept with the data that it makes sense of. */
  readonly keys: { readonly name: string; readonly value: string };
  /** A person, by a name that says nothing about her. No card, and no hash of one, stands here. */
  readonly shoppers: {
    readonly shopper: string;
    readonly registered: number;
    readonly first_seen_at_ms: Big;
  };
  /** What she bought, by product code. One row for each sale and product, so that a sale told twice counts once. */
  readonly purchases: {
    readonly shopper: string;
    readonly product: string;
    readonly sale: string;
    readonly quantity: number;
    readonly sold_at_ms: Big;
  };
  /** Which promotions she used through a redeemed pairing, on which of the venue's days. */
  readonly uses: {
    readonly shopper: string;
    readonly promotion: string;
    readonly pairing: string;
    readonly day: string;
  };
  /** What shoppers agreed to and what they withdrew: a ledger, the latest entry of a purpose holds. */
  readonly consents: {
    readonly shopper: string;
    readonly purpose: string;
    readonly at_ms: Big;
    readonly given: number;
  };
  /** How far the journal has been told. */
  readonly progress: { readonly id: number; readonly event: Big };
}

/** Makes the tables where they are missing; the same statements for both engines. */
export async function createCustomerTables(db: Kysely<CustomerTables>): Promise<void> {
  await db.schema
    .createTable('keys')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('shoppers')
    .ifNotExists()
    .addColumn('shopper', 'text', (column) => column.primaryKey())
    .addColumn('registered', 'integer', (column) => column.notNull())
    .addColumn('first_seen_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('purchases')
    .ifNotExists()
    .addColumn('shopper', 'text', (column) => column.notNull())
    .addColumn('product', 'text', (column) => column.notNull())
    .addColumn('sale', 'text', (column) => column.notNull())
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('sold_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('purchases_key', ['shopper', 'product', 'sale'])
    .execute();
  await db.schema
    .createIndex('purchases_by_product')
    .ifNotExists()
    .on('purchases')
    .columns(['product', 'sold_at_ms'])
    .execute();
  await db.schema
    .createTable('uses')
    .ifNotExists()
    .addColumn('shopper', 'text', (column) => column.notNull())
    .addColumn('promotion', 'text', (column) => column.notNull())
    .addColumn('pairing', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('uses_key', ['shopper', 'day', 'promotion', 'pairing'])
    .execute();
  await db.schema
    .createTable('consents')
    .ifNotExists()
    .addColumn('shopper', 'text', (column) => column.notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('given', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('consents_key', ['shopper', 'purpose', 'at_ms'])
    .execute();
  await db.schema
    .createTable('progress')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('event', 'bigint', (column) => column.notNull())
    .execute();
}
