import type { DeviceId, VisitId } from '../../contracts/ids.ts';
import { Fault } from '../../contracts/fault.ts';
import type { PromotionsFile } from '../../contracts/promotion.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { MatcherState } from '../../matcher/state/state.ts';
import {
  createMatcher,
  presentMessages,
  SLICE_OPERATIONS,
  slicesAfterEvent,
  step,
} from '../../matcher/step.ts';
import { compilePromotions, type KnownProduct } from '../../promotions/compile/compile.ts';
import type { CommittedEvent } from '../ingest/commit.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Notices } from '../operation/notices.ts';

/** Longer than anything that has ended is remembered (matcher/visits KEPT_MS, a till's last sale): after it nothing before matters. */
const QUIET_MS = 40 * 60_000;
/** A new beginning saves nothing while so little has happened since the last. */
const BEGIN_ANEW_AFTER_EVENTS = 200;
const SKIPPED_LIMIT = 10;
/** Slices are owed for so many events at most: what was owed for earlier ones is done for later ones as well. */
const EVENTS_OWED_FOR = 2;
/** How long the journal is kept, for questions about receipts; removed by so many rows at once. */
const KEPT_DAYS = 90;
const PRUNED_ROWS = 1000;

/** What the matcher is made with. A row of the journal that holds them is a beginning: nothing before it matters any more. */
export interface Rules {
  readonly settings: VenueSettings;
  readonly file: PromotionsFile;
  readonly known: readonly KnownProduct[];
}

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
  readonly #options: MatchingOptions;
  #state: MatcherState;
  #settings: VenueSettings;
  /** The promotions in force and what is known of their products, as text. */
  #inForce = '';
  #eventsSinceBeginning = 0;
  #lastLifeAtMs = 0;
  #slicesOwed = 0;
  readonly #openVisits = new Set<VisitId>();
  readonly #livePairings = new Set<string>();

  /** Begins with these rules, or goes on from the journal where it holds a beginning. */
  constructor(options: MatchingOptions, rules: Rules) {
    this.#options = options;
    this.#settings = rules.settings;
    this.#state = createMatcher(
      rules.settings,
      compilePromotions(rules.file, rules.known),
      rules.known,
    );
    if (options.journal.lastRules() === undefined) this.#begin(rules);
  }

  get openVisits(): number {
    return this.#openVisits.size;
  }

  isOpen(visit: VisitId): boolean {
    return this.#openVisits.has(visit);
  }

  get livePairings(): number {
    return this.#livePairings.size;
  }

  /** Slices of improvement that the plan is still owed for what happened lately. */
  get slicesOwed(): number {
    return this.#slicesOwed;
  }

  /** Gives the plan one slice of improvement, journaled like everything that changes it. */
  improve(): StepOutcome {
    return this.own({ kind: 'improve', operations: SLICE_OPERATIONS });
  }

  /** The settings in force: those of the last beginning. */
  get settings(): VenueSettings {
    return this.#settings;
  }

  /**
   * Rebuilds the state from the last beginning on. An event that breaks the matcher is taken out of the journal's story with a notice,
   * so that one bad event does not close the shop for ever.
   * @param onStep hears every message again
   */
  replay(onStep: (outcome: StepOutcome, event: MatcherEvent) => void): Replayed {
    const startedAt = performance.now();
    for (let skipped = 0; ; skipped += 1) {
      const broken = this.#replayOnce(onStep);
      if (broken === undefined) break;
      if (skipped >= SKIPPED_LIMIT) {
        throw new Fault(
          'store-corrupt',
          `the journal cannot be replayed: event ${broken.id} and ${skipped} before it break the matcher; keep the file for support and start with an empty stateDir`,
        );
      }
      this.#skip(broken.id, broken.cause);
    }
    // What was owed before was given or is in no hurry: the next event owes anew.
    this.#slicesOwed = 0;
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

  /** Whether time alone changes something now. */
  isTickDue(nowMs: number): boolean {
    const first = this.#state.timers[0];
    return first !== undefined && first.atMs <= nowMs && this.#eventsSinceBeginning > 0;
  }

  /** Everything that is true now, for one shop box or for all. */
  present(device?: DeviceId): readonly MatcherMessage[] {
    return presentMessages(this.#state, this.#options.clock(), device);
  }

  /** The whole state as text: two states with the same text are the same. */
  stateText(): string {
    return JSON.stringify(this.#state, (_, value: unknown) => {
      if (value instanceof Map) return { map: [...value] };
      if (value instanceof Set) return { set: [...value] };
      return value;
    });
  }

  /** Whether nobody is in the middle of anything, and has not been for so long that nothing of it is remembered. */
  isQuiet(nowMs: number): boolean {
    return (
      this.#openVisits.size === 0 &&
      this.#livePairings.size === 0 &&
      nowMs - this.#lastLifeAtMs > QUIET_MS
    );
  }

  /** In a quiet hour: begins anew with these rules where they differ or much has happened, so that replays stay short. */
  beginAnewIfQuiet(rules: Rules, nowMs: number, force: boolean): boolean {
    if (!this.isQuiet(nowMs)) return false;
    const isLong = this.#eventsSinceBeginning >= BEGIN_ANEW_AFTER_EVENTS;
    if (!isLong && !force && !this.differs(rules.settings)) return false;
    this.#begin(rules);
    return true;
  }

  /** Puts promotions in force where they are not already. */
  usePromotions({ file, known }: Rules): StepOutcome | undefined {
    if (promotionsText({ file, known }) === this.#inForce) return undefined;
    return this.own({ kind: 'promotions-changed', file, known });
  }

  /** Removes what no replay needs and nobody looks up any more; a little at a time. */
  forgetOld(nowMs: number): void {
    this.#options.journal.prune(nowMs - KEPT_DAYS * 86_400_000, PRUNED_ROWS);
  }

  /** Whether the venue's settings differ from those in force. */
  differs(settings: VenueSettings): boolean {
    return JSON.stringify(settings) !== JSON.stringify(this.#settings);
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
    this.#state = createMatcher(
      rules.settings,
      compilePromotions(rules.file, rules.known),
      rules.known,
    );
    this.#eventsSinceBeginning = 0;
    this.#slicesOwed = 0;
    this.#openVisits.clear();
    this.#livePairings.clear();
  }

  #replayOnce(
    onStep: (outcome: StepOutcome, event: MatcherEvent) => void,
  ): { readonly id: number; readonly cause: unknown } | undefined {
    const { journal } = this.#options;
    const beginning = journal.lastRules();
    if (beginning === undefined) throw new Error('the journal has no beginning');
    // Written by this program inside its own database: trusted, like the rest of it.
    this.#start(JSON.parse(beginning.body) as Rules);
    for (const row of journal.replay(beginning.id + 1)) {
      const event: MatcherEvent = {
        atMs: row.atMs,
        seed: row.seed,
        entropy: row.entropy,
        body: JSON.parse(row.body) as MatcherEventBody,
      };
      let messages: readonly MatcherMessage[];
      try {
        messages = this.#stepOne(event);
      } catch (cause) {
        return { id: row.id, cause };
      }
      onStep({ id: row.id, messages }, event);
    }
    return undefined;
  }

  #skip(id: number, cause: unknown): void {
    this.#options.journal.write((write) => write.skip(id));
    this.#options.notices.add(
      'matcher-failed',
      `event ${id} broke the matcher and was left out: ${String(cause)}. Please report it with the journal`,
    );
  }

  #stepOne(event: MatcherEvent): readonly MatcherMessage[] {
    const { state, messages } = step(this.#state, event);
    this.#state = state;
    this.#eventsSinceBeginning += 1;
    if (event.body.kind === 'promotions-changed') {
      const { file, known = [] } = event.body;
      this.#inForce = promotionsText({ file, known });
    }
    if (event.body.kind === 'improve') this.#slicesOwed = Math.max(0, this.#slicesOwed - 1);
    else if (event.body.kind !== 'tick') {
      this.#lastLifeAtMs = event.atMs;
      const slices = slicesAfterEvent(state);
      this.#slicesOwed = Math.min(this.#slicesOwed + slices, slices * EVENTS_OWED_FOR);
    }
    for (const message of messages) this.#watch(message, event.atMs);
    return messages;
  }

  #watch(message: MatcherMessage, atMs: number): void {
    if (message.kind === 'visit') {
      if (message.value.open) this.#openVisits.add(message.value.visit);
      else if (this.#openVisits.delete(message.value.visit)) this.#lastLifeAtMs = atMs;
    } else if (message.kind === 'pairing') {
      if (message.value.state === 'confirmed') this.#livePairings.add(message.value.pairing);
      else if (this.#livePairings.delete(message.value.pairing)) this.#lastLifeAtMs = atMs;
    }
  }
}

function workOf({ body }: MatcherEvent): 'event' | 'tick' | 'slice' {
  if (body.kind === 'improve') return 'slice';
  return body.kind === 'tick' ? 'tick' : 'event';
}

function promotionsText({ file, known }: Pick<Rules, 'file' | 'known'>): string {
  return JSON.stringify([file, known]);
}
