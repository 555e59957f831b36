import { copyFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter } from 'lowdb';

/**
 * A lowdb adapter that survives a power cut: the new text is on disk before it takes the old one's name, and the old one stays as
 * `.bak`. lowdb's own adapter never syncs. A file that cannot be parsed is read from its `.bak`.
 * Source: docs/facts/storage.md#lowdb.
 */
export function fsyncingAdapter(path: string): Adapter<unknown> {
  return {
    async read() {
      for (const candidate of [path, `${path}.bak`]) {
        const text = await readIfThere(candidate);
        if (text === undefined) continue;
        try {
          const parsed: unknown = JSON.parse(text);
          return parsed;
        } catch {
          // Half-written or full of NULs after a power cut: the next candidate is the last good one.
          continue;
        }
      }
      return null;
    },
    async write(settings) {
      await mkdir(dirname(path), { recursive: true });
      const tmp = `${path}.tmp`;
      const file = await open(tmp, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(settings, undefined, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      if ((await readIfThere(path)) !== undefined) await copyFile(path, `${path}.bak`);
      await rename(tmp, path);
      // Windows cannot open a folder; there the rename is as durable as the file system makes it.
      if (process.platform === 'win32') return;
      const folder = await open(dirname(path), 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}
