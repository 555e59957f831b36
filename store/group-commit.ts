import { Fault } from '../contracts/fault.ts';
import type { Database } from './database.ts';

export interface GroupCommitOptions {
  /** The shortest time between two commits while writes keep coming. */
  readonly everyMs: number;
  /** So many waiting writes are committed at once, without waiting for the time. */
  readonly rows: number;
}

export interface GroupCommit {
  /**
   * Runs `work` inside the next commit and resolves with its result once that commit is on disk. Works run in the order of the calls.
   * A work that throws is undone and rejected alone; the others of its commit stand.
   * @throws Fault `store-unavailable` (rejection) where the commit itself fails: disk full, file gone
   */
  write<T>(work: () => T): Promise<T>;
  /** Commits what waits, now. */
  flush(): void;
}

interface Waiting {
  run(): void;
  settle(): void;
  fail(fault: Fault): void;
}

/**
 * Many writes, one fsync. A write that comes alone is committed in the same turn of the event loop; under load there is one
 * commit per `everyMs` or per `rows` writes. Source: docs/facts/storage.md#fsync-rate.
 */
export function groupCommit(
  db: Database,
  options: GroupCommitOptions = { everyMs: 3, rows: 64 },
): GroupCommit {
  let waiting: Waiting[] = [];
  let lastCommitAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  // A nested transaction is a savepoint: one bad work does not take the others with it.
  const inSavepoint = db.transaction((work: () => void) => work());

  function flush(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = undefined;
    immediate = undefined;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      begin.run();
      for (const one of batch) one.run();
      commit.run();
    } catch (cause) {
      if (db.open && db.inTransaction) db.exec('ROLLBACK');
      const reason = cause instanceof Error ? cause.message : String(cause);
      const fault = new Fault(
        'store-unavailable',
        `${batch.length} writes to ${db.name} were not kept: ${reason}; check the disk's free space and health`,
        { cause },
      );
      for (const one of batch) one.fail(fault);
      return;
    } finally {
      lastCommitAt = performance.now();
    }
    for (const one of batch) one.settle();
  }

  // Always in a later turn of the event loop: whoever wrote has had its promise settled before the next commit begins.
  function schedule(): void {
    if (immediate !== undefined) return;
    const dueInMs = lastCommitAt + options.everyMs - performance.now();
    if (dueInMs <= 0 || waiting.length >= options.rows) immediate = setImmediate(flush);
    else timer ??= setTimeout(flush, dueInMs);
  }

  return {
    write<T>(work: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let settle = (): void => {};
        waiting.push({
          run: () => {
            try {
              inSavepoint(() => {
                const result = work();
                settle = () => resolve(result);
              });
            } catch (cause) {
              if (!db.inTransaction) throw cause;
              settle = () => reject(cause);
            }
          },
          settle: () => settle(),
          fail: reject,
        });
        schedule();
      });
    },
    flush,
  };
}
