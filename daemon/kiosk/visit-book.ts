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
export class VisitBook {
  readonly #options: VisitBookOptions;
  readonly #sql: ReturnType<typeof statements>;
  readonly #visits = new Map<VisitId, VisitRecord>();

  constructor(options: VisitBookOptions) {
    this.#options = options;
    this.#sql = statements(options.db);
    for (const row of this.#sql.all.all()) {
      const parsed = VisitRecord.safeParse(JSON.parse(row.record));
      if (parsed.success) this.#visits.set(parsed.data.visit, parsed.data);
    }
  }

  all(): readonly VisitRecord[] {
    return [...this.#visits.values()];
  }

  byId(visit: VisitId): VisitRecord | undefined {
    return this.#visits.get(visit);
  }

  /** The visit whose shopper stands at this terminal. */
  at(terminal: TerminalId): VisitRecord | undefined {
    for (const record of this.#visits.values()) {
      if (record.terminal === terminal && record.presence === 'at-kiosk') return record;
    }
    return undefined;
  }

  /** The same, where it can still be changed. */
  openAt(terminal: TerminalId): VisitRecord | undefined {
    const record = this.at(terminal);
    return record === undefined || isOver(record) ? undefined : record;
  }

  /** Memory changes first, so that two taps in a row see each other. False where the outbox is full and central will not hear of it. */
  async keep<K extends UpKind>(
    record: VisitRecord,
    message?: { readonly kind: K; readonly body: MessageBody<K> },
  ): Promise<boolean> {
    const { commit, outbox, onChange } = this.#options;
    this.#visits.set(record.visit, record);
    const appended = await commit.write(() => {
      this.#sql.put.run(record.visit, JSON.stringify(record));
      return message === undefined ? undefined : outbox.enlist(message.kind, message.body);
    });
    onChange();
    return appended?.kind !== 'dropped';
  }

  /** Drops a visit that central knows to be over. */
  async forget(record: VisitRecord): Promise<void> {
    const { commit, onChange } = this.#options;
    this.#visits.delete(record.visit);
    await commit.write(() => void this.#sql.drop.run(record.visit));
    onChange();
  }

  /** Ends a visit, and tells central. */
  async end(record: VisitRecord): Promise<void> {
    const { commit, outbox, onChange } = this.#options;
    const { visit, terminal } = record;
    this.#visits.delete(visit);
    await commit.write(() => {
      this.#sql.drop.run(visit);
      outbox.enlist('visit-presence', { visit, terminal, presence: 'ended' });
    });
    onChange();
  }

  /** She is no longer at the screen. */
  async walkedAway(record: VisitRecord): Promise<void> {
    if (isOver(record)) {
      await this.forget(record);
      return;
    }
    // A guest without a number can never be found again.
    if (record.card === undefined && record.waitNumber === undefined && !isPaired(record)) {
      await this.end(record);
      return;
    }
    const { visit, terminal } = record;
    await this.keep(
      { ...record, presence: 'in-shop' },
      { kind: 'visit-presence', body: { visit, terminal, presence: 'in-shop' } },
    );
  }
}

function statements(db: Database) {
  return {
    all: db.prepare<[], { record: string }>('SELECT record FROM visit'),
    put: db.prepare(
      'INSERT INTO visit (visit, record) VALUES (?, ?) ON CONFLICT (visit) DO UPDATE SET record = excluded.record',
    ),
    drop: db.prepare('DELETE FROM visit WHERE visit = ?'),
  };
}
