/** What happens to the window. */
export type WindowEvent =
  | { readonly kind: 'renderer-gone'; readonly reason: string }
  | { readonly kind: 'gpu-gone' }
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'responsive' }
  | { readonly kind: 'load-failed' }
  | { readonly kind: 'loaded' }
  /** The page's own sign of life, every five seconds, with the screen that it shows. */
  | { readonly kind: 'alive'; readonly screen: string }
  /** Once a second; `hour` is the hour of the venue's day. */
  | { readonly kind: 'tick'; readonly hour: number };

/** What the shell does about it. */
export type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'reload'; readonly afterMs: number }
  /** Kills the page's process; the reload follows when it is gone, because one in the same tick dies with it. */
  | { readonly kind: 'crash-renderer' }
  | { readonly kind: 'show-offline'; readonly retryAfterMs: number }
  /** Starts the whole shell anew and ends this one. */
  | { readonly kind: 'relaunch'; readonly isGpuOff: boolean };

/** What is remembered between events; plain data, replaced whole. */
export interface Recovery {
  readonly reloadsAtMs: readonly number[];
  readonly gpuLosses: number;
  readonly unresponsiveSinceMs: number | undefined;
  readonly aliveAtMs: number;
  readonly screen: string;
  /** The page was told to go; its loss is expected. */
  readonly isCrashing: boolean;
  /** The planned reload of this day has been done. */
  readonly isRested: boolean;
}

export const RELOADS_PER_MINUTE = 3;
export const RELOAD_GAP_MS = 2000;
const MINUTE_MS = 60_000;
const GPU_LOSSES = 3;
const UNRESPONSIVE_MS = 10_000;
const ALIVE_MISSED_MS = 15_000;
const OFFLINE_RETRY_MS = 5000;
/** Nobody shops then; a page that runs for weeks is begun anew once a day. */
const REST_HOUR = 4;

const NOTHING: Step = { kind: 'nothing' };

export function newRecovery(nowMs: number): Recovery {
  return {
    reloadsAtMs: [],
    gpuLosses: 0,
    unresponsiveSinceMs: undefined,
    aliveAtMs: nowMs,
    screen: '',
    isCrashing: false,
    isRested: false,
  };
}

/** One step of the ladder. Pure: the shell does what it says. Source: docs/rules.md#kiosk-recovery. */
export function recover(
  state: Recovery,
  event: WindowEvent,
  nowMs: number,
): { readonly state: Recovery; readonly step: Step } {
  switch (event.kind) {
    case 'alive':
      return {
        state: { ...state, aliveAtMs: nowMs, screen: event.screen, unresponsiveSinceMs: undefined },
        step: NOTHING,
      };
    case 'loaded':
      return { state: { ...state, aliveAtMs: nowMs }, step: NOTHING };
    case 'responsive':
      return { state: { ...state, unresponsiveSinceMs: undefined }, step: NOTHING };
    case 'unresponsive':
      return {
        state: { ...state, unresponsiveSinceMs: state.unresponsiveSinceMs ?? nowMs },
        step: NOTHING,
      };
    case 'load-failed':
      return {
        state: { ...state, aliveAtMs: nowMs },
        step: { kind: 'show-offline', retryAfterMs: OFFLINE_RETRY_MS },
      };
    case 'gpu-gone': {
      const gpuLosses = state.gpuLosses + 1;
      const step: Step = gpuLosses >= GPU_LOSSES ? { kind: 'relaunch', isGpuOff: true } : NOTHING;
      return { state: { ...state, gpuLosses }, step };
    }
    case 'renderer-gone':
      return event.reason === 'clean-exit' ? { state, step: NOTHING } : reload(state, nowMs);
    case 'tick':
      return tick(state, event.hour, nowMs);
  }
}

/** Reloads, at least two seconds after the last one, at most three times a minute; then the whole shell starts anew. */
function reload(state: Recovery, nowMs: number): { readonly state: Recovery; readonly step: Step } {
  const recent = state.reloadsAtMs.filter((atMs) => nowMs - atMs < MINUTE_MS);
  if (recent.length >= RELOADS_PER_MINUTE) {
    return { state, step: { kind: 'relaunch', isGpuOff: false } };
  }
  const last = recent.at(-1);
  const afterMs = last === undefined ? 0 : Math.max(0, last + RELOAD_GAP_MS - nowMs);
  const next: Recovery = {
    ...state,
    reloadsAtMs: [...recent, nowMs + afterMs],
    unresponsiveSinceMs: undefined,
    aliveAtMs: nowMs + afterMs,
    isCrashing: false,
  };
  return { state: next, step: { kind: 'reload', afterMs } };
}

function tick(
  state: Recovery,
  hour: number,
  nowMs: number,
): { readonly state: Recovery; readonly step: Step } {
  if (state.isCrashing) return { state, step: NOTHING };
  const isStuck =
    state.unresponsiveSinceMs !== undefined && nowMs - state.unresponsiveSinceMs >= UNRESPONSIVE_MS;
  // Blank but alive: the process runs, the page says nothing.
  const isSilent = nowMs - state.aliveAtMs >= ALIVE_MISSED_MS;
  if (isStuck || isSilent) {
    return { state: { ...state, isCrashing: true }, step: { kind: 'crash-renderer' } };
  }
  if (hour !== REST_HOUR) return { state: { ...state, isRested: false }, step: NOTHING };
  if (state.isRested || state.screen !== 'attract') return { state, step: NOTHING };
  return {
    state: { ...state, isRested: true, aliveAtMs: nowMs },
    step: { kind: 'reload', afterMs: 0 },
  };
}
