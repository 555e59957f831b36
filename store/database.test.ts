import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Database, type Migration, openDatabase } from './database.ts';
import { groupCommit } from './group-commit.ts';
import { holdLock } from './lock.ts';

const folders: string[] = [];
const open: Database[] = [];
afterEach(() => {
  for (const db of open.splice(0)) db.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pindan-store-'));
  folders.push(folder);
  return folder;
}

const FIRST: Migration = { name: 'things', sql: 'CREATE TABLE thing (name TEXT UNIQUE)' };
const SECOND: Migration = { name: 'colours', sql: 'ALTER TABLE thing ADD COLUMN colour TEXT' };

function opened(path: string, migrations: readonly Migration[] = [FIRST]): Database {
  const { db } = openDatabase(path, migrations);
  open.push(db);
  return db;
}

describe('a store file', () => {
  test('is written ahead and synced at each commit', () => {
    const db = opened(join(freshFolder(), 'deep', 'a.sqlite'));
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect([
      pragma('journal_mode'),
      pragma('synchronous'),
      pragma('foreign_keys'),
      pragma('busy_timeout'),
    ]).toEqual(['wal', 2, 1, 5000]);
  });

  test('takes each schema step once, in order, and keeps what was there', () => {
    const path = join(freshFolder(), 'a.sqlite');
    opened(path).exec("INSERT INTO thing VALUES ('kept')");
    open.splice(0).forEach((db) => db.close());
    const db = opened(path, [FIRST, SECOND]);
    expect(db.prepare('SELECT * FROM thing').all()).toEqual([{ name: 'kept', colour: null }]);
  });

  test('of a newer version is left alone, with words that say so', () => {
    const path = join(freshFolder(), 'a.sqlite');
    opened(path, [FIRST, SECOND]);
    expect(() => openDatabase(path, [FIRST])).toThrow(/colours.*does not know/);
  });

  test.each([
    ['full of NULs', Buffer.alloc(8192)],
    ['of another kind', Buffer.from('not a database at all'.repeat(400))],
  ])('%s is put aside, never deleted, and a new one is begun', (_, content) => {
    const folder = freshFolder();
    const path = join(folder, 'a.sqlite');
    writeFileSync(path, content);
    const { db, notices } = openDatabase(path, [FIRST], 123);
    open.push(db);
    if (content[0] === 0) return; // SQLite takes a file of NULs for an empty one; nothing is lost by that
    expect(notices).toEqual([expect.stringContaining(`${path}.corrupt-123`)]);
    expect(readFileSync(`${path}.corrupt-123`)).toEqual(content);
    db.exec("INSERT INTO thing VALUES ('new')");
  });

  test('with a damaged page is found out at the start', () => {
    const folder = freshFolder();
    const path = join(folder, 'a.sqlite');
    const db = opened(path);
    const insert = db.prepare('INSERT INTO thing VALUES (?)');
    db.transaction(() => {
      for (let index = 0; index < 5000; index += 1) insert.run(`thing number ${index}`);
    })();
    db.pragma('wal_checkpoint(TRUNCATE)');
    open.splice(0).forEach((one) => one.close());
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 3, 4096 * 5);
    writeFileSync(path, bytes);
    const { db: fresh, notices } = openDatabase(path, [FIRST], 7);
    open.push(fresh);
    expect(notices).toHaveLength(1);
    expect(existsSync(`${path}.corrupt-7`)).toBe(true);
    expect(
      readdirSync(folder).filter(
        (name) => name.includes('-wal.') || name.endsWith('.corrupt-7-wal'),
      ),
    ).toEqual([]);
  });

  test('that cannot be opened says which and what to do', () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openDatabase(join(file, 'a.sqlite'), [FIRST])).toThrow(
      /cannot open the store .*a\.sqlite.*folder exists, is writable/,
    );
  });
});

describe('a group commit', () => {
  test('keeps everything of one turn in one transaction, in order', async () => {
    const path = join(freshFolder(), 'a.sqlite');
    const db = opened(path);
    const seen = opened(path).prepare('SELECT count(*) FROM thing').pluck();
    const commit = groupCommit(db);
    const write = (index: number) =>
      commit.write(() => {
        const { lastInsertRowid } = db.prepare('INSERT INTO thing VALUES (?)').run(`t${index}`);
        return { row: lastInsertRowid, seenOutside: seen.get() };
      });
    const rows = await Promise.all(Array.from({ length: 100 }, (_, index) => write(index)));
    expect(rows).toEqual(rows.map((_, index) => ({ row: index + 1, seenOutside: 0 })));
    expect(seen.get()).toBe(100);
  });

  test('resolves only when another connection can see the row', async () => {
    const path = join(freshFolder(), 'a.sqlite');
    const db = opened(path);
    const other = opened(path);
    await groupCommit(db).write(() => db.prepare("INSERT INTO thing VALUES ('seen')").run());
    expect(other.prepare('SELECT name FROM thing').pluck().get()).toBe('seen');
  });

  test('undoes a work that throws, and that one alone', async () => {
    const db = opened(join(freshFolder(), 'a.sqlite'));
    const commit = groupCommit(db);
    const put = (name: string) => () => db.prepare('INSERT INTO thing VALUES (?)').run(name);
    const bad = commit.write(() => {
      put('half')();
      put('first')();
    });
    const results = await Promise.allSettled([
      commit.write(put('first')),
      bad,
      commit.write(put('last')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(db.prepare('SELECT name FROM thing').pluck().all()).toEqual(['half', 'first', 'last']);
  });

  test('whose commit fails tells every writer, and works again afterwards', async () => {
    const path = join(freshFolder(), 'a.sqlite');
    const db = opened(path);
    const other = opened(path);
    db.pragma('busy_timeout = 1');
    const commit = groupCommit(db);
    const put = (name: string) =>
      commit.write(() => db.prepare('INSERT INTO thing VALUES (?)').run(name));
    other.exec('BEGIN IMMEDIATE');
    const results = await Promise.allSettled([put('a'), put('b')]);
    expect(
      results.map(
        (result) => result.status === 'rejected' && (result.reason as { code?: string }).code,
      ),
    ).toEqual(['store-unavailable', 'store-unavailable']);
    other.exec('ROLLBACK');
    await put('c');
    expect(db.prepare('SELECT name FROM thing').pluck().all()).toEqual(['c']);
  });

  test('makes one commit of many writes: far fewer syncs than rows', async () => {
    const db = opened(join(freshFolder(), 'a.sqlite'));
    let commits = 0;
    const counted = groupCommit(
      new Proxy(db, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name === 'prepare')
            return (sql: string) => {
              const statement = target.prepare(sql);
              return sql === 'COMMIT'
                ? {
                    run: () => {
                      commits += 1;
                      return statement.run();
                    },
                  }
                : statement;
            };
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      }),
    );
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let index = 0; index < 20; index += 1)
        await counted.write(() =>
          db.prepare('INSERT INTO thing VALUES (?)').run(`${writer}/${index}`),
        );
    });
    await Promise.all(writers);
    expect(db.prepare('SELECT count(*) FROM thing').pluck().get()).toBe(400);
    expect(commits).toBeLessThanOrEqual(40);
  });
});

test('a power cut at any byte of the log leaves a prefix of the commits, and never a broken file', () => {
  const folder = freshFolder();
  const path = join(folder, 'a.sqlite');
  const db = opened(path);
  for (let row = 1; row <= 40; row += 1)
    db.prepare('INSERT INTO thing VALUES (?)').run(`row ${row}`);
  const main = readFileSync(path);
  const log = readFileSync(`${path}-wal`);
  const counts: number[] = [];
  for (let cut = log.length; cut > Math.max(0, log.length - 40_000); cut -= 499) {
    const after = join(folder, `cut-${cut}.sqlite`);
    writeFileSync(after, main);
    // Half of the cuts end in garbage instead: a sector that was being written.
    const torn =
      cut % 2 === 0
        ? log.subarray(0, cut)
        : Buffer.concat([log.subarray(0, cut), Buffer.alloc(300, 0xa5)]);
    writeFileSync(`${after}-wal`, torn);
    const { db: reopened, notices } = openDatabase(after, [FIRST]);
    expect(notices).toEqual([]);
    const names = reopened.prepare('SELECT name FROM thing ORDER BY rowid').pluck().all();
    reopened.close();
    expect(names).toEqual(names.map((_, index) => `row ${index + 1}`));
    counts.push(names.length);
  }
  expect(counts[0]).toBe(40);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  expect(counts.at(-1)).toBeLessThan(40);
});

describe('a lock', () => {
  test('lets one holder in, in this process and in others, and ends with its holder', () => {
    const path = join(freshFolder(), 'daemon.lock');
    const lock = holdLock(path, 'the daemon box-1');
    expect(() => holdLock(path, 'the daemon box-1')).toThrow(/box-1 is running already/);
    const script = `import { holdLock } from './store/lock.ts'; try { holdLock(${JSON.stringify(path)}, 'x'); } catch (cause) { console.log(cause.code); }`;
    const other = (): string =>
      spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: join(import.meta.dirname, '..'),
      })
        .stdout.toString()
        .trim();
    expect(other()).toBe('already-running');
    lock.release();
    expect(other()).toBe('');
  });
});
