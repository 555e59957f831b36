// Face for daemon/: `openPrinter(address, options): Printer`. `printSlip` rejects with a Fault only while not one byte of the job
// was sent (the job may be tried again); from the first byte on it resolves to a SlipOutcome.
import type { LinkAddress } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { SlipOutcome } from '../../contracts/slip.ts';
import { addressText, transmitMs } from '../link/address.ts';
import { openLink } from '../link.ts';
import type { Link } from '../link.ts';
import { CLEAR_BUFFER, processId, processIdCommand } from './commands.ts';
import { Conversation } from './conversation.ts';
import { NO_ABILITIES, probe } from './probe.ts';
import type { Abilities } from './probe.ts';
import { isHeldUp, printerAdvice } from './status.ts';
import type { PrinterState } from './status.ts';

/** How long things may take; tests shorten them. */
export interface PrinterTiming {
  /** An answer to a real-time question. */
  readonly helloMs: number;
  /** Between two looks at an idle printer, and between two looks during a job. */
  readonly pollMs: number;
  readonly jobPollMs: number;
  /** Silence after which no late answer of an uncertain job is to be expected. */
  readonly quietMs: number;
  /** NULs that push out a half-sent command. */
  readonly pushOutBytes: number;
}
const USUAL_TIMING: PrinterTiming = {
  helloMs: 2000,
  pollMs: 10_000,
  jobPollMs: 1000,
  quietMs: 1000,
  pushOutBytes: 8192,
};
/** So many unanswered looks mean that what the printer last said of itself no longer holds. */
const SILENT_LOOKS = 3;

export interface PrinterStatistics {
  readonly jobs: number;
  readonly printed: number;
  readonly sentUnconfirmed: number;
  readonly uncertain: number;
  readonly paperOuts: number;
}

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
   * @throws Fault `link-lost` or `printer-fault` while nothing was sent: try again later
   */
  printSlip(bytes: Uint8Array): Promise<SlipOutcome>;
  /** Ends the printer; a job under way becomes `uncertain`. */
  close(): Promise<void>;
}

/** Holds a receipt printer open for ever and learns by asking what it can answer. Source: reference page on devices, section 9. */
export function openPrinter(address: LinkAddress, options: PrinterOptions): Printer {
  return new EscposPrinter(address, options);
}

class EscposPrinter implements Printer {
  readonly link: Link;
  readonly statistics = { jobs: 0, printed: 0, sentUnconfirmed: 0, uncertain: 0, paperOuts: 0 };
  readonly #options: PrinterOptions;
  readonly #timing: PrinterTiming;
  readonly #address: LinkAddress;
  readonly #where: string;
  readonly #conversation: Conversation;
  /** A late answer to a job of an earlier run must not fit a job of this one. */
  readonly #firstId: number;
  #abilities: Abilities = NO_ABILITIES;
  #ready: Promise<void> = Promise.resolve();
  #queue: Promise<unknown> = Promise.resolve();
  #mustClear = false;
  #isBusy = false;
  #isClosed = false;
  #pollTimer: NodeJS.Timeout | undefined;

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
        const { paper } = this.#conversation.condition;
        if (paper === 'out' && before.paper !== 'out') this.statistics.paperOuts += 1;
        this.#changed();
      },
    );
    this.link = (options.openLink ?? openLink)(address, {
      onBytes: (bytes, atMs) => this.#conversation.received(bytes, atMs),
      onState: (state, why) => {
        if (state === 'open') this.#opened();
        else if (state === 'lost') this.#conversation.end();
        this.#changed(why);
      },
      clock,
      ...(options.random === undefined ? {} : { random: options.random }),
    });
  }

  get state(): PrinterState {
    return {
      ...this.#conversation.condition,
      link: this.link.state,
      capability: this.#abilities.capability,
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
    clearTimeout(this.#pollTimer);
    this.#conversation.end();
    await this.link.close();
  }

  async #print(bytes: Uint8Array): Promise<SlipOutcome> {
    await this.#ready;
    await this.#preflight();
    const { session } = this.#conversation;
    const isById = this.#abilities.capability === 'processId';
    this.statistics.jobs += 1;
    this.#isBusy = true;
    try {
      const id = processId(this.#firstId + this.statistics.jobs);
      const job = isById ? Buffer.concat([bytes, processIdCommand(id)]) : bytes;
      const confirmed =
        isById || this.#abilities.answersFence
          ? this.#confirmation(isById ? id : undefined, job.length)
          : undefined;
      const sent = await this.link.write(job).then(
        () => true,
        () => false,
      );
      if (!sent || session.aborted) return this.#uncertain();
      if (confirmed === undefined) {
        this.statistics.sentUnconfirmed += 1;
        return 'sent-unconfirmed';
      }
      if (!(await confirmed)) return this.#uncertain();
      this.statistics.printed += 1;
      return 'printed';
    } finally {
      this.#isBusy = false;
    }
  }

  /** @throws Fault while nothing is sent: not connected, or the printer says that it cannot print */
  async #preflight(): Promise<void> {
    if (this.link.state === 'open' && this.#mustClear) await this.#clear();
    // The last word may be old: ask again, and print anyway if no answer can be had.
    if (this.link.state === 'open' && this.#abilities.capability !== 'none') {
      await this.#conversation.look(this.#timing.helloMs);
    }
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
    this.statistics.uncertain += 1;
    this.#mustClear = true;
    return 'uncertain';
  }

  /** Whether the printer confirmed the job. Waits as long as the printer says that it is held up; false once it should have
   *  answered and did not, or the link was lost. */
  #confirmation(id: string | undefined, jobBytes: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { replyWithinMs } = this.#options.profile;
    // A slow line is no reason for doubt: the answer is due so long after the last byte can have arrived.
    const limitMs = replyWithinMs + transmitMs(this.#address, jobBytes);
    const stepMs = Math.min(this.#timing.jobPollMs, replyWithinMs / 4);
    let waitedMs = 0;
    let unanswered = 0;
    const stop = this.#conversation.listen(
      (reply) => {
        unanswered = 0;
        const isMine =
          id === undefined
            ? reply.kind === 'single'
            : reply.kind === 'block' && reply.text === `"${id}`;
        if (isMine) end(true);
        return isMine;
      },
      () => end(false),
    );
    const step = setInterval(() => {
      const isHeld = isHeldUp(this.#conversation.condition);
      if (!isHeld || unanswered >= SILENT_LOOKS) waitedMs += stepMs;
      if (waitedMs >= limitMs) return end(false);
      unanswered += 1;
      // A condition that the printer will not announce by itself has to be asked for.
      this.#conversation.ask(isHeld ? [1, 2, 4] : [1, 4]);
    }, stepMs);
    const end = (isConfirmed: boolean): void => {
      clearInterval(step);
      stop();
      resolve(isConfirmed);
    };
    return promise;
  }

  /** Throws away what an uncertain job left in the printer, and waits until no late answer of it can come. */
  async #clear(): Promise<void> {
    this.#mustClear = false;
    if (this.#abilities.capability === 'none') return;
    await this.#conversation.replyTo(
      CLEAR_BUFFER,
      this.#timing.helloMs,
      (reply) => reply.kind === 'block' && reply.text === '%',
    );
    for (;;) {
      const late = await this.#conversation.replyWithin(
        this.#timing.quietMs,
        (reply) => reply.kind === 'single',
      );
      if (late === undefined) return;
    }
  }

  #opened(): void {
    this.#conversation.begin();
    this.#ready = this.#learnAbilities();
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => void this.#keepLooking(), this.#timing.pollMs);
  }

  async #learnAbilities(): Promise<void> {
    const link = {
      write: (bytes: Uint8Array) => this.link.write(bytes),
      timing: this.#timing,
      pushOutMs: transmitMs(this.#address, this.#timing.pushOutBytes),
    };
    const abilities = await probe(this.#conversation, this.#options.profile, link);
    if (abilities === undefined) return;
    this.#abilities = abilities;
    this.#changed();
  }

  async #keepLooking(): Promise<void> {
    const canAnswer = this.link.state === 'open' && this.#abilities.capability !== 'none';
    if (!this.#isClosed && !this.#isBusy && canAnswer) {
      await this.#ready;
      if (!this.#isBusy) await this.#conversation.look(this.#timing.helloMs);
    }
    if (this.#isClosed) return;
    this.#pollTimer = setTimeout(() => void this.#keepLooking(), this.#timing.pollMs);
  }

  #changed(why?: Fault): void {
    if (!this.#isClosed) this.#options.onState?.(this.state, why);
  }
}
