import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Fault } from '../contracts/fault.ts';

/** An open SQLite file. Statements are synchronous; what must survive a power cut goes through `groupCommit`. */
export type Database = Sqlite.Database;

/** One step of a schema. Steps are only ever appended: the position in the list is the version that a file has reached. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface OpenedDatabase {
  readonly db: Database;
  /** What a person should know: a broken file that was put aside. Empty when all is well. */
  readonly notices: readonly string[];
}

/**
 * Opens a durable SQLite file and brings its schema up to date. A file that is broken is renamed `.corrupt-<time>` with its
 * write-ahead log, never deleted, and an empty one takes its place with a notice.
 * @param nowMs names the file that is put aside
 * @throws Fault `store-unavailable` where the file cannot be opened at all, or was written by a newer version of us
 * Source: docs/facts/storage.md#sqlite-settings.
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  nowMs: number = Date.now(),
): OpenedDatabase {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return { db: openChecked(path, migrations), notices: [] };
  } catch (cause) {
    if (!isCorruption(cause)) throw asFault(path, cause);
  }
  const aside = `${path}.corrupt-${nowMs}`;
  // The log belongs to the broken file: left behind, it would be replayed into the new one.
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  try {
    return {
      db: openChecked(path, migrations),
      notices: [
        `${path} was damaged: it was put aside as ${aside} and a new one was begun; keep the old file for support`,
      ],
    };
  } catch (cause) {
    throw asFault(path, cause);
  }
}

function openChecked(path: string, migrations: readonly Migration[]): Database {
  const db = new Sqlite(path, { timeout: 5000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('busy_timeout = 5000');
    db.pragma('wal_autocheckpoint = 1000');
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    db.pragma('foreign_keys = ON');
    const verdict = db.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new CorruptDatabase(String(verdict));
    migrate(db, path, migrations);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function migrate(db: Database, path: string, migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS schema (version INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  const applied = db
    .prepare<[], { version: number; name: string }>(
      'SELECT version, name FROM schema ORDER BY version',
    )
    .all();
  const unknown = applied.find((row) => migrations[row.version - 1]?.name !== row.name);
  if (unknown !== undefined) {
    throw new Fault(
      'store-unavailable',
      `${path} has the schema step ${unknown.version} "${unknown.name}", which this version does not know: start the version that wrote it, or move the file away`,
    );
  }
  const record = db.prepare('INSERT INTO schema (version, name) VALUES (?, ?)');
  for (const [index, migration] of migrations.entries()) {
    if (index < applied.length) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      record.run(index + 1, migration.name);
    }).immediate();
  }
}

class CorruptDatabase extends Error {}

function isCorruption(cause: unknown): boolean {
  if (cause instanceof CorruptDatabase) return true;
  return (
    cause instanceof Sqlite.SqliteError &&
    (cause.code.startsWith('SQLITE_CORRUPT') || cause.code === 'SQLITE_NOTADB')
  );
}

function asFault(path: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Fault(
    'store-unavailable',
    `cannot open the store ${path}: ${reason}; check that its folder exists, is writable and has room`,
    { cause },
  );
}
