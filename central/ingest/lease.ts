import type { Database } from '../../store/database.ts';
import { Fault } from '../../contracts/fault.ts';

/** The right to write for a venue, under a number that grows with each new owner. */
export interface Lease {
  readonly epoch: number;
  /**
   * To be called inside every write transaction: a process that has been replaced while it slept writes nothing.
   * @throws Fault `already-running`
   */
  check(): void;
}

export const LEASE_SCHEMA = `
  CREATE TABLE lease (
    p INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    taken_at_ms INTEGER NOT NULL
  ) STRICT;
`;

/** In the embedded form one process owns all venues of its folder: one partition. Source: messaging, 6.2. */
const PARTITION = 0;

/**
 * Takes the lease with the next epoch. The epoch never falls, even where the folder was lost: it is at least the time in seconds, so
 * boxes never take a new owner for an old one.
 * The caller holds the folder's lock, so the previous owner has ended, or is on the other side of a broken network file system: then
 * its next write finds a higher epoch and fails.
 */
export function takeLease(db: Database, owner: string, nowMs: number): Lease {
  const seconds = Math.floor(nowMs / 1000);
  const row = db
    .prepare<[number, string, number, number], { epoch: number }>(
      `INSERT INTO lease (p, owner, epoch, taken_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (p) DO UPDATE SET
         owner = excluded.owner,
         epoch = max(lease.epoch + 1, excluded.epoch),
         taken_at_ms = excluded.taken_at_ms
       RETURNING epoch`,
    )
    .get(PARTITION, owner, seconds, nowMs);
  if (row === undefined) throw new Error('the lease row was neither written nor returned');
  const { epoch } = row;
  const current = db.prepare<[number, string, number], { p: number }>(
    'SELECT p FROM lease WHERE p = ? AND owner = ? AND epoch = ?',
  );
  return {
    epoch,
    check() {
      if (current.get(PARTITION, owner, epoch) !== undefined) return;
      throw new Fault(
        'already-running',
        `another central has taken over ${db.name} (our epoch was ${epoch}): this one must end; run one central for each stateDir`,
      );
    },
  };
}
