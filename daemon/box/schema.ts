import type { Migration } from '../../store/database.ts';

/** The box's own store, step by step; steps are only ever appended. */
export const DAEMON_SCHEMA: readonly Migration[] = [
  {
    name: 'outbox',
    sql: `
      CREATE TABLE numbering (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        boot INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        dropped INTEGER NOT NULL
      );
      INSERT INTO numbering VALUES (1, 0, 0, 0, 0);
      CREATE TABLE outbox (
        boot INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message BLOB NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (boot, seq)
      ) WITHOUT ROWID;
      CREATE TABLE gap (
        boot INTEGER PRIMARY KEY,
        from_seq INTEGER NOT NULL,
        to_seq INTEGER NOT NULL
      );
      CREATE TABLE sale_seen (sale TEXT PRIMARY KEY, seen_at_ms INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX sale_seen_by_time ON sale_seen (seen_at_ms);
    `,
  },
  {
    name: 'visits and slips',
    sql: `
      CREATE TABLE visit (visit TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE slip_job (
        pairing TEXT NOT NULL,
        visit TEXT NOT NULL,
        code TEXT NOT NULL,
        job_id INTEGER NOT NULL,
        state TEXT NOT NULL,
        slip TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        PRIMARY KEY (pairing, visit, code)
      ) WITHOUT ROWID;
      CREATE TABLE reference (name TEXT PRIMARY KEY, version TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
    `,
  },
];
