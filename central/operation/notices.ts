import type { HealthReport } from '../../contracts/device-health.ts';
import type { Log } from './log.ts';

const KEPT_NOTICES = 100;

export type Notice = HealthReport['notices'][number];

/** Named trouble for people: logged, shown in `/health`, bounded. */
export interface Notices {
  readonly all: readonly Notice[];
  /** The same code with the same text within a minute is shown once and counted in the log only. */
  add(code: string, text: string): void;
}

export function createNotices(clock: () => number, log: Log): Notices {
  const kept: Notice[] = [];
  return {
    all: kept,
    add(code, text) {
      const atMs = Math.floor(clock());
      log.warn({ notice: code }, text);
      const last = kept.findLast((notice) => notice.code === code && notice.text === text);
      if (last !== undefined && atMs - last.atMs < 60_000) return;
      kept.push({ atMs, code, text });
      if (kept.length > KEPT_NOTICES) kept.splice(0, kept.length - KEPT_NOTICES);
    },
  };
}
