import { Fault } from '../../contracts/fault.ts';

const AGAIN_AFTER_MS = 1000;

/**
 * Runs a write until it is kept: a full disk delays what a device said, it does not lose it while the process lives. Everything but a
 * `store-unavailable` is a bug and goes up.
 * @param options `onFault` is told at each failure; `signal` gives up at the end of the process
 */
export function persistently(
  write: () => Promise<unknown>,
  options: { readonly signal: AbortSignal; readonly onFault: (fault: Fault) => void },
): void {
  const attempt = async (): Promise<void> => {
    try {
      await write();
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'store-unavailable') throw cause;
      options.onFault(cause);
      if (!options.signal.aborted) setTimeout(() => void attempt(), AGAIN_AFTER_MS);
    }
  };
  void attempt();
}
