import type { BoxId } from '../../contracts/ids.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import { presentMessages, SLICE_OPERATIONS, slicesAfterEvent, step } from '../../matcher/step.ts';
import type { CommittedEvent } from '../ingest/commit.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Notices } from '../../service/notices.ts';
import { Activity } from './activity.ts';
import { OwedSlices } from './owed-slices.ts';
import { replay } from './replay.ts';
import { matcherOf, promotionsText, type Rules } from './rules.ts';

/** A new beginning saves nothing while so little has happened since the last. */
const BEGIN_ANEW_AFTER_EVENTS = 200;
/** How long the journal is kept, for questions about receipts; removed by so many rows at once. */
const KEPT_DAYS = 90;
const PRUNED_ROWS = 1000;

export interface MatchingOptions {
  readonly journal: Journal;
  readonly clock: () => number;
  readonly draw: () => { readonly seed: number; readonly entropy: string };
  readonly notices: Notices;
  /** The matcher has taken a step, which took so long. Not called by a replay. */
  readonly onStepped?: (work: 'event' | 'tick' | 'slice', tookMs: number) => void;
}

/** What a replay said again; nobody is told, the customer database may be. */
export interface Replayed {
  readonly events: number;
  readonly tookMs: number;
}

export type StepOutcome = { readonly id: number; readonly messages: readonly MatcherMessage[] };

/**
 * The matcher of the venue, held together with its journal: whatever is stepped stands there first, with its time and randomness, so a
 * replay gives the same state to the byte.
 */
export class Matching {
  readonly activity = new Activity();
  readonly owedSlices = new OwedSlices();
  readonly #options: MatchingOptions;
  #state: MatcherState;
  #settings: VenueSettings;
  /** The promotions in force and what is known of their products, as text. */
  #inForce: string;
  #eventsSinceBeginning = 0;

  /** Begins with these rules, or goes on from the journal where it holds a beginning. */
  constructor(options: MatchingOptions, rules: Rules) {
    this.#options = options;
    this.#settings = rules.settings;
    this.#state = matcherOf(rules);
    this.#inForce = '';
    if (options.journal.lastRules() === undefined) this.#begin(rules);
  }

  /** What the matcher knows, to be looked at only. */
  get state(): MatcherState {
    return this.#state;
  }

  /** Everything that is true now, for one box or for all. */
  present(box?: BoxId): readonly MatcherMessage[] {
    return presentMessages(this.#state, this.#options.clock(), box);
  }

  /**
   * Rebuilds the state from the last beginning on.
   * @param onStep hears every message again
   * @throws Fault `store-corrupt` where more than a few events break the matcher
   */
  replay(onStep: (outcome: StepOutcome, event: MatcherEvent) => void): Replayed {
    const startedAt = performance.now();
    replay(this.#options.journal, {
      begin: (rules) => this.#start(rules),
      step: (event) => this.#stepOne(event),
      heard: (id, messages, event) => onStep({ id, messages }, event),
      skip: (id, cause) => this.#skip(id, cause),
    });
    // What was owed before was given or is in no hurry: the next event owes anew.
    this.owedSlices.clear();
    return {
      events: this.#eventsSinceBeginning,
      tookMs: Math.round(performance.now() - startedAt),
    };
  }

  /** Steps events that the journal holds. */
  step(events: readonly CommittedEvent[]): readonly StepOutcome[] {
    const outcomes: StepOutcome[] = [];
    for (const { id, event } of events) {
      try {
        const startedAt = performance.now();
        outcomes.push({ id, messages: this.#stepOne(event) });
        this.#options.onStepped?.(workOf(event), performance.now() - startedAt);
      } catch (cause) {
        this.#skip(id, cause);
        this.replay(() => {});
        // The state after the rebuild holds all later events of this batch too: what they said is in the present messages.
        return [...outcomes, { id: events.at(-1)?.id ?? id, messages: this.present() }];
      }
    }
    return outcomes;
  }

  /** Journals and steps something that central itself does: a tick, an improvement, other promotions. */
  own(body: MatcherEventBody): StepOutcome {
    const event: MatcherEvent = { atMs: this.#options.clock(), ...this.#options.draw(), body };
    const id = this.#options.journal.write((write) => write.append({ record: 'event', ...event }));
    const [outcome] = this.step([{ id, event }]);
    return outcome ?? { id, messages: [] };
  }

  /** Gives the plan one slice of improvement, journaled like everything that changes it. */
  improve(): StepOutcome {
    return this.own({ kind: 'improve', operations: SLICE_OPERATIONS });
  }

  /** Puts promotions in force where they are not already. */
  usePromotions({ file, known }: Rules): StepOutcome | undefined {
    if (promotionsText({ file, known }) === this.#inForce) return undefined;
    return this.own({ kind: 'promotions-changed', file, known });
  }

  /** Whether time alone changes something now. */
  isTickDue(nowMs: number): boolean {
    const first = this.#state.timers[0];
    return first !== undefined && first.atMs <= nowMs && this.#eventsSinceBeginning > 0;
  }

  /** Whether the venue's settings differ from those in force, which are those of the last beginning. */
  differs(settings: VenueSettings): boolean {
    return JSON.stringify(settings) !== JSON.stringify(this.#settings);
  }

  /** In a quiet hour: begins anew with these rules where they differ or much has happened, so that replays stay short. */
  beginAnewIfQuiet(rules: Rules, nowMs: number, force: boolean): boolean {
    if (!this.activity.isQuiet(nowMs)) return false;
    const isLong = this.#eventsSinceBeginning >= BEGIN_ANEW_AFTER_EVENTS;
    if (!isLong && !force && !this.differs(rules.settings)) return false;
    this.#begin(rules);
    return true;
  }

  /** Removes what no replay needs and nobody looks up any more; a little at a time. */
  forgetOld(nowMs: number): void {
    this.#options.journal.prune(nowMs - KEPT_DAYS * 86_400_000, PRUNED_ROWS);
  }

  #begin(rules: Rules): void {
    const { journal, clock } = this.#options;
    journal.write((write) =>
      write.append({ record: 'rules', atMs: clock(), seed: 0, entropy: '', body: rules }),
    );
    this.#start(rules);
  }

  #start(rules: Rules): void {
    this.#settings = rules.settings;
    this.#inForce = promotionsText(rules);
    this.#state = matcherOf(rules);
    this.#eventsSinceBeginning = 0;
    this.owedSlices.clear();
    this.activity.clear();
  }

  #stepOne(event: MatcherEvent): readonly MatcherMessage[] {
    const { atMs, body } = event;
    const { state, messages } = step(this.#state, event);
    this.#state = state;
    this.#eventsSinceBeginning += 1;
    if (body.kind === 'promotions-changed') {
      const { file, known = [] } = body;
      this.#inForce = promotionsText({ file, known });
    }
    if (body.kind === 'improve') this.owedSlices.pay();
    else if (body.kind !== 'tick') {
      this.activity.happened(atMs);
      this.owedSlices.owe(slicesAfterEvent(state));
    }
    for (const message of messages) this.activity.follow(message, atMs);
    return messages;
  }

  #skip(id: number, cause: unknown): void {
    this.#options.journal.write((write) => write.skip(id));
    this.#options.notices.add(
      'matcher-failed',
      `event ${id} broke the matcher and was left out: ${String(cause)}. Please report it with the journal`,
    );
  }
}

function workOf({ body }: MatcherEvent): 'event' | 'tick' | 'slice' {
  if (body.kind === 'improve') return 'slice';
  return body.kind === 'tick' ? 'tick' : 'event';
}
