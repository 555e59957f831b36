// Face for daemon/: `openPrinter(address, options): Printer`. `printSlip` rejects with a Fault only while not one byte of the job
// was sent (the job may be tried again); from the first byte on it resolves to a SlipOutcome.
import type { LinkAddress } from '../../contracts/configuration.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import type { SlipOutcome } from '../../contracts/slip.ts';
import { addressText } from '../link/address.ts';
import { openLink } from '../link.ts';
import type { Link } from '../link.ts';
import {
  AUTOMATIC_STATUS_ON,
  CLEAR_BUFFER,
  FENCE,
  processId,
  processIdCommand,
  pushOut,
  realTimeStatus,
} from './commands.ts';
import { ReplyReader } from './replies.ts';
import type { PrinterReply } from './replies.ts';
import {
  afterAutomatic,
  afterFence,
  afterRealTime,
  isHeldUp,
  printerAdvice,
  UNKNOWN_CONDITION,
} from './status.ts';
import type { PrinterCapability, PrinterCondition, PrinterState } from './status.ts';

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

type Waiter = (reply: PrinterReply) => boolean;

class EscposPrinter implements Printer {
  readonly link: Link;
  readonly statistics = { jobs: 0, printed: 0, sentUnconfirmed: 0, uncertain: 0, paperOuts: 0 };
  readonly #options: PrinterOptions;
  readonly #timing: PrinterTiming;
  readonly #clock: () => number;
  readonly #where: string;
  readonly #waiters = new Set<Waiter>();
  #replies = new ReplyReader();
  #condition: PrinterCondition = UNKNOWN_CONDITION;
  #capability: PrinterCapability = 'unknown';
  /** Whether `GS r` is answered: without it a printer can be polled, but cannot confirm. */
  #answersFence = false;
  #answeredAtMs = 0;
  /** Ends with each opening of the link; what waits for an answer stops waiting. */
  #session = new AbortController();
  #ready: Promise<void> = Promise.resolve();
  #queue: Promise<unknown> = Promise.resolve();
  /** A late answer to a job of an earlier run must not fit a job of this one. */
  readonly #firstId: number;
  #mustClear = false;
  #isBusy = false;
  #isClosed = false;
  #pollTimer: NodeJS.Timeout | undefined;

  constructor(address: LinkAddress, options: PrinterOptions) {
    this.#options = options;
    this.#timing = { ...USUAL_TIMING, ...options.timing };
    this.#clock = options.clock ?? Date.now;
    this.#where = addressText(address);
    this.#firstId = Math.floor(this.#clock() / 1000) % 10_000;
    this.link = (options.openLink ?? openLink)(address, {
      onBytes: (bytes, atMs) => this.#received(bytes, atMs),
      onState: (state, why) => {
        if (state === 'open') this.#opened();
        else if (state === 'lost') this.#session.abort();
        this.#changed(why);
      },
      clock: this.#clock,
      ...(options.random === undefined ? {} : { random: options.random }),
    });
  }

  get state(): PrinterState {
    return {
      ...this.#condition,
      link: this.link.state,
      capability: this.#capability,
      answeredAtMs: this.#answeredAtMs,
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
    this.#session.abort();
    await this.link.close();
  }

  async #print(bytes: Uint8Array): Promise<SlipOutcome> {
    await this.#ready;
    await this.#preflight();
    const session = this.#session.signal;
    const canConfirm = this.#capability === 'processId' || this.#answersFence;
    this.statistics.jobs += 1;
    this.#isBusy = true;
    try {
      const id = processId(this.#firstId + this.statistics.jobs);
      const job =
        this.#capability === 'processId' ? Buffer.concat([bytes, processIdCommand(id)]) : bytes;
      const confirmed = canConfirm ? this.#confirmation(id, session) : undefined;
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
    const fault = (): Fault | undefined => {
      if (this.#isClosed || this.link.state !== 'open') {
        return new Fault('link-lost', `printer ${this.#where}: not connected, nothing was sent`, {
          retryAfterMs: 2000,
        });
      }
      if (!isHeldUp(this.#condition)) return undefined;
      const advice = printerAdvice(this.state) ?? 'not ready';
      return new Fault('printer-fault', `printer ${this.#where}: ${advice}; nothing was sent`, {
        retryAfterMs: 2000,
      });
    };
    const known = fault();
    if (known?.code === 'link-lost') throw known;
    if (this.#mustClear) await this.#clear();
    // The last word may be old: ask again, and print anyway if no answer can be had.
    if (this.#capability !== 'none') await this.#look();
    const now = fault();
    if (now !== undefined) throw now;
  }

  #uncertain(): SlipOutcome {
    this.statistics.uncertain += 1;
    this.#mustClear = true;
    return 'uncertain';
  }

  /** Whether the printer confirmed the job. Waits as long as the printer says that it is held up; false once it should have
   *  answered and did not, or the link was lost. */
  #confirmation(id: string, session: AbortSignal): Promise<boolean> {
    const isById = this.#capability === 'processId';
    return new Promise((resolve) => {
      let waitedMs = 0;
      let unanswered = 0;
      const stepMs = Math.min(this.#timing.jobPollMs, this.#options.profile.replyWithinMs / 4);
      const waiter: Waiter = (reply) => {
        unanswered = 0;
        const isMine = isById
          ? reply.kind === 'block' && reply.header === 0x37 && reply.text === `"${id}`
          : reply.kind === 'single';
        if (isMine) end(true);
        return isMine;
      };
      const step = setInterval(() => {
        const isHeld = isHeldUp(this.#condition) && unanswered < SILENT_LOOKS;
        if (!isHeld) waitedMs += stepMs;
        if (waitedMs >= this.#options.profile.replyWithinMs) return end(false);
        unanswered += 1;
        // A condition that the printer will not announce by itself has to be asked for.
        this.#ask(isHeldUp(this.#condition) ? [1, 2, 4] : [1, 4]);
      }, stepMs);
      const onLost = (): void => end(false);
      session.addEventListener('abort', onLost, { once: true });
      this.#waiters.add(waiter);
      const end = (isConfirmed: boolean): void => {
        clearInterval(step);
        this.#waiters.delete(waiter);
        session.removeEventListener('abort', onLost);
        resolve(isConfirmed);
      };
    });
  }

  /** Throws away what an uncertain job left in the printer, and waits until no late answer of it can come. */
  async #clear(): Promise<void> {
    this.#mustClear = false;
    if (this.#capability === 'none') return;
    const cleared = this.#replyTo(
      CLEAR_BUFFER,
      (reply) => reply.kind === 'block' && reply.header === 0x37 && reply.text === '%',
    );
    await cleared;
    for (;;) {
      const late = await this.#replyWithin(
        this.#timing.quietMs,
        (reply) => reply.kind === 'single',
      );
      if (late === undefined) return;
    }
  }

  #opened(): void {
    this.#session.abort();
    this.#session = new AbortController();
    this.#replies = new ReplyReader();
    this.#questions = [];
    this.#condition = UNKNOWN_CONDITION;
    this.#ready = this.#probe(this.#session.signal);
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => void this.#keepLooking(), this.#timing.pollMs);
  }

  /** Learns what the printer can answer. */
  async #probe(session: AbortSignal): Promise<void> {
    const { status } = this.#options.profile;
    if (status === 'none') {
      this.#capability = 'none';
      this.#answersFence = false;
      return;
    }
    let isThere = await this.#look();
    if (!isThere && !session.aborted && this.link.state === 'open') {
      // A job that was cut off may have left half a command, which swallows the question.
      await this.link.write(pushOut(this.#timing.pushOutBytes)).catch(() => undefined);
      isThere = await this.#look();
    }
    if (session.aborted) return;
    if (!isThere && status === 'auto') {
      this.#setCapability('none', false);
      return;
    }
    const fence = await this.#replyTo(FENCE, (reply) => reply.kind === 'single');
    const answersFence = fence !== undefined || status !== 'auto';
    const automatic = await this.#replyTo(
      AUTOMATIC_STATUS_ON,
      (reply) => reply.kind === 'automatic',
    );
    // Cheap printers take the parameters of an unknown command for text: only those that know much are asked.
    const mayKnowIds = automatic !== undefined && fence !== undefined;
    const byId = mayKnowIds
      ? await this.#replyTo(
          processIdCommand('  pd'),
          (reply) => reply.kind === 'block' && reply.header === 0x37 && reply.text === '"  pd',
        )
      : undefined;
    if (session.aborted) return;
    if (status !== 'auto') this.#setCapability(status, answersFence);
    else if (byId !== undefined) this.#setCapability('processId', answersFence);
    else this.#setCapability(automatic === undefined ? 'poll' : 'asb', answersFence);
  }

  #setCapability(capability: PrinterCapability, answersFence: boolean): void {
    this.#capability = capability;
    this.#answersFence = answersFence;
    this.#changed();
  }

  async #keepLooking(): Promise<void> {
    if (this.#isClosed) return;
    if (!this.#isBusy && this.link.state === 'open' && this.#capability !== 'none') {
      await this.#ready;
      if (!this.#isBusy) await this.#look();
    }
    if (this.#isClosed) return;
    this.#pollTimer = setTimeout(() => void this.#keepLooking(), this.#timing.pollMs);
  }

  /** Asks for offline, cover, trouble and paper; false when nothing answers. */
  async #look(): Promise<boolean> {
    const answer = this.#replyWithin(
      this.#timing.helloMs,
      (reply) => reply.kind === 'real-time' && this.#questions.length === 0,
    );
    this.#questions = [];
    this.#ask([1, 2, 3, 4]);
    const last = await answer;
    return last !== undefined;
  }

  /** Questions whose answers are due, in their order. */
  #questions: (1 | 2 | 3 | 4)[] = [];

  #ask(questions: readonly (1 | 2 | 3 | 4)[]): void {
    this.#questions = [...questions];
    const bytes = Buffer.concat(questions.map(realTimeStatus));
    this.link.write(bytes).catch(() => undefined);
  }

  #replyTo(
    question: Uint8Array,
    accepts: (reply: PrinterReply) => boolean,
  ): Promise<PrinterReply | undefined> {
    const reply = this.#replyWithin(this.#timing.helloMs, accepts);
    this.link.write(question).catch(() => undefined);
    return reply;
  }

  #replyWithin(
    limitMs: number,
    accepts: (reply: PrinterReply) => boolean,
  ): Promise<PrinterReply | undefined> {
    const session = this.#session.signal;
    if (session.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (reply: PrinterReply | undefined): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        session.removeEventListener('abort', onLost);
        resolve(reply);
      };
      const waiter: Waiter = (reply) => {
        if (!accepts(reply)) return false;
        end(reply);
        return true;
      };
      const onLost = (): void => end(undefined);
      const timer = setTimeout(() => end(undefined), limitMs);
      session.addEventListener('abort', onLost, { once: true });
      this.#waiters.add(waiter);
    });
  }

  #received(bytes: Uint8Array, atMs: number): void {
    this.#answeredAtMs = atMs;
    for (const reply of this.#replies.push(bytes)) {
      this.#learn(reply);
      for (const waiter of this.#waiters) {
        if (waiter(reply)) break;
      }
    }
  }

  #learn(reply: PrinterReply): void {
    const before = this.#condition;
    switch (reply.kind) {
      case 'automatic':
        this.#condition = afterAutomatic(reply.bytes);
        break;
      case 'real-time': {
        const question = this.#questions.shift();
        if (question !== undefined) {
          this.#condition = afterRealTime(before, question, reply.byte);
        }
        break;
      }
      case 'single':
        this.#condition = afterFence(before, reply.byte);
        break;
      case 'block':
      case 'flow':
        return;
    }
    if (before.paper !== 'out' && this.#condition.paper === 'out') this.statistics.paperOuts += 1;
    if (JSON.stringify(before) !== JSON.stringify(this.#condition)) this.#changed();
  }

  #changed(why?: Fault): void {
    if (!this.#isClosed) this.#options.onState?.(this.state, why);
  }
}
