import { watch } from 'node:fs';

/** Tells of changes in a directory where the platform can; undefined where it cannot, and who asks must look from time to time. */
export function watchDirectory(
  directory: string,
  onChange: () => void,
): { close(): void } | undefined {
  try {
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // No such directory yet, or no watches left.
    return undefined;
  }
}
