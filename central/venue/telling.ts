import type { BoxId } from '../../contracts/ids.ts';
import type { Committed } from '../ingest/commit.ts';
import type { UpMessage } from '../ingest/translate.ts';
import type { Matching, StepOutcome } from '../matching/matching.ts';
import type { Speaker } from '../matching/outgoing.ts';
import type { Publisher } from '../matching/publish.ts';
import type { Shoppers } from '../matching/shoppers.ts';
import { answerInquiry } from '../people/inquiries.ts';
import type { Reference } from './reference.ts';

export interface TellingOptions {
  readonly matching: Matching;
  readonly publisher: Publisher;
  readonly speaker: Speaker;
  readonly shoppers: Shoppers;
  readonly reference: Reference;
  readonly onFatal: (cause: unknown) => void;
}

/** Tells the boxes and the customer database what came of events, one thing after another: so a box hears the states of a visit in
 *  their order. */
export class Telling {
  readonly #options: TellingOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** Does something after all that was begun before; resolves when it is done. */
  later(work: () => Promise<void> | void): Promise<void> {
    this.#last = this.#last.then(work).catch(this.#options.onFatal);
    return this.#last;
  }

  /** What a commit holds and what the matcher said to it. */
  committed({ events, notes }: Committed, outcomes: readonly StepOutcome[]): Promise<void> {
    const { shoppers } = this.#options;
    return this.later(async () => {
      await shoppers.greet(events);
      this.#publish(outcomes);
      for (const note of notes) this.#answer(note);
      await shoppers.learn(events, outcomes);
    });
  }

  /** What came of something that central itself did, if anything did. */
  outcome(outcome: StepOutcome | undefined): void {
    if (outcome !== undefined) void this.later(() => this.#publish([outcome]));
  }

  staffAnswered(outcome: StepOutcome): void {
    void this.later(async () => {
      this.#publish([outcome]);
      await this.#options.shoppers.learn([], [outcome]);
    });
  }

  /** Tells a box everything that is true when its turn comes. */
  present(dev: BoxId): void {
    const { matching, publisher } = this.#options;
    void this.later(() => publisher.publish(matching.present(dev)));
  }

  /** Resolves when all that was begun is told. */
  settled(): Promise<void> {
    return this.#last;
  }

  #publish(outcomes: readonly StepOutcome[]): void {
    for (const { messages } of outcomes) this.#options.publisher.publish(messages);
  }

  #answer(note: UpMessage): void {
    if (note.type !== 'inquiry') return;
    const { speaker, shoppers, reference } = this.#options;
    const { id, dev, d } = note.envelope;
    const reply = answerInquiry(d, reference.catalogue, shoppers.isRegistered(d.visit));
    speaker.say('inquiry-reply', { dev, id }, reply, { re: id });
  }
}
