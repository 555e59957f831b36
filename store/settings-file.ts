import { Low } from 'lowdb';
import type { z } from 'zod';
import { Fault } from '../contracts/fault.ts';
import { fsyncingAdapter } from './settings-adapter.ts';

/** What people change from a screen: small, typed, and still there after a power cut. */
export interface SettingsFile<T> {
  readonly current: T;
  /** Replaces the settings and resolves when they are on disk. Calls are applied one after the other. */
  update(change: (current: T) => T): Promise<void>;
}

/**
 * Opens a settings file; one that is absent gives `initial`. One whose content does not fit the schema is treated like a broken one:
 * `initial` is used, the file stays until the next update, and `onNotice` hears about it.
 * @throws Fault `store-unavailable` where the file exists but cannot be read
 */
export async function openSettings<S extends z.ZodType>(
  path: string,
  schema: S,
  options: { readonly initial: z.output<S>; readonly onNotice?: (text: string) => void },
): Promise<SettingsFile<z.output<S>>> {
  const low = new Low<unknown>(fsyncingAdapter(path), options.initial);
  try {
    await low.read();
  } catch (cause) {
    throw new Fault(
      'store-unavailable',
      `cannot read the settings ${path}: check its owner and mode`,
      {
        cause,
      },
    );
  }
  const parsed = schema.safeParse(low.data);
  if (!parsed.success) {
    options.onNotice?.(
      `the settings in ${path} do not fit this version and were left out; the next change replaces them`,
    );
  }
  let current: z.output<S> = parsed.success ? parsed.data : options.initial;
  let last: Promise<void> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    update(change) {
      const run = async (): Promise<void> => {
        const next = change(current);
        low.data = next;
        try {
          await low.write();
        } catch (cause) {
          throw new Fault(
            'store-unavailable',
            `cannot write the settings ${path}: check disk space and mode`,
            {
              cause,
            },
          );
        }
        current = next;
      };
      // One writer at a time; a failed write is told to its caller and does not stop the next.
      last = last.then(run, run);
      return last;
    },
  };
}
