import type { TerminalId, VisitId } from '../../contracts/ids.ts';
import type { MessageBody, UpKind } from '../../contracts/topics.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Outbox } from '../central/outbox.ts';
import { isOver, isPaired, VisitRecord } from './visit-record.ts';

export interface VisitBookOptions {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly outbox: Outbox;
  /** A visit changed: screens and slips look again. */
  readonly onChange: () => void;
}

/** The visits of this box, in memory and on disk alike. A record and the message that tells central of it are kept in one commit, and
 *  shown only then. */
export interface VisitBook {
  readonly all: () => readonly VisitRecord[];
  /** The visit whose shopper stands at this terminal. */
  readonly at: (terminal: TerminalId) => VisitRecord | undefined;
  /** The same, where it can still be changed. */
  readonly openAt: (terminal: TerminalId) => VisitRecord | undefined;
  readonly byId: (visit: VisitId) => VisitRecord | undefined;
  /** Memory changes first, so that two taps in a row see each other. False where the outbox is full and central will not hear of it. */
  keep<K extends UpKind>(
    record: VisitRecord,
    message?: { readonly kind: K; readonly body: MessageBody<K> },
  ): Promise<boolean>;
  /** Drops a visit that central knows to be over. */
  forget(record: VisitRecord): Promise<void>;
  /** Ends a visit, and tells central. */
  end(record: VisitRecord): Promise<void>;
  /** She is no longer at the screen. */
  walkedAway(record: VisitRecord): Promise<void>;
}

export function openVisitBook(options: VisitBookOptions): VisitBook {
  const { db, commit, outbox } = options;
  const put = db.prepare(
    'INSERT INTO visit (visit, record) VALUES (?, ?) ON CONFLICT (visit) DO UPDATE SET record = excluded.record',
  );
  const drop = db.prepare('DELETE FROM visit WHERE visit = ?');
  const visits = new Map<VisitId, VisitRecord>();
  for (const row of db.prepare<[], { record: string }>('SELECT record FROM visit').all()) {
    const parsed = VisitRecord.safeParse(JSON.parse(row.record));
    if (parsed.success) visits.set(parsed.data.visit, parsed.data);
  }

  function at(terminal: TerminalId): VisitRecord | undefined {
    for (const record of visits.values()) {
      if (record.terminal === terminal && record.presence === 'at-kiosk') return record;
    }
    return undefined;
  }

  function openAt(terminal: TerminalId): VisitRecord | undefined {
    const record = at(terminal);
    return record === undefined || isOver(record) ? undefined : record;
  }

  async function keep<K extends UpKind>(
    record: VisitRecord,
    message?: { readonly kind: K; readonly body: MessageBody<K> },
  ): Promise<boolean> {
    visits.set(record.visit, record);
    const appended = await commit.write(() => {
      put.run(record.visit, JSON.stringify(record));
      return message === undefined ? undefined : outbox.enlist(message.kind, message.body);
    });
    options.onChange();
    return appended?.kind !== 'dropped';
  }

  async function walkedAway(record: VisitRecord): Promise<void> {
    if (isOver(record)) {
      await forget(record);
      return;
    }
    // A guest without a number can never be found again.
    if (record.card === undefined && record.waitNumber === undefined && !isPaired(record)) {
      await end(record);
      return;
    }
    const { visit, terminal } = record;
    await keep(
      { ...record, presence: 'in-shop' },
      { kind: 'visit-presence', body: { visit, terminal, presence: 'in-shop' } },
    );
  }

  async function forget(record: VisitRecord): Promise<void> {
    visits.delete(record.visit);
    await commit.write(() => void drop.run(record.visit));
    options.onChange();
  }

  async function end(record: VisitRecord): Promise<void> {
    const { visit, terminal } = record;
    visits.delete(visit);
    await commit.write(() => {
      drop.run(visit);
      outbox.enlist('visit-presence', { visit, terminal, presence: 'ended' });
    });
    options.onChange();
  }

  return {
    all: () => [...visits.values()],
    at,
    openAt,
    byId: (visit) => visits.get(visit),
    keep,
    forget,
    end,
    walkedAway,
  };
}
