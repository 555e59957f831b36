import type { HealthReport } from '../contracts/device-health.ts';
import type { Fault } from '../contracts/fault.ts';

const NOTICES_KEPT = 100;

export type Notice = HealthReport['notices'][number];

/** Named trouble for people: shown by `/health`, the doctor page and the log, newest last, bounded. */
export interface Notices {
  readonly all: () => readonly Notice[];
  /** The same text again only moves to the end, so that one broken cable does not push out everything else. */
  add(code: string, text: string): void;
  fault(fault: Fault): void;
}

/** @param log hears each notice; `isNew` where it is not among those that are kept */
export function openNotices(
  now: () => number,
  log: (notice: Notice, isNew: boolean) => void,
): Notices {
  const kept = new Map<string, Notice>();
  function add(code: string, text: string): void {
    const notice = { atMs: Math.floor(now()), code, text };
    const key = `${code} ${text}`;
    const isNew = !kept.delete(key);
    kept.set(key, notice);
    for (const oldest of [...kept.keys()].slice(0, -NOTICES_KEPT)) kept.delete(oldest);
    log(notice, isNew);
  }
  return {
    all: () => [...kept.values()],
    add,
    fault: (fault) => add(fault.code, fault.message),
  };
}
