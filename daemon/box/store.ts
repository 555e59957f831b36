import { join } from 'node:path';
import { type Database, openDatabase } from '../../store/database.ts';
import { type GroupCommit, groupCommit } from '../../store/group-commit.ts';
import { holdLock } from '../../store/lock.ts';
import type { Notices } from '../../service/notices.ts';
import { DAEMON_SCHEMA } from './schema.ts';

/** The box's own store. */
export interface BoxStore {
  readonly path: string;
  readonly db: Database;
  readonly commit: GroupCommit;
}

/**
 * Locks the state folder and opens the store in it.
 * @throws Fault `already-running`, `store-unavailable`
 */
export function openBoxStore(
  stateDir: string,
  id: string,
  {
    notices,
    now,
    closers,
  }: {
    readonly notices: Notices;
    readonly now: () => number;
    readonly closers: AsyncDisposableStack;
  },
): BoxStore {
  const lock = holdLock(join(stateDir, 'daemon.lock'), `the daemon ${id}`);
  closers.defer(() => lock.release());
  const path = join(stateDir, 'daemon.sqlite');
  const opened = openDatabase(path, DAEMON_SCHEMA, now());
  const { db } = opened;
  closers.defer(() => void db.close());
  for (const text of opened.notices) notices.add('store-corrupt', text);
  const commit = groupCommit(db);
  closers.defer(async () => {
    // What the devices' last words became is still being handed over.
    await new Promise((resolve) => void setImmediate(resolve));
    commit.flush();
  });
  return { path, db, commit };
}
