const HEARTBEATS_KEPT = 4;
/** A difference below this is what a heartbeat that the broker kept for us may be late. */
const WORTH_CORRECTING_MS = 60_000;

/** How far central's clock is from ours: deadlines on slips and suggestions are central's. */
export interface CentralClock {
  /** Central's heartbeat said this time when ours was that. */
  heard(centralMs: number, ourMs: number): void;
  /** What to add to our time to have central's; 0 while they agree. */
  readonly offsetMs: number;
}

/**
 * A box whose clock is an hour off would otherwise take every slip for expired, or none. A heartbeat is never early, so of the
 * last ones the largest difference is the truest.
 */
export function centralClock(): CentralClock {
  let differences: readonly number[] = [];
  return {
    heard(centralMs, ourMs) {
      differences = [...differences, centralMs - ourMs].slice(-HEARTBEATS_KEPT);
    },
    get offsetMs() {
      const best = Math.max(...differences);
      return Number.isFinite(best) && Math.abs(best) >= WORTH_CORRECTING_MS ? best : 0;
    },
  };
}
