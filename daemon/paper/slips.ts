import type { PairingForMember } from '../../contracts/pairing.ts';
import { PairingSlip, type Slip, type SlipOutcome, WaitSlip } from '../../contracts/slip.ts';
import type { SlipState } from '../../contracts/socket.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Outbox } from '../central/outbox.ts';

const JOBS_KEPT_MS = 7 * 24 * 3_600_000;

/** A printer as slip jobs see it. */
export interface SlipPrinter {
  readonly id: string;
  /** Whether a first byte may be sent now: open, paper in, cover closed, as far as the printer says. */
  readonly isReady: boolean;
  /** Prints one slip to its end. Never rejects: `not-sent` while not one byte went out, so that it may be tried again; what is not
   *  known is `uncertain`. */
  print(slip: Slip): Promise<SlipOutcome | 'not-sent'>;
}

export interface SlipsOptions {
  readonly db: Database;
  readonly commit: GroupCommit;
  readonly outbox: Outbox;
  /** The printer of a slip's terminal. */
  readonly printerFor: (slip: Slip) => SlipPrinter | undefined;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly onFault: (fault: unknown) => void;
}

type JobState = 'queued' | 'sending' | 'superseded' | SlipOutcome;

/** A row of the slip jobs; `slip` is JSON. A wait slip has `wait-<number>` in the place of the pairing. */
interface Job {
  readonly pairing: string;
  readonly visit: string;
  readonly code: string;
  readonly state: JobState;
  readonly slip: string;
}

/**
 * Slip jobs: on disk before the first byte, printed once, never for a code that is no longer the member's.
 * Source: docs/rules.md#lives-slip.
 */
export class Slips {
  readonly #options: SlipsOptions;
  readonly #sql: ReturnType<typeof statements>;
  /** The printers that print just now. */
  readonly #busy = new Set<string>();

  /**
   * Opens the jobs that are on disk. One that was under way when the process ended is `uncertain`: nobody knows what is on the
   * paper, so central is told and revokes its code. Source: docs/facts/escpos.md#exactly-once.
   */
  constructor(options: SlipsOptions) {
    const { db, commit } = options;
    this.#options = options;
    this.#sql = statements(db);
    for (const job of this.#sql.open.all().filter((each) => each.state === 'sending')) {
      void commit.write(() => this.#settle(job, 'uncertain'));
    }
    commit.flush();
  }

  /** Central's word on a member's pairing: idempotent by (pairing, visit, code). */
  async takePairing({ pairing, visit, state, slip, slipOutcome }: PairingForMember): Promise<void> {
    const { commit, now, onChange } = this.#options;
    const sql = this.#sql;
    await commit.write(() => {
      sql.forgetOld.run(now() - JOBS_KEPT_MS);
      if (state !== 'confirmed') {
        sql.supersedeOthers.run(pairing, visit, '');
        return;
      }
      sql.supersedeOthers.run(pairing, visit, slip.code);
      // Central knows an outcome and we have no job: this box lost its store, the paper exists. It is not printed twice.
      const first = slipOutcome ?? 'queued';
      sql.insert.run(pairing, visit, slip.code, first, JSON.stringify(slip), now());
    });
    onChange();
    this.kick();
  }

  async printWaitSlip(slip: WaitSlip): Promise<void> {
    const { commit, now } = this.#options;
    const key = [`wait-${slip.number}`, slip.visit, String(slip.issuedAtMs)] as const;
    await commit.write(() => this.#sql.insert.run(...key, 'queued', JSON.stringify(slip), now()));
    this.kick();
  }

  stateOf(slip: PairingSlip): SlipState {
    const job = this.#sql.one.get(slip.pairing, slip.visit, slip.code);
    if (job === undefined || job.state === 'superseded') return 'none';
    if (job.state === 'sending') return 'printing';
    if (job.state !== 'queued') return job.state;
    return this.#options.printerFor(slip) === undefined ? 'no-printer' : 'queued';
  }

  /** A printer became ready: jobs that wait are looked at again. */
  kick(): void {
    for (const job of this.#sql.open.all()) {
      if (job.state !== 'queued') continue;
      const printer = this.#options.printerFor(readSlip(job));
      if (printer === undefined || !printer.isReady || this.#busy.has(printer.id)) continue;
      void this.#runOn(printer, job);
    }
  }

  /** How many jobs wait or are under way. */
  get waiting(): number {
    return this.#sql.open.all().length;
  }

  /** A job that could not be kept on disk is not printed: it stays queued, and the store's own health shows why. */
  async #runOn(printer: SlipPrinter, job: Job): Promise<void> {
    this.#busy.add(printer.id);
    let goesOn = false;
    try {
      goesOn = await this.#run(job, printer);
    } catch (cause) {
      this.#options.onFault(cause);
    } finally {
      this.#busy.delete(printer.id);
    }
    // Otherwise the printer's next change of state, or the next tick, tries again.
    if (goesOn) this.kick();
  }

  async #run(job: Job, printer: SlipPrinter): Promise<boolean> {
    const { commit, now, onChange } = this.#options;
    const slip = readSlip(job);
    const mayStart = await commit.write(() => {
      // Between queueing and now central may have revoked the code or ended the pairing.
      if (this.#sql.one.get(job.pairing, job.visit, job.code)?.state !== 'queued') return false;
      if (slip.kind === 'pairing' && slip.expiresAtMs <= now()) {
        this.#settle(job, 'superseded');
        return false;
      }
      this.#settle(job, 'sending');
      return true;
    });
    onChange();
    if (!mayStart) return true;
    const outcome = await printer.print(slip);
    await commit.write(() => this.#settle(job, outcome === 'not-sent' ? 'queued' : outcome));
    onChange();
    return outcome !== 'not-sent';
  }

  /** Inside a commit: the outcome and the report of it are kept together. */
  #settle(job: Job, state: JobState): void {
    this.#sql.setState.run(state, job.pairing, job.visit, job.code);
    const slip = readSlip(job);
    if (slip.kind !== 'pairing') return;
    if (state === 'queued' || state === 'sending' || state === 'superseded') return;
    const { pairing, visit, code } = slip;
    this.#options.outbox.enlist('slip', { pairing, visit, code, outcome: state });
  }
}

function statements(db: Database) {
  return {
    insert: db.prepare(
      'INSERT INTO slip_job (pairing, visit, code, job_id, state, slip, created_at_ms) VALUES (?, ?, ?, (SELECT coalesce(max(job_id), 0) + 1 FROM slip_job), ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    setState: db.prepare(
      'UPDATE slip_job SET state = ? WHERE pairing = ? AND visit = ? AND code = ?',
    ),
    supersedeOthers: db.prepare(
      "UPDATE slip_job SET state = 'superseded' WHERE pairing = ? AND visit = ? AND code <> ? AND state = 'queued'",
    ),
    one: db.prepare<[string, string, string], Job>(
      'SELECT pairing, visit, code, state, slip FROM slip_job WHERE pairing = ? AND visit = ? AND code = ?',
    ),
    open: db.prepare<[], Job>(
      "SELECT pairing, visit, code, state, slip FROM slip_job WHERE state IN ('queued', 'sending') ORDER BY job_id",
    ),
    forgetOld: db.prepare(
      "DELETE FROM slip_job WHERE created_at_ms < ? AND state NOT IN ('queued', 'sending')",
    ),
  };
}

function readSlip(job: Job): PairingSlip | WaitSlip {
  const json: unknown = JSON.parse(job.slip);
  return job.pairing.startsWith('wait-') ? WaitSlip.parse(json) : PairingSlip.parse(json);
}
