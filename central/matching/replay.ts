import { Fault } from '../../contracts/fault.ts';
import type { MatcherEvent, MatcherEventBody } from '../../matcher/state/event.ts';
import type { MatcherMessage } from '../../matcher/state/message.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Rules } from './rules.ts';

const SKIPPED_LIMIT = 10;

/** What a replay is done to. */
export interface ReplayTarget {
  /** Everything before is gone: the matcher begins with these rules. */
  begin(rules: Rules): void;
  /** May throw: then the event is skipped and the replay begins once more. */
  step(event: MatcherEvent): readonly MatcherMessage[];
  /** Hears what each step said. */
  heard(id: number, messages: readonly MatcherMessage[], event: MatcherEvent): void;
  /** Takes an event that broke the matcher out of the journal's story. */
  skip(id: number, cause: unknown): void;
}

/**
 * Steps everything from the journal's last beginning on. An event that breaks the matcher is skipped, so that one bad event does not
 * close the shop for ever.
 * @throws Fault `store-corrupt` where too many events break it
 */
export function replay(journal: Journal, target: ReplayTarget): void {
  for (let skipped = 0; ; skipped += 1) {
    const broken = replayOnce(journal, target);
    if (broken === undefined) return;
    if (skipped >= SKIPPED_LIMIT) {
      throw new Fault(
        'store-corrupt',
        `the journal cannot be replayed: event ${broken.id} and ${skipped} before it break the matcher; keep the file for support and start with an empty stateDir`,
      );
    }
    target.skip(broken.id, broken.cause);
  }
}

/** Gives the first event that breaks the matcher, if any does. */
function replayOnce(
  journal: Journal,
  target: ReplayTarget,
): { readonly id: number; readonly cause: unknown } | undefined {
  const beginning = journal.lastRules();
  if (beginning === undefined) throw new Error('the journal has no beginning');
  // Written by this program inside its own database: trusted, like the rest of it.
  target.begin(JSON.parse(beginning.body) as Rules);
  for (const row of journal.replay(beginning.id + 1)) {
    const { id, atMs, seed, entropy } = row;
    const event = { atMs, seed, entropy, body: JSON.parse(row.body) as MatcherEventBody };
    let messages: readonly MatcherMessage[];
    try {
      messages = target.step(event);
    } catch (cause) {
      return { id, cause };
    }
    target.heard(id, messages, event);
  }
  return undefined;
}
