import type { MatcherEventBody } from '../../matcher/state/event.ts';
import type { VenueSettings } from '../../matcher/state/settings.ts';
import type { VenueClock } from './clock.ts';
import type { Log } from '../../service/log.ts';
import type { Matching } from '../matching/matching.ts';
import type { Notices } from '../../service/notices.ts';
import type { Reference } from './reference.ts';

const TICK_MS = 1000;
const HEARTBEAT_MS = 5000;
const POLL_FILES_MS = 2000;
/** The plan is improved while nothing has come for so long, a slice at a time. */
const IDLE_MS = 30;
const IMPROVE_EVERY_MS = 50;
const DAY_MS = 86_400_000;

export interface UpkeepOptions {
  readonly matching: Matching;
  readonly reference: Reference;
  readonly settings: VenueSettings;
  readonly clock: VenueClock;
  /** Journals, steps and tells something that central itself does. */
  readonly own: (body: MatcherEventBody) => void;
  /** Has the plan improved by a slice and tells what came of it. */
  readonly improve: () => void;
  /** How long nothing has come. */
  readonly idleMs: () => number;
  /** Puts the promotions of the file in force where they are not already. */
  readonly usePromotions: () => void;
  readonly publishReference: () => void;
  /** In the first quiet hour after a day at work: what takes a moment and nobody waits for. */
  readonly onNewDay: () => void;
  /** Every few seconds, for those who listen whether central lives. */
  readonly sayAlive: () => void;
  readonly onFatal: (cause: unknown) => void;
  readonly notices: Notices;
  readonly log: Log;
}

/** What happens because time passes: offers expire, plans improve, files change, quiet hours come. Gives back how to end it. */
export function startUpkeep(options: UpkeepOptions): () => void {
  const { matching, reference, notices, log } = options;
  let newDayAtMs = options.clock.now();

  const tick = (): void => {
    const nowMs = options.clock.now();
    if (matching.isTickDue(nowMs)) options.own({ kind: 'tick' });
    if (matching.activity.isQuiet(nowMs)) {
      if (nowMs - newDayAtMs >= DAY_MS) {
        newDayAtMs = nowMs;
        options.onNewDay();
      }
      useQuietHour(options, nowMs);
      matching.forgetOld(nowMs);
    }
  };

  const improve = (): void => {
    if (matching.owedSlices.count > 0 && options.idleMs() > IDLE_MS) options.improve();
  };

  const pollFiles = async (): Promise<void> => {
    const changed = await reference.poll();
    if (changed.promotions || changed.products) {
      options.usePromotions();
      log.info(changed, 'new files are in force');
    }
    if (changed.promotions || changed.products || reference.arePagesDue(performance.now())) {
      options.publishReference();
    }
  };

  const guarded = (work: () => void): (() => void) => {
    return () => {
      try {
        work();
      } catch (cause) {
        options.onFatal(cause);
      }
    };
  };
  if (matching.differs(options.settings)) {
    notices.add(
      'settings-later',
      'the venue settings were changed while shoppers were in the middle of something: they come into force in the next quiet hour',
    );
  }
  const timers = [
    setInterval(guarded(tick), TICK_MS),
    setInterval(guarded(improve), IMPROVE_EVERY_MS),
    setInterval(guarded(options.sayAlive), HEARTBEAT_MS),
    setInterval(() => void pollFiles().catch(options.onFatal), POLL_FILES_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Nobody is in the middle of anything: a clock that was set is taken over, and the matcher may begin anew. */
function useQuietHour(options: UpkeepOptions, nowMs: number): void {
  const { matching, clock, notices, log } = options;
  const leaptMs = clock.jumpMs;
  if (leaptMs !== 0) {
    notices.add(
      'clock-set',
      `the clock was set by ${Math.round(leaptMs / 1000)} s; taken over now that nobody is in the middle of anything`,
    );
    clock.adopt();
  }
  const rules = options.reference.rules(options.settings);
  if (matching.beginAnewIfQuiet(rules, nowMs, leaptMs !== 0)) {
    log.info({}, 'a quiet hour: the matcher begins anew, so that the next replay is short');
  }
}
