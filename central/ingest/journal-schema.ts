import type { Migration } from '../../store/database.ts';
import { LEASE_SCHEMA } from './lease.ts';

/** The schema of `<stateDir>/journal.sqlite`. Steps are only ever appended. Times are milliseconds since 1970. */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [
  { name: 'lease', sql: LEASE_SCHEMA },
  {
    name: 'journal',
    sql: `
      -- Everything that happened, in order. record: 'event' is stepped by the matcher; 'rules' are the settings and promotions from
      -- then on; 'duplicate-sale' and 'note' are kept for people.
      CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        record TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        entropy TEXT NOT NULL,
        body TEXT NOT NULL,
        dev TEXT,
        boot INTEGER,
        seq INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX events_origin ON events (dev, boot, seq) WHERE dev IS NOT NULL;
      CREATE INDEX events_rules ON events (id) WHERE record = 'rules';

      -- All numbers of a device's boot up to seq are in the journal or in quarantine.
      CREATE TABLE marks (
        dev TEXT NOT NULL,
        boot INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (dev, boot)
      ) STRICT, WITHOUT ROWID;

      -- One row for each sale, whichever way it was read: a feed that is read twice makes no second one.
      CREATE TABLE sales (
        sale TEXT PRIMARY KEY,
        event INTEGER NOT NULL REFERENCES events (id),
        at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sale_parts (
        sale TEXT NOT NULL,
        part INTEGER NOT NULL,
        of INTEGER NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (sale, part)
      ) STRICT, WITHOUT ROWID;

      -- Bytes that were no message, for support. The same bytes again only count.
      CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        topic TEXT NOT NULL,
        digest TEXT NOT NULL,
        bytes BLOB NOT NULL,
        size INTEGER NOT NULL,
        reason TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1,
        UNIQUE (topic, digest)
      ) STRICT;

      CREATE TABLE learnt_prices (
        code TEXT PRIMARY KEY,
        unit_price_minor INTEGER NOT NULL,
        file_price_minor INTEGER NOT NULL,
        sale TEXT NOT NULL,
        at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- What tills print and the catalogue does not know.
      CREATE TABLE unknown_items (
        name TEXT NOT NULL,
        code TEXT NOT NULL,
        times INTEGER NOT NULL,
        last_price_minor INTEGER NOT NULL,
        last_at_ms INTEGER NOT NULL,
        PRIMARY KEY (name, code)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'pruning',
    sql: 'CREATE INDEX sales_by_event ON sales (event);',
  },
];
