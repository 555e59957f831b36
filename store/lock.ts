import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Fault } from '../contracts/fault.ts';

export interface HeldLock {
  release(): void;
}

/**
 * Makes sure that one process at most uses a state folder. The lock is the operating system's, on a small file, so it ends with the
 * process however that ends: there is no stale lock to clean up.
 * @throws Fault `already-running`
 */
export function holdLock(path: string, who: string): HeldLock {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Sqlite(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    throw new Fault(
      'already-running',
      `${who} is running already on ${dirname(path)}: stop it first, or give this one another stateDir`,
      { cause },
    );
  }
  return {
    release: () => {
      if (db.open) db.close();
    },
  };
}
