import type { Kysely } from 'kysely';
import type { CustomerTables } from './customers-schema.ts';

/** What a shopper can agree to. `intentions`: her past purchases foretell what she will want now. */
export type ConsentPurpose = 'intentions';

/**
 * One entry of the ledger: entries are only ever added, the latest holds. Nothing said means no.
 * Source: docs/facts/people.md#privacy-law.
 */
export interface ConsentEntry {
  readonly shopper: string;
  readonly purpose: ConsentPurpose;
  readonly isGiven: boolean;
  readonly atMs: number;
}

export async function writeConsent(
  db: Kysely<CustomerTables>,
  { shopper, purpose, isGiven, atMs }: ConsentEntry,
): Promise<void> {
  await db
    .insertInto('consents')
    .values({ shopper, purpose, at_ms: atMs, given: isGiven ? 1 : 0 })
    // Said twice in one millisecond: a withdrawal outweighs.
    .onConflict((conflict) =>
      conflict.columns(['shopper', 'purpose', 'at_ms']).doUpdateSet((build) => ({
        given: build
          .case()
          .when('consents.given', '=', 0)
          .then(0)
          .else(isGiven ? 1 : 0)
          .end(),
      })),
    )
    .execute();
}

export async function hasConsent(
  db: Kysely<CustomerTables>,
  shopper: string,
  purpose: ConsentPurpose,
): Promise<boolean> {
  const row = await db
    .selectFrom('consents')
    .select('given')
    .where('shopper', '=', shopper)
    .where('purpose', '=', purpose)
    .orderBy('at_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.given === 1;
}

/** Everybody who agrees now. */
export async function consenting(
  db: Kysely<CustomerTables>,
  purpose: ConsentPurpose,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('consents')
    .select(['shopper', 'given'])
    .where('purpose', '=', purpose)
    .orderBy('at_ms')
    .execute();
  const latest = new Map(rows.map((row) => [row.shopper, row.given]));
  return [...latest].flatMap(([shopper, given]) => (given === 1 ? [shopper] : []));
}
