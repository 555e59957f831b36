/** Beyond this, wall clock and elapsed time disagree because somebody set the clock. */
const JUMP_MS = 5000;

export interface VenueClock {
  /** Milliseconds since 1970, never going back while this process lives. */
  readonly now: () => number;
  /** Milliseconds that have passed since some moment; nobody can set it. It stands where a test's clock stands. */
  readonly elapsedMs: () => number;
  /** How far the wall clock is from this one because it was set; 0 while they agree. */
  readonly jumpMs: number;
  /** Takes over the wall clock as it now is. */
  adopt(): void;
}

/**
 * A clock that follows the wall but not its leaps: when somebody sets the time by a day, visits and pairings neither all expire nor
 * live on. The leap is taken over by `adopt`, when nobody is in the middle of anything.
 * @param floorMs the latest time that is known to have passed, from the journal
 * Source: docs/rules.md#clock-jumps.
 */
export function venueClock(
  wall: () => number,
  elapsedMs: () => number,
  floorMs: number = 0,
): VenueClock {
  let offsetMs = Math.max(0, floorMs - wall());
  let last = { now: wall() + offsetMs, elapsed: elapsedMs() };
  const now = (): number => {
    const elapsed = elapsedMs();
    const expected = last.now + (elapsed - last.elapsed);
    const seen = wall() + offsetMs;
    if (Math.abs(seen - expected) > JUMP_MS) offsetMs += Math.round(expected - seen);
    last = { now: Math.max(last.now, Math.round(wall() + offsetMs)), elapsed };
    return last.now;
  };
  return {
    now,
    elapsedMs,
    get jumpMs() {
      return offsetMs === 0 ? 0 : -offsetMs;
    },
    adopt() {
      offsetMs = 0;
      last = { now: wall(), elapsed: elapsedMs() };
    },
  };
}
