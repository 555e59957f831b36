import { createContext, Script } from 'node:vm';

/** Where a watched piece of work is put before it is called; nothing else is in there. */
const box = { work: (): void => undefined };
createContext(box);
const script = new Script('work()');

/**
 * Runs work that may take for ever, such as a pattern that a person wrote; undefined when its time is up. The work must change nothing:
 * it may be stopped anywhere. Costs a fifth of a millisecond, so it is for dialects whose patterns cannot be proven quick.
 */
export function watched<T>(work: () => T, limitMs: number): T | undefined {
  let result: T | undefined;
  box.work = () => {
    result = work();
  };
  try {
    script.runInContext(box, { timeout: limitMs });
  } catch (cause) {
    // The error is of the box's own world: no instance of our Error.
    const isLate = typeof cause === 'object' && cause !== null && 'code' in cause;
    if (isLate && cause.code === LATE) return undefined;
    throw cause;
  }
  return result;
}

const LATE = 'ERR_SCRIPT_EXECUTION_TIMEOUT';
