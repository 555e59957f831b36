import type { PairingForMember } from '../../contracts/pairing.ts';
import { PairingSlip, type Slip, type SlipOutcome, WaitSlip } from '../../contracts/slip.ts';
import type { SlipState } from '../../contracts/socket.ts';
import type { Database } from '../../store/database.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Outbox } from '../central/outbox.ts';

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
export interface Slips {
  /** Central's word on a member's pairing: idempotent by (pairing, visit, code). */
  takePairing(pairing: PairingForMember): Promise<void>;
  printWaitSlip(slip: WaitSlip): Promise<void>;
  stateOf(slip: PairingSlip): SlipState;
  /** A printer became ready: jobs that wait are looked at again. */
  kick(): void;
  /** How many jobs wait or are under way. */
  readonly waiting: number;
}

/**
 * Opens the jobs that are on disk. One that was under way when the process ended is `uncertain`: nobody knows what is on the
 * paper, so central is told and revokes its code. Source: docs/facts/escpos.md#exactly-once.
 */
export function openSlips(options: SlipsOptions): Slips {
  const { db, commit, outbox } = options;
  const insert = db.prepare(
    'INSERT INTO slip_job (pairing, visit, code, job_id, state, slip, created_at_ms) VALUES (?, ?, ?, (SELECT coalesce(max(job_id), 0) + 1 FROM slip_job), ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const setState = db.prepare(
    'UPDATE slip_job SET state = ? WHERE pairing = ? AND visit = ? AND code = ?',
  );
  const supersedeOthers = db.prepare(
    "UPDATE slip_job SET state = 'superseded' WHERE pairing = ? AND visit = ? AND code <> ? AND state = 'queued'",
  );
  const one = db.prepare<[string, string, string], Job>(
    'SELECT pairing, visit, code, state, slip FROM slip_job WHERE pairing = ? AND visit = ? AND code = ?',
  );
  const open = db.prepare<[], Job>(
    "SELECT pairing, visit, code, state, slip FROM slip_job WHERE state IN ('queued', 'sending') ORDER BY job_id",
  );
  const forgetOld = db.prepare(
    "DELETE FROM slip_job WHERE created_at_ms < ? AND state NOT IN ('queued', 'sending')",
  );
  const busy = new Set<string>();

  /** Inside a commit: the outcome and the report of it are kept together. */
  function settle(job: Job, state: JobState): void {
    setState.run(state, job.pairing, job.visit, job.code);
    const slip = readSlip(job);
    if (
      slip.kind !== 'pairing' ||
      state === 'queued' ||
      state === 'sending' ||
      state === 'superseded'
    )
      return;
    outbox.enlist('slip', {
      pairing: slip.pairing,
      visit: slip.visit,
      code: slip.code,
      outcome: state,
    });
  }

  for (const job of open.all().filter((each) => each.state === 'sending')) {
    void commit.write(() => settle(job, 'uncertain'));
  }
  commit.flush();

  async function run(job: Job, printer: SlipPrinter): Promise<boolean> {
    const slip = readSlip(job);
    const mayStart = await commit.write(() => {
      // Between queueing and now central may have revoked the code or ended the pairing.
      if (one.get(job.pairing, job.visit, job.code)?.state !== 'queued') return false;
      if (slip.kind === 'pairing' && slip.expiresAtMs <= options.now()) {
        settle(job, 'superseded');
        return false;
      }
      settle(job, 'sending');
      return true;
    });
    options.onChange();
    if (!mayStart) return true;
    const outcome = await printer.print(slip);
    await commit.write(() => settle(job, outcome === 'not-sent' ? 'queued' : outcome));
    options.onChange();
    return outcome !== 'not-sent';
  }

  /** A job that could not be kept on disk is not printed: it stays queued, and the store's own health shows why. */
  async function runOn(printer: SlipPrinter, job: Job): Promise<void> {
    busy.add(printer.id);
    let goesOn = false;
    try {
      goesOn = await run(job, printer);
    } catch (cause) {
      options.onFault(cause);
    } finally {
      busy.delete(printer.id);
    }
    // Otherwise the printer's next change of state, or the next tick, tries again.
    if (goesOn) kick();
  }

  function kick(): void {
    for (const job of open.all()) {
      if (job.state !== 'queued') continue;
      const printer = options.printerFor(readSlip(job));
      if (printer === undefined || !printer.isReady || busy.has(printer.id)) continue;
      void runOn(printer, job);
    }
  }

  return {
    async takePairing({ pairing, visit, state, slip, slipOutcome }) {
      await commit.write(() => {
        forgetOld.run(options.now() - 7 * 24 * 3_600_000);
        if (state !== 'confirmed') {
          supersedeOthers.run(pairing, visit, '');
          return;
        }
        supersedeOthers.run(pairing, visit, slip.code);
        // Central knows an outcome and we have no job: this box lost its store, the paper exists. It is not printed twice.
        insert.run(
          pairing,
          visit,
          slip.code,
          slipOutcome ?? 'queued',
          JSON.stringify(slip),
          options.now(),
        );
      });
      options.onChange();
      kick();
    },
    async printWaitSlip(slip) {
      const key = [`wait-${slip.number}`, slip.visit, String(slip.issuedAtMs)] as const;
      await commit.write(() => insert.run(...key, 'queued', JSON.stringify(slip), options.now()));
      kick();
    },
    stateOf(slip) {
      const job = one.get(slip.pairing, slip.visit, slip.code);
      if (job === undefined || job.state === 'superseded') return 'none';
      if (job.state === 'sending') return 'printing';
      if (job.state !== 'queued') return job.state;
      return options.printerFor(slip) === undefined ? 'no-printer' : 'queued';
    },
    kick,
    get waiting() {
      return open.all().length;
    },
  };
}

function readSlip(job: Job): PairingSlip | WaitSlip {
  const json: unknown = JSON.parse(job.slip);
  return job.pairing.startsWith('wait-') ? WaitSlip.parse(json) : PairingSlip.parse(json);
}
