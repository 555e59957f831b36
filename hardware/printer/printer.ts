// Face for daemon/: `openPrinter(address, options): Printer`. `printSlip` rejects with a Fault only while not one byte of the job
// was sent (the job may be tried again); from the first byte on it resolves to a SlipOutcome.
import type { LinkAddress } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { SlipOutcome } from '../../contracts/slip.ts';
import { addressText, transmitMs } from '../link/address.ts';
import type { Link, openLink } from '../link/link.ts';
import { Acquaintance } from './capabilities.ts';
import { fencedJob, processId } from './commands.ts';
import { Conversation } from './status-session.ts';
import { openLine } from './line.ts';
import { proofOf } from './print-confirmation.ts';
import type { ProofWanted } from './print-confirmation.ts';
import { startRounds } from './polling.ts';
import { afterChange, NOTHING_YET } from './statistics.ts';
import type { PrinterStatistics } from './statistics.ts';
import { isHeldUp, printerAdvice } from './status.ts';
import type { PrinterState } from './status.ts';
import { USUAL_TIMING } from './timing.ts';
import type { PrinterTiming } from './timing.ts';
import type { PrinterLine } from './printer-line.ts';

/** Between two visits to a printer that could not be had, or that is held up. */
const BUSY_LOOK_MS = 3000;

export interface PrinterOptions {
  readonly profile: PrinterProfile;
  /** Each change of what is known: link, capability, paper, cover. `why` is the link's trouble. */
  readonly onState?: (state: PrinterState, why?: Fault) => void;
  readonly timing?: Partial<PrinterTiming>;
  readonly clock?: () => number;
  readonly random?: () => number;
  /** How the link is made; tests give one that is not a cable. */
  readonly openLink?: typeof openLink;
}

export interface Printer {
  readonly link: Link;
  readonly state: PrinterState;
  readonly statistics: PrinterStatistics;
  /**
   * Prints a job of `slipBytes`; jobs wait for each other. `printed`: the printer itself said so after the cut. `sent-unconfirmed`: it
   * cannot say. `uncertain`: the link was lost or an answer that is due did not come; the paper may or may not be out there.
   * While paper is out or the cover open it waits, however long, and sends nothing again.
   * @throws Fault while nothing was sent, try again later: `link-lost`, `port-unavailable`, `port-busy` (it serves another computer),
   *   `printer-fault` (it is held up, or does not answer although it can)
   */
  printSlip(bytes: Uint8Array): Promise<SlipOutcome>;
  /** Ends the printer; a job under way becomes `uncertain`. */
  close(): Promise<void>;
}

/** Keeps a receipt printer for ever and learns by asking what it can answer. Source: docs/facts/escpos.md#capabilities. */
export function openPrinter(address: LinkAddress, options: PrinterOptions): Printer {
  return new EscposPrinter(address, options);
}

class EscposPrinter implements Printer {
  readonly link: PrinterLine;
  statistics = NOTHING_YET;
  readonly #options: PrinterOptions;
  readonly #timing: PrinterTiming;
  readonly #address: LinkAddress;
  readonly #where: string;
  readonly #conversation: Conversation;
  /** A late answer to a job of an earlier run must not fit a job of this one. */
  readonly #firstId: number;
  readonly #acquaintance: Acquaintance;
  #queue: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #isClosed = false;
  readonly #stopRounds: () => void;

  constructor(address: LinkAddress, options: PrinterOptions) {
    const clock = options.clock ?? Date.now;
    this.#options = options;
    this.#timing = { ...USUAL_TIMING, ...options.timing };
    this.#address = address;
    this.#where = addressText(address);
    this.#firstId = Math.floor(clock() / 1000) % 10_000;
    this.#conversation = new Conversation(
      (bytes) => this.link.write(bytes),
      (before) => {
        this.statistics = afterChange(this.statistics, before, this.#conversation.condition);
        this.#changed();
      },
    );
    this.link = openLine(address, {
      onBytes: (bytes, atMs) => this.#conversation.received(bytes, atMs),
      onBegin: () => this.#acquaintance.begun(),
      onEnd: () => this.#conversation.end(),
      onState: (_, why) => this.#changed(why),
      keepMs: this.#timing.keepMs,
      clock,
      ...(options.random === undefined ? {} : { random: options.random }),
      ...(options.openLink === undefined ? {} : { openLink: options.openLink }),
    });
    this.#acquaintance = new Acquaintance({
      address,
      line: this.link,
      conversation: this.#conversation,
      profile: options.profile,
      timing: this.#timing,
      onLearnt: () => this.#changed(),
    });
    this.#stopRounds = startRounds(
      () => this.#idleLook(),
      () => this.#nextLookMs(),
    );
  }

  get state(): PrinterState {
    return {
      ...this.#conversation.condition,
      link: this.link.state,
      capability: this.#acquaintance.abilities.capability,
      answeredAtMs: this.#conversation.answeredAtMs,
    };
  }

  printSlip(bytes: Uint8Array): Promise<SlipOutcome> {
    const job = this.#queue.then(() => this.#print(bytes));
    this.#queue = job.catch(() => undefined);
    return job;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopRounds();
    this.#conversation.end();
    await this.link.close();
  }

  async #print(bytes: Uint8Array): Promise<SlipOutcome> {
    this.#isBusy = true;
    try {
      await this.#reach();
      await this.#preflight();
      return await this.#send(bytes);
    } finally {
      this.#isBusy = false;
      this.link.rest();
    }
  }

  /** From the first byte on there is an outcome, never a fault. */
  async #send(bytes: Uint8Array): Promise<SlipOutcome> {
    const { session } = this.#conversation;
    const isById = this.#acquaintance.abilities.capability === 'processId';
    this.#count('jobs');
    const number = 2 * (this.#firstId + this.statistics.jobs);
    const ids = isById ? ([processId(number), processId(number + 1)] as const) : undefined;
    const canConfirm = isById || this.#acquaintance.abilities.answersFence;
    const job = canConfirm ? fencedJob(bytes, ids) : bytes;
    const confirmed = canConfirm ? this.#proof(ids, job.length) : undefined;
    const sent = await this.link.write(job).then(
      () => true,
      () => false,
    );
    if (!sent || session.aborted) return this.#uncertain();
    if (confirmed === undefined) {
      this.#count('sentUnconfirmed');
      return 'sent-unconfirmed';
    }
    if (!(await confirmed)) return this.#uncertain();
    this.#count('printed');
    return 'printed';
  }

  #proof(ids: ProofWanted['ids'], jobBytes: number): Promise<boolean> {
    const { replyWithinMs } = this.#options.profile;
    return proofOf(this.#conversation, {
      ids,
      // A slow line is no reason for doubt: the answer is due so long after the last byte can have arrived.
      limitMs: replyWithinMs + transmitMs(this.#address, jobBytes),
      stepMs: Math.min(this.#timing.jobPollMs, replyWithinMs / 4),
    });
  }

  /** Waits until there is a session and its printer's abilities are known. @throws Fault of the line */
  async #reach(): Promise<void> {
    try {
      await this.link.ready();
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'port-busy')
        this.#conversation.unanswered('busy');
      throw cause;
    }
    await this.#acquaintance.learning;
  }

  /** @throws Fault while nothing is sent: not connected, silent, or the printer says that it cannot print */
  async #preflight(): Promise<void> {
    if (this.link.state === 'open') await this.#acquaintance.prepare();
    if (this.#isClosed || this.link.state !== 'open') {
      throw new Fault('link-lost', `printer ${this.#where}: not connected, nothing was sent`, {
        retryAfterMs: 2000,
      });
    }
    if (!isHeldUp(this.#conversation.condition)) return;
    const advice = printerAdvice(this.state) ?? 'not ready';
    throw new Fault('printer-fault', `printer ${this.#where}: ${advice}; nothing was sent`, {
      retryAfterMs: 2000,
    });
  }

  #uncertain(): SlipOutcome {
    this.#count('uncertain');
    this.#acquaintance.lostAJob();
    return 'uncertain';
  }

  #nextLookMs(): number {
    const { pollMs, visitMs } = this.#timing;
    if (!this.link.isCalled) return pollMs;
    const isWell = this.link.state === 'open' && !isHeldUp(this.#conversation.condition);
    // Slips may wait for whoever has it now.
    return isWell ? visitMs : Math.min(pollMs, BUSY_LOOK_MS);
  }

  /** Jobs wait their turn meanwhile: the answer to a fence of ours must not pass for that to one of theirs. */
  #idleLook(): Promise<void> {
    if (this.#isBusy) return Promise.resolve();
    const look = this.#queue.then(() => this.#visit());
    this.#queue = look.catch(() => undefined);
    return look;
  }

  async #visit(): Promise<void> {
    try {
      await this.#reach();
      if (!this.#isClosed && this.link.state === 'open') await this.#acquaintance.refresh();
    } catch (cause) {
      // The line has told its state and its fault by now; anything else is a bug.
      if (!(cause instanceof Fault)) throw cause;
    } finally {
      this.link.rest();
    }
  }

  #count(what: 'jobs' | 'printed' | 'sentUnconfirmed' | 'uncertain'): void {
    this.statistics = { ...this.statistics, [what]: this.statistics[what] + 1 };
  }

  #changed(why?: Fault): void {
    if (!this.#isClosed) this.#options.onState?.(this.state, why);
  }
}
