import { realTimeStatus } from './commands.ts';
import { ReplyReader } from './replies.ts';
import type { PrinterReply } from './replies.ts';
import { afterAutomatic, afterFence, afterRealTime, UNKNOWN_CONDITION } from './status.ts';
import type { PrinterCondition } from './status.ts';

type Question = 1 | 2 | 3 | 4;
/** More questions than this without an answer are lost. */
const MOST_DUE = 16;
/** Takes a reply if it is meant for it. */
type Waiter = (reply: PrinterReply) => boolean;

/**
 * Questions to a printer and its answers over one opening of the link after the other: gives each answer to who waits for it, and
 * learns the printer's condition from all of them. What waits stops waiting when the session ends.
 */
export class Conversation {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #onChange: (before: PrinterCondition) => void;
  readonly #waiters = new Set<Waiter>();
  #replies = new ReplyReader();
  /** Questions whose answers are due, in their order. */
  #questions: Question[] = [];
  #session = new AbortController();
  #condition: PrinterCondition = UNKNOWN_CONDITION;
  #answeredAtMs = 0;

  constructor(
    write: (bytes: Uint8Array) => Promise<void>,
    onChange: (before: PrinterCondition) => void,
  ) {
    this.#write = write;
    this.#onChange = onChange;
  }

  get condition(): PrinterCondition {
    return this.#condition;
  }

  get answeredAtMs(): number {
    return this.#answeredAtMs;
  }

  /** Aborted when this opening of the link ends. */
  get session(): AbortSignal {
    return this.#session.signal;
  }

  /** A new opening. @param keepsCondition the printer was left alone for a moment only: what it said still holds */
  begin(keepsCondition: boolean): void {
    this.end();
    this.#session = new AbortController();
    this.#replies = new ReplyReader();
    this.#questions = [];
    if (!keepsCondition) this.#condition = UNKNOWN_CONDITION;
  }

  end(): void {
    this.#session.abort();
  }

  received(bytes: Uint8Array, atMs: number): void {
    this.#answeredAtMs = atMs;
    for (const reply of this.#replies.push(bytes)) {
      this.#learn(reply);
      for (const waiter of this.#waiters) {
        if (waiter(reply)) break;
      }
    }
  }

  /** What is thought of a printer that did not answer; any byte of it says the contrary. */
  unanswered(as: 'unknown' | 'silent' | 'busy'): void {
    this.#enter({ ...this.#condition, contact: as });
  }

  /** Asks and does not wait: the answers change the condition. */
  ask(questions: readonly Question[]): void {
    // Answers keep the order of the questions, also where a slow line delivers several looks at once.
    if (this.#questions.length >= MOST_DUE) this.#questions = [];
    this.#questions.push(...questions);
    this.#write(Buffer.concat(questions.map(realTimeStatus))).catch(() => undefined);
  }

  /** Asks for offline, cover, trouble and paper; false when nothing answers in time. */
  async look(withinMs: number): Promise<boolean> {
    const last = this.replyWithin(
      withinMs,
      (reply) => reply.kind === 'real-time' && this.#questions.length === 0,
    );
    this.ask([1, 2, 3, 4]);
    const isAnswered = (await last) !== undefined;
    if (!isAnswered) this.#questions = [];
    return isAnswered;
  }

  /** Sends and waits for an answer of a kind; undefined when none comes in time. */
  replyTo(
    question: Uint8Array,
    withinMs: number,
    accepts: (reply: PrinterReply) => boolean,
  ): Promise<PrinterReply | undefined> {
    const reply = this.replyWithin(withinMs, accepts);
    this.#write(question).catch(() => undefined);
    return reply;
  }

  replyWithin(
    limitMs: number,
    accepts: (reply: PrinterReply) => boolean,
  ): Promise<PrinterReply | undefined> {
    const { promise, resolve } = Promise.withResolvers<PrinterReply | undefined>();
    const stop = this.listen(
      (reply) => {
        if (!accepts(reply)) return false;
        end(reply);
        return true;
      },
      () => end(undefined),
    );
    const timer = setTimeout(() => end(undefined), limitMs);
    const end = (reply: PrinterReply | undefined): void => {
      clearTimeout(timer);
      stop();
      resolve(reply);
    };
    if (this.session.aborted) end(undefined);
    return promise;
  }

  /** Shows each reply to a waiter until stopped; `onEnd` is called when the session ends. Returns what stops it. */
  listen(waiter: Waiter, onEnd: () => void): () => void {
    const { session } = this;
    session.addEventListener('abort', onEnd, { once: true });
    this.#waiters.add(waiter);
    return () => {
      this.#waiters.delete(waiter);
      session.removeEventListener('abort', onEnd);
    };
  }

  #learn(reply: PrinterReply): void {
    const before: PrinterCondition = { ...this.#condition, contact: 'answers' };
    switch (reply.kind) {
      case 'automatic':
        return this.#enter(afterAutomatic(before, reply.bytes));
      case 'real-time': {
        const question = this.#questions.shift();
        return this.#enter(
          question === undefined ? before : afterRealTime(before, question, reply.byte),
        );
      }
      case 'single':
        return this.#enter(afterFence(before, reply.byte));
      case 'block':
      case 'flow':
        return this.#enter(before);
    }
  }

  #enter(after: PrinterCondition): void {
    const before = this.#condition;
    this.#condition = after;
    if (JSON.stringify(before) !== JSON.stringify(after)) this.#onChange(before);
  }
}
